"""A year in the invented city, through services only: assignments, reading, tests, evidence, appointments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from elearn.demo.responses import fill_fields
from elearn.learning.rules import due_date
from elearn.learning.services import attempts
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.registrations import assign, complete_reading, read_standing, register
from elearn.people.services.directory import Member
from elearn.skills.rules.skillmap import BY_DUTY
from elearn.skills.services import decisions
from elearn.web.dates import fiscal_year
from elearn.wiring.house import House

COMMIT_EVERY = 100
BY_COURSE = ("dx-basics", "design-thinking-basics", "security-basics")
PRIOR = ("dx-basics", "design-thinking-basics", "data-basics")
"""The trainings of 令和6年度 that the plan's footnote names: DX研修, デザイン思考, データ活用."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does at a moment."""

    at: dt.datetime
    order: int
    act: Callable[[dt.datetime], None]


class Year:
    """Plans a year as steps and plays them in the order of time."""

    def __init__(self, house: House, session: Session, members: Sequence[Member], office: str, seed: int) -> None:
        self.house, self.session, self.members, self.office = house, session, members, office
        self.random = Random(seed)  # noqa: S311 - an invented year needs no secret chance
        self.end = house.now()
        self.steps: list[Step] = []

    def play(self) -> int:
        """Carry out every step that lies before now; returns how many."""
        due = sorted((step for step in self.steps if step.at < self.end), key=lambda step: (step.at, step.order))
        for count, step in enumerate(due, start=1):
            step.act(step.at)
            if count % COMMIT_EVERY == 0:
                self.session.commit()
        self.session.commit()
        return len(due)

    def plan(self, days_ago: float, act: Callable[[dt.datetime], None]) -> None:
        """Something done so many days ago, in working hours."""
        day = (self.end - dt.timedelta(days=days_ago)).astimezone(dt.timezone(dt.timedelta(hours=9)))
        at = day.replace(hour=self.random.randrange(9, 17), minute=self.random.randrange(60), second=0, microsecond=0)
        self.steps.append(Step(at.astimezone(dt.UTC), len(self.steps), act))

    def study(self, person: str, course: str, days_ago: float, extent: float, first_wrong: int) -> None:
        """Somebody takes a course: ``extent`` 1 = to the end; ``first_wrong`` items are wrong at the first try."""
        package = self.house.catalog.find(course)
        if package is None:
            raise UnknownCourse(course)
        keys = [key for key in package.required if key not in package.quizzes]
        tests = [key for key in package.required if key in package.quizzes]
        reading = keys[: round(len(keys) * extent)]
        for place, key in enumerate(reading):
            self.plan(days_ago - place * 1.5, partial(self._read, person, course, key))
        if extent < 1:
            return
        after = days_ago - len(reading) * 1.5
        for key in tests:
            if first_wrong > 2:
                self.plan(after, partial(self._test, person, course, key, first_wrong))
            self.plan(after - 1.2, partial(self._test, person, course, key, min(first_wrong, 1)))

    def _registration(self, at: dt.datetime, person: str, course: str) -> UUID:
        return register(self.house.recorder(self.session, at), self.house.catalog, person, course, person)

    def _read(self, person: str, course: str, key: str, at: dt.datetime) -> None:
        registration = self._registration(at, person, course)
        complete_reading(self.house.recorder(self.session, at), self.house.catalog, person, registration, key)

    def _test(self, person: str, course: str, key: str, wrong: int, at: dt.datetime) -> None:
        registration = self._registration(at, person, course)
        if key in read_standing(self.session, person, registration).satisfied:
            return
        catalog, seed = self.house.catalog, self.random.randrange(2**31)
        pen = self.house.recorder(self.session, at)
        attempt = attempts.start_attempt(pen, catalog, person, registration, key, seed)
        sitting = attempts.open_sitting(self.session, catalog, person, attempt)
        items = sitting.quiz.items()
        ids = list(sitting.form.item_ids)
        # Wrong ones at the end: a section that asks for everything comes first.
        fields = {
            item: fill_fields(items[item], sitting.form, place < len(ids) - wrong) for place, item in enumerate(ids)
        }
        pen = self.house.recorder(self.session, at + dt.timedelta(minutes=9))
        attempts.save_responses(pen, catalog, person, attempt, fields)
        attempts.submit_attempt(pen, catalog, person, attempt)

    def assign_course(
        self, people: Sequence[Member], course: str, rule: str, days_ago: float, due: Callable[[Member], dt.date]
    ) -> None:
        """A course is made due for people on one day."""
        for member in people:
            self.plan(days_ago, partial(self._assign, member, course, rule, due(member)))

    def _assign(self, member: Member, course: str, rule: str, due: dt.date, at: dt.datetime) -> None:
        pen = self.house.recorder(self.session, at)
        assign(pen, self.house.catalog, member.uuid, course, rule, due, self.office)

    def accept(self, people: Sequence[str], skills: Sequence[str], reason: str, days_ago: float, note: str) -> None:
        """The office accepts evidence of skills."""

        def act(at: dt.datetime) -> None:
            for skill in skills:
                pen = self.house.recorder(self.session, at)
                on = (at - dt.timedelta(days=20)).date()
                decisions.accept_evidence(pen, self.house.skill_map, people, skill, reason, on, self.office, note)

        self.plan(days_ago, act)

    def appoint(self, member: Member, head: str, days_ago: float) -> None:
        """A section head appoints a leader for the fiscal year of that day."""

        def act(at: dt.datetime) -> None:
            pen = self.house.recorder(self.session, at)
            decisions.appoint_leaders(pen, [member.uuid], fiscal_year(at), member.org_unit, head)

        self.plan(days_ago, act)

    def declare(self, person: str, head: str, days_ago: float) -> None:
        """A section head declares every ★ skill a duty of a person."""

        def act(at: dt.datetime) -> None:
            for skill in self.house.skill_map.skills:
                if BY_DUTY in skill.marks.values():
                    pen = self.house.recorder(self.session, at)
                    decisions.declare_duty(pen, self.house.skill_map, person, skill.id, head)

        self.plan(days_ago, act)


def plan_year(year: Year) -> None:
    """The city's year: prior trainings, leaders on their way, new hires, the yearly security course for everybody."""
    heads = {member.org_unit: member.uuid for member in year.members if member.title == "課長"}
    leaders = [member for member in year.members if member.title == "主任"][: len(heads)]
    _plan_leaders(year, leaders, heads)
    _plan_new_hires(year)
    _plan_security(year, {member.uuid for member in leaders})


def _plan_leaders(year: Year, leaders: Sequence[Member], heads: dict[str, str]) -> None:
    added = {level.level: _added(year, level.level) for level in year.house.skill_map.levels}
    prior = [member.uuid for member in leaders[:60]]
    year.accept(prior, PRIOR, "prior-training", 358, "令和6年度DX推進リーダー研修")
    for place, member in enumerate(leaders):
        year.appoint(member, heads[member.org_unit], 355)
        year.appoint(member, heads[member.org_unit], 230)
        if place >= 60:
            year.study(member.uuid, "dx-basics", 290 - place * 0.4, 1 if place < 130 else 0.6, place % 4)
            year.study(member.uuid, "design-thinking-basics", 250 - place * 0.4, 1 if place < 124 else 0.4, place % 3)
        year.study(member.uuid, "security-basics", 200 - place * 0.3, 1 if place < 140 else 0.5, place % 4)
        if place % 2 == 0:
            year.study(member.uuid, "genai-use", 170 - place * 0.3, 1 if place < 110 else 0.5, place % 2)
    by_people = [skill for skill in added[1] if skill not in BY_COURSE and skill not in PRIOR]
    _accept_group(year, leaders[:116], [*by_people, "data-basics"], 150)
    _accept_group(year, leaders[:33], added[2], 95)
    _accept_group(year, leaders[:8], added[3], 45)
    for member in leaders[:3]:
        year.declare(member.uuid, heads[member.org_unit], 120)
    _accept_group(year, leaders[:2], _by_duty(year), 40)


def _accept_group(year: Year, group: Sequence[Member], skills: Sequence[str], days_ago: float) -> None:
    """Evidence of several skills for a group, in batches of ten people a week apart."""
    for start in range(0, len(group), 10):
        people = [member.uuid for member in group[start : start + 10]]
        year.accept(people, skills, "practice-report", days_ago - start * 0.3, "実践の報告・外部研修")


def _added(year: Year, level: int) -> list[str]:
    """The ● skills that a level asks for and the one below it does not."""
    marks = [(skill.id, skill.marks) for skill in year.house.skill_map.skills]
    return [ident for ident, one in marks if one.get(level) == "required" and one.get(level - 1) != "required"]


def _by_duty(year: Year) -> list[str]:
    return [skill.id for skill in year.house.skill_map.skills if BY_DUTY in skill.marks.values()]


def _plan_new_hires(year: Year) -> None:
    start = (year.end - dt.timedelta(days=364)).date()
    fresh = [member for member in year.members if member.hired_on is not None and member.hired_on > start]
    for place, member in enumerate(fresh):
        hired = member.hired_on or start
        since = (year.end.date() - hired).days
        year.assign_course(
            [member], "dx-basics", "new-hire", since - 0.5, lambda one: due_date(one.hired_on or start, 60)
        )
        if since > 60 and place % 9:
            year.study(member.uuid, "dx-basics", since - 10 - place % 30, 1 if place % 7 else 0.6, place % 5)


def _plan_security(year: Year, done: set[str]) -> None:
    due = (year.end + dt.timedelta(days=70)).date()
    year.assign_course(year.members, "security-basics", "all-staff-security", 210, lambda _: due)
    for place, member in enumerate(_shuffled(year, year.members)):
        if member.uuid in done:
            continue
        if place % 100 < 55:
            year.study(member.uuid, "security-basics", 195 - (place % 180), 1, place % 4)
        elif place % 100 < 62:
            year.study(member.uuid, "security-basics", 60 - place % 50, 0.6, 0)


def _shuffled(year: Year, members: Sequence[Member]) -> Iterator[Member]:
    order = list(members)
    year.random.shuffle(order)
    return iter(order)
