"""Readable words for tests of the whole house: a small course of every kind of item, people, and what people do.

All people are invented. Nothing is set up by magic: a test writes a course, publishes it, adds the people it speaks of
and lets them act through the services of the rooms.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.events import NAMESPACE, AttemptSubmitted
from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.catalog import Version, publish_course
from elearn.learning.services.registrations import complete_reading, register
from elearn.people.rules.names import fold_name
from elearn.people.services.accounts import set_password
from elearn.people.services.roles import grant_role
from elearn.people.tables import OrgUnitRow, PersonRow, PostRow
from elearn.wiring.house import House
from quizzes import KINDS
from quizzes.kinds.contract import NOBODY, PEOPLE, RULE

APRIL = dt.date(2026, 4, 1)
"""Since when the invented people work here."""

PAGE, PRACTICE, TEST = "01-why/read", "01-why/practice", "90-test/test"
"""The activities of the small course: a page to read, a voluntary quiz, the final test."""

SENTENCE = "仕事の進め方を見直し、住民の立場から考えることが大切です。"


@dataclass(frozen=True, slots=True)
class Sample:
    """An item of the bank with form fields that are right and wrong for it."""

    text: str
    right: Mapping[str, Sequence[str]]
    wrong: Mapping[str, Sequence[str]]


def _samples(*graders: str) -> dict[str, Sample]:
    """Item id -> item: for the test every example that the kinds bring along, for practice the first of each kind.

    Only kinds that are graded in these ways; what no rule scores has no wrong response.
    """
    found: dict[str, Sample] = {}
    for kind in KINDS.values():
        if kind.graded_by not in graders:
            continue
        for number, example in enumerate(kind.examples(), start=1):
            for use in ("test", "practice") if number == 1 else ("test",):
                ident = f"{use}-{kind.name.replace('_', '-')}-{number}"
                text = re.sub(r"(?m)^## .*$", f"## {ident}", example.text, count=1)
                text = text.replace("objective: sample", "objective: why-learn")
                text = re.sub(r"(?m)^use: .*$", f"use: {use}", text, count=1)
                found[ident] = Sample(text, example.right[0], (example.wrong or example.right)[0])
    return found


SAMPLES = _samples(RULE)
"""Every item of the small course by id."""

UNRULED = _samples(PEOPLE, NOBODY)
"""Further items by id, of the kinds that people grade and that nobody scores."""


def _case(use: str) -> str:
    """Two items that share a stem."""
    scenario = f"# 場面 {use}-case\n\n窓口に、同じ住所を三か所へ書く申請書があります。\n\n"
    sample = SAMPLES[f"{use}-true-false-1"].text
    for number in (1, 2):
        ident = f"{use}-case-{number}"
        scenario += sample.replace(f"## {use}-true-false-1", f"## {ident}").replace(
            "\nanswer:", f"\nscenario: {use}-case\nanswer:"
        )
        UNRULED[ident] = SAMPLES[f"{use}-true-false-1"]
    return scenario


CASES = {use: _case(use) for use in ("test", "practice")}
"""Use -> a scenario; its items stand in ``UNRULED``, too."""


def write_course(
    folder: Path,
    *,
    course: str = "dx-basics",
    version: str = "1.0.0",
    title: str = "見本の講座",
    title_en: str = "A sample course",
    skills: Sequence[str] = ("dx-basics",),
    evidence: str = "knowledge",
    mastery: str = "0.8",
    attempts: int = 0,
    retake_wait_minutes: int = 0,
    time_limit_minutes: int = 0,
    feedback: str = "deferred",
    draw: str = '"all"',
    note: str = "",
    people: Collection[str] = (),
) -> Path:
    """A sound course package in ``folder/course``: one module (page and practice) and the final test.

    The settings from ``mastery`` to ``draw`` are those of the final test. ``note`` is a further paragraph of the page,
    so that two versions of a course differ in content. ``people``: for these uses (``test``,
    ``practice``) essays, scales and scenarios stand in the bank, too.
    """
    home = folder / course
    ids = ", ".join(f'"{skill}"' for skill in skills)
    put_file(
        home / "course.toml",
        f'''id = "{course}"
version = "{version}"
language = "ja"
title = "{title}"
title_en = "{title_en}"
summary = "テストのための小さな講座です。"
skills = [{ids}]
evidence = "{evidence}"
minutes = 14
owner = "総合政策部DX推進課"
reviewed = 2026-11-22
review_by = 2027-03-31

[[sources]]
key = "plan"
title = "枚方市デジタル人材育成計画"
publisher = "枚方市"
date = "2025-03"

[[modules]]
folder = "01-why"
title = "なぜ学ぶか"
minutes = 4
[[modules.objectives]]
id = "why-learn"
text = "学ぶ理由を言える"
[[modules.activities]]
id = "read"
kind = "page"
source = "module.md"
required = true
[[modules.activities]]
id = "practice"
kind = "quiz"
source = "quiz.md"
required = false

[[modules]]
folder = "90-test"
title = "修了テスト"
minutes = 10
[[modules.activities]]
id = "test"
kind = "quiz"
source = "quiz.md"
required = true
''',
    )
    body = (
        f"# なぜ学ぶか\n\n{SENTENCE * 14}\n\n## 計画が求めること\n\n計画は、職員100人に学びを求めています[[plan]]。\n\n"
    )
    exercise = ":::: exercise 3 書き出す\n仕事を三つ書きます。\n\n::: answer\n窓口、電話、書類の確認です。\n:::\n::::\n"
    put_file(home / "01-why/module.md", body + exercise + (f"\n{note}\n" if note else ""))
    practice = _front_matter(f"{course}-why", "なぜ学ぶか　練習問題", "0.8", 0, 0, 0, feedback, '"all"', "practice")
    bank = [sample.text for sample in SAMPLES.values()]
    for use in people:
        bank += [one.text for ident, one in UNRULED.items() if ident.startswith(use) and "-case-" not in ident]
        bank.append(CASES[use])
    put_file(home / "01-why/quiz.md", practice + "\n".join(bank))
    put_file(
        home / "90-test/quiz.md",
        _front_matter(
            f"{course}-test",
            "修了テスト",
            mastery,
            attempts,
            retake_wait_minutes,
            time_limit_minutes,
            feedback,
            draw,
            "test",
        ),
    )
    return home


def _front_matter(
    ident: str, title: str, mastery: str, attempts: int, wait: int, limit: int, feedback: str, draw: str, use: str
) -> str:
    return f'''+++
id = "{ident}"
title = "{title}"
mastery = "{mastery}"
attempts = {attempts}
retake_wait_minutes = {wait}
feedback = "{feedback}"
per_page = 5
time_limit_minutes = {limit}
shuffle_choices = true
[[sections]]
title = "{title}"
bank = "01-why/quiz.md"
use = "{use}"
draw = {draw}
+++

'''


def put_file(path: Path, text: str) -> Path:
    """Write a text file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def publish(house: House, session: Session, folder: Path) -> Version:
    """Publish a package and commit."""
    version, _ = publish_course(session, folder, house.now())
    session.commit()
    return version


def person_uuid(number: str) -> str:
    """The uuid of the invented person with a staff number: the same in every test."""
    return str(uuid5(NAMESPACE, f"staff\x1f{number}"))


def add_unit(session: Session, code: str = "0100", name: str = "総務部人事課", parent: str | None = None) -> str:
    """An org unit that has been there since April; its code. Adding it twice does no harm."""
    if session.scalar(select(OrgUnitRow.id).where(OrgUnitRow.code == code)) is None:
        session.add(OrgUnitRow(code=code, name=name, parent_code=parent, valid_from=APRIL))
        session.commit()
    return code


def add_person(
    session: Session,
    number: str = "0000001",
    name: str = "枚方　花子",
    roles: Iterable[str] = (),
    *,
    unit: str = "0100",
    post_band: str = "staff",
    kana: str = "",
    hired_on: dt.date | None = APRIL,
    house: House | None = None,
    password: str = "",
) -> str:
    """A member of staff in a unit since April, with roles by hand; the uuid. Commits.

    A ``section-head`` heads the own unit. ``password`` needs the ``house``, whose settings say how it is kept.
    """
    uuid = person_uuid(number)
    add_unit(session, unit)
    row = PersonRow(uuid=uuid, staff_number=number, name=name, kana=kana, folded=fold_name(f"{name} {kana} {number}"))
    row.hired_on, row.created_at = hired_on, dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    session.add(row)
    session.flush()
    session.add(PostRow(person=uuid, org_unit=unit, post_band=post_band, title="係員", valid_from=APRIL))
    for role in roles:
        grant_role(session, uuid, role, "system", row.created_at, unit if role == "section-head" else None)
    if house is not None and password:
        assert set_password(session, uuid, password, house.now(), house.settings) == []
    session.commit()
    return uuid


def fields_for(items: Iterable[str], right: bool = True) -> dict[str, Mapping[str, Sequence[str]]]:
    """Form fields for items, all right or all wrong."""
    known = {**SAMPLES, **UNRULED}
    return {item: known[item].right if right else known[item].wrong for item in items}


def take_quiz(
    house: House,
    session: Session,
    person: str,
    registration: UUID,
    key: str = TEST,
    *,
    right: bool = True,
    seed: int = 7,
) -> AttemptSubmitted:
    """Start, save and hand in an attempt, everything right or everything wrong. Commits after each step."""
    attempt = start_attempt(house.recorder(session), house.catalog, person, registration, key, seed)
    session.commit()
    items = open_sitting(session, house.catalog, person, attempt).form.item_ids
    save_responses(house.recorder(session), house.catalog, person, attempt, fields_for(items, right))
    session.commit()
    outcome = submit_attempt(house.recorder(session), house.catalog, person, attempt)
    session.commit()
    return outcome


def complete_course(house: House, session: Session, person: str, course: str = "dx-basics") -> UUID:
    """Register, read and pass the final test of the small course; the registration. Commits."""
    registration = register(house.recorder(session), house.catalog, person, course, person)
    session.commit()
    complete_reading(house.recorder(session), house.catalog, person, registration, PAGE)
    session.commit()
    take_quiz(house, session, person, registration)
    return registration
