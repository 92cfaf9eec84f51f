from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from elearn.xapi.problems import Findings, Problem, escape

ROOT = Path(__file__).parents[3]
WORDS = tomllib.loads((ROOT / "elearn/translations/problems/xapi.toml").read_text(encoding="utf-8"))
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|conflict")


def _codes() -> set[str]:
    """Every string in the two packages that is written like a code and handed to what makes a problem."""
    makers = {"add", "Problem", "LrsFault", "_Refused", "_problem", "find_problem", "check_format"}
    found: set[str] = set()
    for path in [*(ROOT / "elearn/xapi").rglob("*.py"), *(ROOT / "elearn/lrs").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in makers:
                    literals = [one.value for one in node.args if isinstance(one, ast.Constant)]
                    found |= {one for one in literals if isinstance(one, str) and KEBAB.fullmatch(one)}
    return found - {"application-json"}


CODES = _codes()


def test_codes_are_found_in_the_source() -> None:
    assert {"invalid-iri", "repeated-key", "conflict", "unknown-parameter", "invalid-uuid"} <= CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_words_in_both_languages(code: str) -> None:
    assert WORDS[code]["ja"].endswith("。")
    assert WORDS[code]["en"].endswith(".")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_use_the_same_parameters(code: str) -> None:
    ja, en = (set(re.findall(r"{(\w+)}", WORDS[code][tag])) for tag in ("ja", "en"))
    assert ja == en


def test_no_words_are_left_over() -> None:
    # Some codes reach what makes a problem through a variable: for these it is enough that the source knows them.
    said = {
        node.value
        for path in [*(ROOT / "elearn/xapi").rglob("*.py"), *(ROOT / "elearn/lrs").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(WORDS) - said <= {"bad-request", "body-too-large"}


def test_findings_keep_their_order_and_turn_parameters_into_text() -> None:
    found = Findings(version2=False)
    found.add("/b", "second", "2")
    found.add("/a", "first", "1", limit=3)
    assert found.problems == [Problem("/b", "second", {}, "2"), Problem("/a", "first", {"limit": "3"}, "1")]


@pytest.mark.parametrize(
    ("key", "escaped"),
    [
        ("plain", "plain"),
        ("a/b", "a~1b"),
        ("a~b", "a~0b"),
        ("~1", "~01"),
        ("https://x", "https:~1~1x"),
    ],
)
def test_a_pointer_part_is_escaped_as_rfc_6901_says(key: str, escaped: str) -> None:
    assert escape(key) == escaped
