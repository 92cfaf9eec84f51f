"""The regrading desk: first who would change and how, then, with a reason, the record of it. No script needed.

Recording goes in slices: each press records some attempts and says what is left. What is left is always found anew, so
the page can be left and found again at any moment, and nothing is recorded twice.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.regrade import (
    REASONS,
    Change,
    NothingToRegrade,
    Regrading,
    find_changes,
    regrade_attempts,
)
from elearn.learning.services.statistics import QuizLine, UnknownQuiz, find_quiz
from elearn.people.rules.roles import DX_OFFICE
from elearn.people.services.directory import names_of
from elearn.studio.routes.desk import blueprint, house, note
from elearn.studio.routes.viewing import VIEWERS, guard_course, may_name
from elearn.web.identity import require, the_identity
from elearn.web.language import t, tn
from elearn.web.session import db_session
from elearn.wording import noted

REASON_WORDS = {
    "key-mended": noted("正答の指定を直した"),
    "points-changed": noted("配点を変えた"),
    "item-withdrawn": noted("設問を取り下げた"),
    "complaint": noted("受講者の申し出"),
}
PROBLEM_WORDS = {
    "regrade-item-gone": noted("いまの版にない設問です。前の正答のまま数えます。"),
    "regrade-item-reshaped": noted("選択肢などの組み立てが変わった設問です。前の正答のまま数えます。"),
    "regrade-item-by-people": noted("採点者が採点する設問です。採点は変わりません。"),
}
SLICE, COMMIT = 400, 50
"""Attempts that one press records, and that one transaction does: others wait no longer than for these."""
MOST_SHOWN = 200


@blueprint.get("/regrade/<course>/<module>/<name>")
@require(*VIEWERS)
def regrading(course: str, module: str, name: str) -> str:
    """Who would change, and how, with the keys of the current version. Records nothing."""
    return _show(course, f"{module}/{name}")


@blueprint.post("/regrade/<course>/<module>/<name>")
@require(DX_OFFICE)
def regrade(course: str, module: str, name: str) -> ResponseReturnValue:
    """Record a slice of it, with a reason."""
    activity, reason = f"{module}/{name}", request.form.get("reason", "")
    if reason not in REASONS:
        return _show(course, activity, t("理由を選んでください。")), 422
    _, found = _find(course, activity)
    wanted = [change.attempt for change in found.changes[:SLICE]]
    for first in range(0, len(wanted), COMMIT):
        some = wanted[first : first + COMMIT]
        me = the_identity().uuid
        regrade_attempts(house().recorder(), house().catalog, course, activity, reason, me, found.course_digest, some)
        db_session().commit()
    note("regrade", noted("再採点"), detail=f"{course} {activity} {reason} {len(wanted)}")
    left = len(found.changes) - len(wanted)
    flash(tn("%(num)s件の再採点を記録しました。", len(wanted)), "success")
    if left:
        flash(tn("まだ%(num)s件残っています。続けるときは、もう一度記録してください。", left), "warning")
    return redirect(url_for("studio.regrading", course=course, module=module, name=name, reason=reason), 303)


def _find(course: str, activity: str) -> tuple[QuizLine, Regrading]:
    guard_course(course)
    try:
        line = find_quiz(db_session(), house().catalog, course, activity)
        return line, find_changes(db_session(), house().catalog, course, activity, line.package.course.digest)
    except (UnknownQuiz, UnknownCourse, NothingToRegrade) as fault:
        raise NotFound from fault


def _show(course: str, activity: str, error: str = "") -> str:
    line, found = _find(course, activity)
    module, _, name = activity.partition("/")
    shown = found.changes[:MOST_SHOWN]
    names = names_of(db_session(), [change.person for change in shown]) if may_name() and shown else {}
    page = render_template(
        "studio/regrade.html",
        line=line,
        found=found,
        shown=shown,
        names=names,
        gained=count_verdicts(found.changes, False),
        lost=count_verdicts(found.changes, True),
        completed=sum(change.completes for change in found.changes),
        reasons=REASON_WORDS,
        chosen=request.values.get("reason", ""),
        problem_words=PROBLEM_WORDS,
        may_record=the_identity().has_role(DX_OFFICE),
        error=error,
        here={"course": course, "module": module, "name": name},
    )
    note("view-regrading", noted("再採点"), detail=f"{course} {activity} people={len(names)}")
    return page


def count_verdicts(changes: tuple[Change, ...], passed: bool) -> int:
    """How many attempts had this verdict and would have the other one."""
    return sum(change.old.passed == passed and change.new.passed != passed for change in changes)
