"""Which formats there are, and how a file finds its own."""

from __future__ import annotations

import pytest

from quizzes.formats.aiken import AikenFormat
from quizzes.formats.registry import FORMATS, extend_formats, guess_format


class Other(AikenFormat):
    name = "other"
    suffixes = (".oth",)


def name_of(path, data=None, formats=FORMATS):
    one = guess_format(path, data, formats)
    return one.name if one else None


@pytest.mark.parametrize(
    ("path", "data", "name"),
    [
        ("a/quiz.md", None, "markdown"),
        ("A.MD", b"", "markdown"),
        ("a.gift", None, "gift"),
        ("a.aiken", None, "aiken"),
        ("a.xml", b"<quiz/>", "moodle-xml"),
        ("a.txt", b"x {=a ~b}", "gift"),
        ("a.txt", "問い\nA. 一\nANSWER: A".encode(), "aiken"),
        ("a.txt", b"plain", None),
        ("a.docx", None, None),
        ("noending", None, None),
    ],
)
def test_a_file_is_told_by_its_ending_and_then_by_its_bytes(path, data, name):
    assert name_of(path, data) == name


def test_every_ending_has_a_format_that_writes_it():
    for one in FORMATS.values():
        for suffix in one.suffixes:
            assert guess_format(f"a{suffix}") is not None


def test_a_plug_in_adds_its_format_and_takes_no_name():
    formats = extend_formats([Other()])
    assert name_of("x.oth", None, formats) == "other"
    assert "other" not in FORMATS
    with pytest.raises(ValueError, match="other"):
        extend_formats([Other()], formats)
    with pytest.raises(TypeError):
        formats["x"] = Other()
