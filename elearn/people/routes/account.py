"""The own account: profile and password."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.people.forms import PasswordForm
from elearn.people.routes.desk import add_errors, blueprint, open_session, show_grant, today, viewer
from elearn.people.services.accounts import change_password, set_language
from elearn.people.services.directory import identity_of, list_units, members_on
from elearn.web.identity import current_identity, require, safe_next, the_identity
from elearn.web.language import COOKIE, LANGUAGES, page_language, t
from elearn.web.problems import describe
from elearn.web.session import db_session, now, settings

YEAR_SECONDS = 365 * 24 * 3600
"""How long a browser keeps a chosen language."""


@blueprint.get("/profile")
@require()
def profile() -> ResponseReturnValue:
    """What is known of oneself, and where to have it put right."""
    database = db_session()
    own = viewer()
    member = members_on(database, today(), [own.uuid])[0]
    names = {unit.code: unit.name for unit in list_units(database, today())}
    roles = sorted(show_grant(grant, names) for grant in own.grants)
    return render_template("people/profile.html", member=member, roles=roles)


@blueprint.route("/password", methods=["GET", "POST"])
@require()
def password() -> ResponseReturnValue:
    """Change the own password; every other browser is signed out by it."""
    form = PasswordForm(request.form)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            person = the_identity().uuid
            problems = change_password(db_session(), person, form.current.data, form.password.data, now(), settings())
            if not problems:
                found = identity_of(db_session(), person, now())
                open_session(person, found.epoch if found else 0)
                flash(t("パスワードを変更しました。ほかの端末でのサインインは終了しました。"), "success")
                return redirect(url_for("people.profile"), 303)
            messages: dict[str, list[str]] = {}
            for problem in problems:
                messages.setdefault(problem.path, []).append(describe(problem, page_language()))
            add_errors(form, messages)
    number = members_on(db_session(), today(), [the_identity().uuid])[0].staff_number
    length = settings().password_length
    return render_template("people/password.html", form=form, length=length, staff_number=number), status


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Show the pages in another language: kept with the person, or in this browser for somebody not signed in."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    answer = redirect(safe_next(request.form.get("next")), 303)
    person = current_identity()
    if person is not None:
        set_language(db_session(), person.uuid, wanted)
    answer.set_cookie(
        COOKIE,
        wanted,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return answer
