import csv
import datetime as dt
import io
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.hr.csvfile import Unwritable, find_unwritable, write_cp932, write_csv
from elearn.hr.rules import COLUMNS, Cell
from elearn.people.rules.roster import read_roster
from elearn.people.services.cells import restore_cell
from tests.elearn.people.samples import ENCODABLE, HEADER, NAMES, the_fourteen

DAY = dt.date(2026, 4, 1)


def lines(*rows: tuple[Cell, ...], header: tuple[str, ...] = ("a", "b")) -> str:
    data = write_csv(header, rows)
    assert data.startswith(b"\xef\xbb\xbf")
    return data.decode("utf-8-sig")


def test_the_bytes_of_a_file() -> None:
    data = write_csv(("職員番号", "氏名"), [("0012345", "田中花子")])
    assert data == b"\xef\xbb\xbf" + "職員番号,氏名\r\n0012345,田中花子\r\n".encode()


def test_every_kind_of_cell() -> None:
    assert lines(("x", 2), (None, Decimal("86.6")), (DAY, -5)) == "a,b\r\nx,2\r\n,86.6\r\n2026-04-01,-5\r\n"


def test_quotes_only_where_they_are_needed() -> None:
    assert lines(('say "hi"', "a,b"), ("two\r\nlines", "plain")) == (
        'a,b\r\n"say ""hi""","a,b"\r\n"two\r\nlines",plain\r\n'
    )


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_no_text_is_a_formula(sign: str) -> None:
    assert lines((f"{sign}cmd|x", "y")) == f"a,b\r\n'{sign}cmd|x,y\r\n"


def test_a_tab_or_a_return_in_front_is_stopped_too() -> None:
    assert list(csv.reader(io.StringIO(lines(("\t=1", "\r=1")), newline="")))[1] == ["'\t=1", "'\r=1"]


def test_zeros_in_front_are_in_the_file() -> None:
    assert "0000001" in lines(("0000001", "x"))


def test_the_same_table_gives_the_same_bytes() -> None:
    table = [("髙﨑", DAY), ("𠮷男", None)]
    assert write_csv(("a", "b"), table) == write_csv(("a", "b"), list(table))


def test_the_fourteen_names_go_out_and_come_in_again() -> None:
    rows = [tuple(row[column] for column in HEADER) for row in the_fourteen()]
    reading = read_roster(write_csv(HEADER, rows))
    assert reading.roster is not None
    assert [entry.name for entry in reading.roster.entries] == [name for name, _ in NAMES.values()]
    assert [entry.name.encode() for entry in reading.roster.entries] == [name.encode() for name, _ in NAMES.values()]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=5))
def test_any_text_comes_back(rows: list[tuple[str, str]]) -> None:
    rows = [row for row in rows if not any("\ud800" <= char <= "\udfff" for cell in row for char in cell)]
    read = list(csv.reader(io.StringIO(lines(*rows), newline="")))[1:]
    assert [tuple(restore_cell(cell) for cell in row) for row in read] == rows


def test_what_cp932_cannot_hold_is_told_with_line_column_and_characters() -> None:
    rows = [("1", name) for name, _ in NAMES.values()]
    found = find_unwritable(("番号", "氏名"), rows)
    expected = {list(NAMES).index(key) + 2: key for key in NAMES if key not in ENCODABLE or key == "pua-gaiji"}
    assert [each.line for each in found] == list(expected)
    assert {each.column for each in found} == {"氏名"}
    by_key = {expected[each.line]: each for each in found}
    assert by_key["tsuchi-yoshi"] == Unwritable(3, "氏名", "𠮷男", ("𠮷",), private=False)
    assert by_key["ivs-katsuragi"].codes == "U+E0100"
    assert by_key["pua-gaiji"].private
    assert not by_key["hashi"].private


def test_a_dash_that_cp932_lacks_is_told_although_python_could_guess() -> None:
    assert [each.codes for each in find_unwritable(("a",), [("—",), ("〜",), ("～",)])] == ["U+2014", "U+301C"]


def test_numbers_days_and_plain_letters_are_never_a_problem() -> None:
    assert find_unwritable(("a", "b", "c"), [(1, DAY, None), ("abc", Decimal("1.5"), "～")]) == []


def test_the_cp932_file_keeps_what_it_can_and_marks_what_it_cannot() -> None:
    data = write_cp932(("氏名",), [("髙﨑",), ("𠮷男",), ("葛\U000e0100城",), ("=cmd|x",), ("\ue000田",)])
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.decode("cp932") == "氏名\r\n髙﨑\r\n〓男\r\n葛城\r\n'=cmd|x\r\n\ue000田\r\n"


def test_a_name_that_was_marked_is_noticed_when_it_comes_back() -> None:
    rows = [tuple(row[column] for column in HEADER) for row in the_fourteen()]
    reading = read_roster(write_cp932(HEADER, rows))
    assert reading.roster is not None
    assert reading.roster.encoding == "cp932"
    lost = [warning.line for warning in reading.warnings if warning.code == "lost-character"]
    assert lost == [list(NAMES).index(key) + 2 for key in ("tsuchi-yoshi", "compat-yu", "hashi")]


def test_a_whole_city_is_written_within_a_second() -> None:
    rows = [(f"{number:07}", "田中花子", "総務部人事課", DAY, Decimal("86.6"), 2) * 3 for number in range(2_438)]
    header = tuple(str(number) for number in range(18))
    begun = time.process_time()
    data = write_csv(header, rows)
    assert time.process_time() - begun < 1
    assert data.count(b"\r\n") == 2_439


def test_the_golden_bytes_of_a_completion_record() -> None:
    row: tuple[Cell, ...] = (
        "令和8年度(2026)",
        "0012345",
        "=cmd|x",
        "しきてすと",
        "0100",
        "人事課",
        "係員",
        "dx-basics",
        "DX基礎",
        "修了",
        DAY,
        dt.date(2026, 5, 7),
        Decimal("86.6"),
        2,
        1,
        None,
    )
    assert write_csv(COLUMNS, [row]) == (
        b"\xef\xbb\xbf"
        + (",".join(COLUMNS) + "\r\n").encode()
        + "令和8年度(2026),0012345,'=cmd|x,しきてすと,0100,人事課,係員,dx-basics,DX基礎,修了,".encode()
        + b"2026-04-01,2026-05-07,86.6,2,1,\r\n"
    )


def test_a_table_without_rows_is_its_header() -> None:
    assert write_csv(("職員番号",), []) == b"\xef\xbb\xbf" + "職員番号\r\n".encode()
    assert write_cp932(("職員番号",), []) == "職員番号\r\n".encode("cp932")
    assert find_unwritable(("職員番号",), []) == []


def test_no_line_ends_with_a_bare_feed() -> None:
    data = write_csv(("a", "b"), [("x", "y"), ("z", None)])
    assert data.count(b"\n") == data.count(b"\r\n") == 3


def test_a_row_that_does_not_fit_the_header_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError):
        find_unwritable(("a", "b"), [("only one",)])


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_what_is_not_told_beforehand_passes_through_cp932(text: str) -> None:
    told = find_unwritable(("a",), [(text,)])
    data = write_cp932(("a",), [(text,)])
    (cell,) = list(csv.reader(io.StringIO(data.decode("cp932"), newline="")))[1] or [""]
    if told:
        assert told[0].characters
    else:
        assert restore_cell(cell) == text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="=+-@＝＋－＠'\t田1", max_size=5), min_size=1, max_size=4))
def test_no_cell_of_any_file_begins_with_a_sign_of_a_formula(texts: list[str]) -> None:
    for data, encoding in ((write_csv(("a",), [(text,) for text in texts]), "utf-8-sig"),):
        for row in list(csv.reader(io.StringIO(data.decode(encoding), newline="")))[1:]:
            assert not row or row[0][:1] not in set("=+-@＝＋－＠\t\r")
