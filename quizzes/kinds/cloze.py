"""Cloze: a text with gaps. A gap is typed, compared as in ``fill_in``, or picked from a list as in ``matching``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.folding import DEFAULT_FOLDS, fold
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import as_table, pick_metadata, read_entries, text_id, typed_text
from quizzes.kinds.patterns import fold_pattern, matches, read_folds, show_pattern, write_folds
from quizzes.report import Report

LONGEST_RESPONSE = 200
SCORINGS = ("share", "exact")

_TEXT = re.compile(r": ?(\S.*)")
_ENTRY = re.compile(r"- \{(\d{1,2})\}[ \t]*([=!])(?!>)[ \t]*(.*)")
_GAP = re.compile(r"\{(\d{1,2})\}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: its number, what is accepted, and the wrong texts of its list; without any the gap is typed."""

    id: str
    accepted: tuple[str, ...]
    spare: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    def options(self) -> dict[str, str]:
        """Id -> text of what may be picked; empty for a gap that is typed."""
        return {text_id(text): text for text in (*self.accepted, *self.spare)} if self.spare else {}

    def takes(self, response: str, folds: frozenset[str]) -> bool:
        """Whether a typed text, or the id of a picked one, is right here."""
        if self.spare:
            return response in {text_id(text) for text in self.accepted}
        folded = fold(response, folds)
        return any(matches(fold_pattern(text, folds), folded) for text in self.accepted)


@dataclass(frozen=True, slots=True)
class ClozeBody:
    """``rows``: the paragraphs with ``{1}``, ``{2}``, ... where the gaps are. ``scoring``: a share for each gap, or
    everything or nothing."""

    rows: tuple[str, ...]
    gaps: tuple[Gap, ...]
    folds: frozenset[str] = DEFAULT_FOLDS
    scoring: str = "share"


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap as shown: ``options`` (id, text) is empty for one that is typed; ``given`` is what was typed or the id that
    was picked. ``right`` and ``key`` are None while they are not to be shown."""

    id: str
    field: str
    options: tuple[tuple[str, str], ...]
    given: str
    right: bool | None
    key: str | None


@dataclass(frozen=True, slots=True)
class ClozeView:
    """Each row as pieces in order: a text, or a gap with its form field."""

    rows: tuple[tuple[str | GapView, ...], ...]


class ClozeKind:
    """Score: right gaps / all gaps, or all or nothing."""

    name = "cloze"
    metadata = frozenset({"fold", "scoring"})
    needs_wrong_note = True
    graded_by = RULE
    shuffles = "always"

    def starts_key(self, line: str) -> bool:
        """The first ``: text with {1}`` line."""
        return _TEXT.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> ClozeBody | None:
        """Read the text, then what each gap accepts (``=``) and offers beside it (``!``)."""
        rows = [match.group(1).rstrip() for _, line in source.lines if (match := _TEXT.fullmatch(line))]
        rest = tuple((number, line) for number, line in source.lines if not _TEXT.fullmatch(line))
        found: dict[str, tuple[list[str], list[str], int]] = {}
        for entry in read_entries(KeySource(source.metadata, rest, source.line), _ENTRY, report):
            accepted, spare, _ = found.setdefault(str(int(entry.groups[0])), ([], [], entry.line))
            (accepted if entry.groups[1] == "=" else spare).append(entry.text)
        scoring = pick_metadata(source, "scoring", SCORINGS, "share", report)
        gaps = [Gap(number, tuple(right), tuple(wrong), line) for number, (right, wrong, line) in found.items()]
        gaps.sort(key=lambda gap: int(gap.id))
        return ClozeBody(tuple(rows), tuple(gaps), read_folds(source, report), scoring)

    def check(self, body: ClozeBody, line: int, report: Report) -> None:
        """Every gap stands once in the text and has something that is right; lists hold no text twice."""
        placed = [str(int(number)) for row in body.rows for number in _GAP.findall(row)]
        known = {gap.id for gap in body.gaps}
        if not placed:
            report.add(line, "cloze-no-gap")
        for number in sorted({one for one in placed if placed.count(one) > 1}, key=int):
            report.add(line, "cloze-gap-twice", gap=number)
        for number in sorted(set(placed) - known, key=int):
            report.add(line, "cloze-key-missing", gap=number)
        for gap in body.gaps:
            where = gap.line or line
            if gap.id not in placed:
                report.add(where, "cloze-gap-missing", gap=gap.id)
            if not gap.accepted:
                report.add(where, "cloze-key-missing", gap=gap.id)
            _check_texts(gap, where, body.folds, report)

    def dump(self, body: ClozeBody) -> KeyText:
        """Write the text, then each gap's entries."""
        metadata = list(write_folds(body.folds))
        if body.scoring != "share":
            metadata.append(("scoring", body.scoring))
        lines = [f": {row}" for row in body.rows]
        lines.append("")
        for gap in body.gaps:
            lines += [f"- {{{gap.id}}} = {text}" for text in gap.accepted]
            lines += [f"- {{{gap.id}}} ! {text}" for text in gap.spare]
        return KeyText(tuple(metadata), tuple(lines))

    def order_ids(self, body: ClozeBody) -> tuple[str, ...]:
        """Everything that may be picked: the gap, an ``x``, the option (which is hexadecimal)."""
        return tuple(f"{gap.id}x{option}" for gap in body.gaps for option in gap.options())

    def settle_order(self, body: ClozeBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Any order will do: each gap shows its own options in the order in which they come."""
        return shuffled

    def parse_response(self, body: ClozeBody, fields: Fields) -> Parsed:
        """Fields ``gap-1``, ``gap-2``, ... Response: gap -> what was typed or the id that was picked."""
        response: dict[str, str] = {}
        problem: tuple[str, dict[str, str]] | None = None
        for gap in body.gaps:
            text = typed_text(fields, f"gap-{gap.id}")
            if text is None:
                continue
            options = gap.options()
            if options and text not in options:
                problem = ("cloze-unknown", {"gap": gap.id})
                continue
            response[gap.id] = text
            if len(text) > LONGEST_RESPONSE:
                problem = ("text-too-long", {"most": str(LONGEST_RESPONSE)})
        missing = len(body.gaps) - len(response)
        if problem is None and response and missing:
            problem = ("cloze-incomplete", {"missing": str(missing)})
        return Parsed(response or None, *(problem or (None,)))

    def score(self, body: ClozeBody, response: Any) -> Mark:
        """See the class."""
        hits = sum(self._is_right(body, gap, as_table(response)) for gap in body.gaps)
        line = Line("gaps-right", {"hits": str(hits), "total": str(len(body.gaps))})
        share = Fraction(hits, len(body.gaps))
        return Mark(share if body.scoring == "share" else Fraction(share == 1), (line,))

    @staticmethod
    def _is_right(body: ClozeBody, gap: Gap, given: dict[str, str]) -> bool:
        text = given.get(gap.id, "")
        return bool(text.strip()) and len(text) <= LONGEST_RESPONSE and gap.takes(text, body.folds)

    def view(self, body: ClozeBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> ClozeView:
        """The text in pieces, options in the form's order."""
        given = as_table(response)
        gaps = {gap.id: self._view_gap(body, gap, order, given, shown) for gap in body.gaps}
        return ClozeView(tuple(tuple(_cut(row, gaps)) for row in body.rows))

    def _view_gap(
        self, body: ClozeBody, gap: Gap, order: tuple[str, ...], given: dict[str, str], shown: Disclosure
    ) -> GapView:
        options = gap.options()
        placed = [part.partition("x")[2] for part in order if part.partition("x")[0] == gap.id]
        ids = [part for part in placed if part in options] or list(options)
        key = "、または ".join(show_pattern(text) if not gap.spare else text for text in gap.accepted)
        said = given.get(gap.id, "")
        return GapView(
            gap.id,
            f"gap-{gap.id}",
            tuple((part, options[part]) for part in ids),
            said if not options or said in options else "",
            self._is_right(body, gap, given) if shown.key else None,
            key if shown.key else None,
        )

    def examples(self) -> tuple[Example, ...]:
        """A text with a typed gap and a list, and one that counts as a whole."""
        return (_SAMPLE, _EXACT)


def _check_texts(gap: Gap, line: int, folds: frozenset[str], report: Report) -> None:
    seen: set[tuple[str, ...] | str] = set()
    for text in (*gap.accepted, *gap.spare):
        pieces = (text,) if gap.spare else fold_pattern(text, folds)
        if not any(piece.strip() for piece in pieces):
            report.add(line, "cloze-takes-everything" if text else "cloze-text-missing", gap=gap.id)
        elif pieces in seen:
            report.add(line, "cloze-duplicate", gap=gap.id, text=text)
        seen.add(pieces)


def _cut(row: str, gaps: dict[str, GapView]) -> Iterator[str | GapView]:
    """The texts and gaps of a row in order; a number without a key stays text."""
    for place, piece in enumerate(_GAP.split(row)):
        if place % 2 == 0:
            if piece:
                yield piece
        else:
            number = str(int(piece))
            yield gaps.get(number, f"{{{piece}}}")


_SAMPLE = Example(
    text="""## sample-cloze
kind: cloze
objective: sample
use: test

空欄を埋めてください。

: 紙の情報をデータにすることを {1} といいます。
: 組織とサービスのあり方まで変えることを {2} といい、{2a} とは限りません。

- {1} = デジタイゼーション
- {1} = デジタル化
- {2} = DX
- {2} ! ICT
- {2} ! 新しい機器の購入

### 解説
DXは、あり方を変えることです。

### 誤答のとき
機器を買うことはDXではありません。
""".replace("{2a}", "機器の購入"),
    right=(
        {"gap-1": ["デジタル化"], "gap-2": [text_id("DX")]},
        {"gap-1": ["　ﾃﾞｼﾞﾀｲｾﾞｰｼｮﾝ "], "gap-2": [text_id("DX")]},
    ),
    wrong=({"gap-1": ["電子化"], "gap-2": [text_id("ICT")]},),
    partial=(
        ({"gap-1": ["デジタル化"], "gap-2": [text_id("ICT")]}, Fraction(1, 2)),
        ({"gap-1": [""], "gap-2": [text_id("DX")]}, Fraction(1, 2)),
    ),
    invalid=(
        ({"gap-1": ["デジタル化"]}, "cloze-incomplete"),
        ({"gap-2": ["nothing-like-it"]}, "cloze-unknown"),
        ({"gap-1": ["デ" * 201], "gap-2": [text_id("DX")]}, "text-too-long"),
    ),
    broken=(
        ("{1} といいます", "何といいますか", "cloze-gap-missing"),
        ("- {2} = DX", "- {2} ! DX", "cloze-key-missing"),
        ("機器の購入 とは", "{2} とは", "cloze-gap-twice"),
        ("- {2} ! ICT", "- {2} ! DX", "cloze-duplicate"),
        ("- {1} = デジタル化", "- {1} = *", "cloze-takes-everything"),
        ("- {1} = デジタル化", "- {1} =", "cloze-text-missing"),
        ("use: test", "use: test\nscoring: half", "metadata-value-unknown"),
    ),
)

_EXACT = Example(
    text="""## sample-cloze-exact
kind: cloze
objective: sample
use: test
scoring: exact

書類の名前を完成させてください。

: 枚方市 {1} 人材 {2} 計画

- {1} = デジタル
- {2} = 育成

### 解説
計画の名前は「枚方市デジタル人材育成計画」です。

### 誤答のとき
二つとも合っているときだけ、得点になります。
""",
    right=({"gap-1": ["デジタル"], "gap-2": ["育成"]},),
    wrong=({"gap-1": ["デジタル"], "gap-2": ["確保"]}, {"gap-1": ["ICT"], "gap-2": ["確保"]}),
)
