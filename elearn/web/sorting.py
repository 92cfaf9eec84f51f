"""The order of a list, kept in its address: ``?sort=name`` up, ``?sort=-name`` down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

NAME, PAGE = "sort", "page"
"""The words of the address."""


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted and which way; ``others``: the rest of the address, for links."""

    column: str
    descending: bool = False
    others: tuple[tuple[str, str], ...] = ()

    def state(self, column: str) -> Literal["ascending", "descending", "none"]:
        """The value of ``aria-sort`` (WAI-ARIA 1.2, 6.6) for a column's head."""
        if column != self.column:
            return "none"
        return "descending" if self.descending else "ascending"

    def address(self, column: str) -> str:
        """The same list by ``column``: up at first, the other way when it is sorted so already. Begins at page 1."""
        turned = column == self.column and not self.descending
        return "?" + urlencode([*self.others, (NAME, f"-{column}" if turned else column)])


def read_sorting(query: MultiDict[str, str], columns: Collection[str], default: str) -> Sorting:
    """The order that an address asks for; ``default`` (``-`` before it means down) where it names no column of ours."""
    wanted = query.get(NAME, "")
    chosen = wanted if wanted.removeprefix("-") in columns else default
    return Sorting(chosen.removeprefix("-"), chosen.startswith("-"), tuple(_others(query.items(multi=True))))


def _others(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return [(name, value) for name, value in pairs if name not in {NAME, PAGE} and value]
