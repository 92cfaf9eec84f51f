"""Builds the demo: courses, roster, a year of history, sign-ins for the tour."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.demo.city import invent_city, write_roster
from elearn.demo.history import Year, plan_year
from elearn.learning.rules import due_date
from elearn.learning.services.catalog import publish_course
from elearn.learning.services.registrations import assign
from elearn.people.rules.roster import read_roster
from elearn.people.services import accounts, directory, roster
from elearn.people.services.directory import Member
from elearn.people.services.roles import people_with
from elearn.skills.services import decisions
from elearn.web.dates import jst
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


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of the tour."""

    label: str
    staff_number: str
    name: str
    password: str


def build_demo(house: House, session: Session, catalog: Path, say: Callable[[str], None]) -> list[SignIn]:
    """Build everything in an empty database; returns one sign-in per role."""
    today = jst(house.now()).date()
    started = house.now() - dt.timedelta(days=364)
    for folder in sorted(path for path in catalog.iterdir() if (path / "course.toml").is_file()):
        version, _ = publish_course(session, folder, started)
        house.catalog.package(session, version.digest)
        say(f"講座を公開しました：{version.title}")
    session.commit()
    reading = read_roster(write_roster(invent_city(SEED, today)))
    if reading.roster is None or reading.problems:
        raise RuntimeError(f"the invented roster has problems: {reading.problems[:3]}")
    changes = roster.plan_roster(session, reading.roster, started.date())
    roster.apply_import(session, changes, "demo", started)
    session.commit()
    members = directory.members_on(session, today)
    say(f"職員名簿を取り込みました：{len(members)}人（すべて架空の職員です）")
    people = _choose_tour(session, members, today)
    office = people["dx-office"].uuid
    year = Year(house, session, [one for one in members if one.uuid != people["learner"].uuid], office, SEED)
    plan_year(year)
    say(f"1年分の学習を再現しました：{year.play()}件")
    _prepare_learner(house, session, people["learner"].uuid, office)
    sign_ins = _give_passwords(house, session, people)
    session.commit()
    return sign_ins


def _choose_tour(session: Session, members: list[Member], today: dt.date) -> dict[str, Member]:
    """One person per role; the learner is the newest of the staff."""
    by_uuid = {member.uuid: member for member in members}
    chosen = {role: by_uuid[people_with(session, role, today)[0]] for _, role in ROLES if role != "learner"}
    chosen["learner"] = max(
        (member for member in members if member.title == "係員"),
        key=lambda member: (member.hired_on or dt.date.min, member.staff_number),
    )
    return chosen


def _prepare_learner(house: House, session: Session, person: str, office: str) -> None:
    """The tour's new hire: DX basics is due, and training of an earlier employer covers the rest of level 1."""
    due = due_date(house.now().date(), 50)
    assign(house.recorder(session), house.catalog, person, "dx-basics", "new-hire", due, office)
    known = [skill.id for skill in house.skill_map.needed(1, frozenset()) if skill.id != "dx-basics"]
    for skill in known:
        pen = house.recorder(session)
        on = house.now().date() - dt.timedelta(days=3)
        decisions.accept_evidence(pen, house.skill_map, [person], skill, "prior-training", on, office, "前職での研修")


def _give_passwords(house: House, session: Session, people: dict[str, Member]) -> list[SignIn]:
    sign_ins = []
    for label, role in ROLES:
        member = people[role]
        password = f"demo-{secrets.token_hex(4)}-{secrets.token_hex(2)}"
        problems = accounts.set_password(session, member.uuid, password, house.now(), house.settings)
        if problems:
            raise RuntimeError(f"the demo's password was refused: {problems}")
        sign_ins.append(SignIn(label, member.staff_number, member.name, password))
    return sign_ins
