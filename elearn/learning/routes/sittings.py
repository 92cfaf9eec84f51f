"""Taking a quiz: every page is a form that saves, with or without script; nothing typed is ever lost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import Conflict, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response

import quizzes
from elearn.learning.routes.desk import blueprint, describe_refusal, house
from elearn.learning.routes.paging import Paging, last_choice, read_paging, read_per, remember_choice
from elearn.learning.routes.showing import show_items, shown_now
from elearn.learning.routes.texts import ItemTexts
from elearn.learning.services.attempts import (
    NotAQuiz,
    Receipt,
    Refused,
    Sitting,
    UnknownAttempt,
    open_sitting,
    save_responses,
    start_attempt,
    submit_attempt,
)
from elearn.learning.services.grading import given_grades
from elearn.learning.services.registrations import UnknownRegistration
from elearn.web.arrival import waited
from elearn.web.dates import jst
from elearn.web.errors import wants_json
from elearn.web.identity import require, sign_in_url, the_identity
from elearn.web.language import page_language, t, tn
from elearn.web.limits import RateLimit
from elearn.web.problems import describe

_PLACE = re.compile(r"(item-)?([0-9]{1,4})")
"""Where a button leads: a page, or an item, by number."""

_TAB = re.compile(r"[0-9a-f]{8}")
"""The name of a page that was shown, by which a second try to send it is known."""

PASSWORDS = RateLimit(burst=5, seconds=20)
"""Tries at a quiz's password, for each person and quiz."""

MOST_CHARACTERS = 20_000
"""Of one item's fields together. Nobody types that much; who sends more is told, and nothing of it is kept."""


@blueprint.post("/registrations/<uuid:registration>/quizzes/<path:key>")
@require(writes=True)
def begin(registration: UUID, key: str) -> Response:
    """Begin an attempt, or go on with the open one."""
    me, password = the_identity().uuid, request.form.get("password", "")
    pen, catalog, seed = house().recorder(), house().catalog, secrets.randbelow(2**31)
    wait = PASSWORDS.take(f"{me}/{key}", house().now()) if password else 0.0
    if wait:
        flash(tn("合言葉の入力が続いたため、%(num)s秒待ってからやり直してください。", ceil(wait)), "error")
        return redirect(url_for("learning.quiz", registration=registration, key=key), 303)
    try:
        attempt = start_attempt(pen, catalog, me, registration, key, seed, password, request.remote_addr)
    except (UnknownRegistration, NotAQuiz) as fault:
        raise NotFound from fault
    except Refused as fault:  # the quiz's own page says why, but for what it cannot know
        if fault.code in ("quiz-password", "quiz-network"):
            flash(describe_refusal(fault.code, fault.params), "error")
        return redirect(url_for("learning.quiz", registration=registration, key=key), 303)
    return redirect(url_for("learning.sitting", attempt=attempt, number=1, per=last_choice()), 303)


@blueprint.get("/attempts/<uuid:attempt>/pages/<int:number>")
@require()
def sitting(attempt: UUID, number: int) -> str | Response:
    """One page of items."""
    found = _open(attempt)
    if found.outcome is not None:
        return redirect(url_for("learning.result", attempt=attempt), 303)
    if not found.attempt.may_save(house().now()):
        return redirect(url_for("learning.check", attempt=attempt), 303)
    if outside := quizzes.may_enter(found.quiz, None, request.remote_addr):
        # What was typed is taken from anywhere, so that nothing is lost; the items are not shown everywhere.
        flash(describe_refusal(outside.code, outside.params), "error")
        return redirect(url_for("learning.quiz", registration=found.registration, key=found.activity), 303)
    return _render_page(read_paging(found), number, {})


@blueprint.post("/attempts/<uuid:attempt>/pages/<int:number>")
@require(writes=True)
def save(attempt: UUID, number: int) -> str | Response:
    """Save the page's responses, then go where the pressed button says."""
    me = the_identity().uuid
    fields = read_fields(request.form.lists())
    cleared = request.form.getlist("clear")
    fields.update({item: {} for item in cleared})
    refuse_endless(fields)
    base = request.form.get("base", type=int)
    tab = request.form.get("tab", "")
    flags = read_flags(request.form.getlist("flagged"), request.form.getlist("flag"))
    try:
        receipt = save_responses(
            house().recorder(now=house().now() - waited(request.environ)),
            house().catalog,
            me,
            attempt,
            fields,
            base,
            flags,
            checked=request.form.getlist("check"),
            tab=tab if _TAB.fullmatch(tab) else "",
        )
    except UnknownAttempt as fault:
        raise NotFound from fault
    except Refused as fault:
        return refuse(attempt, fault)
    if wants_json():
        return jsonify(tell_receipt(receipt))
    return _go_on(attempt, number, receipt, cleared)


def tell_receipt(receipt: Receipt) -> dict[str, Any]:
    """A receipt as a program reads it; the time of day is that of Japan."""
    return {
        "sequence": receipt.sequence,
        "answered": receipt.answered,
        "problems": {item: describe_refusal(*problem) for item, problem in receipt.problems.items()},
        "saved_at": f"{jst(receipt.saved_at):%H:%M}",
        "older": list(receipt.older),
    }


def read_flags(before: Sequence[str], after: Sequence[str]) -> dict[str, bool]:
    """What the reader changed: item -> whether it has a flag now. What the page did not change is left out, so that
    a page that fell behind another one takes nothing off.
    """
    return {item: item in after for item in {*before} ^ {*after}}


def refuse_endless(fields: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """Raises ``RequestEntityTooLarge`` for an item with more text than anybody types."""
    for given in fields.values():
        if sum(len(value) for values in given.values() for value in values) > MOST_CHARACTERS:
            raise RequestEntityTooLarge


def _go_on(attempt: UUID, number: int, receipt: Receipt, cleared: Sequence[str]) -> str | Response:
    """Show problems once; who presses the button again all the same goes on, with what was typed kept."""
    go, told = request.form.get("go", ""), request.form.getlist("told")
    new = {item: problem for item, problem in receipt.problems.items() if item not in told}
    place = _PLACE.fullmatch(go)
    if not new and go == "check":  # nothing more to look up
        return redirect(url_for("learning.check", attempt=attempt), 303)
    if not new and place and not place[1]:
        return redirect(url_for("learning.sitting", attempt=attempt, number=int(place[2]), per=read_per()), 303)
    paging = read_paging(_open(attempt))
    here = paging.items_on(number)
    if any(item in here for item in new):
        return _render_page(paging, number, {one: receipt.problems[one] for one in here if one in receipt.problems})
    if go == "check":
        return redirect(url_for("learning.check", attempt=attempt), 303)
    if place:
        where = int(place[2])
        return redirect(paging.item_url(where) if place[1] else paging.url(where), 303)
    if "per" in request.form:
        turned = Paging(paging.found, remember_choice(request.form["per"]))
        return redirect(turned.item_url(number_of(paging.found, here[0])), 303)
    for pressed in (*cleared, *request.form.getlist("check")):
        if pressed in here:
            return redirect(paging.url(number, item=number_of(paging.found, pressed)), 303)
    flash(t("解答を保存しました。"), "success")
    return redirect(paging.url(number), 303)


@blueprint.get("/attempts/<uuid:attempt>/check")
@require()
def check(attempt: UUID) -> str | Response:
    """Everything at a glance before handing in: which items have a response, which do not."""
    found = _open(attempt)
    if found.outcome is not None:
        return redirect(url_for("learning.result", attempt=attempt), 303)
    paging = Paging(found, last_choice() or "")
    items = paging.overview()
    return render_template(
        "learning/check.html",
        found=found,
        course=found.package.course,
        paging=paging,
        items=items,
        blank=sum(not item["answered"] for item in items),
        flagged=sum(item["flagged"] for item in items),
        over=not found.attempt.may_save(house().now()),
        late=found.attempt.abandoned or quizzes.must_abandon(found.attempt, found.quiz, house().now()),
    )


@blueprint.post("/attempts/<uuid:attempt>/check")
@require(writes=True)
def hand_in(attempt: UUID) -> Response:
    """Hand in; a repeat shows the same result."""
    try:
        submit_attempt(house().recorder(), house().catalog, the_identity().uuid, attempt)
    except UnknownAttempt as fault:
        raise NotFound from fault
    except Refused as fault:
        if fault.code == "attempt-abandoned":
            return redirect(url_for("learning.check", attempt=attempt), 303)
        raise Conflict(describe_refusal(fault.code, fault.params)) from fault
    return redirect(url_for("learning.result", attempt=attempt), 303)


@blueprint.get("/attempts/<uuid:attempt>")
@require()
def result(attempt: UUID) -> str | Response:
    """The score, and for each item what was right and why."""
    found = _open(attempt)
    if found.outcome is None:
        return redirect(url_for("learning.sitting", attempt=attempt, number=1), 303)
    score, items, shown = found.score(), found.keyed.items(), shown_now(found, house().now())
    views = [
        quizzes.view_result(
            items[item],
            found.form,
            found.attempt.responses.get(item),
            score.items[item],
            found.quiz.feedback,
            shown=shown,
        )
        for item in found.form.item_ids
    ]
    return render_template(
        "learning/result.html",
        found=found,
        course=found.package.course,
        score=score,
        views=views,
        shown=shown,
        lines=describe_line,
        gradings=given_grades(house().session(), attempt) if found.outcome.waiting else {},
        fragment=ItemTexts(found.package),
    )


def read_fields(pairs: Any) -> dict[str, dict[str, Sequence[str]]]:
    """Form fields by item: a field is named ``<item id>.<field>``, and ``items`` lists the items that the form shows.

    An item that is listed without any field was left blank: an unticked box sends nothing.
    """
    fields: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in pairs:
        if name == "items":
            for item in values:
                fields.setdefault(item, {})
        item, dot, field = name.rpartition(".")
        if dot:
            fields.setdefault(item, {})[field] = values
    return fields


def describe_line(line: quizzes.Line) -> str:
    """One line of the explanation of a score, in words."""
    return describe(quizzes.Problem("", 0, line.code, line.params), page_language())


def number_of(found: Sitting, item: str) -> int:
    """An item's number in the form, from 1."""
    return found.form.item_ids.index(item) + 1


def _open(attempt: UUID) -> Sitting:
    try:
        return open_sitting(house().session(), house().catalog, the_identity().uuid, attempt)
    except UnknownAttempt as fault:
        raise NotFound from fault


def _render_page(paging: Paging, number: int, problems: Mapping[str, tuple[str, dict[str, str]]]) -> str:
    found, here, now = paging.found, paging.items_on(number), house().now()
    fragment = ItemTexts(found.package)
    left = found.attempt.time_left(now)
    return render_template(
        "learning/sitting.html",
        found=found,
        course=found.package.course,
        paging=paging,
        number=number,
        pages=len(paging.pages),
        items=show_items(found, here, fragment),
        lines=describe_line,
        overview=paging.overview(here),
        flags=found.flags,
        problems={item: describe_refusal(*problem) for item, problem in problems.items()},
        answered=len(found.attempt.responses),
        tab=secrets.token_hex(4),
        saved_at=f"{jst(found.attempt.saves[-1].at):%H:%M}" if found.attempt.saves else "",
        sign_in=sign_in_url(paging.url(number)),
        seconds_left=None if left is None else int(left.total_seconds()),
        fragment=fragment,
    )


def refuse(attempt: UUID, fault: Refused, *, as_json: bool = False) -> Response:
    """The answer to a save that came too late: to a program its words, to a reader the page that says so."""
    words = describe_refusal(fault.code, fault.params)
    if as_json or wants_json():
        answer = jsonify({"error": fault.code, "description": words})
        answer.status_code = 409
        return answer
    if fault.code == "time-over":  # the page before handing in says so
        return redirect(url_for("learning.check", attempt=attempt), 303)
    flash(words, "warning")
    return redirect(url_for("learning.result", attempt=attempt), 303)
