"""One word for one thing: the vocabulary of the house is kept wherever a name is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import Module, source

CATCH_ALLS = frozenset(
    {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "shared", "tools"}
)
"""Names of modules that say nothing."""

NEVER = {
    "question": "item",
    "questions": "items",
    "enrol": "register",
    "enroll": "register",
    "enrolment": "registration",
    "enrollment": "registration",
    "enrolments": "registrations",
    "enrollments": "registrations",
    "lesson": "activity, module or course",
    "lessons": "activities, modules or courses",
    "diploma": "certificate",
    "student": "person",
    "pupil": "person",
    "examinee": "person",
    "employee": "person",
    "department": "org unit",
}
"""Word -> what we say instead. Words that also mean something else (page, user of a proxy, answer of a server) are
left to the reader."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def names_given(module: Module) -> Iterator[tuple[int, str]]:
    """Names of classes, functions, arguments, and fields and columns in class bodies."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.lineno, node.name
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id


def wrong_words(module: Module) -> list[str]:
    """Every name with a word that we do not say: ``file:line name (say ...)``."""
    found = []
    for line, name in [(1, module.path.stem), *names_given(module)]:
        for word in _WORD.findall(name):
            if word.lower() in NEVER:
                found.append(f"{module.place}:{line} {name} (say {NEVER[word.lower()]})")
    return found


def test_no_catch_all_module() -> None:
    assert [module.place for module in source() if CATCH_ALLS & set(module.name.split("."))] == []


def test_names_keep_to_the_vocabulary() -> None:
    assert [wrong for module in source() for wrong in wrong_words(module)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "class QuestionRow: ...",
        "def load_lesson(): ...",
        "def f(enrolment_id): ...",
        "class A:\n    diploma: int",
        "class HTMLPupil: ...",
    ],
)
def test_a_wrong_word_is_found(planted: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    class Planted(Module):
        """A module with a name that it must not have."""

        @property
        def tree(self) -> ast.Module:
            return ast.parse(planted)

    (module, *_) = source()
    assert wrong_words(Planted(module.path))


def test_words_are_found_as_words_only() -> None:
    assert _WORD.findall("read_HTMLPage") == ["read", "HTML", "Page"]
    assert _WORD.findall("questionable_2_things") == ["questionable", "things"]


def test_modules_are_named_in_lower_case() -> None:
    assert [module.place for module in source() if not re.fullmatch(r"[a-z0-9_]+", module.path.stem)] == []
