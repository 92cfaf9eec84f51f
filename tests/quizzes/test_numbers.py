from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.numbers import AMBIGUOUS, TOO_LONG, UNREADABLE, narrow, read_number, split_unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("32", "32"),
        ("32.0", "32.0"),
        ("-3", "-3"),
        ("+3.50", "3.50"),
        ("007", "7"),
        ("1,234", "1234"),
        ("1,234.5", "1234.5"),
        ("12,345,678", "12345678"),
        ("-1,000", "-1000"),
        ("１２．５", "12.5"),
        ("－３", "-3"),
        ("−３", "-3"),
        ("＋４", "4"),
        ("１，２３４", "1234"),
        ("　42　", "42"),
        ("\u00a042\t", "42"),
    ],
)
def test_numbers_as_keyboards_type_them(text, value):
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,5", "1,23", "12,34", "1,2345", "1.234,5", "1,,234", "1.2.3", "0,123", ",5", "5.", ".5", "1,234,5"]
)
def test_ambiguous_numbers_are_named_and_not_guessed(text):
    """1,5 may be one and a half or a slip for fifteen: a silent 0, or a silent 15, would be wrong."""
    assert read_number(text) == AMBIGUOUS


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "三十二",
        "約32",
        "32人",
        "1e5",
        "1_000",
        "0x10",
        "NaN",
        "Infinity",
        "--3",
        "3-",
        "½",
        "①",
        "10²",
        "٣",
        "१२",
        "1 000",
        "3 2",
        "-",
    ],
)
def test_what_is_no_number(text):
    assert read_number(text) == UNREADABLE


def test_digits_of_other_scripts_are_refused_although_python_takes_them():
    assert int("٣") == 3
    assert read_number("٣") == UNREADABLE


def test_a_number_longer_than_any_figure_is_refused_quickly():
    assert read_number("9" * 41) == TOO_LONG
    assert read_number("9" * 1_000_000) == TOO_LONG
    assert read_number("9" * 40) == Decimal("9" * 40)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("32", "32", ""),
        ("32%", "32", "%"),
        ("３２％", "32", "％"),
        ("32 人", "32", "人"),
        ("　１２　人　", "12", "人"),
        ("1,234円", "1,234", "円"),
        ("1,5 人", "1,5", "人"),
        ("-3℃", "-3", "℃"),
        ("人", "人", ""),
        ("約32人", "約32人", ""),
        ("", "", ""),
        ("32 人 ほど", "32", "人 ほど"),
    ],
)
def test_a_unit_is_what_follows_the_number(text, number, unit):
    assert split_unit(text) == (number, unit)


def test_narrowing_leaves_letters_alone():
    assert narrow(" Ｄ３ー㎡ ") == "Ｄ3ー㎡"


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_any_written_decimal_is_read_back(value):
    assert read_number(f"{value:f}") == value
    assert read_number(f"{value:,f}") == value


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_full_width_reads_the_same(value):
    wide = f"{value:,f}".translate(str.maketrans("0123456789.,-", "０１２３４５６７８９．，－"))
    assert read_number(wide) == value


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_code(text):
    value = read_number(text)
    assert isinstance(value, Decimal) or value in {AMBIGUOUS, UNREADABLE, TOO_LONG}
    number, unit = split_unit(text)
    assert number == number.strip()
    assert unit == unit.strip()
