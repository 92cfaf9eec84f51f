"""Words for problems: every code of every room has its text in ``elearn/translations/problems/<room>.toml``."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Protocol

_FOLDER = Path(__file__).parent.parent / "translations" / "problems"

_NAME = re.compile(r"\{([a-z_]+)\}")

_PLACES = {
    "ja": ("{path}", "{path}の{line}行目"),
    "en": ("{path}", "{path}, line {line}"),
}


class AnyProblem(Protocol):
    """What the problems of all rooms have in common."""

    @property
    def path(self) -> str:
        """The file."""
        ...

    @property
    def line(self) -> int:
        """The line from 1; 0 for the file as a whole."""
        ...

    @property
    def code(self) -> str:
        """The code in kebab-case."""
        ...

    @property
    def params(self) -> dict[str, str]:
        """What fills the text."""
        ...


@functools.cache
def read_texts(room: str) -> dict[str, dict[str, str]]:
    """Code -> language -> text of a room; empty when the room has no file."""
    path = _FOLDER / f"{room}.toml"
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def room_of(problem: object) -> str:
    """The room a problem comes from: ``courses``, ``quizzes``, or the room below ``elearn``."""
    steps = type(problem).__module__.split(".")
    return steps[1] if steps[0] == "elearn" and len(steps) > 1 else steps[0]


def describe(problem: AnyProblem, language: str = "ja", *, room: str = "") -> str:
    """The problem in a sentence. A code without a text is shown as it is, with its parameters: never nothing."""
    texts = read_texts(room or room_of(problem)).get(problem.code, {})
    text = texts.get(language.split("-")[0]) or texts.get("ja")
    values = {"path": problem.path, "line": str(problem.line), **problem.params}
    if text is None:
        return " ".join([problem.code, *(f"{key}={value}" for key, value in sorted(problem.params.items()))])
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def describe_place(problem: AnyProblem, language: str = "ja") -> str:
    """Where the problem is: the file and, where there is one, the line."""
    whole, line = _PLACES.get(language.split("-")[0], _PLACES["ja"])
    return (line if problem.line else whole).format(path=problem.path, line=problem.line)
