"""The courses behind the map, and the next level's needs, for one person."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from elearn.learning.services.registrations import complete_reading, register
from elearn.skills.rules.outlook import CONTINUE, LATER, STUDY, WAIT
from elearn.skills.services.decisions import accept_evidence, withdraw_level
from elearn.skills.services.outlook import Outlook, look_out, read_courses
from elearn.skills.services.progress import level_notes, map_rows
from tests.builders import complete_course, publish, write_course
from tests.elearn.skills import plan
from tests.elearn.skills.conftest import Town
from tests.sqlcount import count_statements


def look(town: Town, person: str) -> Outlook:
    session, skill_map = town.session, town.house.skill_map
    courses = read_courses(session, town.house.catalog, skill_map, person)
    return look_out(skill_map, map_rows(session, skill_map, person), level_notes(session, skill_map, person), courses)


def accept(town: Town, person: str, *skills: str) -> None:
    for skill in skills:
        accept_evidence(
            town.house.recorder(),
            town.house.skill_map,
            [person],
            skill,
            "prior-training",
            dt.date(2025, 3, 31),
            "office",
        )
    town.session.commit()


def test_a_beginner_needs_all_of_level_1_the_published_course_first(town: Town) -> None:
    found = look(town, town.person())
    assert found.level is not None
    assert found.level.level == 1
    assert {need.skill.id for need in found.needs} == plan.LEVEL_1
    assert [(need.skill.id, need.step) for need in found.needs][:2] == [("dx-basics", STUDY), ("leadership", LATER)]
    assert found.minutes == found.courses["dx-basics"].minutes > 0


def test_what_was_read_takes_no_more_time(town: Town) -> None:
    hanako = town.person()
    whole = look(town, hanako).minutes
    pen, catalog = town.house.recorder(), town.house.catalog
    registration = register(pen, catalog, hanako, "dx-basics", hanako)
    package = catalog.registered(town.session, registration)
    for key in [key for key in package.required if key not in package.quizzes]:
        complete_reading(pen, catalog, hanako, registration, key)
    town.session.commit()
    found = look(town, hanako)
    assert found.needs[0].step == CONTINUE
    assert 0 < found.minutes < whole


def test_a_completed_course_for_performance_waits(town: Town, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "genai", course="genai-use", title="生成AI", skills=("genai-use",))
    publish(town.house, town.session, folder)
    hanako = town.person()
    complete_course(town.house, town.session, hanako, "genai-use")
    need = next(need for need in look(town, hanako).needs if need.skill.id == "genai-use")
    assert (need.step, need.minutes) == (WAIT, 0)


def test_the_next_level_is_the_lowest_not_conferred(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.LEVEL_1))
    found = look(town, hanako)
    assert found.level is not None
    assert found.level.level == 2
    assert len(found.needs) == 5


def test_after_a_withdrawal_nothing_is_promised(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.LEVEL_1))
    withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 1, "error", "office")
    town.session.commit()
    assert look(town, hanako).level is None


def test_who_has_every_level_has_nothing_ahead(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.REQUIRED[3] | plan.LEVEL_1))
    assert look(town, hanako) == Outlook(None, (), 0, look(town, hanako).courses)


@pytest.mark.parametrize("registered", [False, True])
def test_the_courses_take_two_statements(town: Town, *, registered: bool) -> None:
    hanako = town.person()
    if registered:
        register(town.house.recorder(), town.house.catalog, hanako, "dx-basics", hanako)
        town.session.commit()
    look(town, hanako)
    with count_statements(town.session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        read_courses(town.session, town.house.catalog, town.house.skill_map, hanako)
    assert statements.count == 2
