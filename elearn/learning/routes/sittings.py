"""Taking a quiz: every page is a form that saves, with or without script; nothing typed is ever lost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import Conflict, NotFound
from werkzeug.wrappers import Response

import quizzes
from elearn.learning.routes.desk import blueprint, describe_refusal, house
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
from elearn.learning.services.registrations import UnknownRegistration
from elearn.web.errors import wants_json
from elearn.web.identity import require, the_identity

_PAGE_NUMBER = re.compile(r"[0-9]{1,4}")


@blueprint.post("/registrations/<uuid:registration>/quizzes/<path:key>")
@require()
def begin(registration: UUID, key: str) -> Response:
    """Begin an attempt, or go on with the open one."""
    me = the_identity().uuid
    try:
        attempt = start_attempt(house().recorder(), house().catalog, me, registration, key, secrets.randbelow(2**31))
    except (UnknownRegistration, NotAQuiz) as fault:
        raise NotFound from fault
    except Refused:  # the quiz's own page says why
        return redirect(url_for("learning.quiz", registration=registration, key=key), 303)
    return redirect(url_for("learning.sitting", attempt=attempt, number=1), 303)


@blueprint.get("/attempts/<uuid:attempt>/pages/<int:number>")
@require()
def sitting(attempt: UUID, number: int) -> str | Response:
    """One page of items."""
    found = _open(attempt)
    if found.outcome is not None:
        return redirect(url_for("learning.result", attempt=attempt), 303)
    if not found.attempt.may_save(house().now()):
        return redirect(url_for("learning.check", attempt=attempt), 303)
    return _render_page(found, number, {})


@blueprint.post("/attempts/<uuid:attempt>/pages/<int:number>")
@require()
def save(attempt: UUID, number: int) -> str | Response:
    """Save the page's responses, then go where the pressed button says."""
    me = the_identity().uuid
    fields = read_fields(request.form.lists())
    base = request.form.get("base", type=int)
    try:
        receipt = save_responses(house().recorder(), house().catalog, me, attempt, fields, base)
    except UnknownAttempt as fault:
        raise NotFound from fault
    except Refused as fault:
        return _refused(attempt, fault)
    if wants_json():
        problems = {item: describe_refusal(code, params) for item, (code, params) in receipt.problems.items()}
        return jsonify({"sequence": receipt.sequence, "answered": receipt.answered, "problems": problems})
    return _go_on(attempt, number, receipt)


def _go_on(attempt: UUID, number: int, receipt: Receipt) -> str | Response:
    """Show problems once; who presses the button again all the same goes on, with what was typed kept."""
    go, told = request.form.get("go", ""), request.form.getlist("told")
    if any(item not in told for item in receipt.problems):
        found = _open(attempt)
        here = _items_on(found, number)
        problems = {item: problem for item, problem in receipt.problems.items() if item in here}
        if problems:
            return _render_page(found, number, problems)
    if _PAGE_NUMBER.fullmatch(go):
        return redirect(url_for("learning.sitting", attempt=attempt, number=int(go)), 303)
    if go == "check":
        return redirect(url_for("learning.check", attempt=attempt), 303)
    flash("解答を保存しました。", "success")
    return redirect(url_for("learning.sitting", attempt=attempt, number=number), 303)


@blueprint.get("/attempts/<uuid:attempt>/check")
@require()
def check(attempt: UUID) -> str | Response:
    """Everything at a glance before handing in: which items have a response, which do not."""
    found = _open(attempt)
    if found.outcome is not None:
        return redirect(url_for("learning.result", attempt=attempt), 303)
    pages: list[dict[str, Any]] = [
        {
            "number": page,
            "items": [
                {"number": number_of(found, item), "answered": item in found.attempt.responses, "id": item}
                for item in items
            ],
        }
        for page, items in enumerate(found.form.pages, start=1)
    ]
    blank = sum(not item["answered"] for page in pages for item in page["items"])
    return render_template(
        "learning/check.html",
        found=found,
        course=found.package.course,
        pages=pages,
        blank=blank,
        over=not found.attempt.may_save(house().now()),
    )


@blueprint.post("/attempts/<uuid:attempt>/check")
@require()
def hand_in(attempt: UUID) -> Response:
    """Hand in; a repeat shows the same result."""
    try:
        submit_attempt(house().recorder(), house().catalog, the_identity().uuid, attempt)
    except UnknownAttempt as fault:
        raise NotFound from fault
    except Refused as fault:
        raise Conflict(describe_refusal(fault.code, fault.params)) from fault
    return redirect(url_for("learning.result", attempt=attempt), 303)


@blueprint.get("/attempts/<uuid:attempt>")
@require()
def result(attempt: UUID) -> str | Response:
    """The score, and for each item what was right and why."""
    found = _open(attempt)
    if found.outcome is None:
        return redirect(url_for("learning.sitting", attempt=attempt, number=1), 303)
    score, items = found.score(), found.quiz.items()
    views = [
        quizzes.view_result(
            items[item], found.form, found.attempt.responses.get(item), score.items[item], found.quiz.feedback
        )
        for item in found.form.item_ids
    ]
    return render_template(
        "learning/result.html",
        found=found,
        course=found.package.course,
        score=score,
        views=views,
        objectives={one.id: one.text for one in found.package.course.objectives},
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


def number_of(found: Sitting, item: str) -> int:
    """An item's number in the form, from 1."""
    return found.form.item_ids.index(item) + 1


def _open(attempt: UUID) -> Sitting:
    try:
        return open_sitting(house().session(), house().catalog, the_identity().uuid, attempt)
    except UnknownAttempt as fault:
        raise NotFound from fault


def _items_on(found: Sitting, number: int) -> Sequence[str]:
    """The items of a page, from 1. Raises ``NotFound`` for a page that there is not."""
    if not 1 <= number <= len(found.form.pages):
        raise NotFound
    return found.form.pages[number - 1]


def _render_page(found: Sitting, number: int, problems: Mapping[str, tuple[str, dict[str, str]]]) -> str:
    items = found.quiz.items()
    views = [
        quizzes.view_item(items[item], found.form, found.attempt.responses.get(item), number_of(found, item))
        for item in _items_on(found, number)
    ]
    return render_template(
        "learning/sitting.html",
        found=found,
        course=found.package.course,
        number=number,
        pages=len(found.form.pages),
        views=views,
        problems={item: describe_refusal(code, params) for item, (code, params) in problems.items()},
        answered=len(found.attempt.responses),
        fragment=ItemTexts(found.package),
    )


def _refused(attempt: UUID, fault: Refused) -> Response:
    words = describe_refusal(fault.code, fault.params)
    if wants_json():
        answer = jsonify({"error": fault.code, "description": words})
        answer.status_code = 409
        return answer
    if fault.code == "time-over":  # the page before handing in says so
        return redirect(url_for("learning.check", attempt=attempt), 303)
    flash(words, "warning")
    return redirect(url_for("learning.result", attempt=attempt), 303)
