"""The hooks: few, documented to the last argument, and each with a real user in the house."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from elearn import hookspecs
from elearn.hookspecs import NavigationItem
from elearn.wiring.rooms import OwnRooms

HOOKS = {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, "elearn_spec")}
EVERY = pytest.mark.parametrize("name", HOOKS)

CLEAR_BY_NAME = {"settings"}
"""Arguments that need no word of explanation: the typed settings of the installation."""


def test_there_are_at_most_ten() -> None:
    assert 1 <= len(HOOKS) <= 10


@EVERY
def test_a_hook_is_documented_with_its_arguments_and_its_answer(name: str) -> None:
    hook = HOOKS[name]
    words = inspect.getdoc(hook) or ""
    assert re.match(r"[A-Z]", words)
    assert words.endswith(".")
    signature = inspect.signature(hook, eval_str=True)
    assert signature.return_annotation is not inspect.Signature.empty
    for argument in signature.parameters.values():
        assert argument.annotation is not inspect.Parameter.empty, argument
        assert argument.name in CLEAR_BY_NAME or f"``{argument.name}" in words, f"{name} does not explain {argument}"


@EVERY
def test_our_own_rooms_come_in_by_the_same_hook(name: str) -> None:
    ours = getattr(OwnRooms, name)
    assert hasattr(ours, "elearn_impl")
    assert inspect.signature(ours).return_annotation == inspect.signature(HOOKS[name]).return_annotation


def test_our_rooms_have_no_way_in_but_the_hooks() -> None:
    public = {name for name in vars(OwnRooms) if not name.startswith("_")}
    assert public == set(HOOKS)


@EVERY
def test_the_house_asks_every_hook(name: str) -> None:
    source = (Path(hookspecs.__file__).parent / "wiring" / "house.py").read_text("utf-8")
    asked = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "hook"
    }
    assert name in asked


def test_a_link_is_for_everybody_unless_it_names_roles() -> None:
    assert NavigationItem("講座", "learning.catalogue").roles == frozenset()
    assert NavigationItem("講座", "learning.catalogue", frozenset({"hr"})).roles == {"hr"}
