"""Rules that forward: which statements they take, in which order, how far they have come, and what leaves."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.lrs.rules.incoming import read_statement
from elearn.lrs.services import (
    Forward,
    add_forward,
    find_secret,
    list_forwards,
    pack_attachments,
    pause_forward,
    remove_forward,
    says_same,
    seal,
    store_incoming,
    store_statements,
    take_next,
    unseal,
)
from elearn.lrs.services.forwards import export_body
from tests.elearn.lrs.house import AUTHORITY, NOON, PASSED, VOIDED, body, reference, statement

RULE = Forward("far", "https://far.example.jp/xapi", "k", "1.0.3")


def store(session: Session, *values: dict[str, Any]) -> list[str]:
    made = [str(one) for one in store_statements(session, [body(value) for value in values], AUTHORITY, NOON)]
    session.commit()
    return made


def add(session: Session, *, from_now: bool = False, **changes: Any) -> Forward:
    given = {name: getattr(RULE, name) for name in ("name", "endpoint", "key", "version")} | changes
    rule = Forward(**given)
    add_forward(session, rule, b"sealed", NOON, from_now=from_now)
    session.commit()
    return rule


def take(session: Session, most: int = 200) -> list[str]:
    taken = take_next(session, "far", most)
    session.commit()
    return [ident for ident, _ in taken]


def test_a_rule_takes_everything_once_in_order(session: Session) -> None:
    first = store(session, *(statement(f"p-{n}") for n in range(5)))
    add(session)
    assert take(session, 2) == first[:2]
    assert take(session, 2) == first[2:4]
    later = store(session, statement("p-9"))
    assert take(session) == [first[4], *later]
    assert take(session) == []
    (rule,) = list_forwards(session)
    assert (rule.behind, rule.target) == (0, "to:far")


def test_a_rule_may_begin_now(session: Session) -> None:
    store(session, statement())
    add(session, from_now=True)
    later = store(session, statement())
    assert list_forwards(session)[0].behind == 1
    assert take(session) == later


@pytest.mark.parametrize(
    ("narrow", "wanted"),
    [
        ({"verb": "https://x.jp/v"}, [1]),
        ({"activity": "https://x.jp/a"}, [2]),
        ({"registration": "12345678-1234-5678-9234-567812345678"}, [3]),
        ({"verb": "https://nowhere.jp/v"}, []),
        ({"verb": PASSED, "activity": "https://x.jp/a"}, [2]),
    ],
)
def test_a_narrow_rule_takes_what_meets_it(session: Session, narrow: dict[str, str], wanted: list[int]) -> None:
    made = store(
        session,
        statement(),
        statement(verb="https://x.jp/v"),
        statement(what="https://x.jp/a"),
        statement(context={"registration": "12345678-1234-5678-9234-567812345678"}),
    )
    add(session, **narrow)
    assert take(session) == [made[number] for number in wanted]
    assert list_forwards(session)[0].behind == 0, "what it does not want is behind it, too"


def test_what_was_voided_stays_and_the_voiding_goes(session: Session) -> None:
    (struck,) = store(session, statement())
    (voiding,) = store(session, reference(struck, VOIDED))
    add(session)
    assert take(session) == [voiding]


def test_a_resting_rule_takes_nothing_and_goes_on_where_it_was(session: Session) -> None:
    made = store(session, statement(), statement())
    add(session)
    take(session, 1)
    assert pause_forward(session, "far", NOON)
    session.commit()
    assert take(session) == []
    assert pause_forward(session, "far", None)
    assert take(session) == made[1:]
    assert not pause_forward(session, "none", NOON)


def test_what_is_not_kept_is_taken_again(session: Session) -> None:
    made = store(session, statement())
    add(session)
    assert [ident for ident, _ in take_next(session, "far")] == made
    session.rollback()
    assert take(session) == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Far"}, "bad-name"),
        ({"name": "a" * 33}, "bad-name"),
        ({"name": "-a"}, "bad-name"),
        ({"version": "0.9"}, "bad-version"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(session: Session, changes: dict[str, str], code: str) -> None:
    with pytest.raises(ValueError, match=code):
        add(session, **changes)


def test_a_name_is_taken_once_and_free_again_afterwards(session: Session) -> None:
    add(session)
    with pytest.raises(ValueError, match="name-taken"):
        add(session)
    assert remove_forward(session, "far")
    assert not remove_forward(session, "far")
    assert take(session) == []
    add(session)


def test_a_secret_is_sealed_for_this_installation_only(session: Session) -> None:
    sealed = seal("пароль:1", "key of the house")
    assert "пароль".encode() not in sealed
    assert unseal(sealed, "key of the house") == "пароль:1"
    assert unseal(sealed, "another key") is None
    assert unseal(b"", "key of the house") is None
    add_forward(session, RULE, sealed, NOON, from_now=True)
    assert find_secret(session, "far") == sealed
    assert find_secret(session, "none") is None


# What leaves


def test_only_what_the_next_store_must_say_itself_is_left_out() -> None:
    said = b'{"id":"x","result":{"score":{"raw":8.00}},"stored":"t","version":"2.0.0","authority":{},"timestamp":"P"}'
    assert export_body(said) == b'{"id":"x","result":{"score":{"raw":8.00}},"timestamp":"P"}'


def test_contents_of_attachments_go_along(session: Session) -> None:
    content = b"\x89PNG"
    sha2 = hashlib.sha256(content)
    attachment = {
        "usageType": "https://x.jp/photo",
        "display": {"ja": "写真"},
        "contentType": "image/png",
        "length": 4,
        "sha2": sha2.hexdigest(),
    }
    contents = {sha2.digest(): content}
    one = read_statement(body(statement(attachments=[attachment])), "1.0.3", contents)
    store_incoming(session, [one], AUTHORITY, NOON, "1.0.3", contents)
    session.commit()
    add(session)
    ((_, leaving),) = take_next(session, "far")
    packed = pack_attachments(session, [leaving])
    assert packed is not None
    text, kind = packed
    assert kind.startswith("multipart/mixed; boundary=")
    assert content in text
    assert sha2.hexdigest().encode() in text
    assert pack_attachments(session, [body(statement())]) is None


# The same or not


def said(**changes: Any) -> dict[str, Any]:
    return statement(id="12345678-1234-5678-9234-567812345678", timestamp="2026-11-22T03:00:00.123456Z") | changes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"timestamp": "2026-11-22T12:00:00.123+09:00"},
        {"stored": "2026-11-22T03:00:01Z", "authority": AUTHORITY, "version": "1.0.0"},
        {"verb": {"id": PASSED, "display": {"en": "other words"}}},
    ],
)
def test_what_a_store_may_write_in_its_own_way(changes: dict[str, Any]) -> None:
    assert says_same(body(said(**changes)), body(said()))


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "2026-11-22T03:00:00.125Z"},
        {"verb": {"id": VOIDED}},
        {"result": {"success": True}},
        {"actor": {"mbox": "mailto:a@b.jp"}},
    ],
)
def test_what_is_another_statement(changes: dict[str, Any]) -> None:
    assert not says_same(body(said(**changes)), body(said()))


@pytest.mark.parametrize("theirs", [b"[]", b"{}", b'{"statements":[]}', b"7"])
def test_what_is_no_statement_is_not_the_same(theirs: bytes) -> None:
    assert not says_same(theirs, body(said()))
