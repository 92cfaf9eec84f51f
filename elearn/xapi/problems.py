"""A broken rule of a statement: where it stands, which rule, and the section of the standard that says so."""

from __future__ import annotations

from typing import Any, NamedTuple


class Problem(NamedTuple):
    """``pointer`` is a JSON pointer (RFC 6901) into the statement, ``code`` a kebab-case name of the rule.

    ``params`` fill the text for the code in ``translations/problems/xapi.toml``; ``section`` is the heading of the
    xAPI 1.0.3 data document (the same rules stand in IEEE 9274.1.1 for 2.0.0).
    """

    pointer: str
    code: str
    params: dict[str, str]
    section: str


class Findings:
    """The problems of one check, in the order in which they were met."""

    __slots__ = ("problems", "version2")

    def __init__(self, version2: bool) -> None:
        self.problems: list[Problem] = []
        self.version2 = version2

    def add(self, pointer: str, code: str, section: str, **params: Any) -> None:
        """Note one broken rule."""
        self.problems.append(Problem(pointer, code, {key: str(value) for key, value in params.items()}, section))


def escape(key: str) -> str:
    """A member name as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")
