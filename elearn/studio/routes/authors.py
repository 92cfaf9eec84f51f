"""Who writes which course: named, and let go, by the office."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.learning.services.catalog import course_titles
from elearn.people.rules.roles import DX_OFFICE
from elearn.people.services.directory import members_on, person_by_number
from elearn.studio.routes.desk import blueprint, note, today
from elearn.studio.services.authors import EVERY, authors_of_courses, end_author, grant_author
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.wording import noted

LONGEST_NUMBER = 20
ALL = "-"
"""In place of a course in forms and addresses: all of them."""

PURPOSE = noted("教材担当の指名")


@blueprint.get("/authors")
@require(DX_OFFICE)
def authors() -> str:
    """Every course with the people who write it."""
    return _show()


@blueprint.post("/authors")
@require(DX_OFFICE)
def name_author() -> ResponseReturnValue:
    """Let a person write a course, or all."""
    chosen, number = request.form.get("course", ""), request.form.get("staff_number", "").strip()[:LONGEST_NUMBER]
    if chosen != ALL and chosen not in course_titles(db_session()):
        return _show(number, chosen, t("講座を選んでください。"), "course"), 422
    person = person_by_number(db_session(), number)
    if person is None or not members_on(db_session(), today(), [person]):
        return _show(number, chosen, t("この職員番号は名簿にありません。"), "staff_number"), 422
    course = EVERY if chosen == ALL else chosen
    fresh = grant_author(db_session(), course, person, the_identity().uuid, now())
    note("appoint-author", PURPOSE, person, chosen)
    flash(t("教材担当に加えました。") if fresh else t("すでに、この講座の教材担当です。"), "success")
    return redirect(url_for("studio.authors"), 303)


@blueprint.post("/authors/<course>/<uuid:person>/end")
@require(DX_OFFICE)
def dismiss_author(course: str, person: object) -> ResponseReturnValue:
    """End it as of today; what the person has handed in stays."""
    if not end_author(db_session(), EVERY if course == ALL else course, str(person), now()):
        raise NotFound
    note("dismiss-author", PURPOSE, str(person), course)
    flash(t("教材担当から外しました。"), "success")
    return redirect(url_for("studio.authors"), 303)


def _show(number: str = "", chosen: str = "", error: str = "", wrong: str = "") -> str:
    titles, held = course_titles(db_session()), authors_of_courses(db_session(), today())
    people = sorted({person for persons in held.values() for person in persons})
    members = {one.uuid: one for one in members_on(db_session(), today(), people)} if people else {}
    keys = [key for key in (EVERY, *titles) if key in held]
    return render_template(
        "studio/authors.html",
        titles=titles,
        rows=[(key or ALL, titles.get(key, ""), [members[one] for one in held[key] if one in members]) for key in keys],
        all=ALL,
        number=number,
        chosen=chosen,
        error=error,
        wrong=wrong,
    )
