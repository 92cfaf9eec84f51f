from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.xapi.check_values import (
    is_duration,
    is_iri,
    is_language_tag,
    is_mbox,
    is_number,
    is_sha1,
    is_uuid,
    parse_timestamp,
)

NOT_TEXT: list[Any] = [None, 1, 1.5, True, [], {}, b"http://x"]


@pytest.mark.parametrize(
    "value",
    [
        "http://adlnet.gov/expapi/verbs/passed",
        "https://例え.jp/道",
        "urn:uuid:12345678-1234-5678-9234-567812345678",
        "tag:example.jp,2026:x",
        "mailto:a@example.jp",
        "x-own+scheme.1:rest",
        "https://example.jp/a?b=c#d",
    ],
)
def test_iris(value: str) -> None:
    assert is_iri(value)


@pytest.mark.parametrize(
    "value",
    [
        *NOT_TEXT,
        "",
        "passed",
        "/relative",
        "//host/path",
        "www.example.jp/verbs",
        "http:",
        "1http://x",
        "http://a b",
        "http://a\n",
        "http://<x>",
        "http://{x}",
        "http://x|y",
        'http://"x"',
        "http://x\\y",
        "http://\x00",
        ":x",
    ],
)
def test_no_iris(value: Any) -> None:
    assert not is_iri(value)


@pytest.mark.parametrize(
    "value",
    [
        "12345678-1234-5678-9234-567812345678",
        "ABCDEFAB-CDEF-ABCD-EFAB-CDEFABCDEFAB",
        "018f5d5c-0000-7000-8000-000000000000",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_uuids(value: str) -> None:
    assert is_uuid(value)


@pytest.mark.parametrize(
    "value",
    [
        *NOT_TEXT,
        "",
        "12345678123456789234567812345678",
        "{12345678-1234-5678-9234-567812345678}",
        "urn:uuid:12345678-1234-5678-9234-567812345678",
        "12345678-1234-5678-9234-56781234567",
        "12345678-1234-5678-9234-5678123456789",
        "12345678-1234-5678-9234-56781234567g",
        "12345678-1234-5678-9234-567812345678\n",
        "１2345678-1234-5678-9234-567812345678",
    ],
)
def test_no_uuids(value: Any) -> None:
    assert not is_uuid(value)


@pytest.mark.parametrize(
    "tag",
    [
        "ja",
        "ja-JP",
        "en-US",
        "zh-Hant-TW",
        "sr-Latn",
        "de-CH-1901",
        "es-419",
        "x-whatever",
        "en-x-own",
        "i-klingon",
        "zh-yue-HK",
        "sl-rozaj-biske",
        "en-a-myext-b-another",
        "und",
        "JA-jp",
        "en-GB-oed",
        "sgn-BE-FR",
    ],
)
def test_language_tags(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    [
        *NOT_TEXT,
        "",
        "a",
        "日本語",
        "ja_JP",
        "en-",
        "-en",
        "toolonglanguage",
        "a12345678",
        "en-US-",
        "en US",
        "ja\n",
    ],
)
def test_no_language_tags(tag: Any) -> None:
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T03:00:00Z", "2026-11-22T03:00:00+00:00"),
        ("2026-11-22T12:00:00+09:00", "2026-11-22T03:00:00+00:00"),
        ("2026-11-22T12:00:00+0900", "2026-11-22T03:00:00+00:00"),
        ("2026-11-22T12:00:00+09", "2026-11-22T03:00:00+00:00"),
        ("2026-11-22T03:00:00.5Z", "2026-11-22T03:00:00.500000+00:00"),
        ("2026-11-22T03:00:00,25Z", "2026-11-22T03:00:00.250000+00:00"),
        ("2026-11-22T03:00:00.123456789Z", "2026-11-22T03:00:00.123456+00:00"),
        ("2026-11-22t03:00:00z", "2026-11-22T03:00:00+00:00"),
        ("2026-11-22T03:00:00", "2026-11-22T03:00:00+00:00"),
        ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59+00:00"),
        ("2026-11-22T03:00:00+00:00", "2026-11-22T03:00:00+00:00"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
    ],
)
def test_timestamps_are_read_in_utc(text: str, moment: str) -> None:
    assert parse_timestamp(text) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        *NOT_TEXT,
        "",
        "now",
        "2026-11-22",
        "2026-11-22 03:00:00Z",
        "2026-11-22T03:00Z",
        "20261122T030000Z",
        "2026-11-22T03:00:00-00:00",
        "2026-11-22T03:00:00-0000",
        "2026-11-22T03:00:00-00",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T03:60:00Z",
        "2026-11-22T03:00:61Z",
        "2026-11-22T03:00:00+24:00",
        "0001-01-01T00:00:00+12:00",
        "9999-12-31T23:59:59-12:00",
        "0000-01-01T00:00:00Z",
        "2026-11-22T03:00:00Z\n",
        "２026-11-22T03:00:00Z",
        "2026-W47-7T03:00:00Z",
    ],
)
def test_no_timestamps(text: Any) -> None:
    assert parse_timestamp(text) is None


def test_an_offset_can_be_demanded() -> None:
    assert parse_timestamp("2026-11-22T03:00:00", offset_needed=True) is None
    assert parse_timestamp("2026-11-22T03:00:00Z", offset_needed=True) is not None


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(-720, 840))
def test_what_python_writes_is_read_back(microseconds: int, offset: int) -> None:
    in_utc = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
    elsewhere = in_utc.astimezone(dt.timezone(dt.timedelta(minutes=offset)))
    assert parse_timestamp(elsewhere.isoformat()) == in_utc
    assert parse_timestamp(in_utc.isoformat()) == in_utc
    assert parse_timestamp(in_utc.isoformat().replace("+00:00", "Z")) == in_utc


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40))
def test_no_text_upsets_a_predicate(text: str) -> None:
    for predicate in (is_iri, is_uuid, is_language_tag, is_mbox, is_sha1, is_duration):
        assert predicate(text) in (True, False)
    assert parse_timestamp(text) is None or text[4] == "-"


@pytest.mark.parametrize(
    "text",
    ["PT0S", "P4W", "P1D", "P1Y2M3DT4H5M6S", "PT1M12.5S", "PT1,5H", "P0.5Y", "PT36H", "P1M", "PT1M", "P1YT1S", "P1.5W"],
)
def test_durations(text: str) -> None:
    assert is_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        *NOT_TEXT,
        "",
        "P",
        "PT",
        "P1",
        "1D",
        "P1S",
        "PT1D",
        "P4W1D",
        "P1D4W",
        "P1DT",
        "PT1S1M",
        "P-1D",
        "-P1D",
        "P1H",
        "PT1.5H3M",
        "pt1s",
        "PT1S ",
        "PT1S\n",
        "P0003-06-04T12:00:00",
        "PT.5S",
        "PT5.S",
        "PT１S",
    ],
)
def test_no_durations(text: Any) -> None:
    assert not is_duration(text)


@pytest.mark.parametrize("value", ["mailto:a@example.jp", "mailto:a.b+c@例え.jp"])
def test_mboxes(value: str) -> None:
    assert is_mbox(value)


@pytest.mark.parametrize(
    "value", [*NOT_TEXT, "a@example.jp", "mailto:", "mailto:a", "mailto:a@", "MAILTO:a@b", "mailto:a@b@c"]
)
def test_no_mboxes(value: Any) -> None:
    assert not is_mbox(value)


@pytest.mark.parametrize(("value", "good"), [("a" * 40, True), ("A" * 40, True), ("a" * 39, False), ("g" * 40, False)])
def test_sha1_sums(value: str, good: bool) -> None:
    assert is_sha1(value) is good


@pytest.mark.parametrize("value", [0, -1, 1.5, 10**30, Decimal("0.1")])
def test_numbers(value: Any) -> None:
    assert is_number(value)


@pytest.mark.parametrize("value", [None, True, False, "1", float("nan"), float("inf"), Decimal("NaN"), [], {}])
def test_no_numbers(value: Any) -> None:
    assert not is_number(value)
