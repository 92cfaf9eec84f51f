"""Matching: to every left belongs one right. Rights may serve several lefts, and there may be spare ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import as_table, read_entries, text_id
from quizzes.report import Report

FEWEST = 2

_PAIR = re.compile(r"- (.*=>.*)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A left, its id (1, 2, ...) and the text of the right that belongs to it."""

    id: str
    left: str
    right: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MatchingBody:
    """The pairs, and the spare rights that belong to none."""

    pairs: tuple[Pair, ...]
    spare: tuple[str, ...] = ()

    def rights(self) -> dict[str, str]:
        """Id -> text of every right once; an id is made from the text, so it does not tell the pair."""
        texts = [*(pair.right for pair in self.pairs), *self.spare]
        return {text_id(text): text for text in texts}


@dataclass(frozen=True, slots=True)
class MatchingRight:
    """A right as offered for every left."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class MatchingLeft:
    """A left as shown; ``picked`` is a right's id or empty. ``right`` (is the pick right) and ``key`` (the text that
    belongs here) are None while they are not to be shown."""

    id: str
    field: str
    text: str
    picked: str
    right: bool | None
    key: str | None


@dataclass(frozen=True, slots=True)
class MatchingView:
    """One form field per left, its value a right's id or empty."""

    lefts: tuple[MatchingLeft, ...]
    rights: tuple[MatchingRight, ...]


class MatchingKind:
    """Score: right pairs / all lefts."""

    name = "matching"
    metadata: frozenset[str] = frozenset()
    needs_wrong_note = True
    graded_by = RULE
    shuffles = "always"

    def starts_key(self, line: str) -> bool:
        """The first ``- left => right`` line."""
        return _PAIR.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> MatchingBody | None:
        """Read the pairs and the spare rights."""
        pairs: list[Pair] = []
        spare: list[str] = []
        for entry in read_entries(source, _PAIR, report):
            left, right = (part.strip() for part in entry.text.split("=>", 1))
            if not right:
                report.add(entry.line, "matching-right-missing", left=left)
            elif left:
                pairs.append(Pair(str(len(pairs) + 1), left, right, entry.line))
            else:
                spare.append(right)
        return MatchingBody(tuple(pairs), tuple(spare))

    def check(self, body: MatchingBody, line: int, report: Report) -> None:
        """Enough different lefts, more than one right, and spare rights that are really spare."""
        if len(body.pairs) < FEWEST:
            report.add(line, "matching-too-few", count=len(body.pairs), least=FEWEST)
        elif len(body.rights()) < FEWEST:
            report.add(line, "matching-one-right")
        seen: set[str] = set()
        for pair in body.pairs:
            if pair.left in seen:
                report.add(pair.line or line, "matching-left-duplicate", text=pair.left)
            seen.add(pair.left)
        taken = {pair.right for pair in body.pairs}
        for text in body.spare:
            if text in taken:
                report.add(line, "matching-spare-duplicate", text=text)
            taken.add(text)

    def dump(self, body: MatchingBody) -> KeyText:
        """Write pairs, then spare rights."""
        lines = [f"- {pair.left} => {pair.right}" for pair in body.pairs]
        lines += [f"- => {text}" for text in body.spare]
        return KeyText((), tuple(line for entry in lines for line in entry.replace("\n", "\n  ").split("\n")))

    def order_ids(self, body: MatchingBody) -> tuple[str, ...]:
        """The rights."""
        return tuple(body.rights())

    def settle_order(self, body: MatchingBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Any order will do: the list is the same beside every left."""
        return shuffled

    def parse_response(self, body: MatchingBody, fields: Fields) -> Parsed:
        """Fields ``left-1``, ``left-2``, ... Response: left id -> right id, only what was picked."""
        rights = body.rights()
        response: dict[str, str] = {}
        unknown = False
        for pair in body.pairs:
            value = next(iter(fields.get(f"left-{pair.id}", ())), "")
            if value in rights:
                response[pair.id] = value
            elif value:
                unknown = True
        if unknown:
            return Parsed(response or None, "matching-unknown")
        missing = len(body.pairs) - len(response)
        if response and missing:
            return Parsed(response, "matching-incomplete", {"missing": str(missing)})
        return Parsed(response or None)

    def score(self, body: MatchingBody, response: Any) -> Mark:
        """See the class."""
        picked = as_table(response)
        hits = sum(picked.get(pair.id) == text_id(pair.right) for pair in body.pairs)
        counts = {"hits": str(hits), "total": str(len(body.pairs))}
        return Mark(Fraction(hits, len(body.pairs)), (Line("pairs-right", counts),))

    def view(self, body: MatchingBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> MatchingView:
        """Lefts in the author's order, rights in the form's."""
        rights = body.rights()
        picked = as_table(response)
        lefts = tuple(
            MatchingLeft(
                pair.id,
                f"left-{pair.id}",
                pair.left,
                picked.get(pair.id, "") if picked.get(pair.id, "") in rights else "",
                picked.get(pair.id) == text_id(pair.right) if shown.key else None,
                pair.right if shown.key else None,
            )
            for pair in body.pairs
        )
        return MatchingView(lefts, tuple(MatchingRight(part, rights[part]) for part in order or rights))

    def examples(self) -> tuple[Example, ...]:
        """Three pairs with a spare right."""
        return (_SAMPLE,)


def _fields(*texts: str) -> Fields:
    return {f"left-{place}": [text_id(text) if text else ""] for place, text in enumerate(texts, 1)}


_SAMPLE = Example(
    text="""## sample-matching
kind: matching
objective: sample
use: test

言葉と説明を組み合わせてください。

- デジタイゼーション => 紙の情報をデータにする
- デジタライゼーション => 仕事の進め方をデジタルに変える
- DX => 組織とサービスのあり方を変える
- => 新しい機器を買う

### 解説
三つは段階ではなく、ねらいの広さが違います。

### 誤答のとき
機器の導入そのものは、どの言葉の説明にもなりません。
""",
    right=(_fields("紙の情報をデータにする", "仕事の進め方をデジタルに変える", "組織とサービスのあり方を変える"),),
    wrong=(_fields("新しい機器を買う", "紙の情報をデータにする", "仕事の進め方をデジタルに変える"),),
    partial=(
        (_fields("紙の情報をデータにする", "新しい機器を買う", "新しい機器を買う"), Fraction(1, 3)),
        (_fields("紙の情報をデータにする", "仕事の進め方をデジタルに変える", ""), Fraction(2, 3)),
    ),
    invalid=(
        (_fields("紙の情報をデータにする", "", ""), "matching-incomplete"),
        ({"left-1": ["nothing-like-it"]}, "matching-unknown"),
    ),
    broken=(
        ("- => 新しい機器を買う", "- => 紙の情報をデータにする", "matching-spare-duplicate"),
        ("- DX =>", "- デジタイゼーション =>", "matching-left-duplicate"),
        ("新しい機器を買う", "", "matching-right-missing"),
        ("### 誤答のとき", "### ほか", "wrong-note-missing"),
    ),
)
