"""The own account: profile and password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.people.forms import PasswordForm
from elearn.people.routes.desk import add_errors, blueprint, open_session, show_grant, today, viewer
from elearn.people.services.accounts import change_password
from elearn.people.services.directory import identity_of, list_units, members_on
from elearn.web.identity import require, the_identity
from elearn.web.problems import describe
from elearn.web.session import db_session, now, settings


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
                flash("パスワードを変更しました。ほかの端末でのサインインは終了しました。", "success")
                return redirect(url_for("people.profile"), 303)
            messages: dict[str, list[str]] = {}
            for problem in problems:
                messages.setdefault(problem.path, []).append(describe(problem))
            add_errors(form, messages)
    return render_template("people/password.html", form=form, length=settings().password_length), status
