import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules import rosterfile
from elearn.people.rules.rosterfile import MAX_BYTES, read_table
from elearn.people.rules.rosterrow import Row
from tests.elearn.people.samples import HEADER, a_csv, a_row

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


def codes(data: bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in read_table(data).problems]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize(("encoding", "known_as"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932")])
def test_encodings_and_line_ends_give_the_same_rows(encoding: str, known_as: str, end: str) -> None:
    table = read_table(a_csv(a_row(name="髙﨑"), encoding=encoding, end=end))
    assert table.problems == ()
    assert table.encoding == known_as
    assert [row.line for row in table.rows] == [1, 2]
    assert table.rows[0].cells == HEADER
    assert table.rows[1].cells[:2] == ("0012345", "髙﨑")


def test_rows_without_content_are_left_out_and_lines_still_count() -> None:
    table = read_table(b"a,b\r\n\r\n , \r\n1,2\r\n")
    assert table.rows == (Row(1, ("a", "b")), Row(4, ("1", "2")))


def test_a_cell_over_several_lines_does_not_shift_the_count() -> None:
    table = read_table(b'a,b\n"x\ny",2\n3,4\n')
    assert table.rows == (Row(1, ("a", "b")), Row(2, ("x\ny", "2")), Row(4, ("3", "4")))


def test_what_the_writer_made_harmless_is_read_back() -> None:
    assert read_table(b"'=cmd|x,''=1,'abc\n").rows[0].cells == ("=cmd|x", "'=1", "'abc")


@pytest.mark.parametrize("data", [b"", b"   ", b"\r\n\r\n"])
def test_an_empty_file(data: bytes) -> None:
    assert codes(data) == [(0, "file-empty")]


def test_a_nul_byte_is_shown_with_its_line() -> None:
    assert codes(b"a,b\r\n1,2\r\n3,\x004\r\n") == [(3, "nul-byte")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_unicode_text_of_excel_is_told_what_to_do(encoding: str) -> None:
    data = "職員番号,氏名\r\n".encode(encoding)
    wanted = "encoding-utf16" if encoding == "utf-16" else "nul-byte"
    assert [code for _, code in codes(data)] == [wanted]


def test_bytes_of_no_encoding_are_shown_with_their_line() -> None:
    broken = "職員番号,氏名\r\n1,花子\r\n".encode() + b"2,\xff\xff\r\n"
    (problem,) = read_table(broken).problems
    assert (problem.line, problem.code, problem.params) == (3, "encoding-broken", {"encoding": "UTF-8"})
    older = "職員番号,氏名\r\n1,花子\r\n".encode("cp932") + b"2,\xff\xff\r\n"
    (problem,) = read_table(older).problems
    assert (problem.line, problem.params) == (3, {"encoding": "Shift_JIS (CP932)"})


def test_a_file_with_a_utf8_mark_is_never_taken_for_another_encoding() -> None:
    (problem,) = read_table("職員番号\r\n".encode("utf-8-sig") + "花子".encode("cp932")).problems
    assert (problem.line, problem.params) == (2, {"encoding": "UTF-8"})


def test_a_file_over_the_limit_is_not_even_decoded() -> None:
    (problem,) = read_table(b"x" * (MAX_BYTES + 1)).problems
    assert (problem.code, problem.params) == ("file-too-large", {"limit": "10", "size": "10.0"})


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosterfile, "MAX_ROWS", 3)
    assert codes(b"h\n1\n2\n3\n") == []
    assert codes(b"h\n1\n2\n3\n4\n") == [(5, "too-many-rows")]


@pytest.mark.parametrize("data", [b'a,b\n"x"y,2\n', b'a,b\n"x,2\n'])
def test_quotes_that_do_not_match(data: bytes) -> None:
    assert codes(data) == [(2, "csv-broken")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_any_table_of_text_comes_back(rows: list[tuple[str, str]]) -> None:
    header = ("職員番号", "氏名")
    data = a_csv(*(dict(zip(header, row, strict=True)) for row in rows), header=header)
    read = [row.cells for row in read_table(data).rows[1:]]
    restored = [
        tuple(rosterfile.restore_cell(cell) for cell in row) for row in rows if any(cell.strip() for cell in row)
    ]
    assert read == restored


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_make_it_fall(data: bytes) -> None:
    table = read_table(data)
    assert table.problems or table.rows
