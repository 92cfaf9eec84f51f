"""What the map page and the lists show of a person."""

from __future__ import annotations

import datetime as dt

from elearn.skills.services.decisions import accept_evidence, declare_duty, withdraw_level
from elearn.skills.services.progress import (
    LevelNote,
    attained_skills,
    duties_of,
    level_notes,
    levels_of,
    levels_on,
    map_rows,
)
from tests.builders import complete_course
from tests.conftest import Clock
from tests.elearn.skills import plan
from tests.elearn.skills.conftest import TARO, Town
from tests.sqlcount import count_statements

MARCH = dt.date(2025, 3, 31)


def accept(town: Town, person: str, *skills: str, reason: str = "prior-training") -> None:
    for skill in skills:
        accept_evidence(town.house.recorder(), town.house.skill_map, [person], skill, reason, MARCH, "office", "R6-1")
    town.session.commit()


def notes_of(town: Town, person: str) -> list[LevelNote]:
    return level_notes(town.session, town.house.skill_map, person)


def test_an_empty_map_has_all_17_rows_in_the_plans_order(town: Town) -> None:
    rows = map_rows(town.session, town.house.skill_map, town.person())
    assert [row.skill.id for row in rows] == [skill for skill, _, _ in plan.ROWS]
    assert all(row.attained_at is None and row.evidence == () and not row.duty for row in rows)
    marks = {row.skill.id: [place.mark for place in row.places] for row in rows}
    assert marks["dx-basics"] == ["required"] * 3
    assert marks["bpr-advanced"] == ["required", "", ""]
    assert marks["nocode-build"] == ["by-duty", "", ""]
    assert [place.level for place in rows[0].places] == [3, 2, 1]


def test_a_place_counts_when_it_is_required_or_declared(town: Town) -> None:
    hanako = town.person()
    declare_duty(town.house.recorder(), town.house.skill_map, hanako, "nocode-build", "head")
    town.session.commit()
    rows = map_rows(town.session, town.house.skill_map, hanako)
    needed = {(row.skill.id, place.level) for row in rows for place in row.places if place.needed}
    assert needed == {(skill, level) for level, skills in plan.REQUIRED.items() for skill in skills} | {
        ("nocode-build", 3)
    }
    assert [row.skill.id for row in rows if row.duty] == ["nocode-build"]
    assert duties_of(town.session, hanako) == {"nocode-build"}


def test_evidence_is_listed_with_who_and_when_oldest_first(town: Town, clock: Clock) -> None:
    hanako = town.person()
    accept(town, hanako, "leadership")
    first = town.house.now()
    clock.pass_time(days=30)
    accept(town, hanako, "leadership", reason="practice-report")
    [row] = [row for row in map_rows(town.session, town.house.skill_map, hanako) if row.skill.id == "leadership"]
    assert row.attained_at == first
    assert [(note.reason, note.granter, note.on, note.reference, note.accepted_at) for note in row.evidence] == [
        ("prior-training", "office", MARCH, "R6-1", first),
        ("practice-report", "office", MARCH, "R6-1", town.house.now()),
    ]


def test_a_completed_course_fills_the_cell_of_its_knowledge(town: Town) -> None:
    hanako = town.person()
    complete_course(town.house, town.session, hanako)
    rows = map_rows(town.session, town.house.skill_map, hanako)
    assert [row.skill.id for row in rows if row.attained_at] == ["dx-basics"]
    assert [row.evidence for row in rows if row.attained_at] == [()]


def test_a_map_is_one_persons_own(town: Town) -> None:
    hanako, taro = town.person(), town.person(TARO, "御殿山　太郎")
    accept(town, hanako, "leadership")
    assert not [row for row in map_rows(town.session, town.house.skill_map, taro) if row.attained_at or row.evidence]


def test_levels_say_how_much_is_held_of_what_is_needed(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.LEVEL_1))
    notes = notes_of(town, hanako)
    assert [(note.level, note.held, note.needed, note.reached) for note in notes] == [
        (1, 8, 8, True),
        (2, 8, 13, False),
        (3, 8, 15, False),
    ]
    assert [note.conferred_at for note in notes] == [town.house.now(), None, None]
    assert notes[0].title == "DX推進リーダー レベル1"
    assert notes[0].description.endswith("行うことができる。")


def test_a_declared_star_raises_what_level_3_needs(town: Town) -> None:
    hanako = town.person()
    for number, skill in enumerate(sorted(plan.STARS), start=1):
        declare_duty(town.house.recorder(), town.house.skill_map, hanako, skill, "head")
        town.session.commit()
        assert [note.needed for note in notes_of(town, hanako)] == [8, 13, 15 + number]


def test_a_withdrawn_level_shows_both_dates(town: Town, clock: Clock) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.LEVEL_1))
    conferred = town.house.now()
    clock.pass_time(days=2)
    withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 1, "registration-error", "office")
    town.session.commit()
    note = notes_of(town, hanako)[0]
    assert (note.conferred_at, note.withdrawn_at, note.reached) == (conferred, town.house.now(), True)


def test_the_highest_level_in_force_counts_in_lists(town: Town, clock: Clock) -> None:
    people = [town.person(f"000000{number}") for number in range(4)]
    for level, person in enumerate(people):
        accept(town, person, *sorted(plan.REQUIRED.get(level, set())))
    assert levels_of(town.session) == {people[1]: 1, people[2]: 2, people[3]: 3}
    assert levels_of(town.session, people[:2]) == {people[1]: 1}
    assert levels_of(town.session, []) == {}
    clock.pass_time(days=1)
    withdraw_level(town.house.recorder(), town.house.skill_map, people[3], 3, "registration-error", "office")
    town.session.commit()
    assert levels_of(town.session, people[3:]) == {people[3]: 2}


def test_the_map_page_is_read_in_few_statements(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, *sorted(plan.LEVEL_1))
    with count_statements(town.session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        map_rows(town.session, town.house.skill_map, hanako)
        assert statements.count == 3
        statements.clear()
        notes_of(town, hanako)
        assert statements.count == 2
        statements.clear()
        levels_of(town.session)
        assert statements.count == 1


def test_levels_on_a_day_are_those_in_force_at_its_end(town: Town, clock: Clock) -> None:
    hanako, taro = town.person(), town.person(TARO, "御殿山　太郎")
    day = town.house.now().date()
    accept(town, hanako, *sorted(plan.REQUIRED[2] | plan.LEVEL_1))
    accept(town, taro, *sorted(plan.LEVEL_1))
    clock.pass_time(days=10)
    withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 2, "error", "office")
    town.session.commit()
    skill_map = town.house.skill_map
    assert levels_on(town.session, skill_map, day - dt.timedelta(days=1)) == {}
    assert levels_on(town.session, skill_map, day) == {hanako: 2, taro: 1}
    assert levels_on(town.session, skill_map, day + dt.timedelta(days=10)) == {hanako: 1, taro: 1}


def test_attained_skills_are_those_whose_row_says_when(town: Town) -> None:
    hanako = town.person()
    accept(town, hanako, "leadership")
    rows = map_rows(town.session, town.house.skill_map, hanako)
    attained = [row.skill for row in rows if row.attained_at is not None]
    assert [skill.id for skill in attained] == ["leadership"]
    assert attained_skills(town.session, town.house.skill_map, hanako) == attained
