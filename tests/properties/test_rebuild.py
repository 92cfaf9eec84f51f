"""Whatever people do: what is shown is the fold of the ledger, and repeats add nothing.

Random histories are made through the services of the rooms, as the pages make them: registering, reading, quizzes with
right and wrong responses, evidence, duties, appointments, levels taken back, double clicks, and time that passes.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.awards.rules import AwardState
from elearn.awards.tables import FactsRow
from elearn.events import CertificateIssued, Event, LevelConferred, LevelWithdrawn
from elearn.learning.projector import LearningReaction
from elearn.learning.rules import LearningState
from elearn.records import ledger
from elearn.records.projections import fold_all, settle
from elearn.records.reactor import rebuild
from elearn.records.tables import OutboxRow
from elearn.skills.projector import SkillReaction
from elearn.skills.rules.attain import SkillState, is_reached
from tests.builders import PRACTICE, SAMPLES, TEST
from tests.databases import fresh_postgres
from tests.properties.town import (
    COURSES,
    STEPS,
    Act,
    Step,
    Town,
    accept,
    accept_all,
    appoint,
    assign,
    build_town,
    copy_town,
    declare,
    dump_all,
    dump_projections,
    end,
    live,
    open_town,
    perform,
    read,
    register,
    save,
    start,
    submit,
    take,
    withdraw,
)

RANDOM = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Fresh = Callable[[], Town]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A town where nothing has happened yet."""
    folder = tmp_path_factory.mktemp("town")
    path = folder / "town.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    build_town(f"sqlite:///{path}", folder)
    return path


@pytest.fixture
def fresh(template: Path, tmp_path: Path) -> Iterator[Fresh]:
    """Makes a fresh town for every random history."""
    numbers, towns = itertools.count(), []

    def make() -> Town:
        towns.append(copy_town(template, tmp_path / f"town-{next(numbers)}.sqlite3"))
        return towns[-1]

    yield make
    for town in towns:
        town.close()


def facts_of(session: Session) -> list[Event]:
    return [event for events in ledger.read_all(session, chunk=7) for event in events]


def lived(fresh: Fresh, steps: list[Step]) -> Town:
    town = fresh()
    for step in steps:
        live(town, step, lambda session: dump_all(town, session))
    return town


@given(steps=STEPS, chunk=st.integers(1, 9))
@RANDOM
def test_a_rebuild_shows_what_the_live_run_showed(fresh: Fresh, steps: list[Step], chunk: int) -> None:
    town = lived(fresh, steps)
    with town.house.sessions() as session:
        shown, whole = dump_projections(town, session), dump_all(town, session)
        count = rebuild(session, town.house.reactions)
        assert dump_projections(town, session) == shown
        assert count == len(facts_of(session))
        small = rebuild_in_chunks(town, session, chunk)
        assert small == shown, f"in chunks of {chunk}"
        assert dump_all(town, session) == whole, "a rebuild touches neither the ledger nor the outbox"
        assert ledger.verify_ledger(session, chunk=chunk).sound


def rebuild_in_chunks(town: Town, session: Session, chunk: int) -> dict[str, list[tuple[Any, ...]]]:
    with pytest.MonkeyPatch.context() as patch:
        whole = ledger.read_all
        patch.setattr(ledger, "read_all", lambda one: whole(one, chunk=chunk))
        rebuild(session, town.house.reactions)
    return dump_projections(town, session)


def states(town: Town, session: Session, person: str, history: list[Event]) -> Iterator[tuple[str, object, object]]:
    """Of each room: its name, the state that it reads from its projection, and the fold of the person's history."""
    for reaction in town.house.reactions:
        read: Any = reaction.load(session, person)
        match reaction:
            case LearningReaction():
                start: Any = LearningState(lambda digest: town.house.catalog.required(session, digest))
                folded = fold_all(reaction, start, history)
                yield "learning", read.registrations, folded.registrations
            case SkillReaction():
                folded = fold_all(reaction, SkillState(town.house.skill_map), history)
                yield "skills", (read.cells, read.levels, read.duties), (folded.cells, folded.levels, folded.duties)
            case AwardReaction():
                folded = fold_all(reaction, AwardState(read.terms, read.name, read.take_number), history)
                yield "awards", (dict(read.held), read.duties), (dict(folded.held), folded.duties)


@given(steps=STEPS)
@RANDOM
def test_the_state_that_rules_read_is_the_fold_of_the_ledger(fresh: Fresh, steps: list[Step]) -> None:
    town = lived(fresh, steps)
    with town.house.sessions() as session:
        for person in town.people:
            compared = list(states(town, session, person, ledger.read_person(session, person)))
            assert [name for name, _, _ in compared] == ["learning", "skills", "awards"]
            for name, read, folded in compared:
                assert read == folded, name


@given(steps=STEPS)
@RANDOM
def test_every_fact_told_its_statements_once_and_in_order(fresh: Fresh, steps: list[Step]) -> None:
    town = lived(fresh, steps)
    with town.house.sessions() as session:
        sent = session.execute(select(OutboxRow.statement_id, OutboxRow.body).order_by(OutboxRow.id)).all()
        meant = [statement for event in facts_of(session) for statement in town.house.statements(event)]
    assert [tuple(row) for row in sent] == meant
    assert len({ident for ident, _ in meant}) == len(meant)


@given(steps=STEPS)
@RANDOM
def test_the_rules_have_come_to_rest(fresh: Fresh, steps: list[Step]) -> None:
    """Told again to rules that know everything, no fact of the past brings a new one."""
    town = lived(fresh, steps)
    with town.house.sessions() as session:
        facts = facts_of(session)
        known = {event.id for event in facts}
        rooms = [one for one in town.house.reactions if not isinstance(one, AwardReaction)]
        by_name = {room.name: room for room in rooms}
        for event in facts:
            again = settle([event], rooms, lambda rule, person: by_name[rule.name].load(session, person))
            new = [one for one in again if one.id not in known and not isinstance(event, LevelWithdrawn)]
            assert new == [], event


@given(steps=STEPS)
@RANDOM
def test_levels_in_force_are_earned_climbed_one_by_one_and_have_their_paper(fresh: Fresh, steps: list[Step]) -> None:
    town = lived(fresh, steps)
    with town.house.sessions() as session:
        kept = set(session.scalars(select(FactsRow.certificate)))
        issued = [event for event in facts_of(session) if isinstance(event, CertificateIssued)]
        assert {str(event.certificate) for event in issued} == kept
        serials = [event.serial for event in issued]
        assert len(set(serials)) == len(serials)
        for person in town.people:
            history = ledger.read_person(session, person)
            state = fold_all(town.house.reactions[1], SkillState(town.house.skill_map), history)
            climbed = [event.level for event in history if isinstance(event, LevelConferred)]
            assert climbed == list(range(1, len(climbed) + 1))
            before = SkillState(town.house.skill_map)
            for event in history:
                if isinstance(event, LevelConferred):
                    assert is_reached(before, event.level), "a level without its skills"
                before = town.house.reactions[1].fold(before, event)
            assert state == before


def a_long_history() -> list[Step]:
    """Two hundred steps by chance, always the same ones: every kind of act is among them."""
    chance = random.Random(20261122)
    steps = []
    for _ in range(200):
        person, course, key = chance.randrange(3), chance.choice(COURSES), chance.choice([PRACTICE, TEST])
        some = frozenset(chance.sample(sorted(SAMPLES), chance.randrange(len(SAMPLES))))
        act = chance.choice(
            [
                Act(register, (person, course)),
                Act(assign, (person, course, "everybody", chance.randrange(90))),
                Act(read, (person, course)),
                Act(start, (person, course, key, chance.randrange(2**31))),
                Act(save, (person, course, key, some, frozenset())),
                Act(submit, (person, course, key)),
                Act(take, (person, course)),
                Act(accept, (person, chance.randrange(17), "qualification")),
                Act(accept_all, (person, chance.randrange(1, 4))),
                Act(declare, (person, chance.randrange(2))),
                Act(appoint, (frozenset({person}), 2026)),
                Act(end, (person, 2026)),
                Act(withdraw, (person, chance.randrange(1, 4))),
            ]
        )
        steps.append(Step(act, chance.random() < 0.3, chance.randrange(600)))
    return steps


@pytest.mark.postgres
@pytest.mark.slow
def test_both_kinds_of_database_tell_and_show_the_same(fresh: Fresh, template: Path, postgres_url: str) -> None:
    """The same history on SQLite and on PostgreSQL: the same rows, down to the digests of the chain."""
    with fresh_postgres(postgres_url) as url:
        build_town(url, template.parent)
        dumps = []
        for town in (fresh(), open_town(url, template.parent)):
            for step in a_long_history():
                live(town, step, lambda session, town=town: ledger.verify_ledger(session).tip)
            with town.house.sessions() as session:
                before = dump_all(town, session)
                rebuild(session, town.house.reactions)
                assert dump_all(town, session) == before
                assert ledger.verify_ledger(session).sound
                dumps.append(before)
            town.close()
    assert dumps[0] == dumps[1]
    assert {row[2] for row in dumps[0]["elearn_ledger"]} >= {
        "CourseCompleted", "CellAttained", "LevelConferred", "LevelWithdrawn", "CertificateIssued",
        "CertificateRevoked", "LeaderAppointed", "AppointmentEnded", "DutySkillDeclared", "Assigned", "AttemptSaved",
    }  # fmt: skip


def test_a_projection_that_was_spoilt_is_mended(fresh: Fresh) -> None:
    """The properties above would notice: here is a spoilt row that does not survive."""
    town = fresh()
    for act in (Act(register, (0, "dx-basics")), Act(read, (0, "dx-basics")), Act(accept_all, (1, 1))):
        assert perform(town, act)
    with town.house.sessions() as session:
        shown = dump_projections(town, session)
        assert sum(map(len, shown.values())) > 8
        for reaction in town.house.reactions:
            for table in reaction.tables:
                session.execute(delete(table))
        session.execute(text("INSERT INTO elearn_duty VALUES ('nobody', 'nothing', '2026-01-01', 'nobody')"))
        assert dump_projections(town, session) != shown
        rebuild(session, town.house.reactions)
        assert dump_projections(town, session) == shown
