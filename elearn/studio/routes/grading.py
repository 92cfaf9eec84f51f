"""The grading desk: what waits, one response with its rubric, and what two people made of it. No script needed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.learning.services.attempts import Refused, UnknownAttempt
from elearn.learning.services.grading import (
    LONGEST_COMMENT,
    CommentTooLong,
    Task,
    grade_response,
    list_graded,
    list_waiting,
    open_response,
)
from elearn.people.rules.roles import GRADER
from elearn.people.services.directory import members_on
from elearn.studio.routes.desk import blueprint, house, note, today
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.wording import noted

REFUSALS = {
    "grader-is-learner": noted("ご自身の解答は採点できません。"),
    "graded-already": noted("この解答の採点は、もう記録しています。採点は一人一回です。"),
    "grade-settled": noted("この解答の採点は、もう決まっています。"),
    "attempt-voided": noted("この受験は無効になったため、採点しません。"),
}
"""Why somebody cannot grade a response, by the rule's code."""


@blueprint.get("/grading")
@require(GRADER)
def grading() -> str:
    """What waits for this person, and what this person has graded."""
    me = the_identity().uuid
    waiting = list_waiting(db_session(), house().catalog, me, now())
    graded = list_graded(db_session(), house().catalog, me, now())
    names = _names([row.person for row in (*waiting, *graded)])
    note("list-responses", noted("採点"), detail=f"waiting={len(waiting)}")
    return render_template("studio/grading.html", waiting=waiting, graded=graded, names=names)


@blueprint.get("/grading/<uuid:attempt>/<item>")
@require(GRADER)
def response(attempt: UUID, item: str) -> str:
    """One response: to grade, or with what was made of it."""
    return _show(_open(attempt, item))


@blueprint.post("/grading/<uuid:attempt>/<item>")
@require(GRADER)
def grade(attempt: UUID, item: str) -> ResponseReturnValue:
    """Record a grade; one that was recorded before changes nothing."""
    task = _open(attempt, item)
    comment = request.form.get("comment", "").replace("\r\n", "\n").strip()
    levels = [request.form.get(f"level-{number}", type=int) for number in range(len(task.item.body.criteria))]
    picked = [one for one in levels if one is not None]
    missing = [number for number, level in enumerate(levels) if level is None]
    if task.refusal is None and (missing or len(comment) > LONGEST_COMMENT):
        return _show(task, levels, comment, missing), 422
    me = the_identity().uuid
    try:
        done = grade_response(house().recorder(), house().catalog, me, attempt, item, picked, comment)
    except Refused as fault:
        flash(t(REFUSALS[fault.code]), "warning")
    except (ValueError, CommentTooLong):
        # A level that the rubric does not have: the form never sends it.
        return _show(task, [None] * len(levels), comment, list(range(len(levels)))), 422
    else:
        note("grade-response", noted("採点"), task.sitting.person, task.reference)
        settled = done.settled is not None
        flash(t("採点を記録し、得点が決まりました。") if settled else t("採点を記録しました。"), "success")
    return redirect(url_for("studio.response", attempt=attempt, item=item), 303)


def _open(attempt: UUID, item: str) -> Task:
    try:
        return open_response(db_session(), house().catalog, the_identity().uuid, attempt, item, now())
    except UnknownAttempt as fault:
        raise NotFound from fault


def _show(task: Task, levels: Sequence[int | None] = (), comment: str = "", missing: Sequence[int] = ()) -> str:
    package = task.sitting.package
    names = _names([task.person])
    page = render_template(
        "studio/response.html",
        task=task,
        package=package,
        course=package.course,
        criteria=task.item.body.criteria,
        model=task.item.body.model,
        fragment=package.fragment,
        levels=levels,
        comment=comment,
        missing=missing,
        too_long=len(comment) > LONGEST_COMMENT,
        most=LONGEST_COMMENT,
        refusal=REFUSALS[task.refusal.code] if task.refusal else None,
        name=names.get(task.person or ""),
    )
    note("view-response", noted("採点"), task.sitting.person, task.reference)
    return page


def _names(people: Sequence[str | None]) -> dict[str, str]:
    """Uuid -> name, of those who may be named."""
    known = sorted({person for person in people if person})
    return {one.uuid: one.name for one in members_on(db_session(), today(), known)} if known else {}
