"""A serial that was mistyped is never another person's serial."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.serial import COURSES, TRANSCRIPTS, check_serial, find_series, make_serial, name_series, split_serial

serials = st.builds(make_serial, st.integers(2019, 2117), st.integers(0, 11), st.integers(1, 999_999))
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def test_the_parts_are_era_year_level_number_and_letter():
    assert make_serial(2026, 1, 123) == "R08-L1-000123-E"
    assert make_serial(2019, 3, 1).startswith("R01-L3-000001-")
    assert make_serial(2117, 9, 999_999).startswith("R99-L9-999999-")


def test_courses_and_transcripts_have_series_of_their_own():
    assert make_serial(2026, COURSES, 7).startswith("R08-C0-000007-")
    assert make_serial(2026, TRANSCRIPTS, 7).startswith("R08-T0-000007-")
    for series in range(12):
        assert split_serial(make_serial(2026, series, 7)) == (2026, series, 7)
        assert find_series(name_series(series)) == series


@given(serials)
def test_a_course_is_never_read_as_a_transcript(serial):
    for name in ("C0", "T0", "S0"):
        if serial[5] == "0" and serial[4:6] != name:
            assert check_serial(serial[:4] + name + serial[6:]) is None


@pytest.mark.parametrize(
    ("fiscal_year", "level", "number"),
    [(2018, 1, 1), (2118, 1, 1), (2026, -1, 1), (2026, 12, 1), (2026, 1, 0), (2026, 1, 1_000_000), (2026, 1, -1)],
)
def test_what_has_no_serial_is_refused(fiscal_year, level, number):
    with pytest.raises(ValueError, match="no serial"):
        make_serial(fiscal_year, level, number)


@given(serials)
def test_every_serial_is_right(serial):
    assert check_serial(serial) == serial


@settings(max_examples=40)
@given(serials)
def test_every_single_wrong_character_is_caught(serial):
    for place, character in enumerate(serial):
        if character == "-":
            continue
        for other in LETTERS:
            if other != character:
                assert check_serial(serial[:place] + other + serial[place + 1 :]) is None


@given(serials)
def test_every_exchange_of_two_characters_is_caught(serial):
    plain = serial.replace("-", "")
    for first in range(len(plain)):
        for second in range(first + 1, len(plain)):
            swapped = list(plain)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if swapped != list(plain):
                assert check_serial("".join(swapped)) is None


@given(serials, st.integers(0, 11))
def test_a_lost_or_doubled_character_is_caught(serial, place):
    plain = serial.replace("-", "")
    place %= len(plain)
    assert check_serial(plain[:place] + plain[place + 1 :]) is None
    assert check_serial(plain[:place] + plain[place] + plain[place:]) is None


@given(serials)
def test_doubled_digits_mistyped_together_are_caught(serial):
    """``11`` typed as ``22``, the commonest slip after the single digit and the exchange."""
    plain = serial.replace("-", "")
    for place in range(4, 9):
        if plain[place] == plain[place + 1]:
            for other in "0123456789":
                if other != plain[place]:
                    assert check_serial(plain[:place] + other * 2 + plain[place + 2 :]) is None


def to_full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@given(serials)
def test_the_ways_people_type_are_accepted(serial):
    plain = serial.replace("-", "")
    ways = (
        serial.lower(),
        plain,
        f"  {serial}\n",
        " ".join(plain),
        serial.replace("-", "－"),
        serial.replace("-", "ー"),
        serial.replace("-", "−"),
        serial.replace("-", "‐"),
        serial.replace("-", "　"),
        to_full_width(plain),
        to_full_width(serial).lower(),
    )
    for way in ways:
        assert check_serial(way) == serial, unicodedata.normalize("NFKC", way)


@settings(max_examples=200)
@given(st.text())
def test_any_text_gets_an_answer_and_what_is_accepted_is_canonical(text):
    serial = check_serial(text)
    assert serial is None or check_serial(serial) == serial


@pytest.mark.parametrize(
    "text",
    ["", "-", "R", "R08-L1-000123", "H31-L1-000123-C", "R00-L1-000001-A", "R08-L0-000001-A", "R08-L1-٠٠٠١٢٣-C"],
)
def test_what_is_no_serial_is_none(text):
    assert check_serial(text) is None


def test_number_zero_and_year_zero_are_no_serials_whatever_the_letter():
    for letter in LETTERS:
        assert check_serial(f"R08L1000000{letter}") is None
        assert check_serial(f"R00L1000001{letter}") is None


def test_letters_that_look_like_digits_are_never_check_letters():
    seen = {make_serial(2026, 1, number)[-1] for number in range(1, 500)}
    assert len(seen) == 23
    assert not seen & set("IOQ")


@given(st.integers(2019, 2117), st.integers(1, 9), st.integers(1, 999_999))
def test_a_serial_comes_apart_into_what_it_was_made_of(fiscal_year, level, number):
    assert split_serial(make_serial(fiscal_year, level, number)) == (fiscal_year, level, number)


@pytest.mark.parametrize("text", ["", "r08l1000123a", "R08-L1-000123", "R08-L1-000123-I"])
def test_only_a_serial_as_printed_comes_apart(text):
    with pytest.raises(ValueError, match="no serial"):
        split_serial(text)
