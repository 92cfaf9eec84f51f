"""What is left after a storm, read from the ledger itself and compared with what everybody was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import prepare_engine
from elearn.events import AttemptSaved, AttemptStarted, AttemptSubmitted, CourseCompleted, Event
from elearn.records.ledger import read_all, verify_ledger
from elearn.records.tables import OutboxRow
from tests.faults.model import TAKEN, Story, find_losses, plain
from tests.faults.town import Town


@dataclass
class Verdict:
    """Everything that was found. All lists are empty when all is well."""

    attempts: int = 0
    saves: int = 0
    acknowledged: int = 0
    losses: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def judge(url: str, town: Town, stories: Sequence[Story]) -> Verdict:
    """Read the whole ledger and judge every attempt."""
    engine = create_engine(url)
    prepare_engine(engine)
    verdict = Verdict()
    with Session(engine) as session:
        if not verify_ledger(session).sound:
            verdict.others.append("the chain of the ledger is broken")
        events = [event for chunk in read_all(session) for event in chunk]
        sent = Counter(session.scalars(select(OutboxRow.statement_id)))
        verdict.others += [f"statement {one} stands twice in the outbox" for one, many in sent.items() if many > 1]
    engine.dispose()
    histories: dict[str, list[Event]] = {}
    for event in events:
        if isinstance(event, AttemptStarted | AttemptSaved | AttemptSubmitted):
            histories.setdefault(str(event.attempt), []).append(event)
    _count_doubles(events, histories, verdict)
    for story in stories:
        _judge_story(story, histories.get(story.attempt, []), town, verdict)
    verdict.attempts = len(histories)
    return verdict


def _count_doubles(events: Sequence[Event], histories: dict[str, list[Event]], verdict: Verdict) -> None:
    for attempt, history in histories.items():
        kinds = Counter(type(event) for event in history)
        if kinds[AttemptStarted] != 1 or kinds[AttemptSubmitted] > 1:
            verdict.doubles.append(f"{attempt}: {dict(kinds)}")
        numbers = [event.sequence for event in history if isinstance(event, AttemptSaved)]
        if numbers != list(range(1, len(numbers) + 1)):
            verdict.doubles.append(f"{attempt}: saves {numbers}")
        verdict.saves += len(numbers)
    starts = Counter((one.registration, one.activity, one.number) for one in events if isinstance(one, AttemptStarted))
    done = Counter(one.registration for one in events if isinstance(one, CourseCompleted))
    verdict.doubles += [f"{one} twice" for found in (starts, done) for one, many in found.items() if many > 1]


def _judge_story(story: Story, history: Sequence[Event], town: Town, verdict: Verdict) -> None:
    merged: list[dict[str, Any]] = [{}]
    for event in history:
        if isinstance(event, AttemptSaved):
            after = {**merged[-1], **event.responses}
            merged.append({item: response for item, response in after.items() if response is not None})
    final = merged[-1]
    verdict.acknowledged += sum(write.fate == TAKEN for write in story.writes)
    story.saves = [
        f"save {event.sequence} {event.at.timestamp() - story.began:8.3f} page {event.tab}: {plain(event.responses)}"
        for event in history
        if isinstance(event, AttemptSaved)
    ]
    verdict.losses += find_losses(story, final, merged)
    outcome = next((event for event in history if isinstance(event, AttemptSubmitted)), None)
    if len(set(story.results)) > 1 or "no result" in story.results:
        verdict.disagreements.append(f"{story.attempt}: {sorted(set(story.results))}")
    if story.submitted and outcome is None:
        verdict.losses.append(f"{story.attempt}: handed in, and not there")
    if outcome is None:
        return
    if outcome.responses != final:
        verdict.losses.append(f"{story.attempt}: handed in other responses than were kept")
    # The form's items are those that the quiz drew; what has no response is worth nothing.
    marks = {item: quizzes.score_item(town.items[item], response) for item, response in final.items()}
    raw = sum((mark.points for mark in marks.values()), start=type(outcome.raw)(0))
    if abs(raw - outcome.raw) > type(outcome.raw)("0.005"):
        verdict.disagreements.append(f"{story.attempt}: graded {outcome.raw}, worth {raw}")
