"""The invented roster: the plan's grade counts, every section with a head, names that survive every path."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.demo.build import SEED
from elearn.demo.city import DEPARTMENTS, GRADES, HEADER, Resident, invent_city, write_roster
from elearn.demo.names import SPECIAL
from elearn.people.rules.roster import read_roster
from elearn.people.services import directory, roster
from elearn.people.services.directory import Member
from elearn.web.dates import fiscal_year
from tests.conftest import MOMENT
from tests.elearn.demo.town import the_town

TODAY = dt.date(2026, 11, 20)
DAYS = st.dates(dt.date(2025, 4, 1), dt.date(2028, 3, 31))


@pytest.fixture(scope="module")
def residents() -> list[Resident]:
    return invent_city(SEED, TODAY)


def test_the_grade_counts_are_those_of_the_survey(residents: list[Resident]) -> None:
    counts = Counter(one.title for one in residents)
    assert [counts[title] for title in ("部長", "次長", "課長", "課長代理", "係長", "主査", "主任", "係員")] == [
        20, 42, 161, 247, 384, 96, 962, 526,
    ]  # fmt: skip
    assert len(residents) == 2438 == sum(count for _, count in GRADES)


def test_every_section_has_one_head_and_can_have_a_leader(residents: list[Resident]) -> None:
    sections = {one.unit for one in residents if one.parent}
    assert len(sections) == 161
    assert Counter(one.unit for one in residents if one.title == "課長") == dict.fromkeys(sections, 1)
    assert min(Counter(one.unit for one in residents if one.title == "主任").values()) >= 5
    assert {one.unit for one in residents if not one.parent} == {one.parent for one in residents if one.parent}
    assert {one.unit_name for one in residents if not one.parent} == set(DEPARTMENTS)


def test_staff_numbers_are_seven_digits_and_nobody_shares_one(residents: list[Resident]) -> None:
    numbers = [one.number for one in residents]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 7 and number.isdigit() and number.startswith("0") for number in numbers)


def test_each_office_role_is_one_persons_and_every_head_is_a_head(residents: list[Resident]) -> None:
    roles = Counter(one.roles for one in residents if one.roles)
    assert roles == {"所属長": 161, "DX推進課": 1, "人事課": 1, "監査": 1, "教材担当": 1, "システム管理": 1}
    at_home = {one.roles: one.unit_name for one in residents if one.roles in ("DX推進課", "人事課")}
    assert at_home == {"DX推進課": "DX推進課", "人事課": "人事課"}


def test_the_same_seed_and_day_give_the_same_city(residents: list[Resident]) -> None:
    assert invent_city(SEED, TODAY) == residents
    assert [one.name for one in invent_city(SEED + 1, TODAY)] != [one.name for one in residents]


@settings(max_examples=8)
@example(dt.date(2028, 3, 31))
@given(DAYS)
def test_whatever_the_day_nobody_is_hired_after_it_and_somebody_is_new(day: dt.date) -> None:
    city = invent_city(SEED, day)
    assert all(one.hired <= day for one in city)
    year_ago = dt.date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    fresh = [one for one in city if one.hired > year_ago]
    assert 80 <= len(fresh) <= 90
    assert {one.title for one in fresh} == {"係員"}
    assert {(day - one.hired).days for one in fresh} >= {10, 25, 40}
    assert all(fiscal_year(one.hired) <= fiscal_year(day) for one in fresh)


def test_the_roster_is_the_csv_that_hr_would_send(residents: list[Resident]) -> None:
    data = write_roster(residents)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(HEADER)
    assert len(lines) == 2438 + 2
    assert lines[-1] == ""


def test_the_roster_reads_without_a_problem_or_a_warning(residents: list[Resident]) -> None:
    reading = read_roster(write_roster(residents))
    assert not reading.problems
    assert not reading.warnings
    assert reading.roster is not None


def test_the_import_has_no_problem_and_a_second_one_changes_nothing(
    session: Session, residents: list[Resident]
) -> None:
    reading = read_roster(write_roster(residents))
    assert reading.roster is not None
    changes = roster.plan_roster(session, reading.roster, TODAY)
    assert not changes.problems
    assert roster.apply_import(session, changes, "tests", MOMENT) > 2438
    session.commit()
    again = roster.plan_roster(session, reading.roster, TODAY)
    assert again.count == 0
    assert roster.apply_import(session, again, "tests", MOMENT) == 0
    members = directory.members_on(session, TODAY)
    assert Counter(one.title for one in members) == dict(GRADES)
    names = {one.staff_number: one.name for one in members}
    assert names == {one.number: one.name for one in residents}


@pytest.fixture
def members(session: Session) -> list[Member]:
    """The small town in a database: everybody with a special name lives there."""
    reading = read_roster(write_roster(the_town(TODAY)))
    assert reading.roster is not None
    roster.apply_import(session, roster.plan_roster(session, reading.roster, TODAY), "tests", MOMENT)
    session.commit()
    return directory.members_on(session, TODAY)


def test_special_names_survive_file_and_database_to_the_last_code_point(members: list[Member]) -> None:
    assert {(one.name, one.kana) for one in members} >= set(SPECIAL)


def test_variants_are_found_by_their_common_form(session: Session, members: list[Member]) -> None:
    found, total = directory.find_people(session, "高崎", TODAY)
    assert ([one.name for one in found], total) == (["髙﨑　誠"], 1)
    assert found[0] in members


def test_the_source_of_the_counts_is_named() -> None:
    text = (Path(__file__).parents[3] / "elearn/demo/city.py").read_text(encoding="utf-8")
    assert "理解度・到達度確認アンケート" in text
