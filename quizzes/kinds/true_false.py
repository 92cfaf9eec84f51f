"""True or false: a presentation of choice with two fixed choices."""

from __future__ import annotations

import re

from quizzes.kinds.choice import Choice, ChoiceBody, ChoiceKind, read_penalty
from quizzes.kinds.contract import Example, KeySource, KeyText
from quizzes.kinds.lines import Entry, pick_metadata, read_entries, write_entry
from quizzes.report import Report

_LINE = re.compile(r"- (正しい|正しくない)[ \t]*")
_LABELS = {"true": "正しい", "false": "正しくない"}
"""Words of the file format, like its headings."""


class TrueFalseKind(ChoiceKind):
    """The body of a choice with the ids ``true`` and ``false``."""

    name = "true_false"
    metadata = frozenset({"answer", "penalty"})
    shuffles = "never"

    def starts_key(self, line: str) -> bool:
        """``- 正しい`` or ``- 正しくない``."""
        return _LINE.fullmatch(line) is not None

    def parse(self, source: KeySource, report: Report) -> ChoiceBody | None:
        """Read ``answer`` and the two explained lines, in either order."""
        answer = pick_metadata(source, "answer", ("true", "false"), "", report)
        entries: dict[str, Entry] = {}
        for entry in read_entries(source, _LINE, report, explained=True):
            if entries.setdefault(entry.text, entry) is not entry:
                report.add(entry.line, "choice-duplicate", text=entry.text)
        choices: list[Choice] = []
        for part, label in _LABELS.items():
            if label not in entries:
                report.add(source.line, "true-false-line-missing", label=label)
                return None
            entry = entries[label]
            choices.append(Choice(part, label, part == answer, entry.explanation, entry.line))
        penalty = read_penalty(source, report)
        return ChoiceBody(tuple(choices), penalty=penalty) if answer else None

    def check(self, body: ChoiceBody, line: int, report: Report) -> None:
        """Both lines explained."""
        for choice in body.choices:
            if not choice.explanation:
                report.add(choice.line or line, "choice-explanation-missing", text=choice.text)

    def dump(self, body: ChoiceBody) -> KeyText:
        """Write ``answer`` and the two lines."""
        answer = next((choice.id for choice in body.choices if choice.right), "")
        lines = [line for choice in body.choices for line in write_entry("- ", choice.text, choice.explanation)]
        metadata = [("answer", answer)] + ([("penalty", format(body.penalty, "f"))] if body.penalty else [])
        return KeyText(tuple(metadata), tuple(lines))

    def examples(self) -> tuple[Example, ...]:
        """A statement that does not hold."""
        return (_SAMPLE,)


_SAMPLE = Example(
    text="""## sample-true-false
kind: true_false
objective: sample
use: test
answer: false

生成AIの回答は、確かめずに公文書へ写してよい。

- 正しい
  > 生成AIは、もっともらしい誤りを書くことがあります。
- 正しくない
  > 公開する前に、職員が根拠を確かめます。

### 解説
最後に責任を持つのは職員です。
""",
    right=({"choice": ["false"]},),
    wrong=({"choice": ["true"]},),
    invalid=(({"choice": ["a"]}, "choice-unknown"), ({"choice": ["true", "false"]}, "choice-more-than-one")),
    broken=(
        ("answer: false\n", "", "metadata-value-unknown"),
        ("- 正しい\n", "- そうだ\n", "true-false-line-missing"),
        ("  > 公開する前に、職員が根拠を確かめます。\n", "", "choice-explanation-missing"),
    ),
)
