import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.people.rules.roles import Grant
from elearn.people.services.directory import identity_of, list_units, members_on
from elearn.people.services.roles import grants_of
from elearn.people.services.roster import (
    apply_import,
    digest_changes,
    list_imports,
    plan_roster,
    read_current,
    read_roster,
)
from elearn.people.tables import OrgUnitRow, PersonRow, PostRow, RosterImportRow
from tests.elearn.people.samples import APRIL, NAMES, NOW, a_csv, a_row, a_town, take_in, the_fourteen, uuid_of

JULY = dt.date(2026, 7, 1)


def rows(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def post(session: Session, number: str, on: dt.date) -> tuple[str, str]:
    (member,) = members_on(session, on, [uuid_of(session, number)])
    return member.org_unit, member.title


def test_a_town_comes_in_and_a_second_time_nothing_happens(either: Session) -> None:
    assert take_in(either, a_town()) == 5 + 6 + 6 + 5
    before = read_current(either)
    assert take_in(either, a_town()) == 0
    assert take_in(either, a_town(), on=JULY) == 0
    assert read_current(either) == before
    assert rows(either, RosterImportRow) == 1


def test_the_fourteen_names_are_stored_as_given(either: Session) -> None:
    take_in(either, a_csv(*the_fourteen()))
    stored = either.scalars(select(PersonRow.name).order_by(PersonRow.staff_number)).all()
    assert list(stored) == [name for name, _ in NAMES.values()]


def test_an_import_is_noted(session: Session) -> None:
    data = a_town()
    take_in(session, data)
    (noted,) = list_imports(session)
    reading = read_roster(data)
    assert reading.roster is not None
    assert (noted.digest, noted.actor, noted.at, noted.holds_from) == (reading.roster.digest, "system", NOW, APRIL)
    counts = (noted.people_changed, noted.posts_changed, noted.units_changed, noted.roles_changed)
    assert counts == (6, 6, 5, 5)


def test_a_uuid_stays_with_the_number(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    before = uuid_of(session, "0012345")
    take_in(session, a_csv(a_row(name="別の姓花子", 職="主任")), on=JULY)
    assert uuid_of(session, "0012345") == before
    assert len(before) == 36


def test_a_transfer_keeps_the_history(either: Session) -> None:
    take_in(either, a_csv(a_row()))
    take_in(either, a_csv(a_row(所属コード="0200", 所属名="総務課", 職="主任")), on=JULY)
    assert post(either, "0012345", JULY - dt.timedelta(days=1)) == ("0100", "係員")
    assert post(either, "0012345", JULY) == ("0200", "主任")
    assert rows(either, PostRow) == 2


def test_a_correction_of_the_same_day_leaves_no_second_post(either: Session) -> None:
    take_in(either, a_csv(a_row()))
    take_in(either, a_csv(a_row(職="主任", 所属名="人事課")))
    assert post(either, "0012345", APRIL) == ("0100", "主任")
    assert (rows(either, PostRow), rows(either, OrgUnitRow)) == (1, 1)
    assert list_units(either, APRIL)[0].name == "人事課"


def test_a_new_hire_who_comes_later_begins_later(session: Session) -> None:
    august = dt.date(2026, 8, 1)
    take_in(session, a_csv(a_row(採用日="2026/8/1")), on=JULY)
    assert post(session, "0012345", JULY) == ("", "")
    assert post(session, "0012345", august) == ("0100", "係員")
    take_in(session, a_csv(a_row(採用日="2026/9/1")), on=JULY)
    assert post(session, "0012345", august) == ("", "")


def test_a_unit_that_is_renamed_keeps_its_old_name_for_the_past(session: Session) -> None:
    take_in(session, a_csv(a_row(所属名="人事課")))
    take_in(session, a_csv(a_row(所属名="職員課")), on=JULY)
    assert [unit.name for unit in list_units(session, APRIL)] == ["人事課"]
    assert [unit.name for unit in list_units(session, JULY)] == ["職員課"]


def test_roles_come_move_and_go_with_the_roster(either: Session) -> None:
    take_in(either, a_csv(a_row(職="課長", 役割="所属長;教材担当")))
    person = uuid_of(either, "0012345")
    take_in(either, a_csv(a_row(職="課長", 所属コード="0200", 所属名="総務課", 役割="所属長")), on=JULY)
    june = JULY - dt.timedelta(days=1)
    assert grants_of(either, person, june) == {Grant("section-head", "0100"), Grant("author")}
    assert grants_of(either, person, JULY) == {Grant("section-head", "0200")}


def test_a_retirement_ends_the_access_on_the_next_day(session: Session) -> None:
    take_in(session, a_csv(a_row(役割="人事課")))
    take_in(session, a_csv(a_row(退職日="R8.12.31", 役割="人事課")), on=JULY)
    person = uuid_of(session, "0012345")
    last = dt.datetime(2026, 12, 31, 14, 59, tzinfo=dt.UTC)
    assert identity_of(session, person, last) is not None
    assert identity_of(session, person, last + dt.timedelta(minutes=1)) is None


def test_a_plan_with_problems_cannot_be_applied(session: Session) -> None:
    take_in(session, a_csv(a_row(所属コード="0200", 所属名="総務課")), on=JULY)
    reading = read_roster(a_csv(a_row(採用日="R2.4.1")))
    assert reading.roster is not None
    changes = plan_roster(session, reading.roster, APRIL)
    assert [problem.code for problem in changes.problems] == ["post-later-history"]
    with pytest.raises(ValueError):
        apply_import(session, changes, "system", NOW)


def test_a_dry_run_writes_nothing(session: Session) -> None:
    reading = read_roster(a_town())
    assert reading.roster is not None
    first = plan_roster(session, reading.roster, APRIL)
    assert first.count == 22
    assert rows(session, PersonRow) == rows(session, OrgUnitRow) == 0
    assert digest_changes(first) == digest_changes(plan_roster(session, reading.roster, APRIL))


def test_a_failure_half_way_leaves_nothing_behind(either: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read_roster(a_town())
    assert reading.roster is not None
    changes = plan_roster(either, reading.roster, APRIL)
    monkeypatch.setattr("elearn.people.services.roster._write_roles", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply_import(either, changes, "system", NOW)
    either.rollback()
    assert [rows(either, table) for table in (PersonRow, OrgUnitRow, PostRow)] == [0, 0, 0]


def test_a_whole_city_comes_in_quickly(either: Session) -> None:
    people = [
        a_row(f"{number:07}", f"職員{number}", 所属コード=f"{number % 120:04}", 所属名=f"第{number % 120}課")
        for number in range(2_438)
    ]
    data = a_csv(*people)
    begun = time.process_time()
    assert take_in(either, data) == 2_438 * 2 + 120
    assert time.process_time() - begun < 5
    assert take_in(either, data) == 0


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_roster_is_stored_and_applying_it_twice_is_applying_it_once(session: Session, data: st.DataObject) -> None:
    people = data.draw(
        st.lists(
            st.builds(
                lambda number, unit, title, role: a_row(
                    f"000000{number}", f"職員{number}", 所属コード=unit, 所属名=f"{unit}課", 職=title, 役割=role
                ),
                st.integers(0, 6),
                st.sampled_from(["A", "B", "C"]),
                st.sampled_from(["課長", "係員"]),
                st.sampled_from(["", "所属長", "人事課"]),
            ),
            max_size=6,
            unique_by=lambda row: row["職員番号"],
        )
    )
    on = data.draw(st.sampled_from([APRIL, JULY, dt.date(2026, 10, 1)]))
    session.rollback()
    take_in(session, a_csv(*people), on=on)
    assert take_in(session, a_csv(*people), on=on) == 0
    for row in people:
        assert post(session, row["職員番号"], on) == (row["所属コード"], row["職"])
    session.rollback()


DAYS = [APRIL, dt.date(2026, 6, 1), JULY, dt.date(2026, 10, 1)]
PLACES = st.tuples(st.sampled_from("ABC"), st.sampled_from(["課長", "係長", "係員"]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.integers(0, 4), PLACES, max_size=5), min_size=4, max_size=4))
def test_every_day_of_a_history_is_remembered(session: Session, rosters: list[dict[int, tuple[str, str]]]) -> None:
    """Four rosters, one after the other; a plain dictionary says what each day must show."""
    session.rollback()
    model: dict[dt.date, dict[str, tuple[str, str]]] = {}
    now: dict[str, tuple[str, str]] = {}
    for on, people in zip(DAYS, rosters, strict=True):
        rows_of_day = [
            a_row(f"000000{number}", f"職員{number}", 所属コード=unit, 所属名=f"{unit}課", 職=title, 採用日="")
            for number, (unit, title) in people.items()
        ]
        take_in(session, a_csv(*rows_of_day), on=on)
        now = now | {f"000000{number}": place for number, place in people.items()}
        model[on] = now
    for on, (until, expected) in zip(DAYS, _spans(model), strict=True):
        for day in (on, until - dt.timedelta(days=1)):
            shown = {each.staff_number: (each.org_unit, each.title) for each in members_on(session, day)}
            assert {number: place for number, place in shown.items() if place != ("", "")} == expected
    session.rollback()


def _spans(model: dict[dt.date, dict[str, tuple[str, str]]]) -> list[tuple[dt.date, dict[str, tuple[str, str]]]]:
    ends = [*DAYS[1:], dt.date(2027, 1, 1)]
    return [(end, model[on]) for on, end in zip(DAYS, ends, strict=True)]


def test_a_switched_off_role_of_the_roster_can_come_back(session: Session) -> None:
    person_rows = [a_row(職="課長", 役割=roles) for roles in ("人事課", "", "人事課")]
    days = [APRIL, JULY, dt.date(2026, 10, 1)]
    for on, row in zip(days, person_rows, strict=True):
        take_in(session, a_csv(row), on=on)
    person = uuid_of(session, "0012345")
    held = [Grant("hr") in grants_of(session, person, on) for on in days]
    assert held == [True, False, True]


def test_two_imports_of_one_day_come_to_the_same_whatever_their_order(session: Session) -> None:
    first, second = a_csv(a_row("1", "甲")), a_csv(a_row("2", "乙"))
    take_in(session, first)
    take_in(session, second)
    one = [(member.staff_number, member.name) for member in members_on(session, APRIL)]
    session.rollback()
    take_in(session, second)
    take_in(session, first)
    assert [(member.staff_number, member.name) for member in members_on(session, APRIL)] == one


def test_a_unit_without_people_is_there(session: Session) -> None:
    nobody = a_row("", "", ふりがな="", 職="", 採用日="", 所属コード="0010", 所属名="総務部")
    take_in(session, a_csv(nobody, a_row(上位所属コード="0010")))
    assert [(unit.code, unit.parent) for unit in list_units(session, APRIL)] == [("0010", None), ("0100", "0010")]


def test_imports_are_listed_newest_first(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    take_in(session, a_csv(a_row(職="主任")), on=JULY)
    assert [each.holds_from for each in list_imports(session)] == [JULY, APRIL]
    assert len(list_imports(session, limit=1)) == 1
