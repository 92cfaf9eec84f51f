"""The four verdicts, and that none of them says more than is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.serial import make_serial
from certificates.verify import RegisterEntry, Status, Verdict, describe

SERIAL = make_serial(2026, 1, 123)
ENTRY = RegisterEntry(serial=SERIAL, level=1, issued_on=date(2026, 11, 22))


def test_a_standing_certificate_is_valid():
    assert describe(SERIAL, ENTRY) == Verdict(status=Status.VALID, serial=SERIAL, entry=ENTRY)


def test_a_revoked_certificate_says_when_and_why():
    entry = RegisterEntry(
        serial=SERIAL, level=1, issued_on=date(2026, 11, 22), revoked_on=date(2027, 1, 5), revoked_reason="error"
    )
    verdict = describe(SERIAL, entry)
    assert verdict.status is Status.REVOKED
    assert verdict.entry is not None
    assert (verdict.entry.revoked_on, verdict.entry.revoked_reason) == (date(2027, 1, 5), "error")


def test_a_right_serial_that_nobody_has_is_unknown():
    assert describe(SERIAL, None) == Verdict(status=Status.UNKNOWN, serial=SERIAL)


def test_another_serials_entry_is_never_shown():
    other = make_serial(2026, 1, 124)
    verdict = describe(other, ENTRY)
    assert verdict.status is Status.UNKNOWN
    assert verdict.entry is None


def test_a_mistyped_serial_is_malformed_even_with_an_entry_at_hand():
    wrong = SERIAL[:-1] + ("A" if SERIAL[-1] != "A" else "B")
    assert describe(wrong, ENTRY) == Verdict(status=Status.MALFORMED)


@pytest.mark.parametrize("typed", [SERIAL.lower(), SERIAL.replace("-", ""), f" {SERIAL} ", SERIAL.replace("-", "－")])
def test_the_way_of_typing_does_not_matter(typed):
    assert describe(typed, ENTRY).status is Status.VALID
    assert describe(typed, ENTRY).serial == SERIAL


@given(st.text(max_size=30))
def test_no_typed_text_raises_or_finds_an_entry_that_is_not_its_own(typed):
    verdict = describe(typed, ENTRY)
    assert verdict.status in (Status.MALFORMED, Status.UNKNOWN, Status.VALID)
    assert (verdict.entry is not None) == (verdict.status is Status.VALID)


@given(st.integers(1, 9), st.integers(1, 999_999), st.booleans())
def test_an_entry_that_is_shown_has_the_typed_serial(level, number, revoked):
    serial = make_serial(2026, level, number)
    entry = RegisterEntry(
        serial=serial, level=level, issued_on=date(2026, 4, 1), revoked_on=date(2026, 5, 1) if revoked else None
    )
    verdict = describe(serial.lower(), entry)
    assert verdict.entry is entry
    assert verdict.serial == serial
    assert verdict.status is (Status.REVOKED if revoked else Status.VALID)


def test_the_words_of_the_verdict_are_stable_because_pages_and_translations_use_them():
    assert [status.value for status in Status] == ["valid", "revoked", "unknown", "malformed"]
