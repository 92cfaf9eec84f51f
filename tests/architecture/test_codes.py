"""Every problem code of every room has its words in both languages, and no words are left without their code.

A code is found where it is written: as the argument called ``code`` of any function or class of its room, or as the
second of a triple of line, code and parameters.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, Module, source

FOLDER = ROOT / "elearn" / "translations" / "problems"
ROOMS = {
    "quizzes": ("quizzes",),
    "courses": ("courses",),
    "certificates": ("certificates", "elearn.awards.projector"),
    "people": ("elearn.people",),
    "config": ("elearn.config", "elearn.wiring.secret"),
    "learning": ("elearn.learning.services.packages",),
    "studio": ("elearn.studio.rules", "elearn.studio.services"),
    "xapi": ("elearn.xapi", "elearn.lrs"),
}
"""File of words -> the modules whose codes it words."""

OTHER_WORDS = {
    "elearn.cli.certificates": "faults of keys: the command says why, in its own words (KEY_WORDS)",
    "elearn.cli.studio": "hands on the codes of the studio, whose words it shows",
    "elearn.awards": "Refused: the pages of the room say why, in their own words (elearn/awards/routes)",
    "elearn.skills": "Refused: the pages of the room say why, in their own words (elearn/skills/routes)",
}
"""Rooms with codes whose words stand elsewhere, with the reason."""

KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def words_of(room: str) -> dict[str, dict[str, str]]:
    """Code -> language -> words."""
    return tomllib.loads((FOLDER / f"{room}.toml").read_text("utf-8"))


def modules_of(room: str) -> list[Module]:
    """The modules whose codes a file words."""
    names = ROOMS[room]
    return [one for one in source() if any(one.name == name or one.name.startswith(name + ".") for name in names)]


def takers(modules: list[Module]) -> dict[str, int]:
    """Functions and classes with an argument or field called ``code`` -> its place among the arguments."""
    found = {}
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                names = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
                name = node.name
            elif isinstance(node, ast.ClassDef):
                fields = [one.target.id for one in node.body if _is_field(one)]  # type: ignore[attr-defined]  # checked
                init = next((one for one in node.body if getattr(one, "name", "") == "__init__"), None)
                names = [one.arg for one in init.args.args[1:]] if isinstance(init, ast.FunctionDef) else fields
                name = node.name
            else:
                continue
            if "code" in names and name != "__init__":
                found[name] = names.index("code")
    return found


def _is_field(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def codes_in(modules: list[Module]) -> Iterator[tuple[str, str]]:
    """Every code that is written out where one is handed on: the code and its place."""
    by_name = takers(modules)
    for module in modules:
        for node in ast.walk(module.tree):
            given = list(_given(node, by_name))
            for part in (part for one in given for part in ast.walk(one)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and KEBAB.fullmatch(part.value):
                    yield part.value, f"{module.place}:{part.lineno}"


def _given(node: ast.AST, by_name: dict[str, int]) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in by_name:
            yield from node.args[by_name[name] : by_name[name] + 1]
            yield from (one.value for one in node.keywords if one.arg == "code")
    elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[2], (ast.Dict, ast.DictComp)):
        yield node.elts[1]


@pytest.mark.parametrize("room", ROOMS)
def test_every_code_that_is_given_has_its_words(room: str) -> None:
    words, found = words_of(room), list(codes_in(modules_of(room)))
    assert len({code for code, _ in found}) >= 3, "the search must find what there is"
    assert sorted({place for code, place in found if code not in words}) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_words_are_left_without_their_code(room: str) -> None:
    written = {
        node.value
        for module in modules_of(room)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    begun = tuple(text for text in written if re.fullmatch(r"[a-z0-9-]*-", text))  # an f-string adds the rest
    assert [code for code in words_of(room) if code not in written and not code.startswith(begun or ("\0",))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_say_the_same(room: str) -> None:
    for code, words in words_of(room).items():
        assert KEBAB.fullmatch(code) or re.fullmatch(r"[a-z]+", code), code
        assert set(words) == {"ja", "en"}, code
        assert re.search(r"[\u3041-\u30ff\u4e00-\u9fff]", words["ja"]), code
        assert words["ja"] != words["en"], code
        # English may leave out what is a Japanese name anyway (a column's), but it may not know more.
        assert set(re.findall(r"{(\w+)}", words["en"])) <= set(re.findall(r"{(\w+)}", words["ja"])), code


def test_every_file_of_words_belongs_to_a_room() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(ROOMS)


def test_every_part_with_codes_has_a_file_of_words_or_says_where_they_are() -> None:
    covered = tuple(name for names in ROOMS.values() for name in names) + tuple(OTHER_WORDS)
    bare = {
        module.name
        for module in source()
        if list(codes_in([module]))
        and not any(module.name == one or module.name.startswith(one + ".") for one in covered)
    }
    assert bare == set()
