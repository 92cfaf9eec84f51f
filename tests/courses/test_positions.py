from __future__ import annotations

import tomllib

import pytest

from courses.positions import Positions, line_of_error
from tests.courses.builder import COURSE

TEXT = '''\
id = "a"
"title" = "b"
note = """
fake = 1
[[fake]]
"""
skills = [
  "x",
]

[[modules]]
folder = "1"
[[modules.activities]]
id = "read"
[[modules.activities]]
id = "test"

[[modules]]
folder = "2"  # remark
activities = [{id = "inline"}]
[[modules.objectives]]
id = "o"

[owner]
name.first = "x"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 1),
        (("title",), 2),
        (("note",), 3),
        (("skills",), 7),
        (("modules", 0), 11),
        (("modules", 0, "folder"), 12),
        (("modules", 0, "activities", 0, "id"), 14),
        (("modules", 0, "activities", 1), 15),
        (("modules", 0, "activities", 1, "id"), 16),
        (("modules", 1, "folder"), 19),
        (("modules", 1, "activities", 0, "id"), 20),
        (("modules", 1, "objectives", 0, "id"), 22),
        (("owner", "name", "first"), 25),
    ],
)
def test_every_key_has_its_line(place, line):
    assert Positions(TEXT).line(place) == line


def test_a_missing_key_is_placed_at_its_table():
    assert Positions(TEXT).line(("modules", 1, "title")) == 18


def test_a_missing_key_of_the_file_is_placed_at_its_beginning():
    assert Positions(TEXT).line(("nothing",)) == 1


def test_the_inside_of_a_text_is_no_key():
    assert Positions(TEXT).line(("fake",)) == 1


def test_every_key_of_a_real_file_is_found_where_it_is_written():
    lines = COURSE.split("\n")
    positions = Positions(COURSE)
    for key, value in tomllib.loads(COURSE).items():
        assert lines[positions.line((key,)) - 1].lstrip("[").startswith(key)
        for number, entry in enumerate(value if key in {"sources", "modules"} else []):
            for inner in entry:
                found = lines[positions.line((key, number, inner)) - 1]
                assert found.startswith((inner, f"[[{key}.{inner}]]", f"[[{key}]]"))


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\n\n[x\n", 3), ('a = """\nb\n', 3)])
def test_an_error_of_the_parser_has_a_line(text, line):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert line_of_error(str(caught.value), text) == line
