"""The native Markdown format as one of the formats."""

from __future__ import annotations

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.decoding import decode_text, first_look
from quizzes.formats.markdown import dump_bank, read_bank
from quizzes.model import Bank, Item, Problem, QuizProblems
from quizzes.report import Report


class NativeFormat:
    """Holds everything; asks for everything, too: an explanation, an objective, a use."""

    name = "markdown"
    suffixes: tuple[str, ...] = (".md",)

    def recognises(self, data: bytes) -> bool:
        """Settings or an item's heading at the beginning."""
        return first_look(data).lstrip().startswith(("+++", "## "))

    def read(self, data: bytes, path: str) -> Reading:
        """Read by ``read_bank``; an old file may be CP932."""
        report = Report(path)
        text = decode_text(data, report)
        if text is None:
            return Reading((), tuple(report.problems))
        bank, problems = read_bank(path, text)
        return Reading(bank.items, tuple(sorted(problems, key=lambda problem: problem.line)), header=bank.header)

    def write(self, bank: Bank) -> Writing:
        """Every item that the format can hold; the others are problems at the place where they came from."""
        problems: list[Problem] = []
        held: list[Item] = []
        for item in bank.items:
            try:
                dump_bank(Bank(None, (item,)))
            except QuizProblems as fault:
                problems += [Problem(item.path, item.line, found.code, found.params) for found in fault.problems]
            else:
                held.append(item)
        try:
            text = dump_bank(Bank(bank.header, tuple(held)))
        except QuizProblems as fault:
            return Writing(b"", (*problems, *fault.problems))
        return Writing(text.encode("utf-8"), tuple(problems))
