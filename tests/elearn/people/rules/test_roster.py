import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.org import Unit
from elearn.people.rules.roles import SECTION_HEAD, Grant
from elearn.people.rules.roster import COLUMNS, REQUIRED, Reading, read_roster
from elearn.web.problems import describe
from tests.elearn.people.samples import ENCODABLE, HEADER, NAMES, a_csv, a_row, the_fourteen


def found(reading: Reading) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.code) for problem in reading.problems]


def warned(reading: Reading) -> list[tuple[str, int, str]]:
    return [(warning.path, warning.line, warning.code) for warning in reading.warnings]


def test_a_roster_that_is_right() -> None:
    reading = read_roster(a_csv(a_row(役割="所属長", 退職日="2027/3/31")))
    assert reading.problems == reading.warnings == ()
    assert reading.roster is not None
    (entry,) = reading.roster.entries
    assert (entry.line, entry.staff_number, entry.name, entry.kana) == (2, "0012345", "田中花子", "たなかはなこ")
    assert (entry.org_unit, entry.title, entry.post_band) == ("0100", "係員", "staff")
    assert (entry.hired_on, entry.left_on) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
    assert entry.roles == (Grant(SECTION_HEAD, "0100"),)
    assert reading.roster.units == {"0100": Unit("0100", "総務部人事課")}
    assert reading.roster.encoding == "utf-8"
    assert len(reading.roster.digest) == 64


def test_the_fourteen_names_come_through_and_only_the_private_use_one_is_reported() -> None:
    reading = read_roster(a_csv(*the_fourteen()))
    assert reading.roster is not None
    assert [(entry.name, entry.kana) for entry in reading.roster.entries] == list(NAMES.values())
    line = 2 + list(NAMES).index("pua-gaiji")
    assert warned(reading) == [("氏名", line, "private-use-character")]


def test_the_names_that_cp932_has_come_through_it() -> None:
    rows = [a_row(f"00{n:05}", NAMES[key][0]) for n, key in enumerate(ENCODABLE)]
    reading = read_roster(a_csv(*rows, encoding="cp932"))
    assert reading.roster is not None
    assert [entry.name for entry in reading.roster.entries] == [NAMES[key][0] for key in ENCODABLE]


def test_columns_may_stand_in_any_order_and_the_optional_ones_may_be_missing() -> None:
    header = tuple(reversed(REQUIRED))
    reading = read_roster(a_csv(a_row(), header=header))
    assert reading.roster is not None
    (entry,) = reading.roster.entries
    assert (entry.staff_number, entry.hired_on, entry.roles) == ("0012345", None, None)
    assert not reading.roster.has_tree


def test_a_bad_header_is_told_completely() -> None:
    data = "職員番号,氏名,氏名,メール\r\n1,田中,花子,x\r\n".encode()
    assert found(read_roster(data)) == [
        ("ふりがな", 1, "column-missing"),
        ("メール", 1, "column-unknown"),
        ("所属コード", 1, "column-missing"),
        ("所属名", 1, "column-missing"),
        ("氏名", 1, "column-twice"),
        ("職", 1, "column-missing"),
    ]


def test_an_unknown_column_does_not_hide_the_faults_of_the_rows() -> None:
    header = (*HEADER, "メール")
    reading = read_roster(a_csv(a_row(職="市長") | {"メール": "x"}, header=header))
    assert found(reading) == [("メール", 1, "column-unknown"), ("職", 2, "post-unknown")]
    assert reading.roster is None


def test_every_fault_of_every_row_is_told_at_once() -> None:
    reading = read_roster(
        a_csv(
            a_row("0000001", "", 職="市長", 採用日="きのう"),
            a_row("0000002", 退職日="R8.3.31"),
            a_row("0000002", "田中次郎"),
            a_row("", "番号のない人"),
            a_row("0000005", 所属名="別の名前"),
        )
    )
    assert reading.roster is None
    assert found(reading) == [
        ("採用日", 2, "date-unreadable"),
        ("氏名", 2, "value-missing"),
        ("職", 2, "post-unknown"),
        ("退職日", 3, "left-before-hired"),
        ("職員番号", 4, "staff-number-twice"),
        ("職員番号", 5, "value-missing"),
        ("所属コード", 6, "unit-contradicts"),
    ]
    twice = next(problem for problem in reading.problems if problem.code == "staff-number-twice")
    assert twice.params == {"number": "0000002", "other": "3"}


def test_a_row_without_a_person_only_says_that_the_unit_is_there() -> None:
    nobody = a_row("", "", ふりがな="", 職="", 採用日="", 所属コード="0010", 所属名="総務部")
    reading = read_roster(a_csv(nobody, a_row(上位所属コード="0010")))
    assert reading.roster is not None
    assert [entry.staff_number for entry in reading.roster.entries] == ["0012345"]
    assert reading.roster.units["0010"] == Unit("0010", "総務部")
    assert reading.roster.units["0100"].parent == "0010"


def test_units_that_lie_above_one_another_in_a_circle() -> None:
    reading = read_roster(
        a_csv(
            a_row("0000001", 所属コード="A", 上位所属コード="B"),
            a_row("0000002", 所属コード="B", 上位所属コード="A"),
        )
    )
    (problem,) = reading.problems
    assert (problem.line, problem.code, problem.params) == (2, "unit-cycle", {"path": "A → B → A"})


def test_a_number_shorter_than_the_others_is_a_warning() -> None:
    rows = [a_row(f"00{number:05}") for number in range(3)]
    reading = read_roster(a_csv(*rows, a_row("12345")))
    assert reading.roster is not None
    assert warned(reading) == [("職員番号", 5, "staff-number-short")]


def test_a_row_with_a_cell_too_many() -> None:
    data = a_csv(a_row()) + b"1,2,3\r\n"
    assert found(read_roster(data)) == [("", 3, "cell-count")]


@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04rest"])
def test_a_file_that_cannot_be_read_at_all(data: bytes) -> None:
    reading = read_roster(data)
    assert reading.roster is None
    assert len(reading.problems) == 1


def test_a_header_alone_is_an_empty_roster() -> None:
    reading = read_roster(a_csv())
    assert reading.roster is not None
    assert reading.roster.entries == ()


def test_what_is_required_is_a_part_of_the_columns() -> None:
    assert set(REQUIRED) < set(COLUMNS)
    assert COLUMNS == HEADER


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_nothing_but_the_order(order: list[int]) -> None:
    rows = [a_row(f"000000{number}", f"職員{number}") for number in range(4)]
    reading = read_roster(a_csv(*(rows[index] for index in order)))
    assert reading.roster is not None
    assert [entry.name for entry in reading.roster.entries] == [f"職員{index}" for index in order]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"職員番号": "１２３"},
            "「職員番号」の「１２３」は使えません。半角の英数字とハイフンで、20文字までにしてください。",
        ),
        ({"氏名": ""}, "「氏名」が空欄です。入力してください。"),
        ({"氏名": "田\n中"}, "「氏名」に改行などの制御文字（U+000A）があります。取り除いてください。"),
        ({"氏名": "寿" * 101}, "「氏名」が101文字あります。100文字までにしてください。"),
        ({"所属コード": ""}, "「所属コード」が空欄です。入力してください。"),
        ({"所属名": " "}, "「所属名」が空欄です。入力してください。"),
        ({"職": ""}, "「職」が空欄です。入力してください。"),
        ({"採用日": "H31.5.1"}, "「採用日」の「H31.5.1」は、元号の期間の外の日付です。元号と年を確かめてください。"),
        ({"退職日": "R8.3.31"}, "退職日が採用日より前です。どちらかを直してください。"),
        ({"役割": "人事課@0100"}, "役割「人事課」には所属を付けられません。「@」から後を消してください。"),
        (
            {"上位所属コード": "0100"},
            "上位所属がめぐって元に戻っています（0100 → 0100）。上位所属コードを直してください。",
        ),
    ],
)
def test_one_fault_is_one_sentence_that_says_what_to_do(cells: dict[str, str], sentence: str) -> None:
    reading = read_roster(a_csv(a_row(**cells)))
    assert [describe(problem) for problem in reading.problems] == [sentence]
    assert reading.roster is None


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"ふりがな": ""}, "「ふりがな」が空欄です。一覧での並び順が先頭になります。"),
        ({"氏名": "田〓"}, "「氏名」の「田〓」に「〓」があります。元のシステムで文字が失われたおそれがあります。"),
    ],
)
def test_a_warning_is_a_sentence_too_and_stops_nothing(cells: dict[str, str], sentence: str) -> None:
    reading = read_roster(a_csv(a_row(**cells)))
    assert [describe(warning) for warning in reading.warnings] == [sentence]
    assert reading.roster is not None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                column: st.sampled_from(["", "0012345", "課長", "R8.4.1", "所属長", "\ue000", "=1", "x" * 30])
                for column in COLUMNS
            }
        ),
        max_size=4,
    )
)
def test_any_cells_give_a_roster_or_problems_and_never_both(rows: list[dict[str, str]]) -> None:
    reading = read_roster(a_csv(*rows))
    assert (reading.roster is None) == bool(reading.problems)
    lines = {problem.line for problem in (*reading.problems, *reading.warnings)}
    assert lines <= set(range(len(rows) + 2))
