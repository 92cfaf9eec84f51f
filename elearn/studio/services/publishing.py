"""From a draft to a published version, past a second person. Each step is one transaction and one fact."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from sqlalchemy import insert

from elearn.events import CoursePublished, DraftEvent, DraftReturned, DraftSubmitted, DraftWithdrawn
from elearn.learning.services.catalog import Version, publish_course
from elearn.learning.services.packages import PackageProblems
from elearn.records.reactor import Recorder
from elearn.studio import rules
from elearn.studio.rules import PUBLISHED, SUBMITTED, WITHDRAWN, DraftState, Refusal
from elearn.studio.services.bundles import unpacked
from elearn.studio.services.drafts import Refused, files_of, published, read_state
from elearn.studio.tables import DraftCommentRow

LONGEST_COMMENT = 2000


class CommentMissing(ValueError):
    """Who returns a draft says why."""


class CommentTooLong(ValueError):
    """The comment is longer than ``LONGEST_COMMENT``."""


def submit_draft(pen: Recorder, actor: str, draft: UUID, comment: str = "") -> DraftState:
    """Ask for a second person's approval; a repeat changes nothing.

    Raises ``UnknownDraft``, ``Refused``, ``CommentTooLong``.
    """
    comment = _clean(comment)
    pen.begin()
    state = read_state(pen.session, draft)
    refusal = rules.refuse_submit(state, _current(pen, state))
    if refusal is not None:
        raise Refused(refusal)
    if state.state != SUBMITTED:
        _record(pen, DraftSubmitted, state, actor, comment)
    return read_state(pen.session, draft)


def withdraw_draft(pen: Recorder, actor: str, draft: UUID) -> DraftState:
    """Give a draft up; what was handed in stays. A repeat changes nothing. Raises ``UnknownDraft``, ``Refused``."""
    pen.begin()
    state = read_state(pen.session, draft)
    if state.state == PUBLISHED:
        raise Refused(Refusal("draft-ended"))
    if state.state != WITHDRAWN:
        _record(pen, DraftWithdrawn, state, actor, "")
    return read_state(pen.session, draft)


def return_draft(pen: Recorder, actor: str, draft: UUID, number: int, comment: str) -> DraftState:
    """Give a draft back to its author with reasons; ``number`` is the hand-in that was looked at.

    Raises ``UnknownDraft``, ``Refused``, ``CommentMissing``, ``CommentTooLong``.
    """
    comment = _clean(comment)
    if not comment:
        raise CommentMissing
    pen.begin()
    state = read_state(pen.session, draft)
    refusal = rules.refuse_decision(state, actor, number)
    if refusal is not None:
        raise Refused(refusal)
    _record(pen, DraftReturned, state, actor, comment)
    return read_state(pen.session, draft)


def approve_draft(pen: Recorder, actor: str, draft: UUID, number: int, comment: str = "") -> Version:
    """Approve a draft, and with that publish it; ``number`` is the hand-in that was looked at.

    Everything happens in one transaction under the ledger's lock: of two who approve at once one publishes, and the
    other is told. Raises ``UnknownDraft``, ``Refused``, ``CommentTooLong``, ``PackageProblems``.
    """
    comment = _clean(comment)
    pen.begin()
    state = read_state(pen.session, draft)
    refusal = rules.refuse_approval(state, actor, number, _current(pen, state))
    if refusal is not None:
        raise Refused(refusal)
    with unpacked(files_of(pen.session, state.digest)) as folder:
        version, fresh = publish_course(pen.session, folder, pen.now)
    if version.digest != state.digest or version.course != state.course:
        raise PackageProblems([])
    if not fresh:
        raise Refused(Refusal("nothing-changed"))
    _record(pen, CoursePublished, state, actor, comment)
    return version


def _current(pen: Recorder, state: DraftState) -> str:
    version = published(pen.session, state.course)
    return version.digest if version else ""


def _clean(comment: str) -> str:
    comment = comment.replace("\r\n", "\n").replace("\0", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise CommentTooLong
    return comment


def _record(pen: Recorder, kind: type[DraftEvent], state: DraftState, actor: str, comment: str) -> None:
    make = partial(CoursePublished, base_digest=state.base) if kind is CoursePublished else kind
    fact = make(
        person=state.author,
        at=pen.now,
        actor=actor,
        draft=state.draft,
        step=state.steps + 1,
        course=state.course,
        course_digest=state.digest,
    )
    pen.record(fact)
    if comment:
        pen.session.execute(
            insert(DraftCommentRow).values(event=str(fact.id), draft=str(state.draft), person=actor, text=comment)
        )
