"""The dictionary, and how references are found by what their targets are found by."""

from __future__ import annotations

import itertools
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.services import find_statements, store_statements
from elearn.lrs.services.driver import CHUNK, Driver, split_chunks
from elearn.lrs.services.memory import Memory
from elearn.lrs.services.mentions import MAX_HOPS, look_up_terms, write_mentions
from elearn.lrs.tables import MentionRow, StatementRow, TermRow
from tests.elearn.lrs.house import AUTHORITY, NOON, PASSED, account, body, new_id, reference, statement

PLACE = Term("activity", "https://x.jp/target")


def store(session: Session, *values: dict[str, Any]) -> None:
    store_statements(session, [body(value) for value in values], AUTHORITY, NOON)
    session.commit()


def found_by(session: Session, **filters: Any) -> set[str]:
    page = find_statements(session, StatementQuery(limit=500, **filters))
    return {json.loads(one)["id"] for one in page.bodies}


def agent(name: str) -> bytes:
    term = name_agent(account(name))
    assert term
    return term.digest


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_hold_everything_once(count: int) -> None:
    chunks = list(split_chunks(range(count)))
    assert [value for chunk in chunks for value in chunk] == list(range(count))
    assert all(0 < len(chunk) <= CHUNK for chunk in chunks)


def test_looking_up_creates_nothing(session: Session) -> None:
    assert look_up_terms(session, [PLACE.digest]) == {}
    assert session.scalar(select(func.count()).select_from(TermRow)) == 0


def test_a_mention_may_become_a_main_one_but_never_less(session: Session) -> None:
    store(session, statement())
    for main, expected in ((False, False), (True, True), (False, True)):
        write_mentions(Driver(session.connection()), {1: {PLACE: main}}, Memory())
        (term_id,) = look_up_terms(session, [PLACE.digest]).values()
        assert session.scalars(select(MentionRow.main).where(MentionRow.term_id == term_id)).all() == [expected]


def test_nothing_to_write_is_fine(session: Session) -> None:
    write_mentions(Driver(session.connection()), {}, Memory())
    write_mentions(Driver(session.connection()), {1: {}}, Memory())
    assert session.scalar(select(func.count()).select_from(MentionRow)) == 0


def test_a_reference_is_found_by_what_its_target_is_found_by(session: Session) -> None:
    target, comment = new_id(), new_id()
    registration = new_id()
    store(session, statement("t", id=target, what=PLACE.key, context={"registration": registration}))
    store(session, reference(target, id=comment))
    for filters in (
        {"agent": agent("t")},
        {"verb": Term("verb", PASSED).digest},
        {"activity": PLACE.digest},
        {"registration": Term("registration", registration).digest},
        {"agent": agent("t"), "activity": PLACE.digest},
    ):
        assert found_by(session, **filters) == {target, comment}


def list_noted(session: Session, uuid: str) -> set[tuple[str, str | None]]:
    """Kinds of the terms that a statement is found by, each with the key of the verb that its mention tells."""
    verb = aliased(TermRow)
    rows = session.execute(
        select(TermRow.kind, verb.key)
        .join(MentionRow, MentionRow.term_id == TermRow.id)
        .outerjoin(verb, verb.id == MentionRow.verb)
        .join(StatementRow, StatementRow.seq == MentionRow.seq)
        .where(StatementRow.uuid == UUID(uuid).bytes)
    ).all()
    return {(kind, None if key is None else key.decode()) for kind, key in rows}


def test_every_mention_tells_the_verb_unless_more_verbs_may_come(session: Session) -> None:
    target, comment, plan = new_id(), new_id(), new_id()
    part = {"objectType": "SubStatement", **statement("s", "https://x.jp/planned")}
    store(
        session, statement("t", id=target), {**statement("u", id=plan), "object": part}, reference(target, id=comment)
    )
    assert list_noted(session, target) == {(kind, PASSED) for kind in ("agent", "verb", "activity")}
    # What a SubStatement tells of is not what the statement tells of.
    assert list_noted(session, plan) == {(kind, PASSED) for kind in ("agent", "verb", "activity")}
    assert list_noted(session, comment) == {(kind, None) for kind in ("agent", "verb", "activity")}


def test_a_mention_that_is_added_later_tells_no_verb(session: Session) -> None:
    uuid = new_id()
    store(session, statement(id=uuid))
    write_mentions(Driver(session.connection()), {1: {Term("registration", new_id()): True}}, Memory())
    assert ("registration", None) in list_noted(session, uuid)
    assert found_by(session, agent=agent("p-1"), verb=Term("verb", PASSED).digest) == {uuid}


def test_a_target_is_not_found_by_what_refers_to_it(session: Session) -> None:
    target, comment = new_id(), new_id()
    store(session, statement("t", id=target), reference(target, id=comment))
    assert found_by(session, agent=agent("p-9")) == {comment}


def test_related_filters_pass_on_too(session: Session) -> None:
    target, comment = new_id(), new_id()
    store(session, statement(id=target, context={"instructor": account("i")}), reference(target, id=comment))
    assert found_by(session, agent=agent("i")) == set()
    assert found_by(session, agent=agent("i"), related_agents=True) == {target, comment}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_chain_is_found_in_whatever_order_it_came(session: Session, order: tuple[int, ...]) -> None:
    ids = [new_id() for _ in range(4)]
    chain = [statement("t", id=ids[0])] + [reference(ids[link - 1], id=ids[link]) for link in range(1, 4)]
    for link in order:
        store(session, chain[link])
    assert found_by(session, agent=agent("t")) == set(ids)


def test_a_chain_in_one_batch(session: Session) -> None:
    ids = [new_id() for _ in range(6)]
    chain = [statement("t", id=ids[0])] + [reference(ids[link - 1], id=ids[link]) for link in range(1, 6)]
    store(session, *chain[::-1])
    assert found_by(session, agent=agent("t")) == set(ids)


def test_a_circle_ends(session: Session) -> None:
    one, two = new_id(), new_id()
    store(session, reference(one, id=two, verb="https://x.jp/v2"))
    store(session, reference(two, id=one, verb="https://x.jp/v1"))
    assert found_by(session, verb=Term("verb", "https://x.jp/v1").digest) == {one, two}
    assert found_by(session, verb=Term("verb", "https://x.jp/v2").digest) == {one, two}


def test_a_reference_to_itself_ends(session: Session) -> None:
    uuid = new_id()
    store(session, reference(uuid, id=uuid))
    assert found_by(session, agent=agent("p-9")) == {uuid}


def test_a_very_long_chain_is_followed_to_the_bound(session: Session) -> None:
    ids = [new_id() for _ in range(MAX_HOPS + 10)]
    chain = [statement("t", id=ids[0])] + [reference(ids[link - 1], id=ids[link]) for link in range(1, len(ids))]
    store(session, *chain)
    assert found_by(session, agent=agent("t")) == set(ids[: MAX_HOPS + 1])
