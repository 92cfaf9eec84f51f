"""A year in the invented city, through services only: assignments, courses, evidence, appointments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from elearn.demo.calendar import Calendar
from elearn.demo.study import Habits, Study
from elearn.learning.rules import due_date
from elearn.learning.services.registrations import assign
from elearn.people.services.directory import Member
from elearn.skills.rules.skillmap import BY_DUTY
from elearn.skills.services import decisions
from elearn.web.dates import fiscal_year
from elearn.wiring.house import House

DAYS = 364
"""How long before today the history begins."""

NEW_HIRE_DAYS = 60
"""From the hiring to the due date of the first course."""

LEVEL_1, LEVEL_2, LEVEL_3 = 112, 31, 6
"""Leaders whose work was recognised for each level: between the plan's targets of its first two years."""

TRAINED_BEFORE = 60
PRIOR = ("dx-basics", "design-thinking-basics", "data-basics")
"""Leaders of the year before, and the trainings of 令和6年度 that the plan's footnote names."""

BY_COURSE = ("dx-basics", "design-thinking-basics", "security-basics")
"""Skills that a course of the catalog shows."""

COURSES = (*BY_COURSE, "genai-use")
"""Courses that people take in the year."""

DUTY_HOLDERS = 3


@dataclass(frozen=True)
class City:
    """Who lives through the year, and what their acts are recorded with. ``office`` is the DX office's person."""

    house: House
    session: Session
    calendar: Calendar
    members: Sequence[Member]
    learner: Member
    office: str

    def study(self, member: Member, course: str, days_ago: float, habits: Habits) -> None:
        """Somebody takes a course, beginning so many days ago."""
        study = Study(self.house, self.session, self.calendar, member.uuid, course)
        study.begin(self.calendar.day(days_ago), habits)

    def assign(self, member: Member, course: str, rule: str, on: dt.date, due: dt.date) -> None:
        """A course is made due for somebody on a day."""

        def act(at: dt.datetime) -> None:
            pen = self.house.recorder(self.session, at)
            assign(pen, self.house.catalog, member.uuid, course, rule, due, self.office)

        self.calendar.plan(self.calendar.pick_moment(on), act)

    def accept(self, people: Sequence[Member], skills: Sequence[str], reason: str, days_ago: float, note: str) -> None:
        """The office accepts evidence of skills, all on one morning."""

        def act(skill: str, at: dt.datetime) -> None:
            pen = self.house.recorder(self.session, at)
            on = (at - dt.timedelta(days=20)).date()
            uuids = [member.uuid for member in people]
            decisions.accept_evidence(pen, self.house.skill_map, uuids, skill, reason, on, self.office, note)

        at = self.calendar.pick_moment(self.calendar.day(days_ago))
        for place, skill in enumerate(skills):
            self.calendar.plan(at + dt.timedelta(minutes=place), partial(act, skill))

    def appoint(self, member: Member, head: str, days_ago: float) -> None:
        """A section head appoints a leader for the fiscal year of that day."""

        def act(at: dt.datetime) -> None:
            pen = self.house.recorder(self.session, at)
            decisions.appoint_leaders(pen, [member.uuid], fiscal_year(at), member.org_unit, head)

        self.calendar.plan(self.calendar.pick_moment(self.calendar.day(days_ago)), act)

    def declare(self, member: Member, head: str, days_ago: float) -> None:
        """A section head declares every ★ skill a duty of a person."""

        def act(at: dt.datetime) -> None:
            for skill in _by_duty(self):
                pen = self.house.recorder(self.session, at)
                decisions.declare_duty(pen, self.house.skill_map, member.uuid, skill, head)

        self.calendar.plan(self.calendar.pick_moment(self.calendar.day(days_ago)), act)


def plan_year(city: City) -> None:
    """Prior trainings, leaders on their way, new hires, the yearly security course, and the tour's new hire."""
    heads = {member.org_unit: member.uuid for member in city.members if member.title == "課長"}
    leaders = _choose_leaders(city, heads)
    _plan_leaders(city, leaders, heads)
    _plan_new_hires(city)
    _plan_security(city, {member.uuid for member in leaders})
    _plan_learner(city)


def _choose_leaders(city: City, heads: dict[str, str]) -> list[Member]:
    """One leader for each section: the 主任 who is longest there."""
    chosen: dict[str, Member] = {}
    for member in sorted(city.members, key=lambda one: one.staff_number):
        if member.title == "主任" and member.org_unit in heads:
            chosen.setdefault(member.org_unit, member)
    return list(chosen.values())


def _plan_leaders(city: City, leaders: Sequence[Member], heads: dict[str, str]) -> None:
    added = {level.level: _added(city, level.level) for level in city.house.skill_map.levels}
    city.accept(leaders[:TRAINED_BEFORE], PRIOR, "prior-training", 358, "令和6年度研修")
    for place, member in enumerate(leaders):
        city.appoint(member, heads[member.org_unit], 355)
        city.appoint(member, heads[member.org_unit], 230)
        if place >= TRAINED_BEFORE:
            extent = 1 if place < 130 else 0.6
            city.study(member, "dx-basics", 290 - place * 0.4, Habits(extent, slips=place % 4))
            extent = 1 if place < 124 else 0.4
            city.study(member, "design-thinking-basics", 250 - place * 0.4, Habits(extent, slips=place % 3))
        extent = 1 if place < 140 else 0.5
        city.study(member, "security-basics", 200 - place * 0.3, Habits(extent, slips=place % 4))
        if place % 2 == 0:
            extent = 1 if place < 110 else 0.5
            city.study(member, "genai-use", 170 - place * 0.3, Habits(extent, slips=place % 2))
    by_people = [skill for skill in added[1] if skill not in BY_COURSE and skill not in PRIOR]
    _accept_group(city, leaders[:LEVEL_1], [*by_people, "data-basics"], 150)
    _accept_group(city, leaders[:LEVEL_2], added[2], 95)
    _accept_group(city, leaders[:LEVEL_3], added[3], 45)
    for member in leaders[:DUTY_HOLDERS]:
        city.declare(member, heads[member.org_unit], 120)
    _accept_group(city, leaders[:DUTY_HOLDERS], _by_duty(city), 38)


def _accept_group(city: City, group: Sequence[Member], skills: Sequence[str], days_ago: float) -> None:
    """Evidence of several skills for a group, in batches of ten people some days apart."""
    for start in range(0, len(group), 10):
        batch = group[start : start + 10]
        city.accept(batch, skills, "practice-report", days_ago - start * 0.3, f"実践報告{start // 10 + 1}")


def _added(city: City, level: int) -> list[str]:
    """The ● skills that a level asks for and the one below it does not."""
    marks = [(skill.id, skill.marks) for skill in city.house.skill_map.skills]
    return [ident for ident, one in marks if one.get(level) == "required" and one.get(level - 1) != "required"]


def _by_duty(city: City) -> list[str]:
    return [skill.id for skill in city.house.skill_map.skills if BY_DUTY in skill.marks.values()]


def _plan_new_hires(city: City) -> None:
    """Everybody hired within the year has DX basics due; most take it in time, some late, some not at all."""
    first = city.calendar.day(DAYS)
    fresh = [member for member in city.members if member.hired_on is not None and member.hired_on > first]
    for place, member in enumerate(fresh):
        hired = member.hired_on or first
        city.assign(member, "dx-basics", "new-hire", hired, due_date(hired, NEW_HIRE_DAYS))
        since = (city.calendar.today - hired).days
        if since > NEW_HIRE_DAYS and place % 9:
            extent = 1 if place % 7 else 0.6
            city.study(member, "dx-basics", since - 10 - place % 45, Habits(extent, slips=place % 5))


def _plan_security(city: City, done: set[str]) -> None:
    """The yearly course, due for everybody: over half have it, some are on the way, a few left the test."""
    due, announced = city.calendar.day(-70), city.calendar.day(210)
    for place, member in enumerate(_shuffled(city)):
        since = max(announced, member.hired_on or announced)
        city.assign(member, "security-basics", "all-staff-security", since, due)
        latest = (city.calendar.today - since).days - 5
        if member.uuid in done or latest < 0:
            continue
        if place % 100 < 55:
            habits = Habits(slips=place % 4, leaves=place % 100 == 54)
            city.study(member, "security-basics", min(195 - place % 180, latest), habits)
        elif place % 100 < 62:
            city.study(member, "security-basics", min(60 - place % 50, latest), Habits(extent=0.6))


def _plan_learner(city: City) -> None:
    """The tour's new hire came with experience: all skills of level 1 but DX basics are recognised already."""
    hired = city.learner.hired_on or city.calendar.day(10)
    city.assign(city.learner, "dx-basics", "new-hire", hired, due_date(hired, NEW_HIRE_DAYS))
    known = [skill.id for skill in city.house.skill_map.needed(1, frozenset()) if skill.id != "dx-basics"]
    city.accept([city.learner], known, "prior-training", 3, "前職での研修")


def _shuffled(city: City) -> Iterator[Member]:
    order = sorted(city.members, key=lambda member: member.staff_number)
    city.calendar.random.shuffle(order)
    return iter(order)
