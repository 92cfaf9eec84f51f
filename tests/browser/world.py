"""A small city for real browsers: made by the commands and the services, kept in one folder, served from there.

All people are invented. The new hires have every skill of level 1 but DX basics, so that passing its test confers the
level; each story takes a new hire of its own.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from elearn.app import create_app
from elearn.cli.main import group
from elearn.config import read_settings
from elearn.demo.city import HEADER
from elearn.demo.names import SPECIAL, invent_name
from elearn.demo.responses import fill_fields
from elearn.learning.services import attempts
from elearn.learning.services.catalog import current_versions
from elearn.learning.services.graders import grant_grader
from elearn.learning.services.grading import grade_response
from elearn.learning.services.notes import save_note
from elearn.learning.services.registrations import complete_reading, register
from elearn.lrs.services import Forward, add_forward, create_credential, pause_forward
from elearn.people.services import accounts, directory
from elearn.people.services.directory import Member
from elearn.records.relay import Delivery, deliver_due, enqueue
from elearn.skills.services import decisions
from elearn.web.dates import fiscal_year, jst
from elearn.wiring import clock
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.browser.drafts import write_drafts
from tests.browser.terms import take_terms
from tests.builders import PRACTICE, TEST, UNRULED, write_course

CATALOG = Path(__file__).parents[2] / "courses" / "catalog"
PASSWORD = "three green cups of tea"
BASE_URL = "https://elearn.example"
"""The address that people know; a proxy would stand there. Nothing may ever ask it for anything."""

SAMPLE = "every-kind"
ESSAY = "practice-essay-1"
COMMENT = "だれの手間かが、よく分かります。\n確かめ方も一つ書くと、さらによくなります。"
"""What graders write to everybody."""
"""A course of the tests' own: its quiz asks one item of each kind and more."""

CROWD = 104
"""Staff whose records make the completion page longer than one page of a hundred rows."""

STAFF = (
    # number, name, kana, unit, title, days since hiring, role
    ("0000011", "髙﨑　誠", "たかさき　まこと", "市民課", "係員", 10, ""),
    ("0000012", "𠮷男　桜", "よしお　さくら", "市民課", "係員", 10, ""),
    ("0000013", "小川　遥", "おがわ　はるか", "市民課", "係員", 10, ""),
    ("0000014", "森田　豊", "もりた　ゆたか", "市民課", "係員", 10, ""),
    ("0000015", "上田　舞", "うえだ　まい", "市民課", "係員", 10, ""),
    ("0000016", "柴田　純", "しばた　じゅん", "広報課", "係員", 400, ""),
    ("0000017", "工藤　淳", "くどう　あつし", "広報課", "係員", 400, "学習記録担当"),
    ("0000018", "今井　千夏", "いまい　ちなつ", "広報課", "係員", 400, ""),
    ("0000019", "阿部　桜", "あべ　さくら", "広報課", "係員", 400, ""),
    ("0000020", "谷口　学", "たにぐち　まなぶ", "市民課", "主任", 3000, ""),
    ("0000030", "藤井　陽子", "ふじい　ようこ", "市民課", "課長", 9000, "所属長"),
    ("0000040", "大野　隆", "おおの　たかし", "人事課", "係長", 6000, "人事課"),
    ("0000050", "村田　香織", "むらた　かおり", "DX推進課", "係長", 6000, "DX推進課"),
    ("0000060", "安藤　徹", "あんどう　とおる", "契約課", "係長", 6000, "監査"),
    ("0000070", "新井　彩", "あらい　あや", "広報課", "係長", 6000, "システム管理"),
)
NUMBERS = {
    "keyboard": "0000011",
    "no-script": "0000012",
    "autosave": "0000013",
    "repeats": "0000014",
    "newcomer": "0000015",
    "cut-off": "0000016",
    "cut-off-twice": "0000017",
    "numbers": "0000018",
    "first-time": "0000019",
    "leader": "0000020",
    "head": "0000030",
    "hr": "0000040",
    "dx-office": "0000050",
    "auditor": "0000060",
    "administrator": "0000070",
    "keeper": "0000017",
}
"""Who is who: a word of the tests -> staff number. The newcomer never begins a course, the leader has finished one."""

UNITS = {
    "市民課": ("0401", "0400", "市民生活部"),
    "人事課": ("0202", "0200", "総務部"),
    "DX推進課": ("0102", "0100", "総合政策部"),
    "契約課": ("0203", "0200", "総務部"),
    "広報課": ("0103", "0100", "総合政策部"),
}


NOTE = "市民課でも、届の控えを紙で渡しているところから見直せそうです。\n係長の髙﨑さんに相談します。"
"""What the leader has noted beside the first module."""


@dataclass(frozen=True)
class World:
    """The city's folder and people, and an application on the same data for looking into it."""

    folder: Path
    people: Mapping[str, Member]
    app: Flask
    lrs_key: tuple[str, str]

    @contextmanager
    def open(self) -> Iterator[tuple[House, Session]]:
        """The house and a session of its own, as they are now."""
        with self.app.app_context():
            house: House = self.app.extensions["elearn"]
            with house.sessions() as session:
                yield house, session


def environment(folder: Path) -> dict[str, str]:
    """The settings of the city: everything in its folder, password hashes that cost little."""
    settings = {"DATA_DIR": str(folder), "ARGON2_MEMORY_KIB": "1024", "RELAY_SECONDS": "0.3", "BASE_URL": BASE_URL}
    return {f"ELEARN_{name}": value for name, value in settings.items()}


def build_world(folder: Path) -> World:
    """The whole city in a new folder."""
    folder.mkdir()
    roster = folder / "roster.csv"
    roster.write_bytes(write_roster(invent_rows(jst(clock.utc_now()).date())))
    sample = write_course(
        folder / "courses", course=SAMPLE, title="すべての形式の設問", skills=("genai-use",), people=("practice",)
    )
    due = (clock.utc_now() + dt.timedelta(days=60)).date().isoformat()
    run_command(folder, "db-upgrade")
    run_command(folder, "certificates", "init-keys")
    run_command(folder, "publish", str(CATALOG), str(sample))
    run_command(folder, "roster", str(roster))
    run_command(folder, "assign", "dx-basics", "--rule", "new-hires", "--hired-since", _days_ago(30).isoformat())
    run_command(folder, "assign", "security-basics", "--rule", "all-staff", "--due", due)
    key = dict(line.split("=", 1) for line in run_command(folder, "lrs-key", "reader").splitlines())
    app = create_app(read_settings(environment(folder) | {"ELEARN_RELAY_SECONDS": "0"}))
    with app.app_context():
        house: House = app.extensions["elearn"]
        with house.sessions() as session:
            people = _prepare_people(house, session, folder)
            session.commit()
        deliver_all(house, "world")
    return World(folder, people, app, (key["key"], key["secret"]))


def run_command(folder: Path, *words: str) -> str:
    """What a command prints; any fault is a failure."""
    ended = CliRunner().invoke(group, list(words), env=environment(folder), catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.output


def invent_rows(today: dt.date) -> list[tuple[str, ...]]:
    """The roster's rows: those whom the stories know, and a crowd, some of them with names that systems break."""
    rows = []
    for number, name, kana, unit, title, days, role in STAFF:
        hired = today - dt.timedelta(days=days)
        code, parent, _ = UNITS[unit]
        rows.append((number, name, kana, code, unit, parent, title, hired.isoformat(), "", role))
    for code, name in sorted({(parent, name) for _, parent, name in UNITS.values()}):
        rows.append(("", "", "", code, name, "", "", "", "", ""))
    random = Random(17)
    for place in range(CROWD):
        name, kana = SPECIAL[place] if place < len(SPECIAL) else invent_name(random)
        unit = list(UNITS)[place % len(UNITS)]
        code, parent, _ = UNITS[unit]
        rows.append((f"{place + 1001:07d}", name, kana, code, unit, parent, "主任", "2019-04-01", "", ""))
    return rows


def write_roster(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as HR's CSV: UTF-8 with BOM, CRLF."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def _prepare_people(house: House, session: Session, folder: Path) -> dict[str, Member]:
    today = jst(house.now()).date()
    members = {member.staff_number: member for member in directory.members_on(session, today)}
    people = {word: members[number] for word, number in NUMBERS.items()}
    office = people["dx-office"].uuid
    known = [skill.id for skill in house.skill_map.needed(1, frozenset()) if skill.id != "dx-basics"]
    hires = [people[word].uuid for word in ("keyboard", "no-script", "repeats", "newcomer", "leader")]
    for skill in known:
        pen = house.recorder(session)
        decisions.accept_evidence(
            pen, house.skill_map, hires, skill, "prior-training", _days_ago(3), office, "前職での研修"
        )
    for version in current_versions(session):
        house.catalog.package(session, version.digest)
    leader, head = people["leader"], people["head"].uuid
    _study(house, session, leader.uuid, "dx-basics", days_ago=20)
    _read(house, session, leader.uuid, "security-basics", days_ago=8, pages=3)
    pen = house.recorder(session, house.now() - dt.timedelta(days=30))
    decisions.appoint_leaders(pen, [leader.uuid], fiscal_year(pen.now), leader.org_unit, head)
    _try_sample(house, session, leader.uuid)
    _grade_essays(house, session, {word: people[word].uuid for word in ("head", "dx-office", "keeper", "numbers")})
    _keep_records(house, session)
    write_drafts(house, session, folder, people["numbers"].uuid)
    take_terms(house, session, folder, people["auditor"].uuid, people["hr"].uuid)
    save_note(session, leader.uuid, "dx-basics", "01-why-dx", NOTE, 0, house.now() - dt.timedelta(days=20))
    for place in range(12):
        _study(house, session, members[f"{place + 1001:07d}"].uuid, "security-basics", days_ago=12)
    for word, member in people.items():
        first = word == "first-time"  # somebody else chose this password: it must be changed at the first sign-in
        assert not accounts.set_password(session, member.uuid, PASSWORD, house.now(), house.settings, must_change=first)
    return people


def _read(house: House, session: Session, person: str, course: str, days_ago: int, pages: int) -> UUID:
    """Somebody read so many pages of a course on one day; the registration."""
    pen = house.recorder(session, house.now() - dt.timedelta(days=days_ago))
    registration = register(pen, house.catalog, person, course, person)
    package = house.catalog.registered(session, registration)
    for key in [key for key in package.required if key not in package.quizzes][:pages]:
        complete_reading(pen, house.catalog, person, registration, key)
    return registration


def _keep_records(house: House, session: Session) -> None:
    """What the keeper of the record store has: a key, a rule that rests, a statement that a store refused."""
    create_credential(session, "研修管理システム", house.now(), ["statements/read"])
    rule = Forward("prefecture", "https://lrs.example.jp/xapi", "hirakata", "1.0.3")
    add_forward(session, rule, house.seal("secret"), house.now(), from_now=True)
    pause_forward(session, "prefecture", house.now())
    body = b'{"actor":{"mbox":"mailto:a@example.jp"},"verb":{"id":"https://x.jp/v"},"object":{"id":"https://x.jp/a"}}'
    enqueue(session, [("0b5f3b9e-5f3e-4d0a-9d0c-1c2d3e4f5a6b", body)], [rule.target], house.now())
    session.commit()
    deliver_due(session, RefusingStore(rule.target), "world", house.now())


@dataclass(frozen=True)
class RefusingStore:
    """A store that takes nothing."""

    target: str

    def deliver(self, _: Sequence[bytes]) -> Delivery:
        return Delivery("refused", "HTTP 400: Bad Request")


def _study(house: House, session: Session, person: str, course: str, days_ago: int) -> None:
    """Somebody read a whole course and passed its test on the next day, with one item wrong of those that may be."""
    registration = _read(house, session, person, course, days_ago, pages=99)
    package = house.catalog.registered(session, registration)
    key = next(key for key in package.required if key in package.quizzes)
    pen = house.recorder(session, house.now() - dt.timedelta(days=days_ago - 1))
    attempt = attempts.start_attempt(pen, house.catalog, person, registration, key, seed=5)
    sitting = attempts.open_sitting(session, house.catalog, person, attempt)
    items, form = sitting.quiz.items(), sitting.form
    parts = zip(sitting.quiz.sections, form.sections, strict=True)
    wrong = next(part[0] for section, part in parts if section.mastery is None)
    fields = {item: fill_fields(items[item], form, item != wrong) for item in form.item_ids}
    attempts.save_responses(pen, house.catalog, person, attempt, fields)
    assert attempts.submit_attempt(pen, house.catalog, person, attempt).passed


def _try_sample(house: House, session: Session, person: str) -> None:
    """The sample's practice handed in with everything wrong, and its test begun with the first item done."""
    registration = register(house.recorder(session), house.catalog, person, SAMPLE, person)
    for key, right, count in ((PRACTICE, False, 99), (TEST, True, 1)):
        pen = house.recorder(session)
        attempt = attempts.start_attempt(pen, house.catalog, person, registration, key, seed=5)
        sitting = attempts.open_sitting(session, house.catalog, person, attempt)
        items, form = sitting.quiz.items(), sitting.form
        fields = {item: fill_fields(items[item], form, right) for item in form.item_ids[:count]}
        attempts.save_responses(pen, house.catalog, person, attempt, fields)
        if not right:
            attempts.submit_attempt(pen, house.catalog, person, attempt)


def _grade_essays(house: House, session: Session, people: Mapping[str, str]) -> None:
    """An essay that one of two graders has graded, one that both have; the one grader practises, too."""
    for word in ("head", "dx-office", "keeper"):
        pen, person = house.recorder(session), people[word]
        registration = register(pen, house.catalog, person, SAMPLE, person)
        attempt = attempts.start_attempt(pen, house.catalog, person, registration, PRACTICE, seed=5)
        if word == "keeper":
            break
        sitting = attempts.open_sitting(session, house.catalog, person, attempt)
        items = sitting.quiz.items()
        fields = {item: fill_fields(items[item], sitting.form, True) for item in sitting.form.item_ids}
        fields |= {ESSAY: UNRULED[ESSAY].right, "practice-likert-1": {"choice": ["4"]}}
        attempts.save_responses(pen, house.catalog, person, attempt, fields)
        attempts.submit_attempt(pen, house.catalog, person, attempt)
        for grader in ("numbers", "keeper"):
            grant_grader(session, SAMPLE, people[grader], "system", house.now())
            if grader == "numbers" or word == "dx-office":
                pen = house.recorder(session)
                grade_response(pen, house.catalog, people[grader], attempt, ESSAY, (0, 1), COMMENT)


def _days_ago(days: int) -> dt.date:
    return (clock.utc_now() - dt.timedelta(days=days)).date()
