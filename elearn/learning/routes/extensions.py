"""The desk that grants a person more time, more attempts or another closing day for a quiz.

It belongs to the training officer (for everybody) and to section heads (for the people of their sections). Nobody
grants anything to oneself, and every look and every grant stands in the access log.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, Unauthorized

from elearn.learning.forms import ExtensionForm
from elearn.learning.routes.desk import blueprint, house, today
from elearn.learning.services.extensions import REASONS, Extensible, grant_extension, list_extensible
from elearn.people.services.access import log_access
from elearn.people.services.directory import Member, identity_of, members_on, names_of, sight_of
from elearn.web.dates import JST, jst
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.wording import noted

PURPOSE = noted("受験の配慮")


@blueprint.get("/staff/<uuid:person>/extensions")
@require("hr", "section-head")
def extensions(person: UUID) -> str:
    """The quizzes of a person for which something can be granted, and what was."""
    member = _member(person)
    rows = list_extensible(house().session(), house().catalog, member.uuid)
    names = names_of(house().session(), [row.granted.by for row in rows if row.granted])
    _log(member, "view-extensions", f"quizzes={len(rows)}")
    return render_template("learning/extensions.html", member=member, rows=rows, names=names, reasons=REASONS)


@blueprint.route("/staff/<uuid:person>/extensions/<uuid:registration>/<path:key>", methods=["GET", "POST"])
@require("hr", "section-head")
def extend(person: UUID, registration: UUID, key: str) -> ResponseReturnValue:
    """Grant it for one quiz, change it, or take it back."""
    member = _member(person)
    row = _find(member, registration, key)
    form = ExtensionForm(request.form) if request.method == "POST" else ExtensionForm(data=_data(row))
    if request.method == "POST" and form.validate():
        grant_extension(
            house().recorder(),
            house().catalog,
            member.uuid,
            registration,
            key,
            minutes=form.minutes.data,
            attempts=form.attempts.data,
            closes=end_of(form.closes.data),
            reason=form.reason.data,
            actor=the_identity().uuid,
        )
        _log(member, "grant-extension", f"quiz={key}")
        flash(t("受験の配慮を保存しました。受験中の人には、すぐに反映されます。"), "success")
        return redirect(url_for("learning.extensions", person=member.uuid), 303)
    if request.method == "GET":
        _log(member, "view-extensions", f"quiz={key}")
    page = render_template("learning/extend.html", member=member, row=row, form=form)
    return page, 422 if form.errors else 200


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The end of a day in Japan, as a moment."""
    return None if day is None else dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), JST).astimezone(dt.UTC)


def _data(row: Extensible) -> dict[str, object]:
    """What the form begins with: what stands now."""
    granted = row.granted
    if granted is None:
        return {"minutes": 0, "attempts": 0}
    closes = jst(granted.closes - dt.timedelta(microseconds=1)).date() if granted.closes else None
    return {"minutes": granted.minutes, "attempts": granted.attempts, "closes": closes, "reason": granted.reason}


def _member(person: UUID) -> Member:
    """The person, for those who may grant something to them; for anybody else there is no such page."""
    session, me, uuid = house().session(), the_identity(), str(person)
    viewer = identity_of(session, me.uuid, house().now())
    if viewer is None:
        raise Unauthorized
    members = members_on(session, today(), [uuid])
    heads = replace(viewer, grants=frozenset(one for one in viewer.grants if one.role == "section-head"))
    allowed = uuid != me.uuid and (me.has_role("hr") or bool(sight_of(session, heads, uuid, house().now())))
    if not members or not allowed:
        log_access(session, me.uuid, uuid, "refused", noted("権限のないページの要求"), house().now(), path=request.path)
        session.commit()  # the refusal undoes the request's transaction; the row must stay
        raise NotFound
    return members[0]


def _find(member: Member, registration: UUID, key: str) -> Extensible:
    for row in list_extensible(house().session(), house().catalog, member.uuid):
        if row.standing.registration == registration and row.key == key:
            return row
    raise NotFound


def _log(member: Member, action: str, detail: str) -> None:
    log_access(
        house().session(), the_identity().uuid, member.uuid, action, PURPOSE, house().now(), detail, request.path
    )
