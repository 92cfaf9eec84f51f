"""Builds the demo: courses, rosters, a year of history, sign-ins for the tour."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.demo.calendar import Calendar
from elearn.demo.city import Resident, invent_city, write_roster
from elearn.demo.history import COURSES, DAYS, City, plan_year
from elearn.learning.services.catalog import publish_course
from elearn.people.rules.passwords import check_password
from elearn.people.rules.roster import read_roster
from elearn.people.services import accounts, directory, roster
from elearn.people.services.directory import Member
from elearn.people.services.roles import people_with
from elearn.studio.services.authors import EVERY, grant_author
from elearn.web.dates import JST
from elearn.wiring.house import House

SEED = 2438
ROLES = (
    ("新入職員（受講者）", "learner"),
    ("所属長", "section-head"),
    ("DX推進課", "dx-office"),
    ("人事課", "hr"),
    ("監査", "auditor"),
    ("教材担当", "author"),
    ("システム管理", "administrator"),
)
ACTOR = "demo"
"""Who brought the rosters in."""
ROLLS = 20
"""How often a password is rolled: a staff number in one is rare, twenty in a row are a fault of the rules."""


class PeoplePresent(RuntimeError):
    """Somebody is known here already: an invented city must not mix with people."""


class CourseMissing(LookupError):
    """A course that the invented year speaks of is not in the catalog; its id is the argument."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of the tour."""

    label: str
    staff_number: str
    name: str
    password: str


def build_demo(house: House, session: Session, catalog: Path, say: Callable[[str], None]) -> list[SignIn]:
    """Build everything in an empty database; returns one sign-in per role.

    Raises ``PeoplePresent`` and ``CourseMissing`` before anything is written, and what ``publish_course`` raises.
    """
    calendar = Calendar(session, house.now(), SEED)
    if directory.members_on(session, calendar.today):
        raise PeoplePresent
    for course in COURSES:
        if not (catalog / course / "course.toml").is_file():
            raise CourseMissing(course)
    _publish_courses(house, session, catalog, calendar.day(DAYS), say)
    import_rosters(session, invent_city(SEED, calendar.today), calendar.day(DAYS))
    session.commit()
    members = directory.members_on(session, calendar.today)
    say(f"職員名簿を取り込みました：{len(members)}人（すべて架空の職員です）")
    people = choose_tour(session, members, calendar.today)
    learner = people["learner"]
    others = [one for one in members if one.uuid != learner.uuid]
    plan_year(City(house, session, calendar, others, learner, people["dx-office"].uuid))
    say(f"1年分の学習を再現しました：{calendar.play()}件")
    grant_author(session, EVERY, people["author"].uuid, people["dx-office"].uuid, house.now())
    sign_ins = _give_passwords(house, session, people)
    session.commit()
    return sign_ins


def _publish_courses(house: House, session: Session, catalog: Path, day: dt.date, say: Callable[[str], None]) -> None:
    for folder in sorted(path for path in catalog.iterdir() if (path / "course.toml").is_file()):
        version, _ = publish_course(session, folder, _morning(day))
        house.catalog.package(session, version.digest)
        say(f"講座を公開しました：{version.title}")
    session.commit()


def import_rosters(session: Session, residents: Sequence[Resident], start: dt.date) -> None:
    """Take the roster in on the first day, and again on every later day on which somebody was hired.

    Raises ``RuntimeError`` when the invented roster has a problem.
    """
    for day in [start, *sorted({one.hired for one in residents if one.hired > start})]:
        reading = read_roster(write_roster([one for one in residents if one.hired <= day]))
        if reading.roster is None or reading.problems:
            raise RuntimeError(f"the invented roster has problems: {reading.problems[:3]}")
        changes = roster.plan_roster(session, reading.roster, day)
        roster.apply_import(session, changes, ACTOR, _morning(day))


def choose_tour(session: Session, members: Sequence[Member], today: dt.date) -> dict[str, Member]:
    """One person per role: the learner is the newest of the staff, the section head is the learner's own."""
    learner = max(
        (member for member in members if member.title == "係員"),
        key=lambda member: (member.hired_on or dt.date.min, member.staff_number),
    )
    chosen = {"learner": learner}
    for _, role in ROLES[1:]:
        holders = set(people_with(session, role, today))
        chosen[role] = min(
            (member for member in members if member.uuid in holders),
            key=lambda member: (member.org_unit != learner.org_unit, member.staff_number),
        )
    return chosen


def _give_passwords(house: House, session: Session, people: dict[str, Member]) -> list[SignIn]:
    sign_ins = []
    for label, role in ROLES:
        member = people[role]
        password = _roll_password(member.staff_number)
        problems = accounts.set_password(session, member.uuid, password, house.now(), house.settings)
        if problems:
            raise RuntimeError(f"the demo's password was refused: {problems}")
        sign_ins.append(SignIn(label, member.staff_number, member.name, password))
    return sign_ins


def _roll_password(staff_number: str) -> str:
    """A random password; rolled again when chance has put the staff number into it, which the rules refuse."""
    for _ in range(ROLLS):
        password = f"demo-{secrets.token_hex(4)}-{secrets.token_hex(2)}"
        if not check_password(password, staff_number):
            break
    return password


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8, 30), JST).astimezone(dt.UTC)
