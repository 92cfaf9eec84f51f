"""Recording: a fact, all that follows, its rows and its statements, in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.db import Put
from elearn.events import CellAttained, DutySkillDeclared, Event, EvidenceAccepted, LevelConferred
from elearn.records import ledger
from elearn.records.projections import Unsettled, fold_all
from elearn.records.reactor import Recorder, rebuild
from elearn.records.tables import LedgerRow, OutboxRow
from tests.elearn.records.samples import (
    AT,
    HANAKO,
    PROBES,
    SHELF,
    TARO,
    Shelf,
    a_pen,
    all_rows,
    cell,
    duty,
    evidence,
    level,
    statements_of,
)


@pytest.fixture
def desk(engine: Engine) -> Iterator[Session]:
    """A session where the small room has its table."""
    PROBES.create_all(engine)
    with sessionmaker(engine)() as session:
        yield session


def shelf_of(session: Session, person: str = HANAKO) -> set[str]:
    return set(session.scalars(select(SHELF.c.skill).where(SHELF.c.person == person)))


def test_a_fact_its_consequences_rows_and_statements_stand_together(desk: Session) -> None:
    room = Shelf()
    told = a_pen(desk, room).record(evidence(1), evidence(2), evidence(3))
    third = cell("skill-3", cause=evidence(3).id)
    assert told == [
        evidence(1), evidence(2), evidence(3), cell("skill-1", cause=evidence(1).id),
        cell("skill-2", cause=evidence(2).id), third, level(1, cause=third.id),
    ]  # fmt: skip
    desk.commit()
    assert ledger.read_person(desk, HANAKO) == told
    assert shelf_of(desk) == {"skill-1", "skill-2", "skill-3"}
    outbox = desk.execute(select(OutboxRow.target, OutboxRow.statement_id).order_by(OutboxRow.id)).all()
    cells = [str(one.id) for one in told if isinstance(one, CellAttained)]
    assert [tuple(row) for row in outbox] == [(target, one) for one in cells for target in ("near", "far")]
    assert ledger.verify_ledger(desk).sound


def test_nothing_to_say_is_nothing_said(desk: Session) -> None:
    assert a_pen(desk, Shelf()).record() == []
    assert all_rows(desk) == {"elearn_ledger": [], "elearn_outbox": [], "probe_shelf": []}


def test_without_stores_nothing_waits_to_be_sent(desk: Session) -> None:
    a_pen(desk, Shelf(), targets=()).record(evidence())
    assert all_rows(desk)["elearn_outbox"] == []


def test_a_repeat_adds_nothing(desk: Session) -> None:
    room = Shelf()
    a_pen(desk, room).record(evidence(1), evidence(2))
    desk.commit()
    before = all_rows(desk)
    later = AT + dt.timedelta(hours=1)
    for again in ([evidence(1)], [evidence(1), evidence(2)], [evidence(2), evidence(2)], [evidence(1, at=later)]):
        assert a_pen(desk, room, now=later).record(*again) == []
    assert a_pen(desk, room).record(cell("skill-1")) == []
    desk.commit()
    assert all_rows(desk) == before


def test_of_an_act_that_is_partly_known_the_rest_is_told(desk: Session) -> None:
    a_pen(desk, Shelf()).record(evidence(1))
    assert a_pen(desk, Shelf()).record(evidence(1), evidence(2)) == [
        evidence(2),
        cell("skill-2", cause=evidence(2).id),
    ]


def test_the_state_is_read_from_the_rooms_own_projection(desk: Session) -> None:
    for number in (1, 2):
        assert len(a_pen(desk, Shelf()).record(evidence(number))) == 2
        desk.commit()
    assert a_pen(desk, Shelf()).record(evidence(3))[-1] == level(1, cause=cell("skill-3").id)
    assert a_pen(desk, Shelf()).record(evidence(1, reason="external-course")) == [evidence(1, reason="external-course")]


def test_a_room_is_asked_only_for_people_it_is_concerned_with(desk: Session) -> None:
    room = Shelf()
    a_pen(desk, room).record(duty())
    assert room.loads == []
    assert room.kept == []
    a_pen(desk, room).record(evidence(1), evidence(2), evidence(1, TARO))
    assert room.loads == [HANAKO, TARO]


def test_what_is_kept_beside_the_facts_is_asked_for_new_facts_only(desk: Session) -> None:
    room = Shelf()
    a_pen(desk, room).record(evidence(1), duty())
    assert room.kept == [evidence(1), cell("skill-1", cause=evidence(1).id)], "a duty is not this room's"
    a_pen(desk, room).record(evidence(1))
    assert len(room.kept) == 2
    rebuild(desk, [room])
    assert len(room.kept) == 2, "what is kept is no projection"


class Failing(Shelf):
    """A room that fails at one step of the second fact."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self.step = step

    def _fail(self, step: str, told: object) -> None:
        if step == self.step and isinstance(told, EvidenceAccepted) and told.skill == "skill-2":
            raise ArithmeticError(step)

    def fold(self, state: frozenset[str], event: Event) -> frozenset[str]:
        self._fail("fold", event)
        return super().fold(state, event)

    def react(self, state: frozenset[str], event: Event) -> Iterable[Event]:
        self._fail("react", event)
        return super().react(state, event)

    def project(self, event: Event) -> Iterable[Put]:
        self._fail("project", event)
        return super().project(event)

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        for told in events:
            self._fail("keep", told)

    def statements(self, event: Event) -> list[tuple[str, bytes]]:
        self._fail("statements", event)
        return statements_of(event)


@pytest.mark.parametrize("step", ["fold", "react", "project", "keep", "statements"])
def test_a_rule_that_raises_leaves_nothing_behind(desk: Session, step: str) -> None:
    a_pen(desk, Shelf()).record(evidence(1))
    desk.commit()
    before = all_rows(desk)
    room = Failing(step)
    with pytest.raises(ArithmeticError, match=step):
        a_pen(desk, room, statements=room.statements).record(evidence(3), evidence(2))
    desk.rollback()
    assert all_rows(desk) == before
    assert len(a_pen(desk, Shelf()).record(evidence(3), evidence(2))) == 5
    desk.commit()
    assert ledger.verify_ledger(desk).sound


def test_rules_that_never_rest_leave_nothing_behind(desk: Session) -> None:
    class Endless(Shelf):
        name = "endless"
        kinds = frozenset({EvidenceAccepted})

        def react(self, state: Any, event: Event) -> Iterable[Event]:
            return [evidence(int(str(getattr(event, "skill", "0")).rpartition("-")[2]) + 1)]

    before = all_rows(desk)
    with pytest.raises(Unsettled):
        a_pen(desk, Endless(), Shelf()).record(evidence(1))
    desk.rollback()
    assert all_rows(desk) == before


def test_the_callers_rollback_undoes_everything(desk: Session) -> None:
    before = all_rows(desk)
    a_pen(desk, Shelf()).record(evidence(1))
    assert all_rows(desk) != before, "it can be read in the same transaction"
    desk.rollback()
    assert all_rows(desk) == before


def test_recording_commits_nothing_and_says_few_statements(desk: Session) -> None:
    said: list[str] = []
    commits: list[object] = []
    event.listen(desk, "after_commit", commits.append)
    a_pen(desk, Shelf()).begin()
    event.listen(desk.connection(), "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
    a_pen(desk, Shelf()).record(*(evidence(number) for number in range(20)))
    assert commits == []
    words = [one for one in said if "pg_advisory" not in one]
    assert len(words) == 5, words  # state, tip, ledger rows, projection rows, outbox rows


def test_rooms_react_to_one_another(desk: Session) -> None:
    class Duties(Shelf):
        """A level makes a duty, and the duty is shown by nobody."""

        name = "duties"
        kinds = frozenset({LevelConferred})
        tables = ()

        def fold(self, state: frozenset[str], event: Event) -> frozenset[str]:
            return state

        def react(self, state: frozenset[str], event: Event) -> Iterable[Event]:
            return [duty("leading")]

        def project(self, event: Event) -> Iterable[Put]:
            return ()

    told = a_pen(desk, Duties(), Shelf()).record(evidence(1), evidence(2), evidence(3))
    assert [type(one) for one in told[-2:]] == [LevelConferred, DutySkillDeclared]


# Rebuilding


@given(
    acts=st.lists(
        st.tuples(st.sampled_from([HANAKO, TARO]), st.lists(st.integers(1, 5), min_size=1, max_size=3)), max_size=6
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rebuild_shows_what_the_live_run_showed(desk: Session, acts: list[tuple[str, list[int]]]) -> None:
    desk.rollback()
    room = Shelf()
    pen = a_pen(desk, room)
    for person, numbers in acts:
        pen.record(*(evidence(number, person) for number in numbers))
    live = all_rows(desk)
    desk.execute(sa.update(SHELF).values(cells=99))
    desk.execute(sa.insert(SHELF).values(person="stray", skill="stray", cells=0))
    assert rebuild(desk, [room]) == len(live["elearn_ledger"])
    assert all_rows(desk) == live
    for person in (HANAKO, TARO):
        assert shelf_of(desk, person) == fold_all(room, frozenset(), ledger.read_person(desk, person))
    desk.rollback()


class Windows(Shelf):
    """A room whose newest fact opens a window that another fact shut: order matters."""

    name = "windows"
    kinds = frozenset({EvidenceAccepted, DutySkillDeclared})

    def load(self, session: Session, person: str) -> frozenset[str]:
        return frozenset()

    def react(self, state: frozenset[str], event: Event) -> Iterable[Event]:
        return ()

    def project(self, event: Event) -> Iterable[Put]:
        key = {"person": event.person, "skill": "window"}
        if isinstance(event, EvidenceAccepted):
            return [Put(SHELF, {**key, "cells": 1})]
        return [Put(SHELF, {"cells": 0}, key)]


@pytest.mark.parametrize("chunk", [1, 2, 3, 2000])
def test_a_rebuild_in_chunks_of_any_size_gives_the_same(
    desk: Session, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, shut, opened again: whether the three stand in one chunk or in two, the window is open."""
    room = Windows()
    pen = a_pen(desk, room)
    for fact in (evidence(1), duty("shut"), evidence(2)):
        pen.record(fact)
    desk.commit()
    assert desk.scalar(select(SHELF.c.cells)) == 1
    whole = ledger.read_all
    monkeypatch.setattr(ledger, "read_all", lambda session: whole(session, chunk=chunk))
    rebuild(desk, [room])
    assert desk.scalar(select(SHELF.c.cells)) == 1


def test_a_rebuild_of_nothing_is_nothing(desk: Session) -> None:
    assert rebuild(desk, [Shelf()]) == 0


# Many hands


def run_all(*jobs: Any) -> list[BaseException]:
    faults: list[BaseException] = []

    def guard(job: Any) -> None:
        try:
            job()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guard, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def test_of_many_who_decide_at_once_each_sees_what_the_others_did(engine: Engine) -> None:
    """Every one of six brings another skill: exactly the third must bring the level, whoever that is."""
    PROBES.create_all(engine)
    make = sessionmaker(engine)

    def act(number: int) -> Any:
        def run() -> None:
            with make() as session:
                a_pen(session, Shelf()).record(evidence(number))
                session.commit()

        return run

    assert run_all(*(act(number) for number in range(6))) == []
    with make() as session:
        kinds = list(session.scalars(select(LedgerRow.kind).order_by(LedgerRow.seq)))
        assert kinds.count("LevelConferred") == 1
        assert kinds.index("LevelConferred") == 6
        assert ledger.verify_ledger(session).rows == 13


def test_a_number_that_was_read_after_begin_is_nobody_elses(engine: Engine) -> None:
    """Saves of one attempt are numbered by what is there: with ``begin`` no two of them take the same number."""
    make = sessionmaker(engine)

    def save() -> None:
        for _ in range(5):
            with make() as session:
                pen: Recorder = a_pen(session)
                pen.begin()
                number = len(ledger.read_person(session, HANAKO)) + 1
                assert pen.record(evidence(number)) == [evidence(number)]
                session.commit()

    assert run_all(*[save] * 4) == []
    with make() as session:
        assert ledger.verify_ledger(session).rows == 20


def test_a_rebuild_beside_people_who_work_loses_nothing(engine: Engine) -> None:
    PROBES.create_all(engine)
    make = sessionmaker(engine)

    def work(person: str) -> Any:
        def run() -> None:
            for number in range(8):
                with make() as session:
                    a_pen(session, Shelf()).record(evidence(number, person))
                    session.commit()

        return run

    def mend() -> None:
        for _ in range(4):
            with make() as session:
                rebuild(session, [Shelf()])
                session.commit()

    assert run_all(work(HANAKO), work(TARO), mend) == []
    with make() as session:
        for person in (HANAKO, TARO):
            assert shelf_of(session, person) == {f"skill-{number}" for number in range(8)}
