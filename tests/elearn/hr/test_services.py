import datetime as dt
import time
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from elearn.hr.csvfile import write_csv
from elearn.hr.rules import COLUMNS
from elearn.hr.services import Wanted, completion_rows, course_titles, section_rows, table_cells
from elearn.hr.workbook import write_book
from elearn.people.services.directory import members_on
from elearn.skills.tables import LevelRow
from tests.elearn.hr.samples import add_course, add_registration, moment
from tests.elearn.people.samples import NAMES, a_csv, a_row, a_town, take_in, the_fourteen, uuid_of

NOW = moment(dt.date(2026, 11, 20))
JULY = dt.date(2026, 7, 1)


@pytest.fixture
def town(session: Session) -> Session:
    """The town with a course and some registrations, on either database."""
    take_in(session, a_town())
    add_course(session)
    add_course(session, "security", "情報セキュリティ")
    add_registration(session, uuid_of(session, "0000003"), completed=dt.date(2026, 5, 7), scaled="0.8667", attempts=2)
    add_registration(session, uuid_of(session, "0000004"), due=dt.date(2026, 6, 30))
    add_registration(session, uuid_of(session, "0000006"), "security", active=JULY, due=dt.date(2027, 3, 31))
    session.add(
        LevelRow(
            person=uuid_of(session, "0000003"),
            map_id="m",
            level=1,
            nth=1,
            conferred_at=NOW,
            map_digest="x",
        )
    )
    session.commit()
    return session


def names(session: Session, wanted: Wanted, now: dt.datetime = NOW) -> list[str]:
    return [row.place.name for row in completion_rows(session, wanted, now).rows]


def test_the_record_of_this_year(town: Session) -> None:
    record = completion_rows(town, Wanted(2026), NOW)
    assert record.as_of == dt.date(2026, 11, 20)
    assert table_cells(record, 2026)[0][2:16] == (
        "係員三子",
        "たなかはなこ",
        "0100",
        "人事課",
        "係員",
        "dx-basics",
        "DX基礎",
        "修了",
        dt.date(2026, 4, 1),
        dt.date(2026, 5, 7),
        Decimal("86.6"),
        2,
        1,
        None,
    )
    assert [(row.place.name, row.state) for row in record.rows] == [
        ("係員三子", "completed"),
        ("係員四郎", "overdue"),
        ("係員六子", "in-progress"),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(2026, org_unit="0010"), ["係員三子", "係員四郎"]),
        (Wanted(2026, org_unit="0100"), ["係員三子"]),
        (Wanted(2026, org_unit="9999"), []),
        (Wanted(2026, course="security"), ["係員六子"]),
        (Wanted(2026, state="overdue"), ["係員四郎"]),
        (Wanted(2026, post_band="section-head"), []),
        (Wanted(2025), []),
    ],
)
def test_filters_reach_the_record(town: Session, wanted: Wanted, found: list[str]) -> None:
    assert names(town, wanted) == found


def test_somebody_who_moved_counts_where_they_were_on_the_last_day_of_the_year(town: Session) -> None:
    moved = a_csv(a_row("0000003", "係員三子", 所属コード="0300", 所属名="市民課", 上位所属コード="0020"))
    take_in(town, moved, on=dt.date(2027, 4, 1))
    later = moment(dt.date(2027, 6, 1))
    assert names(town, Wanted(2026, org_unit="0100"), later) == ["係員三子"]
    assert names(town, Wanted(2026, org_unit="0300"), later) == ["係員六子"]


def test_a_past_year_gives_the_same_bytes_whatever_happens_later(town: Session) -> None:
    def export(now: dt.datetime) -> bytes:
        record = completion_rows(town, Wanted(2026), now)
        cells = table_cells(record, 2026)
        return write_csv(COLUMNS, cells) + write_book("x", COLUMNS, cells, record.as_of)

    before = export(moment(dt.date(2027, 4, 1)))
    moved = a_csv(a_row("0000003", "係員三子", 所属コード="0300", 所属名="市民課", 上位所属コード="0020"))
    take_in(town, moved, on=dt.date(2027, 4, 1))
    add_registration(town, uuid_of(town, "0000005"), opened=dt.date(2027, 4, 1), completed=dt.date(2027, 4, 2))
    assert export(moment(dt.date(2027, 6, 1))) == before


def test_somebody_who_retired_keeps_their_row_and_their_last_unit(town: Session) -> None:
    gone = a_row("0000003", "係員三子", 所属コード="0100", 所属名="人事課", 上位所属コード="0010", 退職日="2026/6/30")
    take_in(town, a_csv(gone), on=JULY)
    assert names(town, Wanted(2026, org_unit="0100")) == ["係員三子"]
    assert [row.place.name for row in section_rows(town, ["0100"], NOW)] == []


def test_the_year_turns_at_midnight_in_japan(town: Session) -> None:
    last_minute = dt.datetime(2027, 3, 31, 14, 59, tzinfo=dt.UTC)
    assert completion_rows(town, Wanted(2026), last_minute).as_of == dt.date(2027, 3, 31)
    assert completion_rows(town, Wanted(2027), last_minute + dt.timedelta(minutes=1)).as_of == dt.date(2027, 4, 1)


def test_a_section_head_sees_the_units_below_and_nobody_else(town: Session) -> None:
    assert [row.place.name for row in section_rows(town, ["0010"], NOW)] == ["係員三子", "係員四郎"]
    assert [row.place.name for row in section_rows(town, ["0100", "0010"], NOW)] == ["係員三子", "係員四郎"]
    assert section_rows(town, [], NOW) == []


def test_titles_come_from_the_published_courses(town: Session) -> None:
    assert course_titles(town) == {"dx-basics": "DX基礎", "security": "情報セキュリティ"}


def test_the_fourteen_names_reach_both_files(session: Session) -> None:
    take_in(session, a_csv(*the_fourteen()))
    for number in range(1, 15):
        add_registration(session, uuid_of(session, f"00{number:05}"))
    cells = table_cells(completion_rows(session, Wanted(2026), NOW), 2026)
    text = write_csv(COLUMNS, cells).decode("utf-8-sig")
    assert {str(row[2]) for row in cells} == {name for name, _ in NAMES.values()}
    assert all(f",{'' if name[0] != '=' else chr(39)}{name}," in text for name, _ in NAMES.values())


def test_a_whole_city_is_exported_in_a_second_and_with_few_statements(session: Session, engine: Engine) -> None:
    take_in(session, a_csv(*(a_row(f"{number:07}", f"職員{number}") for number in range(2_438))))
    people = {member.staff_number: member.uuid for member in members_on(session, JULY)}
    add_course(session)
    for number in range(0, 2_438, 2):
        add_registration(session, people[f"{number:07}"], completed=JULY, scaled="0.9")
    session.commit()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    begun = time.process_time()
    record = completion_rows(session, Wanted(2026, org_unit="0100"), NOW)
    write_csv(COLUMNS, table_cells(record, 2026))
    took = time.process_time() - begun
    assert len(record.rows) == 1_219
    assert took < 1
    assert len(statements) <= 8
