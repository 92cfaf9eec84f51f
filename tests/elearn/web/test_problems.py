from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import courses
from courses.model import Problem
from elearn.config import Problem as SettingsProblem
from elearn.web.problems import describe, describe_place, read_texts, room_of

ENGINE = Path(courses.__file__).parent
NO_CODES = {"aria-label", "utf-8", "doc-noteref"}


@dataclass(frozen=True)
class Strange:
    path: str = "a.md"
    line: int = 3
    code: str = "never-heard"
    params: dict[str, str] = field(default_factory=dict)


def engine_codes() -> set[str]:
    """Every code that the course engine can report, read from its source."""
    found: set[str] = set()
    for name in ("paths", "fields", "load", "check", "pagecheck", "mediacheck"):
        source = (ENGINE / f"{name}.py").read_text(encoding="utf-8")
        found |= set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', source))
    return found - NO_CODES


def test_every_code_of_the_course_engine_has_its_words_and_no_words_are_left_over():
    assert set(read_texts("courses")) == engine_codes()


@pytest.mark.parametrize("code", sorted(read_texts("courses")))
def test_words_are_there_in_both_languages_and_fill_the_same_places(code):
    texts = read_texts("courses")[code]
    assert set(texts) == {"ja", "en"}
    assert texts["ja"].endswith("。")
    assert texts["en"].endswith(".")
    places = [set(re.findall(r"\{([a-z_]+)\}", text)) for text in texts.values()]
    assert places[0] == places[1]


def test_codes_stand_in_order():
    path = Path(describe.__code__.co_filename).parent.parent / "translations" / "problems" / "courses.toml"
    codes = list(tomllib.loads(path.read_text(encoding="utf-8")))
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("problem", "language", "words"),
    [
        (
            Problem("course.toml", 1, "key-missing", {"key": "title"}),
            "ja",
            "「title」がありません。必ず書いてください。",
        ),
        (Problem("course.toml", 1, "key-missing", {"key": "title"}), "en", "title is missing."),
        (Problem("course.toml", 1, "key-missing", {"key": "title"}), "en-GB", "title is missing."),
        (
            Problem("course.toml", 1, "key-missing", {"key": "title"}),
            "ko",
            "「title」がありません。必ず書いてください。",
        ),
        (Problem("a/b.md", 0, "file-missing"), "ja", "ファイル「a/b.md」がありません。名前と場所を確かめてください。"),
    ],
)
def test_a_problem_in_a_sentence(problem, language, words):
    assert describe(problem, language) == words


def test_a_value_is_never_read_as_a_place_to_fill():
    problem = Problem("a.md", 1, "value-malformed", {"key": "{value}", "value": "{key}{0}{path}"})
    assert describe(problem) == "「{value}」の値「{key}{0}{path}」の書き方が決まりに合っていません。"


def test_a_code_without_words_still_says_what_it_knows():
    assert describe(Strange(params={"b": "2", "a": "1"}), room="courses") == "never-heard a=1 b=2"
    assert describe(Strange(), room="no-such-room") == "never-heard"


def test_the_room_is_where_the_problem_comes_from():
    assert room_of(Problem("a", 1, "b")) == "courses"
    assert room_of(SettingsProblem("a", 1, "b", {})) == "config"


@pytest.mark.parametrize(
    ("line", "language", "words"),
    [
        (3, "ja", "a.mdの3行目"),
        (0, "ja", "a.md"),
        (3, "en", "a.md, line 3"),
        (0, "en", "a.md"),
        (3, "ko", "a.mdの3行目"),
    ],
)
def test_the_place_in_words(line, language, words):
    assert describe_place(Strange(line=line), language) == words


def test_a_room_without_a_file_has_no_words():
    assert read_texts("no-such-room") == {}
