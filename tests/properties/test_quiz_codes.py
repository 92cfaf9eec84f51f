"""Every code that the engine can give has its words, every word has its code, and the parameters agree."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest

import quizzes
from quizzes import KINDS, check_bank, load_bank, parse_response, score_item

ROOT = Path(quizzes.__file__).parent
WORDS = tomllib.loads((ROOT.parent / "elearn/translations/problems/quizzes.toml").read_text("utf-8"))
STATES = {"attempt-submitted", "attempt-voided", "sequence-run", "sequence-subset"}
"""Made from the attempt's state, or from how an order is scored."""


def texts_in_source():
    """Every text constant of the engine that is no docstring."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def codes_in_source():
    """Codes handed to a report, a problem, a refusal, a line or a parsed response."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = {"add": 1, "Problem": 2, "Refusal": 0, "Line": 0, "Parsed": 1}.get(name)
            if place is None or len(node.args) <= place:
                continue
            for part in ast.walk(node.args[place]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "-" in part.value:
                    yield part.value


def test_every_code_has_words():
    missing = {code for code in codes_in_source() if code not in WORDS and not code.endswith("-")}
    assert missing == set()
    assert len(set(codes_in_source())) > 60


def test_every_word_belongs_to_a_code():
    assert set(WORDS) - set(texts_in_source()) - STATES == set()


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_say_the_same_things(code):
    words = WORDS[code]
    assert set(words) == {"ja", "en"}
    fields = [{name for _, name, _, _ in string.Formatter().parse(words[tongue]) if name} for tongue in ("ja", "en")]
    assert fields[0] == fields[1]
    assert words["ja"].rstrip("」").endswith(("。", "」", "}", "："))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_parameters_fill_the_words(name):
    """What the examples make the engine say can be said without a gap."""
    for example in KINDS[name].examples():
        (item,) = load_bank("sample.md", example.text).items
        said = []
        for piece, instead, _ in example.broken:
            said += [(part.code, part.params) for part in check_bank("x.md", example.text.replace(piece, instead, 1))]
        for fields in [*example.right, *example.wrong, *(given for given, _ in example.partial + example.invalid)]:
            parsed = parse_response(item, fields)
            said += [(parsed.problem, parsed.params)] if parsed.problem else []
            said += [(line.code, line.params) for line in score_item(item, parsed.response).lines]
        assert said
        for code, params in said:
            for tongue in ("ja", "en"):
                assert WORDS[code][tongue].format(**params)
