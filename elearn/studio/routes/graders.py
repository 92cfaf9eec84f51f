"""Who grades which course: named, and let go, by the office."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.learning.services.catalog import course_titles
from elearn.learning.services.graders import end_grader, graders_of_courses, grant_grader
from elearn.learning.services.grading import count_waiting
from elearn.people.rules.roles import DX_OFFICE
from elearn.people.services.directory import members_on, person_by_number
from elearn.studio.routes.desk import blueprint, note, today
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.wording import noted

LONGEST_NUMBER = 20


@blueprint.get("/graders")
@require(DX_OFFICE)
def graders() -> str:
    """Every course with the people who grade it."""
    return _show()


@blueprint.post("/graders")
@require(DX_OFFICE)
def appoint() -> ResponseReturnValue:
    """Let a person grade a course."""
    course, number = request.form.get("course", ""), request.form.get("staff_number", "").strip()[:LONGEST_NUMBER]
    if course not in course_titles(db_session()):
        return _show(number, course, t("講座を選んでください。"), "course"), 422
    person = person_by_number(db_session(), number)
    if person is None or not members_on(db_session(), today(), [person]):
        return _show(number, course, t("この職員番号は名簿にありません。"), "staff_number"), 422
    fresh = grant_grader(db_session(), course, person, the_identity().uuid, now())
    note("appoint-grader", noted("採点者の指名"), person, course)
    flash(t("採点者に加えました。") if fresh else t("すでに、この講座の採点者です。"), "success")
    return redirect(url_for("studio.graders"), 303)


@blueprint.post("/graders/<course>/<uuid:person>/end")
@require(DX_OFFICE)
def dismiss(course: str, person: object) -> ResponseReturnValue:
    """End it as of today; what the person has graded stays."""
    if not end_grader(db_session(), course, str(person), now()):
        raise NotFound
    note("dismiss-grader", noted("採点者の指名"), str(person), course)
    flash(t("採点者から外しました。"), "success")
    return redirect(url_for("studio.graders"), 303)


def _show(number: str = "", course: str = "", error: str = "", wrong: str = "") -> str:
    titles, held = course_titles(db_session()), graders_of_courses(db_session(), today())
    people = sorted({person for persons in held.values() for person in persons})
    members = {one.uuid: one for one in members_on(db_session(), today(), people)} if people else {}
    waiting = count_waiting(db_session(), titles)
    return render_template(
        "studio/graders.html",
        titles=titles,
        rows=[
            (key, titles[key], waiting.get(key, 0), [members[one] for one in held.get(key, []) if one in members])
            for key in titles
            if key in held or key in waiting
        ],
        number=number,
        chosen=course,
        error=error,
        wrong=wrong,
    )
