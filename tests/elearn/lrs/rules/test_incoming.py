from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from elearn.lrs.rules.bodies import MAX_DEPTH, compose_body
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import MAX_BATCH, Incoming, _read_each, _read_whole, read_batch, read_statement
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.terms import Term, name_agent
from elearn.xapi.check_values import parse_timestamp
from tests.elearn.lrs.house import PASSED, VOIDED, account, body, new_id, reference, statement
from tests.elearn.xapi.samples import FULL, drop

FILE = FULL["attachments"][0]


def refused(value: Any, version: str = "1.0.3") -> LrsFault:
    with pytest.raises(LrsFault) as raised:
        read_batch(body(value), version)
    return raised.value


def test_a_plain_statement() -> None:
    one = read_statement(body(statement()), "1.0.3")
    assert (one.uuid, one.timestamp, one.target, one.voids) == (None, None, None, False)
    assert one.terms[Term("verb", PASSED)]


def test_what_is_stated_is_read() -> None:
    uuid = new_id()
    one = read_statement(body(statement(id=uuid.upper(), timestamp="2026-11-22T12:00:00+09:00")), "1.0.3")
    moment = parse_timestamp("2026-11-22T03:00:00Z")
    assert moment
    assert one.uuid == UUID(uuid)
    assert one.timestamp == count_microseconds(moment)


def test_a_reference_names_its_target() -> None:
    uuid = new_id()
    one = read_statement(body(reference(uuid)), "1.0.3")
    assert (one.target, one.voids) == (UUID(uuid), False)
    assert read_statement(body(reference(uuid, VOIDED)), "1.0.3").voids


def test_a_sender_cannot_be_found_by_an_authority_of_its_own_making() -> None:
    one = read_statement(body(statement(authority=account("forged"))), "1.0.3")
    assert name_agent(account("forged")) not in one.terms


def test_one_statement_and_a_batch_of_one_are_the_same() -> None:
    (single,), (batch,) = read_batch(body(statement()), "1.0.3"), read_batch(body([statement()]), "1.0.3")
    assert (single.fingerprint, single.terms) == (batch.fingerprint, batch.terms)


def test_pointers_start_with_the_index_in_a_batch_only() -> None:
    faulty = statement(verb="x")
    assert [problem.pointer for problem in refused(faulty).problems] == ["/verb/id"]
    assert [problem.pointer for problem in refused([statement(), faulty]).problems] == ["/1/verb/id"]


def test_repeated_ids_are_told() -> None:
    uuid = new_id()
    fault = refused([statement(id=uuid), statement(), statement(id=uuid), statement(id=uuid)])
    assert [(one.pointer, one.code) for one in fault.problems] == [("/2/id", "repeated-id"), ("/3/id", "repeated-id")]


def test_too_many_at_once() -> None:
    fault = refused([1] * (MAX_BATCH + 1))
    assert (fault.status, fault.code) == (413, "batch-too-large")


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_the_full_statement_is_read_in_both_versions(version: str) -> None:
    assert read_statement(body(FULL), version).uuid == UUID(FULL["id"])


def test_the_version_of_the_conversation_counts() -> None:
    value = statement(version="2.0.0")
    assert refused(value).problems[0].code == "invalid-version"
    assert read_batch(body(value), "2.0.0")


def test_an_attachment_without_content_needs_a_place() -> None:
    fault = refused(statement(attachments=[FILE, drop({"f": FILE}, "/f/fileUrl")["f"]]))
    assert [(one.pointer, one.code) for one in fault.problems] == [("/attachments/1", "attachment-without-file")]


def test_an_attachment_of_a_sub_statement_too() -> None:
    inner = {"objectType": "SubStatement", **statement(attachments=[drop({"f": FILE}, "/f/fileUrl")["f"]])}
    fault = refused(statement() | {"object": inner})
    assert [one.pointer for one in fault.problems] == ["/object/attachments/0"]


@pytest.mark.parametrize("value", [[], None])
def test_one_statement_is_never_an_array(value: Any) -> None:
    with pytest.raises(LrsFault, match="invalid-statement"):
        read_statement(body(value), "1.0.3")


def test_an_empty_batch_has_no_statements() -> None:
    assert read_batch(b" [ ] ", "1.0.3") == []


def tell(one: Incoming) -> dict[str, Any]:
    """All that the store does with a statement, as what it means."""
    kept = compose_body(one.opened, uuid=one.uuid or UUID(int=1), version="1.0.0", stored="S", authority=b"{}")
    definitions = {name: json.loads(text) for name, text in one.definitions}
    return one._asdict() | {"opened": json.loads(kept), "definitions": definitions, "fingerprint": one.fingerprint}


LESS = {name: value for name, value in FULL.items() if name not in ("attachments", "id", "timestamp", "version")}
SINGLE = {"contextActivities": {"parent": {"id": "https://x.jp/p"}, "other": [{"id": "https://x.jp/o"}]}}


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize(
    "value",
    [
        statement(),
        statement(id=new_id(), timestamp="2026-11-22T12:00:00+09:00", version="1.0.3"),
        statement(stored="2020-01-01T00:00:00Z", authority=account("forged")),
        statement(context=SINGLE),
        statement(context=SINGLE, authority=account("forged")),
        statement(result={"score": {"raw": 8.0}, "duration": "P1Y2M"}),
        LESS,
        drop(FULL, "/attachments"),
        drop(LESS, "/context/team"),
        reference(new_id()),
        reference(new_id(), VOIDED),
        statement() | {"object": {"objectType": "SubStatement", **statement()}},
        statement() | {"object": account("somebody") | {"objectType": "Agent"}},
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_a_statement_means_the_same_whichever_way_it_was_read(value: Any, version: str) -> None:
    for indent in (None, 2):
        text = json.dumps(value, indent=indent, ensure_ascii=False).encode()
        quick = _read_each([text], version, None)
        assert quick
        assert tell(quick[0]) == tell(_read_whole(text, version, None)[0])


def test_a_batch_of_many_kinds_is_read_in_its_order() -> None:
    values = [statement(id=new_id()), reference(new_id()), statement(context=SINGLE), drop(FULL, "/attachments")]
    text = b" " + body(values) + b"\n"
    batch = read_batch(text, "1.0.3")
    assert [tell(one) for one in batch] == [tell(one) for one in _read_whole(text, "1.0.3", None)]


def nested(depth: int) -> dict[str, Any]:
    """A statement that is nested so deep."""
    value: Any = 1
    for _ in range(depth - 3):
        value = [value]
    return statement(result={"extensions": {"https://x.jp/e": value}})


@pytest.mark.parametrize("around", [0, 1])
@pytest.mark.parametrize("depth", [MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
def test_the_array_counts_where_depth_is_bounded(depth: int, around: int) -> None:
    value = [nested(depth)] if around else nested(depth)
    if depth + around <= MAX_DEPTH:
        assert len(read_batch(body(value), "1.0.3")) == 1
    else:
        assert refused(value).problems[0].code == "too-deep"


@pytest.mark.parametrize("raw", [b"[{]", b"[", b"[1", b"{", b"", b"  ", b"[{}]x", b"\xef\xbb\xbf[]", b"[" * 100_000])
def test_what_is_no_json_is_refused_and_never_an_empty_batch(raw: bytes) -> None:
    with pytest.raises(LrsFault, match="bad-json") as raised:
        read_batch(raw, "1.0.3")
    assert raised.value.status == 400
