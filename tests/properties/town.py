"""A small town for random histories: three people, two courses, every decision that the services offer."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.awards.services import decisions as awards
from elearn.db import prepare_engine
from elearn.learning.rules import attempt_id, registration_id
from elearn.learning.services import attempts, registrations
from elearn.learning.tables import AttemptRow
from elearn.records.tables import LedgerRow, OutboxRow
from elearn.skills.rules.skillmap import BY_DUTY
from elearn.skills.services import decisions
from elearn.wiring.house import House, build_house
from tests.builders import PAGE, PRACTICE, SAMPLES, TEST, add_person, person_uuid, publish, write_course
from tests.conftest import MOMENT, make_settings

COURSES = ("dx-basics", "security-basics")
NAMES = ("枚方\u3000花子", "髙﨑\u3000\U00020bb7男", "=cmd|x")
"""The third name cannot be drawn on a certificate of Japanese fonts by itself; the facts must not care."""

REFUSALS: tuple[type[Exception], ...] = (
    attempts.Refused,
    attempts.UnknownAttempt,
    registrations.UnknownRegistration,
    decisions.Refused,
    awards.Refused,
)
"""What a service may say to an act that is not possible now: nothing is recorded."""


@dataclass
class Town:
    """A house on an SQLite file with published courses and people, and a clock that acts move."""

    engine: Engine
    house: House
    people: list[str]
    moment: dt.datetime = field(default=MOMENT)

    def now(self) -> dt.datetime:
        return self.moment

    def registration(self, person: int, course: str) -> UUID:
        """A person's first registration in a course, there or not."""
        return registration_id(self.people[person], course, 1)

    def close(self) -> None:
        """Close the connections; what SQLite kept beside the file is in the file then."""
        self.engine.dispose()


@dataclass(frozen=True)
class Act:
    """One request of somebody: what a service is asked, in a session that is committed or rolled back afterwards."""

    deed: Callable[..., Any]
    values: tuple[Any, ...]

    def __call__(self, town: Town, session: Session) -> Any:
        return self.deed(town, session, *self.values)

    def __repr__(self) -> str:
        return f"{self.deed.__name__}{self.values}"


def build_town(url: str, folder: Path) -> None:
    """Make a town in a migrated database: courses are published and people known, and nothing has happened yet."""
    town = open_town(url, folder)
    with town.house.sessions() as session:
        for course in COURSES:
            publish(town.house, session, write_course(folder / "packages", course=course, skills=(course,)))
        for number, name in enumerate(NAMES):
            add_person(session, f"000000{number}", name)
    town.close()


def open_town(url: str, folder: Path) -> Town:
    """The town in a database; what it keeps in files is in ``folder``."""
    engine = create_engine(url)
    prepare_engine(engine)
    town = Town(engine, None, [])  # type: ignore[arg-type]  # the house asks the town for the time, so the town comes first
    sessions = sessionmaker(engine)

    def no_request() -> Session:
        raise AssertionError("there is no request")

    settings = make_settings(url, folder)
    town.house = build_house(settings, session=no_request, sessions=sessions, clock=town.now)
    town.people = [person_uuid(f"000000{number}") for number in range(len(NAMES))]
    return town


def copy_town(template: Path, path: Path) -> Town:
    """A fresh town like the one in the SQLite file ``template``."""
    shutil.copyfile(template, path)
    return open_town(f"sqlite:///{path}", template.parent)


# What people do


def register(town: Town, session: Session, person: int, course: str) -> Any:
    who = town.people[person]
    return registrations.register(town.house.recorder(session), town.house.catalog, who, course, who)


def assign(town: Town, session: Session, person: int, course: str, rule: str, days: int) -> Any:
    due = MOMENT.date() + dt.timedelta(days=days)
    who = town.people[person]
    return registrations.assign(town.house.recorder(session), town.house.catalog, who, course, rule, due, "system")


def read(town: Town, session: Session, person: int, course: str) -> Any:
    who, where = town.people[person], town.registration(person, course)
    return registrations.complete_reading(town.house.recorder(session), town.house.catalog, who, where, PAGE)


def start(town: Town, session: Session, person: int, course: str, key: str, seed: int) -> Any:
    who, where = town.people[person], town.registration(person, course)
    return attempts.start_attempt(town.house.recorder(session), town.house.catalog, who, where, key, seed)


def save(
    town: Town, session: Session, person: int, course: str, key: str, right: frozenset[str], wrong: frozenset[str]
) -> Any:
    fields = {item: SAMPLES[item].wrong for item in wrong} | {item: SAMPLES[item].right for item in right}
    attempt = newest(town, session, person, course, key)
    pen = town.house.recorder(session)
    return attempts.save_responses(pen, town.house.catalog, town.people[person], attempt, fields)


def submit(town: Town, session: Session, person: int, course: str, key: str) -> Any:
    attempt = newest(town, session, person, course, key)
    return attempts.submit_attempt(town.house.recorder(session), town.house.catalog, town.people[person], attempt)


def newest(town: Town, session: Session, person: int, course: str, key: str) -> UUID:
    """The newest attempt of a person at an activity, or one that does not exist."""
    registration = town.registration(person, course)
    number = session.scalar(
        select(AttemptRow.number)
        .where(AttemptRow.registration == str(registration), AttemptRow.activity == key)
        .order_by(AttemptRow.number.desc())
        .limit(1)
    )
    return attempt_id(registration, key, number or 1)


def take(town: Town, session: Session, person: int, course: str) -> Any:
    """The whole final test at once, everything right: courses must be completed often enough."""
    attempt = start(town, session, person, course, TEST, 7)
    save(town, session, person, course, TEST, EVERY_ITEM, frozenset())
    return attempts.submit_attempt(town.house.recorder(session), town.house.catalog, town.people[person], attempt)


def accept(town: Town, session: Session, person: int, skill: int, reason: str) -> Any:
    skill_map, who = town.house.skill_map, [town.people[person]]
    ident, on = skill_map.skills[skill].id, MOMENT.date()
    return decisions.accept_evidence(town.house.recorder(session), skill_map, who, ident, reason, on, "granter")


def accept_all(town: Town, session: Session, person: int, level: int) -> Any:
    """Everything that a level needs: levels must be conferred often enough to be withdrawn."""
    for skill in town.house.skill_map.needed(level, frozenset()):
        accept(town, session, person, town.house.skill_map.skills.index(skill), "prior-training")


def declare(town: Town, session: Session, person: int, which: int) -> Any:
    starred = [one.id for one in town.house.skill_map.skills if BY_DUTY in one.marks.values()]
    pen, who = town.house.recorder(session), town.people[person]
    return decisions.declare_duty(pen, town.house.skill_map, who, starred[which % len(starred)], "head")


def appoint(town: Town, session: Session, people: frozenset[int], year: int) -> Any:
    named = [town.people[one] for one in sorted(people)]
    return decisions.appoint_leaders(town.house.recorder(session), named, year, "0100", "head")


def end(town: Town, session: Session, person: int, year: int) -> Any:
    return decisions.end_appointment(town.house.recorder(session), town.people[person], year, "head")


def withdraw(town: Town, session: Session, person: int, level: int) -> Any:
    pen, who = town.house.recorder(session), town.people[person]
    return decisions.withdraw_level(pen, town.house.skill_map, who, level, "error", "office")


def acts(deed: Callable[..., Any], *values: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """Acts of one kind with any values."""
    return st.tuples(*values).map(lambda given: Act(deed, given))


PEOPLE = st.integers(0, len(NAMES) - 1)
COURSE = st.sampled_from(COURSES)
KEY = st.sampled_from([PRACTICE, TEST])
EVERY_ITEM = frozenset(SAMPLES)
ITEMS = st.frozensets(st.sampled_from(sorted(SAMPLES)), max_size=len(SAMPLES))
LEVELS = st.integers(1, 3)
YEARS = st.integers(2026, 2027)

ACTS: st.SearchStrategy[Act] = st.one_of(
    acts(register, PEOPLE, COURSE),
    acts(assign, PEOPLE, COURSE, st.sampled_from(["new-hires", "everybody"]), st.integers(1, 90)),
    acts(read, PEOPLE, COURSE),
    acts(start, PEOPLE, COURSE, KEY, st.integers(0, 2**31 - 1)),
    acts(save, PEOPLE, COURSE, KEY, ITEMS | st.just(EVERY_ITEM), ITEMS),
    acts(submit, PEOPLE, COURSE, KEY),
    acts(take, PEOPLE, COURSE),
    acts(accept, PEOPLE, st.integers(0, 16), st.sampled_from(["qualification", "practice-report"])),
    acts(accept_all, PEOPLE, LEVELS),
    acts(declare, PEOPLE, st.integers(0, 1)),
    acts(appoint, st.frozensets(PEOPLE, min_size=1), YEARS),
    acts(end, PEOPLE, YEARS),
    acts(withdraw, PEOPLE, LEVELS),
)


@dataclass(frozen=True)
class Step:
    """An act, told once or twice (a double click, a repeated POST), after some minutes."""

    act: Act
    twice: bool
    minutes: int


STEPS = st.lists(st.builds(Step, ACTS, st.booleans(), st.integers(0, 600)), max_size=25)


def live(town: Town, step: Step, watch: Callable[[Session], Any]) -> None:
    """Let a step happen as a request would: committed, or rolled back when it is refused. A repeat adds nothing."""
    town.moment += dt.timedelta(minutes=step.minutes)
    if not perform(town, step.act):
        return
    if step.twice and step.act.deed is not take:  # taking a test again is another attempt and no repeat
        with town.house.sessions() as session:
            before = watch(session)
        perform(town, step.act)
        with town.house.sessions() as session:
            assert watch(session) == before, "a repeated request added something"


def perform(town: Town, act: Act) -> bool:
    """Whether the act was possible; a refused one leaves nothing behind."""
    with town.house.sessions() as session:
        try:
            act(town, session)
        except REFUSALS:
            session.rollback()
            return False
        session.commit()
    return True


def dump_projections(town: Town, session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every projection."""
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for reaction in town.house.reactions
        for table in reaction.tables
    }


def dump_all(town: Town, session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that recording writes."""
    records = {
        table.__tablename__: [tuple(row) for row in session.execute(select(table.__table__).order_by(*key))]
        for table, key in ((LedgerRow, [LedgerRow.seq]), (OutboxRow, [OutboxRow.id]))
    }
    return records | dump_projections(town, session)
