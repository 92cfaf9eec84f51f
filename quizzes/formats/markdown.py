"""The native format: a quiz file in Markdown, in and out.

``+++`` front matter (optional) ``+++``, then items, each under a ``## id`` heading. A ``# 場面 id`` heading begins a
stem that the items below share which say ``scenario: id``. What a file may hold is described
in the author's handbook; here a file is either read whole or every fault in it is named with its line.
"""

from __future__ import annotations

import re

from quizzes.formats.front_matter import read_front_matter, write_front_matter
from quizzes.formats.item_text import Numbered, read_item, read_scenario, unfenced, write_item
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Bank, Item, Problem, QuizProblems, Scenario
from quizzes.report import Report

LARGEST_FILE = 1024 * 1024
"""Bytes of UTF-8."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ITEM = re.compile(r"(##|#[ \t]+場面)[ \t]+(.*)")


def read_bank(path: str, text: str, kinds: Kinds = KINDS) -> tuple[Bank, list[Problem]]:
    """What can be read of a file, and every problem with it. Raises nothing, whatever the text."""
    report = Report(path)
    # A file of more signs than the limit has more bytes, too: do not encode a gigabyte to learn its length.
    if len(text) > LARGEST_FILE or len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        report.add(0, "file-too-large", most=LARGEST_FILE)
        return Bank(None, ()), report.problems
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if _control_signs(text, report):
        return Bank(None, ()), report.problems
    lines = [line.rstrip() for line in text.split("\n")]
    header, start = None, 0
    if lines[0] == "+++":
        end = next((place for place in range(1, len(lines)) if lines[place] == "+++"), 0)
        if not end:
            report.add(1, "front-matter-unclosed")
            return Bank(None, ()), report.problems
        header = read_front_matter(lines[1:end], 2, report)
        start = end + 1
    numbered = [(place + 1, lines[place]) for place in range(start, len(lines))]
    items = _read_items(numbered, kinds, report)
    return Bank(header, tuple(items)), report.problems


def _control_signs(text: str, report: Report) -> bool:
    found = False
    for number, line in enumerate(text.split("\n"), 1):
        if match := _CONTROL.search(line):
            report.add(number, "file-control-sign", sign=f"U+{ord(match[0]):04X}")
            found = True
    return found


def _read_items(numbered: list[Numbered], kinds: Kinds, report: Report) -> list[Item]:
    blocks: list[tuple[str, Numbered, list[Numbered]]] = []
    stray = False
    for number, line, plain in unfenced(numbered):
        if plain and (match := _ITEM.fullmatch(line)):
            blocks.append((match[1], (number, match[2].strip()), []))
        elif blocks:
            blocks[-1][2].append((number, line))
        elif line.strip() and not stray:
            report.add(number, "text-outside-item", text=line.strip()[:60])
            stray = True
    items: list[Item] = []
    scenarios: dict[str, Scenario] = {}
    seen: dict[tuple[bool, str], int] = {}
    for mark, heading, lines in blocks:
        number, ident = heading
        first = seen.setdefault((mark == "##", ident), number)
        if first != number:
            code = "item-id-duplicate" if mark == "##" else "scenario-id-duplicate"
            report.add(number, code, id=ident, first=f"{report.path}:{first}")
        if mark != "##":
            scenarios.setdefault(ident, read_scenario(heading, lines, report))
        elif (item := read_item(heading, lines, kinds, report, scenarios)) is not None:
            items.append(item)
    if not report.count:
        _check_scenarios(items, scenarios, report)
    return items


def _check_scenarios(items: list[Item], scenarios: dict[str, Scenario], report: Report) -> None:
    """Each scenario has items, and nothing stands between them."""
    left: set[Scenario] = set()
    for place, item in enumerate(items):
        before = items[place - 1].scenario if place else None
        if before is not None and before != item.scenario:
            left.add(before)
        if item.scenario in left and item.scenario is not None and before != item.scenario:
            report.add(item.line, "scenario-apart", id=item.id, scenario=item.scenario.id)
    for scenario in scenarios.values():
        if all(item.scenario != scenario for item in items):
            report.add(scenario.line, "scenario-unused", id=scenario.id)


def load_bank(path: str, text: str, kinds: Kinds = KINDS) -> Bank:
    """The bank that the text holds. Raises ``QuizProblems`` with every problem of the file."""
    bank, problems = read_bank(path, text, kinds)
    if problems:
        raise QuizProblems(sorted(problems, key=lambda problem: problem.line))
    return bank


def dump_bank(bank: Bank, kinds: Kinds = KINDS) -> str:
    """The bank in the native format: ``load_bank`` gives an equal bank back.

    Raises ``QuizProblems`` when the format cannot hold it (a stem with a heading line, say): nothing is lost silently.
    """
    lines: list[str] = []
    if bank.header is not None:
        lines += ["+++", *write_front_matter(bank.header), "+++", ""]
    told: set[Scenario] = set()
    for item in bank.items:
        if item.scenario is not None and item.scenario not in told:
            told.add(item.scenario)
            lines += [f"# 場面 {item.scenario.id}", "", item.scenario.stem, ""]
        if item.kind not in kinds:
            params = {"kind": item.kind, "known": ", ".join(kinds)}
            raise QuizProblems([Problem(item.path, item.line, "item-kind-unknown", params)])
        lines += write_item(item, kinds)
    text = "\n".join(lines).rstrip("\n") + "\n"
    if load_bank("", text, kinds) != bank:
        raise QuizProblems([Problem("", 0, "bank-not-writable")])
    return text
