"""From files to a quiz: reads the quiz file and every bank that its sections name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from quizzes.digest import digest_quiz
from quizzes.formats.markdown import load_bank, read_bank
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Bank, Header, Item, Problem, Quiz, QuizProblems, Section, SectionRule
from quizzes.report import Report
from quizzes.scenario import gather, nearest

__all__ = ["check_bank", "check_quiz", "load_bank", "load_quiz"]

ReadText = Callable[[str], str]
"""Path from the course folder -> text. Raises ``FileNotFoundError`` when there is no such file."""


def load_quiz(path: str, read: ReadText, kinds: Kinds = KINDS) -> Quiz:
    """The quiz whose front matter stands in the file ``path``, with the pools of all its sections.

    Raises ``QuizProblems`` with every problem of every file read, sorted by file and line.
    """
    quiz, problems = _gather(path, read, kinds)
    if quiz is None or problems:
        raise QuizProblems(problems)
    return quiz


def check_quiz(path: str, read: ReadText, kinds: Kinds = KINDS) -> list[Problem]:
    """Every problem that ``load_quiz`` would raise; empty when the quiz can be delivered."""
    return _gather(path, read, kinds)[1]


def check_bank(path: str, text: str, kinds: Kinds = KINDS) -> list[Problem]:
    """Every problem that ``load_bank`` would raise; empty when the bank can be used."""
    return sorted(read_bank(path, text, kinds)[1], key=lambda problem: problem.line)


def _gather(path: str, read: ReadText, kinds: Kinds) -> tuple[Quiz | None, list[Problem]]:
    banks: dict[str, Bank] = {}
    problems: list[Problem] = []
    own = _read(path, path, 0, read, kinds, banks, problems)
    header = own.header if own is not None else None
    report = Report(path)
    if header is None:
        if not problems:
            report.add(1, "front-matter-missing")
        return None, problems + report.problems
    for rule in header.sections:
        if rule.bank not in banks:
            _read(rule.bank, path, rule.line, read, kinds, banks, problems)
    _check_ids(banks, problems)
    quiz = _assemble(header, banks)
    if not problems:
        # A fault in a bank takes items out of the pools; counting what is left would only tell the same fault again.
        _check_sections(header, quiz, banks, report)
    problems += report.problems
    return quiz, sorted(problems, key=lambda problem: (problem.path, problem.line))


def _read(
    path: str, asker: str, line: int, read: ReadText, kinds: Kinds, banks: dict[str, Bank], problems: list[Problem]
) -> Bank | None:
    """Read one file into ``banks``; a file that cannot be read is a problem at the line that asked for it."""
    try:
        text = read(path)
    except FileNotFoundError:
        problems.append(Problem(asker, line, "file-not-found", {"file": path}))
    except UnicodeError:
        problems.append(Problem(path, 0, "file-not-utf8", {"file": path}))
    except OSError:
        problems.append(Problem(asker, line, "file-unreadable", {"file": path}))
    else:
        banks[path], found = _read_shipped(path, text) if kinds is KINDS else read_bank(path, text, kinds)
        problems += found
    return banks.get(path)


@lru_cache(maxsize=32)
def _read_shipped(path: str, text: str) -> tuple[Bank, list[Problem]]:
    """A bank and its problems; who publishes reads the same text to check it, to show it and to serve it."""
    return read_bank(path, text)


def _check_ids(banks: dict[str, Bank], problems: list[Problem]) -> None:
    """An id used in two files; inside one file the reader has said so already."""
    seen: dict[str, Item] = {}
    for bank in banks.values():
        for item in bank.items:
            first = seen.setdefault(item.id, item)
            if first.path != item.path:
                params = {"id": item.id, "first": f"{first.path}:{first.line}"}
                problems.append(Problem(item.path, item.line, "item-id-duplicate", params))


def _assemble(header: Header, banks: dict[str, Bank]) -> Quiz:
    sections = tuple(
        Section(rule.title, tuple(filter(rule.admits, _items(banks, rule))), rule.draw, rule.mastery)
        for rule in header.sections
    )
    quiz = Quiz(
        id=header.id,
        title=header.title,
        mastery=header.mastery,
        attempts=header.attempts,
        retake_wait=header.retake_wait,
        feedback=header.feedback,
        per_page=header.per_page,
        time_limit=header.time_limit,
        shuffle_choices=header.shuffle_choices,
        sections=sections,
        digest="",
        grading=header.grading,
        terms=header.terms,
    )
    return replace(quiz, digest=digest_quiz(quiz))


def _items(banks: dict[str, Bank], rule: SectionRule) -> tuple[Item, ...]:
    bank = banks.get(rule.bank)
    return bank.items if bank is not None else ()


def _check_sections(header: Header, quiz: Quiz, banks: dict[str, Bank], report: Report) -> None:
    """Every section must get its items whatever the seed, although no item is ever delivered twice."""
    earlier: list[tuple[int, frozenset[str]]] = []
    for rule, section in zip(header.sections, quiz.sections, strict=True):
        pool = frozenset(item.id for item in section.items)
        # What earlier sections could take away at worst.
        taken = sum(min(draw, len(pool & other)) for draw, other in earlier)
        free = max(len(pool) - taken, 0)
        if not pool:
            report.add(rule.line, "section-pool-empty", title=rule.title, bank=rule.bank)
        elif section.draw is None and free < len(pool):
            report.add(rule.line, "section-pool-shared", title=rule.title)
        elif section.draw is not None and section.draw > free:
            report.add(rule.line, "section-draw-too-large", title=rule.title, draw=section.draw, pool=free)
        _check_scenarios(rule, section, banks, any(pool & other for _, other in earlier), report)
        for objective in rule.objectives:
            if all(item.objective != objective for item in section.items):
                report.add(rule.line, "section-objective-unused", title=rule.title, objective=objective)
        for tag in rule.tags:
            if all(tag not in item.tags for item in section.items):
                report.add(rule.line, "section-tag-unused", title=rule.title, tag=tag)
        earlier.append((len(pool) if section.draw is None else section.draw, pool))


def _check_scenarios(rule: SectionRule, section: Section, banks: dict[str, Bank], shared: bool, report: Report) -> None:
    """No filter, no draw and no other section may take a scenario apart."""
    units = gather(section.items)
    whole = {unit[0].scenario: len(unit) for unit in gather(_items(banks, rule))}
    for unit in units:
        scenario = unit[0].scenario
        if scenario is None:
            continue
        if len(unit) < whole[scenario]:
            report.add(rule.line, "section-splits-scenario", title=rule.title, scenario=scenario.id)
        elif shared:
            report.add(rule.line, "section-scenario-shared", title=rule.title, scenario=scenario.id)
    draw = section.draw
    if draw is not None and draw <= len(section.items) and (most := nearest(draw, units)) < draw:
        report.add(rule.line, "section-draw-splits-scenario", title=rule.title, draw=draw, instead=most)
