"""Roster, first password and assignment from the command line: everything said, nothing half done."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from elearn.cli import people
from elearn.events import Assigned
from elearn.learning.tables import RegistrationRow
from elearn.people.services.accounts import sign_in
from elearn.people.services.directory import person_by_number
from elearn.people.tables import PersonRow, PostRow
from elearn.records.ledger import read_person
from tests.builders import add_person, person_uuid, write_course
from tests.conftest import make_settings
from tests.elearn.cli.conftest import Line
from tests.elearn.people.samples import NAMES, a_csv, a_row, a_town, the_fourteen

NOW = dt.datetime.now(dt.UTC)


def write(folder: Path, data: bytes) -> Path:
    path = folder / "職員.csv"
    path.write_bytes(data)
    return path


def people_of(line: Line) -> dict[str, str]:
    with line.session() as session:
        return {row.staff_number: row.name for row in session.scalars(select(PersonRow))}


# Roster


def test_a_roster_comes_in_and_a_second_time_changes_nothing(any_line: Line, tmp_path: Path) -> None:
    file = write(tmp_path, a_town())
    first = any_line("roster", file, "--on", "2026-04-01").stdout
    assert re.fullmatch(r"変更[1-9]\d*件\n", first)
    assert len(people_of(any_line)) == 6
    assert any_line("roster", file, "--on", "2026-04-01").stdout == "変更0件\n"


def test_names_come_in_to_the_bit(line: Line, tmp_path: Path) -> None:
    line("roster", write(tmp_path, a_csv(*the_fourteen())), "--on", "2026-04-01")
    assert sorted(people_of(line).values()) == sorted(name for name, _ in NAMES.values())


def test_a_dry_run_shows_every_change_and_makes_none(line: Line, tmp_path: Path) -> None:
    line("roster", write(tmp_path, a_csv(a_row())), "--on", "2026-04-01")
    changed = a_csv(a_row(name="枚方花子"), a_row("0099999", "新田一郎"))
    told = line("roster", write(tmp_path, changed), "--dry-run", "--on", "2026-10-01").stdout.splitlines()
    assert "0012345\t枚方花子\t氏名\t田中花子\t枚方花子" in told
    assert any(one.startswith("0099999\t新田一郎\t") for one in told)
    assert told[-1] == "検査だけを行いました。"
    assert people_of(line) == {"0012345": "田中花子"}


def test_every_problem_is_told_with_file_column_and_line_and_nothing_comes_in(line: Line, tmp_path: Path) -> None:
    data = a_csv(
        a_row(), a_row("0000002", 採用日="いつか"), a_row("0000003", 職="王"), a_row("0000004", 採用日="", 退職日="x")
    )
    result = line("roster", write(tmp_path, data), status=1)
    assert result.stdout == ""
    places = [one.partition(": ")[0] for one in result.stderr.splitlines()]
    assert "職員.csv 採用日の3行目" in places
    assert "職員.csv 職の4行目" in places
    assert "職員.csv 退職日の5行目" in places
    assert people_of(line) == {}


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", "名前だけ\n花子\n".encode(), b"PK\x03\x04 no workbook"])
def test_what_is_no_roster_is_told_and_the_database_not_asked(line: Line, tmp_path: Path, data: bytes) -> None:
    result = line("roster", write(tmp_path, data), status=1, database_url=f"sqlite:///{tmp_path}/no/such.sqlite3")
    assert result.stderr.startswith("職員.csv")
    assert "Traceback" not in result.output


def test_a_change_that_contradicts_what_is_known_is_told_and_nothing_comes_in(line: Line, tmp_path: Path) -> None:
    line("roster", write(tmp_path, a_csv(a_row())), "--on", "2026-04-01")
    moved = a_csv(a_row(上位所属コード="9999"))
    result = line("roster", write(tmp_path, moved), "--on", "2026-10-01", status=1)
    assert result.stderr.startswith("職員.csv 上位所属コード: ")
    assert people_of(line) == {"0012345": "田中花子"}
    with line.session() as session:
        assert session.scalar(select(func.count()).select_from(PostRow)) == 1


def test_a_file_that_is_not_there_and_a_day_that_is_none_are_bad_usage(line: Line, tmp_path: Path) -> None:
    assert "does not exist" in line("roster", tmp_path / "none.csv", status=2).stderr
    assert "does not match" in line("roster", write(tmp_path, a_town()), "--on", "R8.4.1", status=2).stderr


# First password


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the hidden prompt, the next first."""
    words: list[str] = []
    monkeypatch.setattr(people.getpass, "getpass", lambda _prompt: words.pop(0))
    return words


def test_a_first_password_signs_in_and_must_be_changed(line: Line, typing: list[str], tmp_path: Path) -> None:
    with line.session() as session:
        person = add_person(session, "0000007")
    typing.append("three green cups of tea")
    assert line("password", "0000007").output == ""
    with line.session() as session:
        settings = make_settings(line.url, tmp_path)
        found = sign_in(session, "0000007", "three green cups of tea", NOW, settings)
        assert (found.person, found.must_change) == (person, True)


def test_a_password_that_may_not_be_used_is_told_and_not_kept(line: Line, typing: list[str], tmp_path: Path) -> None:
    with line.session() as session:
        add_person(session, "0000007")
    typing.append("short")
    result = line("password", "0000007", status=1)
    assert "[password-" in result.stderr
    assert "short" not in result.output.replace("password-too-short", "")
    with line.session() as session:
        assert not sign_in(session, "0000007", "short", NOW, make_settings(line.url, tmp_path)).person


def test_a_number_that_nobody_has_is_told(line: Line, typing: list[str]) -> None:
    typing.append("three green cups of tea")
    assert line("password", "9999999", status=1).stderr == "職員番号9999999は名簿にありません。\n"


# Assigning


@pytest.fixture
def staffed(any_line: Line, tmp_path: Path) -> Line:
    """A published course; two hired in April, one long ago, one who left, one whose day of hiring is unknown."""
    any_line("publish", write_course(tmp_path / "packages"))
    with any_line.session() as session:
        add_person(session, "0000001", hired_on=dt.date(2026, 4, 1))
        add_person(session, "0000002", hired_on=dt.date(2026, 4, 15))
        add_person(session, "0000003", hired_on=dt.date(2001, 4, 1))
        add_person(session, "0000004", hired_on=dt.date(2026, 4, 1))
        add_person(session, "0000005", hired_on=None)
        session.get_one(PersonRow, person_uuid("0000004")).left_on = dt.date(2026, 4, 30)
        session.commit()
    return any_line


def due_of(line: Line) -> dict[str, dt.date | None]:
    numbers = {person_uuid(f"000000{number}"): f"{number}" for number in range(1, 6)}
    with line.session() as session:
        return {numbers[row.person]: row.due for row in session.scalars(select(RegistrationRow))}


def test_new_hires_get_their_days_from_hiring(staffed: Line) -> None:
    words = ("assign", "dx-basics", "--rule", "new-hires-r8", "--hired-since", "2026-04-01", "--days", "30")
    assert staffed(*words).stdout == "2人に割り当てました。\n"
    assert due_of(staffed) == {"1": dt.date(2026, 5, 1), "2": dt.date(2026, 5, 15)}
    assert staffed(*words).stdout == "0人に割り当てました。\n"


def test_everybody_in_service_gets_the_same_day(staffed: Line) -> None:
    assert staffed("assign", "dx-basics", "--rule", "all-r8", "--due", "2027-03-31").stdout == "4人に割り当てました。\n"
    assert due_of(staffed) == dict.fromkeys("1235", dt.date(2027, 3, 31))
    with staffed.session() as session:
        (fact,) = read_person(session, person_uuid("0000003"), [Assigned])
        assert isinstance(fact, Assigned)
        assert (fact.rule, fact.actor) == ("all-r8", people.COMMAND)


def test_a_course_that_is_not_published_assigns_nobody(staffed: Line) -> None:
    result = staffed("assign", "ict-basics", "--rule", "x", "--due", "2027-03-31", status=1)
    assert result.stderr == "公開中の講座に「ict-basics」はありません。\n"
    assert due_of(staffed) == {}


@pytest.mark.parametrize(
    "words",
    [
        ("dx-basics", "--due", "2027-03-31"),
        ("dx-basics", "--rule", "x"),
        ("dx-basics", "--rule", "x", "--due", "31.3.2027"),
        ("dx-basics", "--rule", "x", "--hired-since", "2026-04-01", "--days", "0"),
        ("--rule", "x", "--due", "2027-03-31"),
    ],
)
def test_bad_usage_assigns_nobody(line: Line, words: tuple[str, ...]) -> None:
    assert line("assign", *words, status=2).stdout == ""
    with line.session() as session:
        assert session.scalar(select(func.count()).select_from(RegistrationRow)) == 0
        assert person_by_number(session, "0000001") is None
