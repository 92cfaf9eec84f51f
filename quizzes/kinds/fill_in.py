"""Fill in: type a short text, compared with what the author accepts after Japanese-aware folding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.folding import DEFAULT_FOLDS, fold
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import read_entries, typed_text
from quizzes.kinds.patterns import fold_pattern, matches, read_folds, show_pattern, write_folds
from quizzes.report import Report

LONGEST_RESPONSE = 1_000

_ACCEPTED = re.compile(r"- =(?!>)[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class FillInBody:
    """``accepted``: patterns in the author's order; ``*`` any run of signs, ``\\*`` an asterisk, ``\\\\`` a backslash.

    ``folds``: names of ``quizzes.folding`` used before comparing.
    """

    accepted: tuple[str, ...]
    folds: frozenset[str] = DEFAULT_FOLDS
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class FillInView:
    """One form field; ``text`` is what the learner typed. ``accepted``, for people to read, is None while it is not to
    be shown."""

    field: str
    text: str
    accepted: tuple[str, ...] | None


class FillInKind:
    """Right when one accepted pattern matches, else nothing."""

    name = "fill_in"
    metadata = frozenset({"fold"})
    needs_wrong_note = True
    graded_by = RULE
    shuffles = "never"

    def starts_key(self, line: str) -> bool:
        """The first ``- = text`` line."""
        return _ACCEPTED.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> FillInBody | None:
        """Read the accepted texts and the folds."""
        folds = read_folds(source, report)
        entries = read_entries(source, _ACCEPTED, report)
        return FillInBody(tuple(part.text for part in entries), folds, tuple(part.line for part in entries))

    def check(self, body: FillInBody, line: int, report: Report) -> None:
        """At least one accepted text; none that is empty, takes everything, or says the same as another."""
        if not body.accepted:
            report.add(line, "fill-in-nothing-accepted")
        seen: set[tuple[str, ...]] = set()
        for place, text in enumerate(body.accepted):
            where = body.lines[place] if place < len(body.lines) else line
            pieces = fold_pattern(text, body.folds)
            if pieces == ("",):
                report.add(where, "fill-in-text-missing")
            elif not any(piece.strip() for piece in pieces):
                report.add(where, "fill-in-takes-everything", text=text)
            elif pieces in seen:
                report.add(where, "fill-in-duplicate", text=text)
            seen.add(pieces)

    def dump(self, body: FillInBody) -> KeyText:
        """Write the folds that differ from the usual ones, and the accepted texts."""
        return KeyText(write_folds(body.folds), tuple(f"- = {text}" for text in body.accepted))

    def order_ids(self, body: FillInBody) -> tuple[str, ...]:
        """Nothing to put in order."""
        return ()

    def settle_order(self, body: FillInBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Nothing to put in order."""
        return shuffled

    def parse_response(self, body: FillInBody, fields: Fields) -> Parsed:
        """Field ``text``. Response: exactly what was typed."""
        text = typed_text(fields)
        if text is not None and len(text) > LONGEST_RESPONSE:
            return Parsed(text, "text-too-long", {"most": str(LONGEST_RESPONSE)})
        return Parsed(text)

    def score(self, body: FillInBody, response: Any) -> Mark:
        """See the class."""
        if not isinstance(response, str) or len(response) > LONGEST_RESPONSE:
            return Mark(Fraction(0), (Line("text-unmatched"),))
        folded = fold(response, body.folds)
        full = any(matches(fold_pattern(text, body.folds), folded) for text in body.accepted)
        return Mark(Fraction(full), (Line("text-matched" if full else "text-unmatched"),))

    def view(self, body: FillInBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> FillInView:
        """The box with what was typed."""
        accepted = tuple(show_pattern(text) for text in body.accepted) if shown.key else None
        return FillInView("text", response if isinstance(response, str) else "", accepted)

    def examples(self) -> tuple[Example, ...]:
        """A word with a pattern, and a reading in either kana."""
        return (_WORD, _READING)


_WORD = Example(
    text="""## sample-fill-in
kind: fill_in
objective: sample
use: test

デジタルトランスフォーメーションを英字二文字で書いてください。

- = DX
- = D*X*形

### 解説
transの部分を英語圏ではXと書きます。

### 誤答のとき
DTではありません。
""",
    right=({"text": ["DX"]}, {"text": ["　ｄｘ "]}, {"text": ["Ｄ の X という 形"]}),
    wrong=({"text": ["DT"]}, {"text": ["D*"]}, {"text": ["DX型"]}),
    invalid=(({"text": ["D" * 1001]}, "text-too-long"),),
    broken=(
        ("- = DX\n- = D*X*形\n", "", "fill-in-nothing-accepted"),
        ("- = DX", "- = **", "fill-in-takes-everything"),
        ("- = DX", "- =", "fill-in-text-missing"),
        ("- = D*X*形", "- = ｄｘ", "fill-in-duplicate"),
        ("use: test", "use: test\nfold: magic", "metadata-value-unknown"),
    ),
)

_READING = Example(
    text="""## sample-fill-in-reading
kind: fill_in
objective: sample
use: test
fold: kana

枚方の読みをかなで書いてください。

- = ひらかた

### 解説
「ひらかた」と読みます。

### 誤答のとき
「まいかた」ではありません。
""",
    right=({"text": ["ひらかた"]}, {"text": ["ヒラカタ"]}, {"text": ["ﾋﾗｶﾀ"]}),
    wrong=({"text": ["まいかた"]}, {"text": ["ひらがた"]}),
)
