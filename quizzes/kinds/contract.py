"""What a kind of item is: the contract that every kind, ours or a plug-in's, fulfils.

A kind knows the shape of its body and nothing about files, forms, attempts or HTML. It brings its own examples, and
``tests/kinds/test_every_kind.py`` runs one suite over all kinds from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from quizzes.feedback import Disclosure
from quizzes.report import Report

B = TypeVar("B")

RULE, PEOPLE, NOBODY = "rule", "people", "nobody"
"""Who says what a response is worth: a rule at once, people later, or nobody ever."""

Fields = Mapping[str, Sequence[str]]
"""The form fields of one item as a browser posts them: name -> values."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a learner's form fields say.

    ``response`` is the JSON value to keep (None = nothing given); it keeps what was typed even when ``problem``, a
    code for the learner, says that it cannot be taken as it stands.
    """

    response: Any
    problem: str | None = None
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that explains a score: a code and its parameters."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a response is worth: an exact share of the item's points (1 = all; below 0 = it costs), and why."""

    fraction: Fraction
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class KeySource:
    """The part of an item's text that its kind reads: its own metadata and the lines from the first line of the key.

    ``metadata``: name -> (line number, value). ``lines``: (line number, text). ``line``: where the item begins.
    """

    metadata: Mapping[str, tuple[int, str]]
    lines: tuple[tuple[int, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class KeyText:
    """A body written back: metadata lines and key lines of the native format."""

    metadata: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An item of a kind, and what must come out of it.

    ``text`` is a whole item in the native format. ``right``, ``wrong``: form fields; of a kind that no rule grades,
    ``right`` are sound responses and nothing is wrong. ``partial``: fields and the
    share they earn. ``invalid``: fields and the problem code. ``broken``: a piece of the text, what an author might
    write instead, and the code of the problem that this makes.
    """

    text: str
    right: tuple[Fields, ...]
    wrong: tuple[Fields, ...]
    partial: tuple[tuple[Fields, Fraction], ...] = ()
    invalid: tuple[tuple[Fields, str], ...] = ()
    broken: tuple[tuple[str, str, str], ...] = ()


class Kind(Protocol[B]):
    """One kind of item over its body ``B`` (a frozen dataclass)."""

    name: str
    metadata: frozenset[str]
    """Names of the metadata lines that this kind reads beside the common ones."""
    needs_wrong_note: bool
    """Whether the author owes a note for those who were not fully right."""
    graded_by: str
    """``rule``, ``people`` or ``nobody``: what nobody grades adds neither to the score nor to its maximum."""
    shuffles: str
    """``always``, ``never``, or ``policy``: as the quiz says."""

    def starts_key(self, line: str) -> bool:
        """Whether this line of the text ends the stem and begins the key."""
        ...

    def parse(self, source: KeySource, report: Report) -> B | None:
        """The body that the author wrote; None when there is too little to make one. Faults go to the report."""
        ...

    def check(self, body: B, line: int, report: Report) -> None:
        """Report what is wrong with a body that could be read; ``line`` is the item's."""
        ...

    def dump(self, body: B) -> KeyText:
        """The body in the native format; parsing it gives an equal body."""
        ...

    def order_ids(self, body: B) -> tuple[str, ...]:
        """The ids of the parts that a form shows in its own order; empty when there are none."""
        ...

    def settle_order(self, body: B, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """The last word on a shuffled order."""
        ...

    def parse_response(self, body: B, fields: Fields) -> Parsed:
        """What the form fields say."""
        ...

    def score(self, body: B, response: Any) -> Mark:
        """What a given response is worth; a value that is no response of this kind is worth nothing."""
        ...

    def view(self, body: B, order: tuple[str, ...], response: Any, shown: Disclosure) -> object:
        """All that a template shows of the body and the response; nothing of the key unless ``shown`` says so."""
        ...

    def examples(self) -> tuple[Example, ...]:
        """Items of this kind with right, wrong and invalid responses."""
        ...
