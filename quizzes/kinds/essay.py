"""Essay: write a longer text. People grade it against a rubric; no rule ever does."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.kinds.contract import PEOPLE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import Entry, read_entries, typed_text
from quizzes.numbers import read_number
from quizzes.report import Report

LONGEST_RESPONSE = 10_000
"""Characters that any response may have; a larger ``most`` is a problem."""
MOST_CRITERIA, MOST_LEVELS, MOST_POINTS = 12, 10, 1_000

_HEAD = re.compile(r"- (観点|模範解答)[ \t]*[:：][ \t]*(.*)")
_LEVEL = re.compile(r"-[ \t]+([^\s:：]+)[ \t]*[:：][ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Level:
    """How well a criterion may be met, in words, and what that earns."""

    points: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a response is looked at for; ``levels`` in the author's order."""

    text: str
    levels: tuple[Level, ...]
    line: int = field(default=0, compare=False)

    @property
    def most(self) -> Decimal:
        """What the best level earns."""
        return max((level.points for level in self.levels), default=Decimal(0))


@dataclass(frozen=True, slots=True)
class EssayBody:
    """``criteria``: the rubric. ``model``: a model answer in Markdown, shown once all is graded; empty without one.

    ``least``, ``most``: characters without white space; 0 = no limit of its own.
    """

    criteria: tuple[Criterion, ...]
    model: str = ""
    least: int = 0
    most: int = 0

    @property
    def maximum(self) -> Decimal:
        """What the best levels earn together."""
        return sum((criterion.most for criterion in self.criteria), Decimal(0))


@dataclass(frozen=True, slots=True)
class EssayView:
    """One form field; ``text`` is what the learner typed, ``count`` its characters. ``model`` is None while it is not
    to be shown."""

    field: str
    text: str
    count: int
    least: int
    most: int
    criteria: tuple[Criterion, ...]
    maximum: Decimal
    model: str | None


class EssayKind:
    """A response waits for people; their grade, a share of the rubric's points, is the score."""

    name = "essay"
    metadata = frozenset({"least", "most"})
    needs_wrong_note = False
    graded_by = PEOPLE
    shuffles = "never"

    def starts_key(self, line: str) -> bool:
        """The first ``- 観点: text`` line, or the model answer's."""
        return _HEAD.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> EssayBody | None:
        """Read the criteria with their levels, and the model answer behind ``>`` signs."""
        criteria: list[Criterion] = []
        models: list[str] = []
        for entry in read_entries(source, _HEAD, report, explained=True):
            if entry.groups[0] == "観点":
                criteria.append(_criterion(entry, report))
            else:
                models.append("\n".join(part for part in (entry.text, entry.explanation) if part))
                if len(models) > 1:
                    report.add(entry.line, "essay-model-twice")
        least, most = (self._limit(source, name, report) for name in ("least", "most"))
        return EssayBody(tuple(criteria), "".join(models[:1]), least, most)

    @staticmethod
    def _limit(source: KeySource, name: str, report: Report) -> int:
        line, text = source.metadata.get(name, (source.line, "0"))
        value = read_number(text)
        if isinstance(value, Decimal) and value == int(value) and 0 <= value <= LONGEST_RESPONSE:
            return int(value)
        report.add(line, "essay-limit-invalid", key=name, value=text, most=LONGEST_RESPONSE)
        return 0

    def check(self, body: EssayBody, line: int, report: Report) -> None:
        """A rubric that can tell responses apart, and lengths that can be kept."""
        if not body.criteria:
            report.add(line, "essay-rubric-missing")
        if len(body.criteria) > MOST_CRITERIA:
            report.add(line, "essay-criteria-too-many", count=len(body.criteria), most=MOST_CRITERIA)
        if body.most and body.least > body.most:
            report.add(line, "essay-limits-crossed", least=body.least, most=body.most)
        seen: set[str] = set()
        for criterion in body.criteria:
            _check_criterion(criterion, criterion.line or line, report)
            if criterion.text in seen:
                report.add(criterion.line or line, "essay-criterion-duplicate", text=criterion.text)
            seen.add(criterion.text)

    def dump(self, body: EssayBody) -> KeyText:
        """Write lengths, criteria and model answer."""
        metadata = [(name, str(value)) for name, value in (("least", body.least), ("most", body.most)) if value]
        lines: list[str] = []
        for criterion in body.criteria:
            lines.append(f"- 観点: {criterion.text}")
            lines += [f"  - {level.points:f}: {level.text}" for level in criterion.levels]
        if body.model:
            lines += ["- 模範解答:", *(f"  > {line}".rstrip() for line in body.model.split("\n"))]
        return KeyText(tuple(metadata), tuple(lines))

    def order_ids(self, body: EssayBody) -> tuple[str, ...]:
        """Nothing to put in order."""
        return ()

    def settle_order(self, body: EssayBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Nothing to put in order."""
        return shuffled

    def parse_response(self, body: EssayBody, fields: Fields) -> Parsed:
        """Field ``text``. Response: what was typed, its lines ended alike; too short or too long, it is kept and named.

        Browsers send other line ends from a form than from a script; that alone is no other response.
        """
        text = typed_text(fields)
        if text is None:
            return Parsed(None)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        count = count_characters(text)
        most = body.most or LONGEST_RESPONSE
        if count < body.least:
            return Parsed(text, "essay-too-short", {"count": str(count), "least": str(body.least)})
        if count > most:
            return Parsed(text, "essay-too-long", {"count": str(count), "most": str(most)})
        return Parsed(text)

    def score(self, body: EssayBody, response: Any) -> Mark:
        """Nothing until people have graded it."""
        return Mark(Fraction(0), (Line("waiting"),))

    def view(self, body: EssayBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> EssayView:
        """The box with what was typed, and what it will be looked at for."""
        text = response if isinstance(response, str) else ""
        model = body.model if shown.key else None
        return EssayView(
            "text", text, count_characters(text), body.least, body.most, body.criteria, body.maximum, model
        )

    def examples(self) -> tuple[Example, ...]:
        """A report with two criteria, lengths and a model answer."""
        return (_REPORT, _SHORT)


def count_characters(text: str) -> int:
    """How many characters people would count: without white space, a letter with its marks as one."""
    plain = unicodedata.normalize("NFC", text)
    return sum(not sign.isspace() and unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Cc") for sign in plain)


def rubric_share(body: EssayBody, levels: tuple[int, ...]) -> Fraction:
    """The share (0..1) that one level of each criterion earns together.

    Raises ``ValueError`` when a criterion has no level, or one that there is not.
    """
    if len(levels) != len(body.criteria) or not body.maximum:
        raise ValueError("a level for each criterion")
    if any(not 0 <= number < len(one.levels) for number, one in zip(levels, body.criteria, strict=True)):
        raise ValueError("no such level")
    earned = sum(
        (Fraction(one.levels[number].points) for number, one in zip(levels, body.criteria, strict=True)), Fraction(0)
    )
    return earned / Fraction(body.maximum)


def _criterion(entry: Entry, report: Report) -> Criterion:
    levels: list[Level] = []
    for down, text in enumerate(entry.texts[1:], 1):
        match = _LEVEL.fullmatch(text)
        points = read_number(match[1]) if match else ""
        if match is None or isinstance(points, str):
            report.add(entry.line + down, "essay-level-unknown", text=text[:60])
        else:
            levels.append(Level(points, match[2].strip()))
    if entry.quotes:
        report.add(entry.line, "choice-explanation-unexpected")
    return Criterion(entry.texts[0], tuple(levels), entry.line)


def _check_criterion(criterion: Criterion, line: int, report: Report) -> None:
    points = [level.points for level in criterion.levels]
    if not criterion.text or any(not level.text for level in criterion.levels):
        report.add(line, "essay-text-missing", text=criterion.text)
    if not 2 <= len(points) <= MOST_LEVELS:
        report.add(line, "essay-levels-count", text=criterion.text, count=len(points), most=MOST_LEVELS)
    elif len(set(points)) < len(points):
        report.add(line, "essay-level-duplicate", text=criterion.text)
    if any(not 0 <= one <= MOST_POINTS or one != round(one, 4) for one in points) or (points and max(points) <= 0):
        report.add(line, "essay-level-points", text=criterion.text, most=MOST_POINTS)


_REPORT = Example(
    text="""## sample-essay
kind: essay
objective: sample
use: test
points: 10
least: 10
most: 400

あなたの所属の業務から一つを選び、どこをどう変えられるかを書いてください。

- 観点: 課題のとらえ方
  - 4: だれの、どのような手間かが、数や時間とともに書かれている
  - 2: 課題は書かれているが、だれの手間かが分からない
  - 0: 課題が書かれていない
- 観点: 変え方の具体性
  - 6: 手順のどこを変えるかと、確かめ方が書かれている
  - 3: 手順のどこを変えるかだけが書かれている
  - 0: 変え方が書かれていない
- 模範解答:
  > 窓口の申請では、同じ住所を三か所に書いていただいています。
  >
  > 一度だけ書く様式に改め、待ち時間を一か月測って比べます。

### 解説
道具の名前ではなく、だれの手間が減るかから考えます。
""",
    right=(
        {"text": ["同じ住所を三度書く様式を、一度で済むように改めます。"]},
        {"text": ["髙﨑さんと𠮷田さんの手間を、週に二時間減らします。\r\n\r\n測って確かめます。"]},
    ),
    wrong=(),
    invalid=(
        ({"text": ["短い文です。"]}, "essay-too-short"),
        ({"text": ["長" * 401]}, "essay-too-long"),
    ),
    broken=(
        ("least: 10", "least: 500", "essay-limits-crossed"),
        ("most: 400", "most: たくさん", "essay-limit-invalid"),
        ("most: 400", "most: 10001", "essay-limit-invalid"),
        (
            "  - 2: 課題は書かれているが、だれの手間かが分からない\n  - 0: 課題が書かれていない\n",
            "",
            "essay-levels-count",
        ),
        ("  - 2: 課題は", "  - 4: 課題は", "essay-level-duplicate"),
        ("  - 2: 課題は", "  - 二点。課題は", "essay-level-unknown"),
        ("  - 2: 課題は", "  - -1: 課題は", "essay-level-points"),
        ("- 観点: 変え方の具体性", "- 観点:", "essay-text-missing"),
        ("- 観点: 変え方の具体性", "- 観点: 課題のとらえ方", "essay-criterion-duplicate"),
        ("- 模範解答:", "- 模範解答:\n  > もう一つ\n- 模範解答:", "essay-model-twice"),
    ),
)

_SHORT = Example(
    text="""## sample-essay-short
kind: essay
objective: sample
use: practice

研修で分かったことを、自分のことばで書いてください。

- 観点: 自分のことば
  - 1: 自分の仕事に当てはめている
  - 0.5: 教材のことばを言い換えている
  - 0: 教材のことばを写している

### 解説
自分の仕事に当てはめると、忘れにくくなります。
""",
    right=({"text": ["知らせることが一番の守りだと分かりました。"]}, {"text": ["あ"]}),
    wrong=(),
    invalid=(({"text": ["あ" * (LONGEST_RESPONSE + 1)]}, "essay-too-long"),),
    broken=(
        (
            "- 観点: 自分のことば\n  - 1: 自分の仕事に当てはめている\n"
            "  - 0.5: 教材のことばを言い換えている\n  - 0: 教材のことばを写している\n",
            "- 模範解答:\n  > 模範\n",
            "essay-rubric-missing",
        ),
        ("- 観点: 自分のことば", "- 観点: 自分のことば\n  > 説明", "choice-explanation-unexpected"),
    ),
)
