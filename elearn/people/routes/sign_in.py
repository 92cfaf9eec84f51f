"""Signing in and out, and the first password."""

from __future__ import annotations

import datetime as dt

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from elearn.people.forms import FirstPasswordForm, SignInForm
from elearn.people.routes.desk import EPOCH, PENDING, SINCE, add_errors, blueprint, open_session, today
from elearn.people.services.accounts import Outcome, Result, remote_user_sign_in, set_password, sign_in
from elearn.people.services.directory import identity_of, members_on
from elearn.web.identity import current_identity, forget_identity, safe_next
from elearn.web.language import forget_language, page_language, t, tn
from elearn.web.problems import describe
from elearn.web.session import db_session, now, settings

PENDING_SECONDS = 900
"""How long somebody may take to think of their first own password."""


@blueprint.get("/sign-in", endpoint="sign_in")
def show_sign_in() -> ResponseReturnValue:
    """The form; somebody whom a trusted proxy has signed in goes straight on."""
    target = safe_next(request.args.get("next"))
    if current_identity() is not None:
        return redirect(target, 303)
    header = request.headers.get(settings().remote_user_header, "")
    if header:
        result = remote_user_sign_in(db_session(), header, _peer(), now(), settings())
        if result.outcome is Outcome.SIGNED_IN:
            open_session(result.person, result.epoch)
            return redirect(target, 303)
    return render_template("people/sign_in.html", form=SignInForm(next=target))


@blueprint.post("/sign-in")
def take_sign_in() -> ResponseReturnValue:
    """Check number and password. A failure says the same whatever was wrong, and later ones must wait."""
    form = SignInForm(request.form)
    if not form.validate():
        return render_template("people/sign_in.html", form=form), 422
    database = db_session()
    result = sign_in(database, form.staff_number.data, form.password.data, now(), settings(), _peer())
    # Kept whatever the answer: the count of failures must outlive the refusal.
    database.commit()
    if result.outcome is not Outcome.SIGNED_IN:
        return _refuse(form, result)
    open_session(result.person, result.epoch, pending=result.must_change)
    forget_identity()
    forget_language()
    if result.must_change:
        return redirect(url_for("people.first_password", next=safe_next(form.next.data)), 303)
    return redirect(safe_next(form.next.data), 303)


def _refuse(form: SignInForm, result: Result) -> ResponseReturnValue:
    status = 422
    if result.outcome is Outcome.REFUSED:
        form.form_errors.append(t("職員番号またはパスワードが正しくありません。もう一度入力してください。"))
    headers = {}
    if result.wait_seconds:
        form.form_errors.append(
            t(
                "続けて誤りがあったため、%(wait)sたってから、もう一度サインインしてください。"
                "お急ぎのときは、システム管理の担当へご連絡ください。",
                wait=_duration(result.wait_seconds),
            )
        )
        status, headers = 429, {"Retry-After": str(result.wait_seconds)}
    return render_template("people/sign_in.html", form=form), status, headers


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if minutes and rest:
        return t("%(minutes)s分%(seconds)s秒", minutes=minutes, seconds=rest)
    return tn("%(num)s分", minutes) if minutes else tn("%(num)s秒", rest)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the sign-in of this browser."""
    session.clear()
    forget_identity()
    forget_language()
    return redirect(url_for("people.sign_in"), 303)


@blueprint.route("/first-password", methods=["GET", "POST"])
def first_password() -> ResponseReturnValue:
    """Replace the password that somebody else has chosen; only then is the person signed in."""
    person = _pending()
    if person is None:
        session.clear()
        return redirect(url_for("people.sign_in"), 303)
    form = FirstPasswordForm(request.form)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            problems = set_password(db_session(), person, form.password.data, now(), settings())
            if not problems:
                found = identity_of(db_session(), person, now())
                open_session(person, found.epoch if found else 0)
                return redirect(safe_next(request.args.get("next")), 303)
            add_errors(form, {"password": [describe(problem, page_language()) for problem in problems]})
    number = members_on(db_session(), today(), [person])[0].staff_number
    length = settings().password_length
    return render_template("people/first_password.html", form=form, length=length, staff_number=number), status


def _pending() -> str | None:
    """The person whose sign-in waits for a new password, while the cookie is fresh and of the account's epoch."""
    person, since = session.get(PENDING), session.get(SINCE)
    if not isinstance(person, str) or not isinstance(since, int | float):
        return None
    if now() - dt.datetime.fromtimestamp(since, dt.UTC) > dt.timedelta(seconds=PENDING_SECONDS):
        return None
    found = identity_of(db_session(), person, now())
    return person if found is not None and found.must_change and found.epoch == session.get(EPOCH) else None


def _peer() -> str:
    """The address of the direct connection, whatever a forwarding header says."""
    original = request.environ.get("werkzeug.proxy_fix.orig") or {}
    return str(original.get("REMOTE_ADDR") or request.remote_addr or "")
