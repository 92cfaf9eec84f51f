"""In and out of every format, and scoring without a quiz around it. Nothing is ever dropped in silence.

Whatever a format writes is read back at once and compared with what went in: a difference that the format itself did
not name is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from quizzes.delivery import Form
from quizzes.formats.completeness import check_items
from quizzes.formats.contract import Reading, Writing
from quizzes.formats.registry import FORMATS, Formats, guess_format
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Bank, Item, Problem, Quiz, QuizProblems, Section
from quizzes.report import MOST_PROBLEMS
from quizzes.scoring import NO_GRADES, AttemptScore, score_attempt, score_item, weigh
from quizzes.statistics.model import Observation

_TEXTS = frozenset({"stem", "explanation", "wrong_note", "body"})
_WITH_SCENARIOS = ("markdown", "workbook")
_COVERED = {"markdown": _TEXTS, "explanation": {"body"}, "feedback": {"body"}, "rubric": {"body"}}
"""A detail that a format names as left out -> the fields that may differ because of it, beside its own name."""


def read_file(data: bytes, path: str, name: str = "", formats: Formats = FORMATS) -> Reading:
    """What a file holds, its problems and its losses. ``name`` is a format's; empty = told from path and bytes.

    Raises nothing for bad data.
    """
    one = formats.get(name) if name else guess_format(path, data, formats)
    if one is None:
        return Reading((), (_unknown(path, name, formats),))
    return one.read(data, path)


def write_file(bank: Bank, path: str, name: str = "", formats: Formats = FORMATS) -> Writing:
    """The bank as a file, with what could not be written and what is lost by it, each at its item's place."""
    one = formats.get(name) if name else guess_format(path, None, formats)
    if one is None:
        return Writing(b"", (_unknown(path, name, formats),))
    bank, merged = (bank, []) if one.name in _WITH_SCENARIOS else merge_scenarios(bank)
    written = one.write(bank)
    problems, losses = list(written.problems), [*merged, *written.losses]
    if bank.header is not None and one.name != "markdown":
        losses.append(Problem(path, 0, "detail-left-out", {"detail": "+++", "count": "1"}))
    back = one.read(written.data, path)
    problems += [Problem(path, 0, "written-not-readable", {"code": problem.code}) for problem in back.problems]
    named = {(problem.path, problem.line) for problem in problems}
    changed = {(loss.path, loss.line) for loss in losses if loss.code != "detail-left-out"}
    details = {loss.params["detail"] for loss in losses if loss.code == "detail-left-out"}
    covered = details.union(*(_COVERED.get(detail, ()) for detail in details))
    held = {item.id: item for item in back.items}
    for item in () if {"id"} & covered else bank.items:
        place = (item.path, item.line)
        if item.id not in held:
            if place not in named:
                problems.append(Problem(*place, "item-not-written", {"id": item.id}))
            continue
        differing = set(_differing(item, held[item.id])) - covered
        if differing - ({"body"} if place in changed else set()):
            losses.append(Problem(*place, "item-differs", {"id": item.id, "fields": ", ".join(sorted(differing))}))
    return Writing(written.data, tuple(problems), tuple(losses))


def merge_scenarios(bank: Bank) -> tuple[Bank, list[Problem]]:
    """The bank for a format that knows no shared stems: each item says the whole, and that is told."""
    items: list[Item] = []
    losses: list[Problem] = []
    for item in bank.items:
        scenario = item.scenario
        if scenario is None:
            items.append(item)
            continue
        items.append(replace(item, stem=f"{scenario.stem}\n\n{item.stem}", scenario=None))
        losses.append(Problem(item.path, item.line, "scenario-merged", {"id": item.id, "scenario": scenario.id}))
    return replace(bank, items=tuple(items)), losses


def load(data: bytes, path: str, name: str = "", formats: Formats = FORMATS) -> Bank:
    """The bank that a file holds, whole or not at all.

    ``path`` is for the problems, and its ending tells the format unless ``name`` does. Raises ``QuizProblems`` with
    every problem and every loss.
    """
    reading = read_file(data, path, name, formats)
    if reading.problems or reading.losses:
        raise QuizProblems([*reading.problems, *reading.losses])
    return Bank(reading.header, reading.items)


def dump(bank: Bank, path: str, name: str = "", formats: Formats = FORMATS) -> bytes:
    """The bank as a file, from which ``load`` gives an equal bank back. Raises ``QuizProblems`` when it would not."""
    writing = write_file(bank, path, name, formats)
    if writing.problems or writing.losses:
        raise QuizProblems([*writing.problems, *writing.losses])
    return writing.data


def check(data: bytes, path: str, name: str = "", formats: Formats = FORMATS, kinds: Kinds = KINDS) -> list[Problem]:
    """A dry run: everything that keeps the items of a file from being delivered, by place; empty when nothing does."""
    reading = read_file(data, path, name, formats)
    found = [*reading.problems, *reading.losses, *check_items(reading.items, kinds)]
    known: list[Problem] = []
    for problem in found:
        # The native format finds most of it while reading.
        if problem not in known[-MOST_PROBLEMS:]:
            known.append(problem)
    return sorted(known, key=lambda problem: (problem.path, problem.line))


def score(
    items: Iterable[Item],
    responses: Mapping[str, Any],
    mastery: Decimal = Decimal("0.8"),
    kinds: Kinds = KINDS,
    grades: Mapping[str, Decimal] = NO_GRADES,
) -> AttemptScore:
    """What responses to these items are worth: item id -> response as ``parse_response`` gives it. ``passed`` looks
    at ``mastery``, a share of all points. ``grades``: item id -> points that people gave."""
    held = tuple(items)
    ids = tuple(item.id for item in held)
    section = Section("", held, None, None)
    quiz = Quiz("", "", mastery, None, timedelta(0), "deferred", 0, None, False, (section,), "")
    return score_attempt(quiz, Form(ids, {}, (ids,), (ids,)), responses, kinds, grades)


def observe(
    items: Iterable[Item],
    responses: Mapping[str, Any],
    kinds: Kinds = KINDS,
    grades: Mapping[str, Decimal] = NO_GRADES,
) -> Observation:
    """One attempt at these items for ``statistics``, with exact marks.

    An attempt in which people have still to grade something says nothing yet: leave it out.
    """
    held = tuple(items)
    scores = {item.id: score_item(item, responses.get(item.id), kinds, grades.get(item.id)) for item in held}
    marks = {item.id: scores[item.id].exact * weigh(item, kinds) for item in held}
    return Observation(marks, {ident: responses[ident] for ident in marks if responses.get(ident) is not None})


def _unknown(path: str, name: str, formats: Formats) -> Problem:
    return Problem(path, 0, "format-unknown", {"name": name or path, "known": ", ".join(formats)})


def _differing(item: Item, other: Item) -> list[str]:
    names = (part.name for part in fields(Item) if part.compare)
    return [name for name in names if getattr(item, name) != getattr(other, name)]
