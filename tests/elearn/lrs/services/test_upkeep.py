"""Letting go by age and of a person, under a pseudonym or a new name: tried out, then done, and nothing beside."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.lrs.rules.documents import Conditions, Place
from elearn.lrs.rules.incoming import read_statement
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import name_agent
from elearn.lrs.services import (
    Upkeep,
    erase_agent,
    find_contents,
    find_statement,
    find_statements,
    list_documents,
    merge_agents,
    pseudonymise_agent,
    purge_statements,
    put_document,
    store_incoming,
    store_statements,
)
from elearn.lrs.tables import MentionRow, StatementRow, TermRow
from tests.elearn.lrs.house import AUTHORITY, NOON, VOIDED, account, body, new_id, reference, statement

HOUR = dt.timedelta(hours=1)
NOBODY = account("erased-1")


def digest(agent: dict[str, Any]) -> bytes:
    term = name_agent(agent)
    assert term
    return term.digest


def store(session: Session, *values: dict[str, Any], at: dt.datetime = NOON) -> list[str]:
    made = [str(one) for one in store_statements(session, [body(value) for value in values], AUTHORITY, at)]
    session.commit()
    return made


def all_ids(session: Session, **filters: Any) -> list[str]:
    page = find_statements(session, StatementQuery(ascending=True, **filters))
    return [json.loads(one)["id"] for one in page.bodies]


def named(session: Session, agent: dict[str, Any], *, related: bool = False) -> list[str]:
    return all_ids(session, agent=digest(agent), related_agents=related)


def snapshot(session: Session) -> list[Any]:
    tables = (StatementRow.__table__, MentionRow.__table__, TermRow.__table__)
    return [sorted(map(tuple, session.execute(select(table)))) for table in tables]


def keep_state(session: Session, agent: dict[str, Any], name: str = "s", content: bytes = b"1") -> Place:
    place = Place(kind="state", activity=b"a" * 32, agent=digest(agent), name=name)
    put_document(session, place, content, "text/plain", Conditions(), count_microseconds(NOON), "2.0.0")
    session.commit()
    return place


# By age


def test_what_is_older_than_a_day_goes_and_the_rest_stays(session: Session) -> None:
    old = store(session, statement("p-1"), statement("p-2"))
    kept = store(session, statement("p-1"), at=NOON + HOUR)
    before = snapshot(session)
    tried = purge_statements(session, NOON + HOUR, dry_run=True)
    session.commit()
    assert (tried.deleted, tried.first, tried.last) == (2, NOON, NOON + dt.timedelta(microseconds=1))
    assert snapshot(session) == before, "trying changes nothing"
    assert purge_statements(session, NOON + HOUR, dry_run=False) == tried
    session.commit()
    assert all_ids(session) == kept == named(session, account("p-1"))
    assert find_statement(session, UUID(old[0])) is None
    assert named(session, account("p-2")) == []
    assert purge_statements(session, NOON + HOUR, dry_run=False) == Upkeep()
    store(session, statement("p-2", id=old[1]), at=NOON + 2 * HOUR)
    assert named(session, account("p-2")) == [old[1]], "an id that is gone may come again"


def test_an_empty_store_has_nothing_to_purge(session: Session) -> None:
    assert purge_statements(session, NOON, dry_run=False).empty


def test_what_a_purge_leaves_may_refer_to_what_is_gone(session: Session) -> None:
    (target,) = store(session, statement("p-1"))
    later = store(session, reference(target), reference(target, VOIDED), at=NOON + HOUR)
    purge_statements(session, NOON + HOUR, dry_run=False)
    session.commit()
    assert all_ids(session) == later


def with_file(session: Session, content: bytes, who: str, at: dt.datetime, **more: Any) -> str:
    sha2 = hashlib.sha256(content)
    attachment = {
        "usageType": "https://x.jp/photo",
        "display": {"ja": "写真"},
        "contentType": "image/png",
        "length": len(content),
        "sha2": sha2.hexdigest(),
    }
    contents = {sha2.digest(): content}
    one = read_statement(body(statement(who, attachments=[attachment], **more)), "2.0.0", contents)
    (made,) = store_incoming(session, [one], AUTHORITY, at, "2.0.0", contents)
    session.commit()
    return str(made)


def held(session: Session, *contents: bytes) -> list[bytes]:
    found = find_contents(session, [hashlib.sha256(one).digest() for one in contents])
    return sorted(found.values())


def test_contents_go_with_the_last_statement_that_has_them(session: Session) -> None:
    with_file(session, b"old", "p-1", NOON)
    with_file(session, b"both", "p-1", NOON)
    with_file(session, b"both", "p-2", NOON + HOUR)
    done = purge_statements(session, NOON + HOUR, dry_run=False)
    session.commit()
    assert (done.deleted, done.attachments) == (2, 1)
    assert held(session, b"old", b"both") == [b"both"]


# A person


@pytest.fixture
def lived(session: Session) -> dict[str, str]:
    """What p-1 did, what was done with p-1's help, and what p-2 did alone."""
    by_instructor = statement("p-2", context={"instructor": account("p-1") | {"name": "髙﨑"}})
    team = {"objectType": "Group", "member": [account("p-1"), account("p-3")]}
    made = store(
        session,
        statement("p-1"),
        by_instructor,
        statement() | {"actor": team},
        statement("p-2"),
        statement("p-3") | {"object": account("p-1")},
    )
    names = dict(zip(("own", "helped", "team", "others", "about"), made, strict=True))
    (names["remark"],) = store(session, reference(names["own"]))
    return names


def test_an_erased_person_has_no_record_and_is_named_nowhere(session: Session, lived: dict[str, str]) -> None:
    keep_state(session, account("p-1"))
    place = keep_state(session, account("p-2"))
    with_file(session, b"portrait", "p-1", NOON)
    before = snapshot(session)
    tried = erase_agent(session, account("p-1"), NOBODY, dry_run=True)
    session.commit()
    assert snapshot(session) == before
    done = erase_agent(session, account("p-1"), NOBODY, dry_run=False)
    session.commit()
    assert done == tried
    assert (done.deleted, done.rewritten, done.documents, done.attachments) == (3, 2, 1, 1)
    assert {lived["own"], lived["helped"], lived["team"], lived["about"]} < set(done.ids)
    assert all_ids(session) == [lived["helped"], lived["team"], lived["others"], lived["remark"]]
    assert named(session, account("p-1"), related=True) == []
    text = b"".join(find_statements(session, StatementQuery()).bodies)
    assert b'"p-1"' not in text
    assert "髙﨑".encode() not in text
    assert held(session, b"portrait") == []
    assert list_documents(session, msgspec_replace(place, name=None)) == ["s"], "another's documents stay"
    assert b"p-1" not in b"".join(bytes(key) for key in session.scalars(select(TermRow.key)))


def msgspec_replace(place: Place, **changes: Any) -> Place:
    return Place(**{"kind": place.kind, "activity": place.activity, "agent": place.agent, "name": place.name} | changes)


def test_a_pseudonym_keeps_every_figure_and_no_name(session: Session, lived: dict[str, str]) -> None:
    count = session.scalar(select(func.count(StatementRow.seq)))
    mine = named(session, account("p-1"))
    done = pseudonymise_agent(session, account("p-1"), NOBODY, dry_run=False)
    session.commit()
    assert (done.deleted, done.rewritten) == (0, 4)
    assert session.scalar(select(func.count(StatementRow.seq))) == count
    assert named(session, account("p-1"), related=True) == []
    assert named(session, NOBODY) == mine
    assert lived["remark"] in mine, "a remark is found by whom its target is about"
    found = find_statement(session, UUID(lived["helped"]))
    assert found
    assert json.loads(found.body)["context"]["instructor"] == NOBODY
    assert pseudonymise_agent(session, account("p-1"), NOBODY, dry_run=False).empty


def test_a_repeat_of_the_old_words_is_still_known_as_one(session: Session) -> None:
    """A relay that tells once more must neither bring a name back nor meet a conflict."""
    said = statement("p-1", id=new_id(), timestamp="2026-11-22T03:00:00Z")
    store(session, said)
    pseudonymise_agent(session, account("p-1"), NOBODY, dry_run=False)
    session.commit()
    store(session, said)
    assert named(session, account("p-1")) == []
    assert all_ids(session) == [said["id"]]


def test_who_comes_back_after_an_erasure_is_found_again(session: Session) -> None:
    store(session, statement("p-1"))
    erase_agent(session, account("p-1"), NOBODY, dry_run=False)
    session.commit()
    made = store(session, statement("p-1"), at=NOON + HOUR)
    assert named(session, account("p-1")) == made


@pytest.mark.parametrize("act", [erase_agent, pseudonymise_agent])
def test_somebody_unknown_leaves_everything(session: Session, lived: dict[str, str], act: Any) -> None:
    before = snapshot(session)
    assert act(session, account("nobody"), NOBODY, dry_run=False).empty
    session.commit()
    assert snapshot(session) == before


def test_an_anonymous_group_is_nobody_to_erase(session: Session) -> None:
    with pytest.raises(ValueError, match="identifier"):
        erase_agent(session, {"objectType": "Group", "member": [account("p-1")]}, NOBODY, dry_run=True)


# A new name

OLD, NEW = {"mbox": "mailto:tanaka@example.jp"}, {"mbox": "mailto:suzuki@example.jp"}


def test_a_new_name_finds_what_the_old_one_said_and_changes_no_word(session: Session) -> None:
    before = store(session, statement() | {"actor": OLD}, statement(context={"instructor": OLD}))
    after = store(session, statement() | {"actor": NEW}, at=NOON + HOUR)
    bodies = find_statements(session, StatementQuery()).bodies
    tried = merge_agents(session, OLD, NEW, dry_run=True)
    assert named(session, NEW) == after
    assert merge_agents(session, OLD, NEW, dry_run=False) == tried == Upkeep(linked=2)
    session.commit()
    assert named(session, NEW) == [before[0], *after]
    assert named(session, NEW, related=True) == [*before, *after]
    assert named(session, OLD) == before[:1]
    assert find_statements(session, StatementQuery()).bodies == bodies
    late = store(session, statement() | {"actor": OLD}, at=NOON + 2 * HOUR)
    assert merge_agents(session, OLD, NEW, dry_run=False).linked == 1, "once more takes in what came meanwhile"
    session.commit()
    assert named(session, NEW) == [before[0], *after, *late]


def test_documents_move_unless_the_new_name_has_its_own(session: Session) -> None:
    keep_state(session, OLD, "moves", b"old")
    keep_state(session, OLD, "stays", b"old")
    place = keep_state(session, NEW, "stays", b"new")
    assert merge_agents(session, OLD, NEW, dry_run=False).documents == 1
    session.commit()
    assert list_documents(session, msgspec_replace(place, name=None)) == ["moves", "stays"]
    assert list_documents(session, msgspec_replace(place, name=None, agent=digest(OLD))) == ["stays"]


def test_one_identity_is_not_merged_with_itself(session: Session) -> None:
    with pytest.raises(ValueError, match="one identity"):
        merge_agents(session, OLD, OLD | {"name": "田中"}, dry_run=True)
