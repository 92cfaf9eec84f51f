"""Sequencing: put the entries in order. The learner types or picks each entry's position: no dragging needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import as_table, as_texts, pick_metadata, read_entries, text_id, write_entry
from quizzes.numbers import narrow
from quizzes.report import Report

EXACT, POSITION, RELATIVE, RUN, SUBSET = "exact", "position", "relative", "run", "subset"
SCORINGS = (EXACT, POSITION, RELATIVE, RUN, SUBSET)
FEWEST, MOST = 3, 20

_ENTRY = re.compile(r"\d{1,4}[.)] +(.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class SequenceEntry:
    """One entry. The author's order is the key, so ``id`` is made from the text and not from the position."""

    id: str
    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SequencingBody:
    """The entries in the right order. ``scoring``: one of ``SCORINGS``; see the kind."""

    entries: tuple[SequenceEntry, ...]
    scoring: str = EXACT


@dataclass(frozen=True, slots=True)
class SequenceOption:
    """An entry as shown; ``position`` is what the learner gave, as typed, or empty. ``right`` and ``key`` (the right
    position, from 1) are None while they are not to be shown."""

    id: str
    field: str
    text: str
    position: str
    right: bool | None
    key: int | None


@dataclass(frozen=True, slots=True)
class SequencingView:
    """One form field per entry, its value a position ``1`` .. ``count`` or empty."""

    entries: tuple[SequenceOption, ...]
    count: int


class SequencingKind:
    """Exact: all in order or nothing. Position: entries on their absolute place / all entries. Relative: entries that
    the right one follows / all entries but the last. Run: the longest unbroken piece of the right order, subset: the
    longest piece with gaps, of two entries at least / all entries.

    A response that is not complete yet is kept as ``{"positions": {entry id: text}}``. It earns nothing when
    scoring is exact; else it earns what stands alone on its place.
    """

    name = "sequencing"
    metadata = frozenset({"scoring"})
    needs_wrong_note = True
    graded_by = RULE
    shuffles = "always"

    def starts_key(self, line: str) -> bool:
        """The first numbered line."""
        return _ENTRY.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> SequencingBody | None:
        """Read the numbered list; the numbers themselves do not count."""
        scoring = pick_metadata(source, "scoring", SCORINGS, EXACT, report)
        entries = (
            SequenceEntry(text_id(part.text), part.text, part.line) for part in read_entries(source, _ENTRY, report)
        )
        return SequencingBody(tuple(entries), scoring)

    def check(self, body: SequencingBody, line: int, report: Report) -> None:
        """A sensible number of different entries."""
        if not FEWEST <= len(body.entries) <= MOST:
            report.add(line, "sequencing-count", count=len(body.entries), least=FEWEST, most=MOST)
        seen: set[str] = set()
        for entry in body.entries:
            if not entry.text:
                report.add(entry.line or line, "sequencing-text-missing")
            elif entry.id in seen:
                report.add(entry.line or line, "sequencing-duplicate", text=entry.text)
            seen.add(entry.id)

    def dump(self, body: SequencingBody) -> KeyText:
        """Write the list, numbered from 1."""
        metadata = (("scoring", body.scoring),) if body.scoring != EXACT else ()
        lines = [
            line
            for place, entry in enumerate(body.entries, 1)
            for line in write_entry(f"{place}. ", entry.text, indent="   ")
        ]
        return KeyText(metadata, tuple(lines))

    def order_ids(self, body: SequencingBody) -> tuple[str, ...]:
        """The entries."""
        return tuple(entry.id for entry in body.entries)

    def settle_order(self, body: SequencingBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Never show the key itself: a shuffle that came out in order is turned by one."""
        return (*shuffled[1:], shuffled[0]) if shuffled == self.order_ids(body) else shuffled

    def parse_response(self, body: SequencingBody, fields: Fields) -> Parsed:
        """Fields ``pos-<entry id>``. Response: entry ids in the learner's order, or the positions typed so far."""
        typed = {entry.id: _typed(fields, entry.id) for entry in body.entries}
        given = {part: text for part, text in typed.items() if text}
        if not given:
            return Parsed(None)
        places = _places(given, len(body.entries))
        if len(set(places.values())) == len(typed):
            return Parsed(sorted(typed, key=places.__getitem__))
        kept = {"positions": given}
        if len(places) < len(given):
            return Parsed(kept, "sequence-position-unknown", {"most": str(len(body.entries))})
        if len(set(places.values())) < len(places):
            return Parsed(kept, "sequence-position-twice")
        return Parsed(kept, "sequence-incomplete", {"missing": str(len(typed) - len(given))})

    def score(self, body: SequencingBody, response: Any) -> Mark:
        """See the class."""
        placed = _placed(body, response)
        total = len(body.entries)
        hits = sum(placed.get(entry.id) == place for place, entry in enumerate(body.entries, 1))
        counts = {"hits": str(hits), "total": str(total)}
        if body.scoring == POSITION:
            return Mark(Fraction(hits, total), (Line("positions-right", counts),))
        if body.scoring != EXACT:
            return _score_pieces(body, placed)
        if len(placed) < total:
            return Mark(Fraction(0), (Line("sequence-unfinished", counts),))
        full = hits == total == len(_typed_positions(response))
        return Mark(Fraction(full), (Line("sequence-right" if full else "sequence-wrong", counts),))

    def view(self, body: SequencingBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> SequencingView:
        """The entries in the form's order with the positions that the learner gave."""
        typed = _typed_positions(response)
        placed = _placed(body, response)
        keys = {entry.id: place for place, entry in enumerate(body.entries, 1)}
        texts = {entry.id: entry.text for entry in body.entries}
        options = tuple(
            SequenceOption(
                part,
                f"pos-{part}",
                texts[part],
                typed.get(part, ""),
                placed.get(part) == keys[part] if shown.key else None,
                keys[part] if shown.key else None,
            )
            for part in order or self.order_ids(body)
        )
        return SequencingView(options, len(options))

    def examples(self) -> tuple[Example, ...]:
        """One for each scoring."""
        return (_EXACT, _POSITION, _RELATIVE, _RUN, _SUBSET)


def _score_pieces(body: SequencingBody, placed: Mapping[str, int]) -> Mark:
    """What follows what: the right order as numbers, in the order given; a place without an entry breaks a run."""
    total = len(body.entries)
    by_place = {placed[entry.id]: own for own, entry in enumerate(body.entries, 1) if entry.id in placed}
    given = [by_place.get(place, 0) for place in range(1, total + 1)]
    if body.scoring == RELATIVE:
        hits = sum(bool(one) and after == one + 1 for one, after in pairwise(given))
        return Mark(Fraction(hits, total - 1), (Line("sequence-neighbours", _counts(hits, total - 1)),))
    longest = _longest_run(given) if body.scoring == RUN else _longest_subset(given)
    longest = longest if longest > 1 else 0
    return Mark(Fraction(longest, total), (Line(f"sequence-{body.scoring}", _counts(longest, total)),))


def _counts(hits: int, total: int) -> dict[str, str]:
    return {"hits": str(hits), "total": str(total)}


def _longest_run(given: Iterable[int]) -> int:
    longest = length = before = 0
    for one in given:
        length = length + 1 if one and before and one == before + 1 else int(bool(one))
        longest, before = max(longest, length), one
    return longest


def _longest_subset(given: Iterable[int]) -> int:
    """The length of the longest rising sequence: ``ends[n]`` is the smallest last number of one of length n + 1."""
    ends: list[int] = []
    for one in given:
        if one:
            ends[bisect_left(ends, one) : bisect_left(ends, one) + 1] = [one]
    return len(ends)


def _typed(fields: Fields, part: str) -> str:
    return next(iter(fields.get(f"pos-{part}", ())), "").replace("\x00", "").strip()


def _places(given: Mapping[str, str], count: int) -> dict[str, int]:
    """The positions that can be read: whole numbers from 1 to ``count``."""
    allowed = {str(place): place for place in range(1, count + 1)}
    return {part: allowed[narrow(text)] for part, text in given.items() if narrow(text) in allowed}


def _typed_positions(response: Any) -> dict[str, str]:
    if isinstance(response, dict):
        return as_table(response.get("positions"))
    return {part: str(place) for place, part in enumerate(as_texts(response), 1)}


def _placed(body: SequencingBody, response: Any) -> dict[str, int]:
    """Entry id -> position, for every entry that stands alone on a position that exists."""
    places = _places(_typed_positions(response), len(body.entries))
    alone = Counter(places.values())
    known = {entry.id for entry in body.entries}
    return {part: place for part, place in places.items() if alone[place] == 1 and part in known}


_STEPS = ("報告する", "切り離す", "記録する", "復旧する")


def _fields(*positions: str) -> Fields:
    return {f"pos-{text_id(text)}": [position] for text, position in zip(_STEPS, positions, strict=True)}


_EXACT = Example(
    text="""## sample-sequencing
kind: sequencing
objective: sample
use: test

端末の異常に気づいたときの動きを、順に並べてください。

1. 報告する
2. 切り離す
3. 記録する
4. 復旧する

### 解説
ひとりで直そうとせず、まず知らせます。

### 誤答のとき
復旧を急ぐと、原因の跡が消えます。
""",
    right=(_fields("1", "2", "3", "4"), _fields("１", "２", " ３", "４")),
    wrong=(_fields("2", "1", "3", "4"), _fields("1", "2", "3", "")),
    invalid=(
        (_fields("1", "2", "3", ""), "sequence-incomplete"),
        (_fields("1", "2", "3", "3"), "sequence-position-twice"),
        (_fields("1", "2", "3", "5"), "sequence-position-unknown"),
    ),
    broken=(
        ("3. 記録する\n4. 復旧する\n", "", "sequencing-count"),
        ("3. 記録する", "3. 報告する", "sequencing-duplicate"),
        ("use: test", "use: test\nscoring: lucky", "metadata-value-unknown"),
    ),
)

_POSITION = Example(
    text=_EXACT.text.replace("use: test", "use: test\nscoring: position"),
    right=_EXACT.right,
    wrong=(_fields("2", "3", "4", "1"),),
    partial=(
        (_fields("1", "2", "4", "3"), Fraction(1, 2)),
        (_fields("1", "", "", ""), Fraction(1, 4)),
        (_fields("1", "1", "3", ""), Fraction(1, 4)),
    ),
    invalid=_EXACT.invalid,
)

_RELATIVE = Example(
    text=_EXACT.text.replace("use: test", "use: test\nscoring: relative"),
    right=_EXACT.right,
    wrong=(_fields("4", "3", "2", "1"), _fields("1", "", "", "")),
    partial=(
        (_fields("4", "1", "2", "3"), Fraction(2, 3)),
        (_fields("2", "1", "3", "4"), Fraction(1, 3)),
        (_fields("1", "2", "", "3"), Fraction(1, 3)),
    ),
)

_RUN = Example(
    text=_EXACT.text.replace("use: test", "use: test\nscoring: run"),
    right=_EXACT.right,
    wrong=(_fields("4", "3", "2", "1"), _fields("2", "4", "1", "3")),
    partial=((_fields("4", "1", "2", "3"), Fraction(3, 4)), (_fields("3", "4", "1", "2"), Fraction(1, 2))),
)

_SUBSET = Example(
    text=_EXACT.text.replace("use: test", "use: test\nscoring: subset"),
    right=_EXACT.right,
    wrong=(_fields("4", "3", "2", "1"),),
    partial=((_fields("1", "3", "2", "4"), Fraction(3, 4)), (_fields("2", "4", "1", "3"), Fraction(1, 2))),
)
