"""One attempt read from its history, with all that is needed to show, save or score it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import bindparam, delete, literal, literal_column, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of, upsert
from elearn.events import (
    AttemptAbandoned,
    AttemptExpired,
    AttemptExtended,
    AttemptGraded,
    AttemptRegraded,
    AttemptSaved,
    AttemptStarted,
    AttemptSubmitted,
    AttemptVoided,
    Event,
    ResponseGraded,
)
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.packages import Package
from elearn.learning.tables import FlagRow
from elearn.records import ledger

FLAG = table_of(FlagRow)

_FLAGS = select(literal_column("0").label("seq"), literal("flag").label("kind"), FLAG.c.item.label("payload")).where(
    FLAG.c.attempt == bindparam("stream")
)
_UNFLAG = delete(FLAG).where(FLAG.c.attempt == bindparam("of"), FLAG.c.item == bindparam("which"))
"""Statements of every page are made once: making them costs more than running them."""


class UnknownAttempt(LookupError):
    """There is no such attempt of this person."""


class Refused(ValueError):
    """The engine refuses: ``code`` and ``params`` as in ``quizzes.Refusal``."""

    def __init__(self, refusal: quizzes.Refusal) -> None:
        super().__init__(refusal.code)
        self.code, self.params = refusal.code, refusal.params


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that is needed to show, save or score it.

    ``flags``: items to look at again. ``graded``: what people made of a submission that waited for them. ``regrades``:
    what a mended key changed, oldest first; ``mended`` is the quiz with the key of the last one.
    """

    uuid: UUID
    person: str
    registration: UUID
    course: str
    activity: str
    number: int
    package: Package
    quiz: quizzes.Quiz
    form: quizzes.Form
    attempt: quizzes.Attempt
    outcome: AttemptSubmitted | None
    flags: frozenset[str] = frozenset()
    graded: AttemptGraded | None = None
    regrades: tuple[AttemptRegraded, ...] = ()
    mended: quizzes.Quiz | None = None

    @property
    def keyed(self) -> quizzes.Quiz:
        """The quiz with the keys that count now."""
        return self.mended or self.quiz

    @property
    def verdict(self) -> AttemptSubmitted | AttemptGraded | AttemptRegraded | None:
        """The event whose score stands; None before the submission."""
        return self.regrades[-1] if self.regrades else self.graded or self.outcome

    def score(self) -> quizzes.AttemptScore:
        """The score of the responses that count, item by item. The totals in the ledger are the ones that stand."""
        score = self.attempt.score(self.keyed, self.form)
        said = self.verdict
        if said is None or score.waiting:
            return score
        return replace(score, raw=said.raw, maximum=said.maximum, scaled=said.scaled, passed=said.passed)


def open_sitting(session: Session, catalog: Catalog, person: str, attempt: UUID) -> Sitting:
    """An attempt of this person, read from its history. One statement when its registration was met before.

    Raises ``UnknownAttempt`` for another's as for none.
    """
    events, notes = ledger.read_stream_beside(session, str(attempt), _FLAGS)
    started = events[0] if events else None
    if not isinstance(started, AttemptStarted) or started.person != person:
        raise UnknownAttempt(str(attempt))
    package = catalog.registered(session, started.registration)
    quiz = package.quizzes[started.activity]
    form = package.form(started.activity, started.seed, started.avoid)
    outcome = next((event for event in events if isinstance(event, AttemptSubmitted)), None)
    regrades = tuple(event for event in events if isinstance(event, AttemptRegraded))
    return Sitting(
        uuid=attempt,
        person=person,
        registration=started.registration,
        course=started.course,
        activity=started.activity,
        number=started.number,
        package=package,
        quiz=quiz,
        form=form,
        attempt=fold_events(events, quiz, form),
        outcome=outcome,
        flags=frozenset(item for _, item in notes),
        graded=next((event for event in events if isinstance(event, AttemptGraded)), None),
        regrades=regrades,
        mended=mend(session, catalog, quiz, regrades[-1].course_digest).quiz if regrades else None,
    )


def mend(session: Session, catalog: Catalog, quiz: quizzes.Quiz, course_digest: str) -> quizzes.Mending:
    """The quiz with the keys of a course version. Raises ``UnknownCourse``."""
    package = catalog.package(session, course_digest)
    items = {item.id: item for other in package.quizzes.values() for item in other.items().values()}
    return quizzes.mend_quiz(quiz, items)


def fold_events(events: Sequence[Event], quiz: quizzes.Quiz, form: quizzes.Form) -> quizzes.Attempt:
    """The engine's attempt from the ledger's events."""
    attempt: quizzes.Attempt | None = None
    for event in events:
        match event:
            case AttemptStarted():
                first = quizzes.Started(event.seed, event.quiz_digest, event.at, event.avoid)
                attempt = quizzes.fold_attempt([first], quiz.time_limit, quiz.terms.closes)
            case AttemptSaved() if attempt:
                saved = quizzes.Saved(
                    event.sequence, event.responses, event.at, event.checked, event.certainty, event.tab
                )
                attempt = quizzes.apply(attempt, saved)
            case AttemptExtended() if attempt:
                extra = dt.timedelta(minutes=event.extra_minutes)
                attempt = quizzes.apply(attempt, quizzes.Extended(event.at, extra, event.closes))
            case AttemptAbandoned() if attempt:
                attempt = quizzes.apply(attempt, quizzes.Abandoned(event.at))
            case AttemptExpired() if attempt:
                attempt = quizzes.apply(attempt, quizzes.Expired(event.at))
            case AttemptVoided() if attempt:
                attempt = quizzes.apply(attempt, quizzes.Voided(event.at, event.reason))
            case AttemptSubmitted() if attempt:
                attempt = quizzes.apply(attempt, quizzes.Submitted(event.at, attempt.score(quiz, form)))
            case ResponseGraded() if attempt and event.settled is not None:
                attempt = quizzes.apply(attempt, quizzes.Graded(event.at, event.item, event.settled))
    if attempt is None:
        raise UnknownAttempt("a history without a start")
    return attempt


def put_flags(session: Session, sitting: Sitting, flags: Mapping[str, bool]) -> None:
    """Put a flag on items, or take it off: item id -> whether. Unknown items and what is so already are passed over."""
    known = {item: wanted for item, wanted in flags.items() if item in sitting.form.item_ids}
    put = [item for item, wanted in known.items() if wanted and item not in sitting.flags]
    gone = [item for item, wanted in known.items() if not wanted and item in sitting.flags]
    upsert(session, FLAG, [{"attempt": str(sitting.uuid), "item": item} for item in put], ("attempt", "item"))
    if gone:
        session.connection().execute(_UNFLAG, [{"of": str(sitting.uuid), "which": item} for item in gone])
