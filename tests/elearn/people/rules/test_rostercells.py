import datetime as dt

import pytest

from elearn.people.rules.problems import Problem
from elearn.people.rules.roles import AUTHOR, HR, SECTION_HEAD, Grant
from elearn.people.rules.rostercells import LONGEST_TEXT, RowReader
from elearn.people.rules.rosterrow import Row


def a_reader(column: str, cell: str) -> tuple[RowReader, list[Problem]]:
    problems: list[Problem] = []
    reader = RowReader((column,), problems)
    assert reader.begin(Row(7, (cell,)))
    return reader, problems


def found(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize("cell", ["0012345", " 0012345 ", "\u30000012345"])
def test_a_code_keeps_its_zeros_and_loses_blanks_around(cell: str) -> None:
    reader, problems = a_reader("職員番号", cell)
    assert reader.code("職員番号") == "0012345"
    assert problems == []


@pytest.mark.parametrize("cell", ["００１２", "1.2E+05", "12 34", "-12", "A" * 21, "田中", "12/34"])
def test_what_cannot_be_a_code(cell: str) -> None:
    reader, problems = a_reader("所属コード", cell)
    assert reader.code("所属コード") == ""
    assert found(problems) == [("所属コード", 7, "code-form")]


def test_an_empty_code_is_a_problem_only_where_one_is_needed() -> None:
    reader, problems = a_reader("所属コード", " ")
    assert reader.code("所属コード", required=False) == ""
    assert problems == []
    assert reader.code("所属コード") == ""
    assert found(problems) == [("所属コード", 7, "value-missing")]


def test_a_name_is_never_touched() -> None:
    reader, problems = a_reader("氏名", " 田中　\ufa19子 ")
    assert reader.text("氏名") == " 田中　\ufa19子 "
    assert problems == []


def test_private_use_and_lost_characters_are_warnings_control_characters_are_problems() -> None:
    reader, problems = a_reader("氏名", "\ue000田?\n中")
    reader.text("氏名")
    assert found(problems) == [("氏名", 7, "control-character")]
    assert found(reader.warnings) == [("氏名", 7, "private-use-character"), ("氏名", 7, "lost-character")]
    assert reader.warnings[0].params["characters"] == "U+E000"


def test_a_text_has_a_longest_length() -> None:
    reader, problems = a_reader("氏名", "寿" * LONGEST_TEXT)
    reader.text("氏名")
    assert problems == []
    reader, problems = a_reader("氏名", "寿" * (LONGEST_TEXT + 1))
    reader.text("氏名")
    assert problems[0].params == {"column": "氏名", "limit": "100", "length": "101"}


def test_kana_may_be_empty_with_a_warning() -> None:
    reader, problems = a_reader("ふりがな", "")
    assert reader.text("ふりがな", required=False) == ""
    assert problems == []
    assert found(reader.warnings) == [("ふりがな", 7, "value-empty")]


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        ("R8.4.1", dt.date(2026, 4, 1), None),
        ("", None, None),
        ("平成31年5月1日", None, "date-outside-era"),
        ("きのう", None, "date-unreadable"),
    ],
)
def test_days(cell: str, day: dt.date | None, code: str | None) -> None:
    reader, problems = a_reader("採用日", cell)
    assert reader.date("採用日") == day
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_a_column_that_is_not_there_is_an_empty_day_and_no_roles() -> None:
    reader, problems = a_reader("氏名", "田中花子")
    assert reader.date("退職日") is None
    assert reader.roles("役割", "0100") is None
    assert problems == []


def test_titles() -> None:
    reader, problems = a_reader("職", "課長")
    assert reader.title("職") == ("課長", "section-head")
    reader, problems = a_reader("職", "市長")
    assert reader.title("職") == ("市長", "")
    assert found(problems) == [("職", 7, "post-unknown")]
    assert "課長代理" in problems[0].params["known"]
    reader, problems = a_reader("職", "")
    assert reader.title("職") == ("", "")
    assert found(problems) == [("職", 7, "value-missing")]


@pytest.mark.parametrize(
    ("cell", "grants"),
    [
        ("", ()),
        ("受講者", ()),
        ("所属長", (Grant(SECTION_HEAD, "0100"),)),
        ("所属長@0010", (Grant(SECTION_HEAD, "0010"),)),
        ("人事課; 教材担当", (Grant(AUTHOR), Grant(HR))),
        ("hr、author；所属長 @ 0010", (Grant(AUTHOR), Grant(HR), Grant(SECTION_HEAD, "0010"))),
    ],
)
def test_roles(cell: str, grants: tuple[Grant, ...]) -> None:
    reader, problems = a_reader("役割", cell)
    assert reader.roles("役割", "0100") == grants
    assert problems == []


def test_an_unknown_role_and_a_unit_where_none_belongs() -> None:
    reader, problems = a_reader("役割", "市長;人事課@0100")
    assert reader.roles("役割", "0100") == ()
    assert found(problems) == [("役割", 7, "role-unknown"), ("役割", 7, "role-takes-no-unit")]
    assert "受講者" not in problems[0].params["known"]


def test_a_row_with_too_few_cells_is_not_read() -> None:
    problems: list[Problem] = []
    reader = RowReader(("職員番号", "氏名"), problems)
    assert not reader.begin(Row(4, ("1",)))
    assert problems == [Problem("", 4, "cell-count", {"expected": "2", "found": "1"})]
