"""Likert: say how far one agrees, on a scale with labels. Never scored, and no part of any maximum."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.kinds.contract import NOBODY, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import as_texts, read_entries
from quizzes.report import Report

FEWEST, MOST = 2, 11

_STEP = re.compile(r"- \([ \t]*\)[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class LikertBody:
    """``labels``: the steps of the scale from one end to the other."""

    labels: tuple[str, ...]
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LikertStep:
    """A step as shown; ``id`` counts from 1."""

    id: str
    text: str
    picked: bool


@dataclass(frozen=True, slots=True)
class LikertView:
    """One form field, given once; the steps always stand in the author's order."""

    field: str
    choices: tuple[LikertStep, ...]


class LikertKind:
    """Whatever is picked is noted and earns nothing."""

    name = "likert"
    metadata: frozenset[str] = frozenset()
    needs_wrong_note = False
    graded_by = NOBODY
    shuffles = "never"

    def starts_key(self, line: str) -> bool:
        """The first ``- ( ) label`` line."""
        return _STEP.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> LikertBody | None:
        """Read the scale."""
        entries = read_entries(source, _STEP, report)
        return LikertBody(tuple(one.text for one in entries), tuple(one.line for one in entries))

    def check(self, body: LikertBody, line: int, report: Report) -> None:
        """A sensible number of different labels."""
        if not FEWEST <= len(body.labels) <= MOST:
            report.add(line, "likert-count", count=len(body.labels), least=FEWEST, most=MOST)
        seen: set[str] = set()
        for place, label in enumerate(body.labels):
            where = body.lines[place] if place < len(body.lines) else line
            if not label:
                report.add(where, "likert-label-missing")
            elif label in seen:
                report.add(where, "likert-duplicate", text=label)
            seen.add(label)

    def dump(self, body: LikertBody) -> KeyText:
        """Write the scale."""
        return KeyText((), tuple(line for label in body.labels for line in _write(label)))

    def order_ids(self, body: LikertBody) -> tuple[str, ...]:
        """A scale has one order only."""
        return ()

    def settle_order(self, body: LikertBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """A scale has one order only."""
        return shuffled

    def parse_response(self, body: LikertBody, fields: Fields) -> Parsed:
        """Field ``choice``. Response: a list with the number of the picked step."""
        posted = [value for value in fields.get("choice", ()) if value]
        picked = [step for step in step_ids(body) if step in posted]
        response = picked or None
        if any(value not in step_ids(body) for value in posted):
            return Parsed(response, "choice-unknown")
        if len(picked) > 1:
            return Parsed(response, "choice-more-than-one")
        return Parsed(response)

    def score(self, body: LikertBody, response: Any) -> Mark:
        """Noted."""
        return Mark(Fraction(0), (Line("noted"),))

    def view(self, body: LikertBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> LikertView:
        """The scale in the author's order."""
        picked = set(as_texts(response))
        steps = zip(step_ids(body), body.labels, strict=True)
        return LikertView("choice", tuple(LikertStep(step, label, step in picked) for step, label in steps))

    def examples(self) -> tuple[Example, ...]:
        """A scale of five."""
        return (_SCALE,)


def step_ids(body: LikertBody) -> tuple[str, ...]:
    """The numbers of the steps, from 1."""
    return tuple(str(number) for number in range(1, len(body.labels) + 1))


def _write(label: str) -> list[str]:
    first, *more = label.split("\n")
    return [f"- ( ) {first}", *(f"  {line}" for line in more)]


_SCALE = Example(
    text="""## sample-likert
kind: likert
objective: sample
use: practice

この章の内容は、あなたの仕事に役立ちそうですか。

- ( ) まったくそう思わない
- ( ) あまりそう思わない
- ( ) どちらとも言えない
- ( ) ややそう思う
- ( ) とてもそう思う
""",
    right=({"choice": ["1"]}, {"choice": ["5"]}),
    wrong=(),
    invalid=(({"choice": ["6"]}, "choice-unknown"), ({"choice": ["1", "2"]}, "choice-more-than-one")),
    broken=(
        (
            "- ( ) まったくそう思わない\n- ( ) あまりそう思わない\n- ( ) どちらとも言えない\n- ( ) ややそう思う\n",
            "",
            "likert-count",
        ),
        ("- ( ) ややそう思う", "- ( )", "likert-label-missing"),
        ("- ( ) ややそう思う", "- ( ) とてもそう思う", "likert-duplicate"),
        ("- ( ) ややそう思う", "- ( ) ややそう思う\n  > 説明", "choice-explanation-unexpected"),
    ),
)
