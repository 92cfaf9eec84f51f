"""Numeric: type a number; a unit may be typed with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.folding import fold
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import pick_metadata, typed_text
from quizzes.model import LATER
from quizzes.numbers import UNREADABLE, read_number, split_unit
from quizzes.report import Report

LONGEST_UNIT = 20
ABSOLUTE, RELATIVE, GEOMETRIC = "absolute", "relative", "geometric"


@dataclass(frozen=True, slots=True)
class NumericBody:
    """``unit`` is shown beside the box, and taken if typed. Right is every x with

    - absolute: abs(x - answer) <= tolerance
    - relative: abs(x - answer) <= abs(answer) * tolerance
    - geometric: x between answer / (1 + tolerance) and answer * (1 + tolerance).
    """

    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    mode: str = field(default=ABSOLUTE, metadata=LATER)

    def takes(self, value: Decimal) -> bool:
        """Whether the number is right."""
        # As fractions: Decimal subtraction rounds to the context's precision, and would call a near miss a hit.
        x, answer, tolerance = Fraction(value), Fraction(self.answer), Fraction(self.tolerance)
        if self.mode == GEOMETRIC:
            ends = sorted((answer / (1 + tolerance), answer * (1 + tolerance)))
            return ends[0] <= x <= ends[1]
        return abs(x - answer) <= (abs(answer) * tolerance if self.mode == RELATIVE else tolerance)


@dataclass(frozen=True, slots=True)
class NumericView:
    """One form field; ``text`` is what the learner typed. ``key`` and ``tolerance`` are None while not to be shown;
    a tolerance of zero is None, too."""

    field: str
    text: str
    unit: str
    key: str | None
    tolerance: str | None


class NumericKind:
    """Right within the tolerance, else nothing. A text that is no number is a problem shown to the learner."""

    name = "numeric"
    metadata = frozenset({"answer", "tolerance", "tolerance_mode", "unit"})
    needs_wrong_note = True
    graded_by = RULE
    shuffles = "never"

    def starts_key(self, line: str) -> bool:
        """The key stands in the metadata."""
        return False

    def parse(self, source: KeySource, report: Report) -> NumericBody | None:
        """Read answer, tolerance and unit from the metadata."""
        answer = self._read(source, "answer", report)
        tolerance = self._read(source, "tolerance", report) if "tolerance" in source.metadata else Decimal(0)
        mode = pick_metadata(source, "tolerance_mode", (ABSOLUTE, RELATIVE, GEOMETRIC), ABSOLUTE, report)
        if answer is None or tolerance is None:
            return None
        return NumericBody(answer, tolerance, source.metadata.get("unit", (0, ""))[1], mode)

    @staticmethod
    def _read(source: KeySource, name: str, report: Report) -> Decimal | None:
        line, text = source.metadata.get(name, (source.line, ""))
        value = read_number(text)
        if isinstance(value, str):
            report.add(line, "numeric-not-a-number", key=name, value=text)
            return None
        return value

    def check(self, body: NumericBody, line: int, report: Report) -> None:
        """A tolerance that is none below zero, a unit that cannot be taken for a number."""
        if body.tolerance < 0:
            report.add(line, "numeric-tolerance-negative", value=body.tolerance)
        if body.unit and (len(body.unit) > LONGEST_UNIT or split_unit(f"1{body.unit}") != ("1", body.unit)):
            report.add(line, "numeric-unit-unusable", unit=body.unit)

    def dump(self, body: NumericBody) -> KeyText:
        """Write the metadata lines."""
        metadata = [("answer", format(body.answer, "f"))]
        metadata += [("tolerance", format(body.tolerance, "f"))] if body.tolerance else []
        metadata += [("tolerance_mode", body.mode)] if body.mode != ABSOLUTE else []
        metadata += [("unit", body.unit)] if body.unit else []
        return KeyText(tuple(metadata), ())

    def order_ids(self, body: NumericBody) -> tuple[str, ...]:
        """Nothing to put in order."""
        return ()

    def settle_order(self, body: NumericBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Nothing to put in order."""
        return shuffled

    def parse_response(self, body: NumericBody, fields: Fields) -> Parsed:
        """Field ``text``. Response: exactly what was typed."""
        text = typed_text(fields)
        if text is None:
            return Parsed(None)
        value = self._value(body, text)
        if isinstance(value, str):
            return Parsed(text, value, {"text": text[:60], "unit": body.unit})
        return Parsed(text)

    @staticmethod
    def _value(body: NumericBody, text: str) -> Decimal | str:
        """The number typed, or the code of the problem with it."""
        number, unit = split_unit(text)
        if not unit:
            return read_number(number)
        if not body.unit:
            return UNREADABLE if isinstance(read_number(number), str) else "number-unit-unexpected"
        return read_number(number) if fold(unit) == fold(body.unit) else "number-unit-differs"

    def score(self, body: NumericBody, response: Any) -> Mark:
        """See the class."""
        value = self._value(body, response) if isinstance(response, str) else UNREADABLE
        if isinstance(value, str):
            return Mark(Fraction(0), (Line(value, {"text": str(response)[:60], "unit": body.unit}),))
        full = body.takes(value)
        return Mark(Fraction(full), (Line("number-right" if full else "number-wrong"),))

    def view(self, body: NumericBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> NumericView:
        """The box with what was typed."""
        tolerance = format(body.tolerance, "f") if shown.key and body.tolerance else None
        key = format(body.answer, "f") if shown.key else None
        return NumericView("text", response if isinstance(response, str) else "", body.unit, key, tolerance)

    def examples(self) -> tuple[Example, ...]:
        """A share with a tolerance and a unit, a bare count, and the other two ways to measure a tolerance."""
        return (_SHARE, _COUNT, _RELATIVE, _GEOMETRIC)


_SHARE = Example(
    text="""## sample-numeric
kind: numeric
objective: sample
use: test
answer: 32.0
tolerance: 0.05
unit: %

窓口の250件のうち80件がオンライン申請でした。割合は何%ですか。

### 解説
80 ÷ 250 = 0.32 です。

### 誤答のとき
分母は全体の件数です。
""",
    right=({"text": ["32"]}, {"text": ["３２．０５"]}, {"text": ["32 %"]}, {"text": ["３２％"]}, {"text": ["+31.95"]}),
    wrong=({"text": ["32.06"]}, {"text": ["0.32"]}, {"text": ["-32"]}),
    invalid=(
        ({"text": ["1,5"]}, "number-ambiguous"),
        ({"text": ["三十二"]}, "number-unreadable"),
        ({"text": ["32人"]}, "number-unit-differs"),
        ({"text": ["9" * 50]}, "number-too-long"),
    ),
    broken=(
        ("answer: 32.0", "answer: about 32", "numeric-not-a-number"),
        ("answer: 32.0\n", "", "numeric-not-a-number"),
        ("tolerance: 0.05", "tolerance: -1", "numeric-tolerance-negative"),
        ("unit: %", "unit: 5%", "numeric-unit-unusable"),
    ),
)

_COUNT = Example(
    text="""## sample-numeric-count
kind: numeric
objective: sample
use: test
answer: 1234.5

表にある値の合計を答えてください。

### 解説
足し合わせます。

### 誤答のとき
桁の区切りを見直してください。
""",
    right=({"text": ["1234.5"]}, {"text": ["1,234.5"]}, {"text": ["１，２３４．５０"]}),
    wrong=({"text": ["1234"]}, {"text": ["1,234.51"]}),
    invalid=(({"text": ["12,34.5"]}, "number-ambiguous"), ({"text": ["1234.5円"]}, "number-unit-unexpected")),
)

_ESTIMATE = """## sample-numeric-estimate
kind: numeric
objective: sample
use: test
answer: 200
tolerance: 0.1
tolerance_mode: relative
unit: 件

一か月の申請は、およそ何件ですか。

### 解説
一割のずれまで正解です。

### 誤答のとき
桁を見直してください。
"""

_RELATIVE = Example(
    text=_ESTIMATE,
    right=({"text": ["200"]}, {"text": ["180件"]}, {"text": ["２２０"]}),
    wrong=({"text": ["179.99"]}, {"text": ["220.01"]}, {"text": ["-200"]}),
    broken=(("tolerance_mode: relative", "tolerance_mode: about", "metadata-value-unknown"),),
)

_GEOMETRIC = Example(
    text=_ESTIMATE.replace("tolerance: 0.1", "tolerance: 1").replace("relative", "geometric"),
    right=({"text": ["100"]}, {"text": ["400"]}, {"text": ["250件"]}),
    wrong=({"text": ["99.99"]}, {"text": ["400.01"]}),
)
