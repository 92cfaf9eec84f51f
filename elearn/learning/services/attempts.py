"""Taking a quiz: starting, saving every answer, handing in. The engine decides; this records what it decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.events import (
    AttemptAbandoned,
    AttemptExpired,
    AttemptExtended,
    AttemptSaved,
    AttemptStarted,
    AttemptSubmitted,
    Event,
)
from elearn.learning.rules import attempt_id
from elearn.learning.services.catalog import Catalog, UnknownCourse
from elearn.learning.services.registrations import UnknownRegistration, read_standing
from elearn.learning.services.sitting import Refused, Sitting, UnknownAttempt, fold_events, open_sitting, put_flags
from elearn.learning.services.terms import grade_attempts, items_to_avoid, read_extension
from elearn.learning.tables import AttemptRow, RegistrationRow
from elearn.records.reactor import Recorder
from quizzes.terms import SUBMIT, Extension

__all__ = [
    "AttemptNote",
    "Fields",
    "NotAQuiz",
    "Problems",
    "Receipt",
    "Refused",
    "Sitting",
    "UnknownAttempt",
    "fold_events",
    "newest_attempts",
    "open_sitting",
    "parse_fields",
    "put_flags",
    "record_abandoned",
    "record_save",
    "save_responses",
    "start_attempt",
    "submit_attempt",
    "why_not_start",
]

Fields = Mapping[str, Sequence[str]]
Problems = dict[str, tuple[str, dict[str, str]]]
"""Item id -> the code of what is wrong with its response, and the parameters."""

ATTEMPT, REGISTRATION = table_of(AttemptRow), table_of(RegistrationRow)

_ALL_HEADS = (
    select(ATTEMPT)
    .where(ATTEMPT.c.registration == bindparam("registration"))
    .order_by(ATTEMPT.c.activity, ATTEMPT.c.number)
)
_HEADS = (
    select(ATTEMPT)
    .where(ATTEMPT.c.registration == bindparam("registration"), ATTEMPT.c.activity == bindparam("activity"))
    .order_by(ATTEMPT.c.number.desc())
)
_SOME_HEADS = _HEADS.limit(bindparam("most"))
_MY_HEADS = (
    select(ATTEMPT, REGISTRATION.c.course.label("of_course"))
    .outerjoin_from(
        REGISTRATION,
        ATTEMPT,
        and_(ATTEMPT.c.registration == REGISTRATION.c.registration, ATTEMPT.c.activity == bindparam("activity")),
    )
    .where(
        REGISTRATION.c.registration == bindparam("registration"),
        REGISTRATION.c.person == bindparam("person"),
        REGISTRATION.c.withdrawn_at.is_(None),
    )
    .order_by(ATTEMPT.c.number.desc())
    .limit(bindparam("most"))
)
"""Statements of every page are made once: making them costs more than running them."""


class NotAQuiz(LookupError):
    """There is no such quiz in the course."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was saved: the number of the last save, how many items have a response now, and for items with a problem
    its code and parameters; when the last save was, and which items were left alone because a newer response to them
    came from elsewhere.
    """

    sequence: int
    answered: int
    problems: Problems
    saved_at: dt.datetime
    older: tuple[str, ...] = ()


def start_attempt(
    recorder: Recorder,
    catalog: Catalog,
    person: str,
    registration: UUID,
    key: str,
    seed: int,
    password: str = "",
    address: str | None = None,
) -> UUID:
    """Begin an attempt, or go on with the one that is open; the uuid. ``seed`` is any number from 0 to 2**31 - 1.

    ``password`` and the network ``address`` count where the quiz asks for them.
    Raises ``UnknownRegistration``, ``NotAQuiz``, ``Refused``.
    """
    recorder.begin()
    try:
        package = catalog.registered(recorder.session, registration)
    except UnknownCourse as fault:
        raise UnknownRegistration(str(registration)) from fault
    quiz = package.quizzes.get(key)
    if quiz is None:
        read_standing(recorder.session, person, registration)  # nobody is told what another's course holds
        raise NotAQuiz(key)
    course, before = _my_heads(recorder.session, person, registration, key, 1_000_000 if quiz.attempts else 1)
    if before and _is_open(before[0]):
        if not _end_overdue(recorder, catalog, person, quiz, UUID(before[0].attempt)):
            return UUID(before[0].attempt)
        before = _heads(recorder.session, registration, key, None if quiz.attempts else 1)
    granted = read_extension(recorder.session, quiz, registration, key)
    refusal = quizzes.may_start(quiz, [_summary(row) for row in before], recorder.now, granted)
    refusal = refusal or quizzes.may_enter(quiz, password, address)
    if refusal is not None:
        raise Refused(refusal)
    number = before[0].number + 1 if before else 1
    uuid = attempt_id(registration, key, number)
    recorder.record(
        AttemptStarted(
            person=person,
            at=recorder.now,
            actor=person,
            attempt=uuid,
            registration=registration,
            course=course,
            activity=key,
            number=number,
            seed=seed,
            quiz_digest=quiz.digest,
            avoid=items_to_avoid(recorder.session, package, quiz, registration, before),
        ),
        *_extend(recorder, person, uuid, registration, granted),
    )
    return uuid


def _extend(
    recorder: Recorder, person: str, attempt: UUID, registration: UUID, granted: Extension
) -> list[AttemptExtended]:
    """What was granted beforehand becomes part of the attempt's own history."""
    if not granted.time and granted.closes is None:
        return []
    extra = int(granted.time.total_seconds() // 60)
    told = AttemptExtended(
        person=person,
        at=recorder.now,
        attempt=attempt,
        registration=registration,
        extra_minutes=extra,
        closes=granted.closes,
    )
    return [told]


def _is_open(row: Row[Any]) -> bool:
    return row.submitted_at is None and row.abandoned_at is None


def _end_overdue(recorder: Recorder, catalog: Catalog, person: str, quiz: quizzes.Quiz, attempt: UUID) -> bool:
    """Whether an open attempt counts as abandoned by now; then that is recorded."""
    if quiz.terms.overdue == SUBMIT:
        return False
    return record_abandoned(recorder, open_sitting(recorder.session, catalog, person, attempt))


def record_abandoned(recorder: Recorder, sitting: Sitting) -> bool:
    """Record that it is too late for handing in, where the quiz's terms say so; whether it is."""
    if not quizzes.must_abandon(sitting.attempt, sitting.quiz, recorder.now):
        return False
    person, attempt, registration = sitting.person, sitting.uuid, sitting.registration
    recorder.record(
        AttemptExpired(person=person, at=recorder.now, attempt=attempt, registration=registration),
        AttemptAbandoned(person=person, at=recorder.now, attempt=attempt, registration=registration),
    )
    return True


def why_not_start(
    session: Session, quiz: quizzes.Quiz, registration: UUID, key: str, now: dt.datetime
) -> quizzes.Refusal | None:
    """Why no further attempt may begin now: none are left, or it is too early. None when one may, or one is open."""
    before = _heads(session, registration, key, None if quiz.attempts else 1)
    if before and _is_open(before[0]):
        return None
    granted = read_extension(session, quiz, registration, key)
    return quizzes.may_start(quiz, [_summary(row) for row in before], now, granted)


def _summary(row: Row[Any]) -> quizzes.AttemptSummary:
    return quizzes.AttemptSummary(
        row.started_at, row.submitted_at, bool(row.passed), abandoned=row.abandoned_at is not None
    )


def _my_heads(session: Session, person: str, registration: UUID, key: str, most: int) -> tuple[str, Sequence[Row[Any]]]:
    """The course of a person's own registration, and the attempts as ``_heads`` gives them, in one statement."""
    wanted = {"registration": str(registration), "activity": key, "person": person, "most": most}
    if not (rows := session.connection().execute(_MY_HEADS, wanted).all()):
        raise UnknownRegistration(str(registration))
    return rows[0].of_course, [row for row in rows if row.attempt is not None]


def _heads(session: Session, registration: UUID, key: str, limit: int | None) -> Sequence[Row[Any]]:
    """The attempts at an activity, newest first; only as many as are asked for, so that old ones cost nothing."""
    wanted = {"registration": str(registration), "activity": key}
    statement = _HEADS if limit is None else _SOME_HEADS
    return session.connection().execute(statement, wanted if limit is None else {**wanted, "most": limit}).all()


def save_responses(
    recorder: Recorder,
    catalog: Catalog,
    person: str,
    attempt: UUID,
    fields: Mapping[str, Fields],
    base: int | None = None,
    flags: Mapping[str, bool] | None = None,
    checked: Sequence[str] = (),
    tab: str = "",
) -> Receipt:
    """Save what the form says of the named items: item id -> its fields. Nothing changed records nothing.

    ``base`` is the number of the save that the page was made from: a page that fell behind another tab overwrites
    nothing that it did not change itself. What was typed is kept even when it has a problem. ``flags`` are those that
    the form put on or took off. ``checked``: items whose response is given for good, or as a try, where the quiz's
    feedback policy checks items one by one. ``tab`` names the page, so that it can take back what it sent itself.
    Raises ``UnknownAttempt``, ``Refused`` (handed in already, time over).
    """
    recorder.begin()
    sitting = open_sitting(recorder.session, catalog, person, attempt)
    receipt = record_save(recorder, sitting, fields, base, checked, tab)
    put_flags(recorder.session, sitting, flags or {})
    return receipt


def record_save(
    recorder: Recorder,
    sitting: Sitting,
    fields: Mapping[str, Fields],
    base: int | None = None,
    checked: Sequence[str] = (),
    tab: str = "",
) -> Receipt:
    """The part of ``save_responses`` after the attempt was read, for others who read it in the same transaction."""
    responses, problems = parse_fields(sitting, fields)
    quiz, checks = sitting.quiz, quizzes.POLICIES[sitting.quiz.feedback].checks
    saved = quizzes.save(
        sitting.attempt,
        responses,
        recorder.now,
        base,
        # What cannot be read as a response is no try.
        checked=[item for item in checked if item in sitting.form.item_ids and item not in problems] if checks else (),
        certainty=read_certainty(sitting, fields) if quiz.terms.certainty else {},
        locked=quizzes.settled_items(sitting.attempt, quiz) if checks else (),
        tab=tab,
    )
    if isinstance(saved, quizzes.Refusal):
        raise Refused(saved)
    if saved is None:
        last = sitting.attempt.saves[-1].at if sitting.attempt.saves else recorder.now
        return Receipt(sitting.attempt.sequence, len(sitting.attempt.responses), problems, last)
    recorder.record(
        AttemptSaved(
            person=sitting.person,
            at=recorder.now,
            actor=sitting.person,
            attempt=sitting.uuid,
            registration=sitting.registration,
            sequence=saved.sequence,
            responses=dict(saved.responses),
            checked=saved.checked,
            certainty=dict(saved.certainty),
            tab=saved.tab,
        )
    )
    answered = len(quizzes.apply(sitting.attempt, saved).responses)
    return Receipt(saved.sequence, answered, problems, recorder.now)


def parse_fields(sitting: Sitting, fields: Mapping[str, Fields]) -> tuple[dict[str, Any], Problems]:
    """What the fields of the form's items say, and what is wrong with it: item id -> response, item id -> problem."""
    items = sitting.quiz.items()
    parsed = {one: quizzes.parse_response(items[one], fields[one]) for one in sitting.form.item_ids if one in fields}
    problems = {item: (said.problem, said.params) for item, said in parsed.items() if said.problem}
    return {item: said.response for item, said in parsed.items()}, problems


def read_certainty(sitting: Sitting, fields: Mapping[str, Fields]) -> dict[str, int]:
    """How sure the form says that responses are: the field ``certainty`` of an item, 1 to 3."""
    said = {item: (fields[item].get("certainty") or [""])[-1] for item in sitting.form.item_ids if item in fields}
    return {item: int(level) for item, level in said.items() if level in ("1", "2", "3")}


def submit_attempt(recorder: Recorder, catalog: Catalog, person: str, attempt: UUID, by: str = "") -> AttemptSubmitted:
    """Hand in what is saved; scoring, completion, cells, levels and certificates follow in the same transaction.

    A repeat gives the first outcome to every caller. ``by``: who hands it in, if not the person.
    Raises ``UnknownAttempt``, ``Refused`` (voided, abandoned).
    """
    recorder.begin()
    sitting = open_sitting(recorder.session, catalog, person, attempt)
    if sitting.outcome is not None:
        return sitting.outcome
    handed_in = quizzes.submit(sitting.attempt, sitting.quiz, sitting.form, recorder.now)
    if isinstance(handed_in, quizzes.Refusal):
        raise Refused(handed_in)
    score, place = handed_in.score, (sitting.registration, sitting.activity, attempt, sitting.number)
    grade = None if score.waiting else grade_attempts(recorder.session, sitting.quiz, *place, score)
    ended = min(recorder.now, sitting.attempt.deadline or recorder.now)  # nobody worked on it after its time
    facts: list[Event] = []
    if quizzes.expire(sitting.attempt, recorder.now) is not None:
        facts.append(AttemptExpired(person=person, at=recorder.now, attempt=attempt, registration=sitting.registration))
    outcome = AttemptSubmitted(
        person=person,
        at=recorder.now,
        actor=by or person,
        attempt=attempt,
        registration=sitting.registration,
        course=sitting.course,
        activity=sitting.activity,
        responses=dict(sitting.attempt.responses),
        raw=score.raw,
        maximum=score.maximum,
        scaled=score.scaled,
        passed=score.passed,
        duration_seconds=int((ended - sitting.attempt.started.at).total_seconds()),
        waiting=score.waiting,
        grade=grade.scaled if grade else None,
        satisfies=grade.passed if grade else None,
    )
    recorder.record(*facts, outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class AttemptNote:
    """The newest attempt at an activity, for a list. ``scaled`` is 0..1, none while the attempt is open; while it
    waits for people it is what is known so far."""

    attempt: UUID
    number: int
    is_open: bool
    passed: bool
    scaled: Decimal | None
    is_waiting: bool = False


def newest_attempts(session: Session, registration: UUID) -> dict[str, AttemptNote]:
    """Activity key -> its newest attempt, in one registration. One statement."""
    rows = session.connection().execute(_ALL_HEADS, {"registration": str(registration)})
    return {
        row.activity: AttemptNote(
            UUID(row.attempt),
            row.number,
            _is_open(row),
            bool(row.passed),
            row.scaled,
            row.submitted_at is not None and row.passed is None,
        )
        for row in rows
    }
