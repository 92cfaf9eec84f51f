"""What a quiz is: plain immutable records. Texts are Markdown source; rendering is done by the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from quizzes.terms import Terms

PRACTICE, TEST = "practice", "test"
USES = (PRACTICE, TEST)
"""What an item may be used for."""

LATER: Mapping[str, bool] = MappingProxyType({"later": True})
"""Metadata of a field that came after quizzes were in use: while it has its default, a quiz keeps its old digest."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a file. ``path`` counts from the course folder; ``line`` from 1, 0 = the whole file.

    ``code`` is kebab-case; its words in Japanese and English stand in the translations, which fill in ``params``.
    """

    path: str
    line: int
    code: str
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.path}:{self.line}: {self.code}" + (f" ({details})" if details else "")


class QuizProblems(Exception):
    """Every fault of every file read for one quiz or bank, sorted by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A stem that several items share: they are drawn together and shown together on one page."""

    id: str
    stem: str
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Grading:
    """How people grade what no rule can score.

    ``graders``: how many people grade independently, 1 or 2. Where two differ by more than ``limit`` (a share of the
    item's points) a third decides. ``anonymous``: graders do not see whose response it is.
    """

    graders: int = 2
    limit: Decimal = Decimal("0.2")
    anonymous: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to respond to. ``body`` is the frozen dataclass of its kind and holds the key.

    ``points`` is what a fully right response earns (greater than 0, at most 4 decimal places). ``wrong_note`` is shown
    when the response is not fully right; empty where every choice has its own explanation. ``path`` and ``line`` say
    where the author wrote it and do not count when items are compared.
    ``scenario``: the stem that it shares with its neighbours, None for an item of its own. ``hints``: shown one after
    the other to those who try again, where the feedback policy lets them.
    """

    id: str
    kind: str
    objective: str
    use: str
    points: Decimal
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    stem: str
    explanation: str
    wrong_note: str
    body: Any
    scenario: Scenario | None = field(default=None, metadata=LATER)
    hints: tuple[str, ...] = field(default=(), metadata=LATER)
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SectionRule:
    """How the author describes a section: a bank (path from the course folder), filters, and how many to draw.

    ``draw`` None = all. Empty ``objectives`` or ``tags`` = no filter; an item needs one of each that is given.
    """

    title: str
    bank: str
    use: str
    draw: int | None = None
    objectives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mastery: Decimal | None = None
    line: int = field(default=0, compare=False)

    def admits(self, item: Item) -> bool:
        """Whether the item belongs to this section's pool."""
        return (
            item.use == self.use
            and (not self.objectives or item.objective in self.objectives)
            and (not self.tags or any(tag in self.tags for tag in item.tags))
        )


@dataclass(frozen=True, slots=True)
class Header:
    """The front matter of a quiz file: the quiz's policies and sections. Fields as in ``Quiz``."""

    id: str
    title: str
    mastery: Decimal
    attempts: int | None
    retake_wait: timedelta
    feedback: str
    per_page: int
    time_limit: timedelta | None
    shuffle_choices: bool
    sections: tuple[SectionRule, ...]
    grading: Grading = Grading()
    terms: Terms = Terms()


@dataclass(frozen=True, slots=True)
class Bank:
    """One quiz file: its items, and its front matter when it has one."""

    header: Header | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a quiz. ``items`` is the pool after the filters; ``draw`` None = all of them.

    ``mastery`` (0..1) is what this section alone must reach, None = nothing of its own.
    """

    title: str
    items: tuple[Item, ...]
    draw: int | None
    mastery: Decimal | None


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz ready to be delivered and scored.

    ``mastery`` is a share of the maximum (0..1). ``attempts`` None = as many as wanted; ``per_page`` 0 = all on one
    page; ``time_limit`` None = none. ``digest`` is the sha256 (hex) of everything above and of every item of the pools.
    """

    id: str
    title: str
    mastery: Decimal
    attempts: int | None
    retake_wait: timedelta
    feedback: str
    per_page: int
    time_limit: timedelta | None
    shuffle_choices: bool
    sections: tuple[Section, ...]
    digest: str
    grading: Grading = field(default=Grading(), metadata=LATER)
    terms: Terms = field(default=Terms(), metadata=LATER)

    def items(self) -> dict[str, Item]:
        """Every item of the pools by its id."""
        return {item.id: item for section in self.sections for item in section.items}
