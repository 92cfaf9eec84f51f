"""Bodies of several parts, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.multipart import MAX_PARTS, Part, join_multipart, split_multipart

TYPE = "multipart/mixed; boundary=abc"
ONE = b"--abc\r\nContent-Type: text/plain\r\n\r\nhello\r\n--abc--\r\n"


def refused(body: bytes, content_type: str = TYPE) -> str:
    with pytest.raises(LrsFault) as caught:
        split_multipart(body, content_type)
    assert caught.value.status == 400
    return caught.value.code


def test_headers_are_found_by_lower_case_names() -> None:
    (part,) = split_multipart(ONE, TYPE)
    assert part == Part({"content-type": "text/plain"}, b"hello")


@pytest.mark.parametrize(
    "body",
    [
        ONE,
        b"\r\n" + ONE,
        b"a preamble\r\n" + ONE,
        ONE + b"an epilogue --abc",
        ONE.removesuffix(b"\r\n"),
        ONE.replace(b"--abc\r\n", b"--abc \t\r\n"),
    ],
)
def test_what_stands_around_the_parts_is_nothing(body: bytes) -> None:
    assert [part.content for part in split_multipart(body, TYPE)] == [b"hello"]


@pytest.mark.parametrize(
    "content_type",
    ['multipart/mixed; boundary="abc"', "multipart/mixed;boundary=abc", "multipart/mixed; x=y; BOUNDARY=abc; z=1"],
)
def test_ways_to_name_the_boundary(content_type: str) -> None:
    assert len(split_multipart(ONE, content_type)) == 1


def test_a_boundary_inside_a_line_is_content() -> None:
    body = ONE.replace(b"hello", b"x--abc\r\n--abcd\r\n --abc")
    assert split_multipart(body, TYPE)[0].content == b"x--abc\r\n--abcd\r\n --abc"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "multipart-without-end"),
        (b"--abc--x", "multipart-without-end"),
        (ONE.replace(b"--abc--", b""), "multipart-without-end"),
        (ONE.replace(b"--abc", b"--abd"), "multipart-without-end"),
        (b"--abc\r\nno head\r\n--abc--", "part-without-head"),
        (b"--abc\r\nno colon\r\n\r\nx\r\n--abc--", "bad-part-header"),
        (b"--abc\r\nContent Type: x\r\n\r\nx\r\n--abc--", "bad-part-header"),
        (b"--abc\r\n\r\nx" * (MAX_PARTS + 1), "multipart-without-end"),
        (b"\r\n--abc\r\n\r\nx" * (MAX_PARTS + 1) + b"\r\n--abc--", "too-many-parts"),
    ],
)
def test_broken_bodies_are_refused_by_name(body: bytes, code: str) -> None:
    assert refused(body) == code


@pytest.mark.parametrize("content_type", ["multipart/mixed", "multipart/mixed; boundary=", 'x; boundary=""', ""])
def test_a_boundary_is_needed(content_type: str) -> None:
    assert refused(ONE, content_type) == "no-boundary"


def test_a_boundary_with_signs_of_patterns_is_taken_literally() -> None:
    body = ONE.replace(b"--abc", b"--a.*c+(")
    assert len(split_multipart(body, 'multipart/mixed; boundary="a.*c+("')) == 1
    assert refused(ONE, 'multipart/mixed; boundary="a.*c"') == "multipart-without-end"


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5))
def test_what_is_joined_is_split_again(contents: list[bytes]) -> None:
    boundary = "0123456789abcdef" * 4
    parts = [Part({"x-n": str(index)}, content) for index, content in enumerate(contents)]
    assert split_multipart(join_multipart(parts, boundary), f"multipart/mixed; boundary={boundary}") == parts


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_noise_is_parts_or_a_refusal(noise: bytes) -> None:
    outcome = attempt(b"--abc\r\n" + noise + b"\r\n--abc--")
    if isinstance(outcome, int):
        assert outcome == 400
    else:
        assert outcome
        assert all(part.content in noise for part in outcome)


def attempt(body: bytes) -> list[Part] | int:
    try:
        return split_multipart(body, TYPE)
    except LrsFault as fault:
        return fault.status
