"""Choice: pick one, or pick all that apply."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.feedback import Disclosure
from quizzes.kinds.contract import RULE, Example, Fields, KeySource, KeyText, Line, Mark, Parsed
from quizzes.kinds.lines import Entry, as_texts, pick_metadata, read_entries, write_entry
from quizzes.model import LATER
from quizzes.numbers import read_number
from quizzes.report import Report

SINGLE, MULTIPLE = "single", "multiple"
EXACT, PARTIAL = "exact", "partial"
FEWEST, MOST = 3, 26
LETTERS = "abcdefghijklmnopqrstuvwxyz"

_CHOICE = re.compile(r"- \[([ xX])\][ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. ``id`` is the author's position as a letter (or ``true``/``false``)."""

    id: str
    text: str
    right: bool
    explanation: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ChoiceBody:
    """``select``: ``single`` or ``multiple``. ``scoring``: ``exact`` or ``partial`` (multiple only).

    ``penalty``: what a wrong response costs at most, as a share (0..1) of the item's points.
    """

    choices: tuple[Choice, ...]
    select: str = SINGLE
    scoring: str = EXACT
    penalty: Decimal = field(default=Decimal(0), metadata=LATER)


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """A choice as shown. ``right`` and ``explanation`` are None while they are not to be shown."""

    id: str
    text: str
    picked: bool
    right: bool | None
    explanation: str | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """The form field is ``field``, given once per picked choice; ``select`` says whether several may be picked."""

    field: str
    select: str
    choices: tuple[ChoiceOption, ...]


class ChoiceKind:
    """Single: the right choice earns all. Multiple, exact: all right ones and no other. Multiple, partial:
    (right picks - wrong picks) / number of right choices, not below 0. With a penalty a wrong response costs that
    share, and a partial one goes down to it; what was left blank never costs anything."""

    name = "choice"
    metadata = frozenset({"select", "scoring", "penalty"})
    needs_wrong_note = False
    graded_by = RULE
    shuffles = "policy"

    def starts_key(self, line: str) -> bool:
        """The first ``- [ ]`` or ``- [x]`` line."""
        return _CHOICE.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> ChoiceBody | None:
        """Read the list of choices."""
        select = pick_metadata(source, "select", (SINGLE, MULTIPLE), SINGLE, report)
        scoring = pick_metadata(source, "scoring", (EXACT, PARTIAL), EXACT, report)
        entries = read_entries(source, _CHOICE, report, explained=True)
        if len(entries) > MOST:
            report.add(source.line, "choices-too-many", count=len(entries), most=MOST)
            return None
        choices = (self._choice(LETTERS[place], entry) for place, entry in enumerate(entries))
        return ChoiceBody(tuple(choices), select, scoring, read_penalty(source, report))

    @staticmethod
    def _choice(letter: str, entry: Entry) -> Choice:
        return Choice(letter, entry.text, entry.groups[0] in "xX", entry.explanation, entry.line)

    def check(self, body: ChoiceBody, line: int, report: Report) -> None:
        """Enough choices, all different and explained; a key that fits ``select``."""
        right = sum(choice.right for choice in body.choices)
        if len(body.choices) < FEWEST:
            report.add(line, "choices-too-few", count=len(body.choices), least=FEWEST)
        if body.select == SINGLE and right != 1:
            report.add(line, "choice-single-needs-one-right", count=right)
        if body.select == MULTIPLE and (right == 0 or right == len(body.choices)):
            report.add(line, "choice-multiple-needs-both", count=right)
        if body.select == SINGLE and body.scoring == PARTIAL:
            report.add(line, "scoring-partial-needs-multiple")
        seen: set[str] = set()
        for choice in body.choices:
            if not choice.text:
                report.add(choice.line or line, "choice-text-missing")
            elif choice.text in seen:
                report.add(choice.line or line, "choice-duplicate", text=choice.text)
            seen.add(choice.text)
            if not choice.explanation:
                report.add(choice.line or line, "choice-explanation-missing", text=choice.text)

    def dump(self, body: ChoiceBody) -> KeyText:
        """Write the list of choices."""
        metadata = [("select", body.select)] if body.select != SINGLE else []
        metadata += [("scoring", body.scoring)] if body.scoring != EXACT else []
        metadata += [("penalty", format(body.penalty, "f"))] if body.penalty else []
        lines: list[str] = []
        for choice in body.choices:
            lines += write_entry(f"- [{'x' if choice.right else ' '}] ", choice.text, choice.explanation)
        return KeyText(tuple(metadata), tuple(lines))

    def order_ids(self, body: ChoiceBody) -> tuple[str, ...]:
        """The choices."""
        return tuple(choice.id for choice in body.choices)

    def settle_order(self, body: ChoiceBody, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Any order will do."""
        return shuffled

    def parse_response(self, body: ChoiceBody, fields: Fields) -> Parsed:
        """Field ``choice``, once per picked choice. Response: the picked ids in the author's order."""
        posted = [value for value in fields.get("choice", ()) if value]
        known = self.order_ids(body)
        picked = [choice for choice in known if choice in posted]
        response = picked or None
        if any(value not in known for value in posted):
            return Parsed(response, "choice-unknown")
        if body.select == SINGLE and len(picked) > 1:
            return Parsed(response, "choice-more-than-one")
        return Parsed(response)

    def score(self, body: ChoiceBody, response: Any) -> Mark:
        """See the class."""
        picked = set(as_texts(response))
        right = {choice.id for choice in body.choices if choice.right}
        hits, misses = len(picked & right), len(picked - right)
        full = picked == right
        cost = -Fraction(body.penalty) if picked else Fraction(0)
        charged = (Line("choice-penalty", {"share": f"{float(body.penalty) * 100:g}"}),) if cost else ()
        if body.select == SINGLE:
            wrong = Mark(cost, (Line("choice-wrong"), *charged))
            return Mark(Fraction(1), (Line("choice-right"),)) if full else wrong
        counts = {"hits": str(hits), "misses": str(misses), "right": str(len(right))}
        if full:
            return Mark(Fraction(1), (Line("choices-right", counts),))
        if body.scoring == PARTIAL:
            earned = max(Fraction(hits - misses, len(right)), cost)
            return Mark(earned, (Line("choices-partial", counts), *(charged if earned < 0 else ())))
        return Mark(cost, (Line("choices-wrong", counts), *charged))

    def view(self, body: ChoiceBody, order: tuple[str, ...], response: Any, shown: Disclosure) -> ChoiceView:
        """The choices in the form's order."""
        picked = set(as_texts(response))
        by_id = {choice.id: choice for choice in body.choices}
        options = tuple(
            ChoiceOption(
                choice.id,
                choice.text,
                choice.id in picked,
                choice.right if shown.key else None,
                choice.explanation if shown.explanations else None,
            )
            for choice in (by_id[part] for part in order or self.order_ids(body))
        )
        return ChoiceView("choice", body.select, options)

    def examples(self) -> tuple[Example, ...]:
        """One to pick from, two to pick all that apply from."""
        return (_SINGLE, _MULTIPLE, _PARTIAL)


def read_penalty(source: KeySource, report: Report) -> Decimal:
    """The metadata line ``penalty``: a share from 0 to 1."""
    line, text = source.metadata.get("penalty", (source.line, "0"))
    value = read_number(text)
    if isinstance(value, Decimal) and 0 <= value <= 1 and value == round(value, 4):
        return value
    report.add(line, "choice-penalty-invalid", value=text)
    return Decimal(0)


_SINGLE = Example(
    text="""## sample-choice
kind: choice
objective: sample
use: test

パスワードの扱いとして正しいものはどれですか。

- [ ] 同僚と共有する
  > 共有すると、だれが操作したのか分からなくなります。
- [x] 使い回しをしない
  > 一か所から漏れても、ほかへ被害が広がりません。
- [ ] 付せんに書いて貼る
  > だれの目にも触れます。

### 解説
パスワードは一人にひとつ、使う場所ごとに別のものにします。
""",
    right=({"choice": ["b"]},),
    wrong=({"choice": ["a"]}, {"choice": ["c"]}),
    invalid=(({"choice": ["z"]}, "choice-unknown"), ({"choice": ["a", "b"]}, "choice-more-than-one")),
    broken=(
        ("- [x]", "- [ ]", "choice-single-needs-one-right"),
        ("use: test", "use: test\npenalty: 1.5", "choice-penalty-invalid"),
        ("  > だれの目にも触れます。\n", "", "choice-explanation-missing"),
    ),
)

_MULTIPLE = Example(
    text="""## sample-choices
kind: choice
objective: sample
use: test
select: multiple

不審なメールのしるしを、すべて選んでください。

- [x] 差出人の表示名とアドレスが合わない
  > 表示名は自由に付けられます。
- [ ] 署名がある
  > 署名があるだけでは不審とは言えません。
- [x] 至急の送金を求めている
  > 急がせるのはよくある手口です。

### 解説
一つでも当てはまったら、開かずに相談します。
""",
    right=({"choice": ["a", "c"]}, {"choice": ["c", "a", "a"]}),
    wrong=({"choice": ["a"]}, {"choice": ["a", "b", "c"]}),
    broken=(
        ("- [ ]", "- [x]", "choice-multiple-needs-both"),
        ("select: multiple", "select: some", "metadata-value-unknown"),
    ),
)

_PARTIAL = Example(
    text=_MULTIPLE.text.replace("select: multiple", "select: multiple\nscoring: partial"),
    right=_MULTIPLE.right,
    wrong=({"choice": ["b"]}, {"choice": ["a", "b"]}),
    partial=(({"choice": ["a"]}, Fraction(1, 2)), ({"choice": ["a", "b", "c"]}, Fraction(1, 2))),
    broken=(("select: multiple\n", "", "scoring-partial-needs-multiple"),),
)
