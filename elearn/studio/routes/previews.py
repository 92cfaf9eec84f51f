"""A draft as learners would meet it: its pages and quizzes, tried without anything being recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from flask import render_template, request, send_file, url_for
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response

import quizzes
from courses import CourseProblems
from elearn.learning.routes.showing import show_items
from elearn.learning.routes.texts import ItemTexts
from elearn.learning.services.packages import QUIZ, Package
from elearn.studio.routes.draftdesk import ROLES, draft_home, drafts, note_draft, open_one
from elearn.studio.services.drafts import UnknownDraft
from elearn.studio.services.shelf import Draft, open_draft
from elearn.web.identity import require
from elearn.web.language import page_language
from elearn.web.problems import describe
from elearn.web.session import db_session
from quizzes import QuizProblems
from quizzes.feedback import ALL
from quizzes.terms import NO_EXTENSION


class Try(msgspec.Struct, frozen=True):
    """A try at an item: what its fields said when it was checked."""

    item: str
    fields: dict[str, list[str]]


MOST_CHARACTERS = 200_000
"""Of all that is typed into a preview."""

LARGEST_SEED = 2**31 - 1


@drafts.get("/<uuid:draft>/preview")
@require(*ROLES)
def preview(draft: UUID) -> str:
    """The course's modules with everything that can be looked at."""
    found, package = _open(draft)
    note_draft("view-draft", found)
    return render_template("studio/preview.html", draft=found, package=package, course=package.course)


@drafts.get("/<uuid:draft>/preview/pages/<path:key>")
@require(*ROLES)
def preview_page(draft: UUID, key: str) -> str:
    """A page to read, or a task sheet."""
    found, package = _open(draft)
    try:
        activity = package.course.find_activity(key)
    except KeyError as fault:
        raise NotFound from fault
    if activity.kind == QUIZ:
        raise NotFound
    page = package.page(key, lambda path: url_for("drafts.preview_media", draft=draft, path=path))
    module = package.course.find_module(key.partition("/")[0])
    return render_template(
        "studio/preview_page.html", draft=found, course=package.course, module=module, activity=activity, page=page
    )


@drafts.get("/<uuid:draft>/preview/media/<path:path>")
@require(*ROLES)
def preview_media(draft: UUID, path: str) -> Response:
    """A picture of the draft."""
    _, package = _open(draft)
    try:
        file = package.find_media(path)
    except FileNotFoundError as fault:
        raise NotFound from fault
    answer = send_file(file)
    # An SVG opened by itself is a document: let it run and load nothing.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@drafts.get("/<uuid:draft>/preview/quizzes/<path:key>")
@require(*ROLES)
def preview_quiz(draft: UUID, key: str) -> str:
    """One form of a quiz, to be tried; ``seed`` says which."""
    found, package = _open(draft)
    quiz, seed = _quiz(package, key), _seed()
    return _show_items(found, package, key, seed, quizzes.rehearse(quiz, package.form(key, seed, ()), ()), ())


@drafts.post("/<uuid:draft>/preview/quizzes/<path:key>")
@require(*ROLES)
def try_quiz(draft: UUID, key: str) -> str:
    """A try at one item, or what all the responses would be worth. Nothing is kept: the page brings its tries along."""
    if sum(len(value) for _, values in request.form.lists() for value in values) > MOST_CHARACTERS:
        raise RequestEntityTooLarge
    found, package = _open(draft)
    quiz, seed = _quiz(package, key), _seed()
    form, tries = package.form(key, seed, ()), read_tries(request.form.getlist("try"))
    fields = read_fields(request.form.lists())
    checked, cleared = request.form.get("check", ""), request.form.get("clear", "")
    # What a box or a text says is said again by every page: an item without a field was left blank.
    last = {item: {} if item == cleared else fields.get(item, {}) for item in form.item_ids}
    before = [quizzes.Step({one.item: one.fields}, one.item) for one in tries]
    now = quizzes.rehearse(quiz, form, [*before, quizzes.Step(last, checked)])
    told = request.form.getlist("told")
    if checked or cleared or any(item not in told for item in now.problems):
        if len(now.attempt.work.checks.get(checked, ())) > sum(one.item == checked for one in tries):
            tries = [*tries, Try(checked, last[checked])]
        return _show_items(found, package, key, seed, now, tries)
    score, items = now.score(), quiz.items()
    views = [
        quizzes.view_result(
            items[one], form, now.attempt.responses.get(one), score.items[one], quiz.feedback, shown=ALL
        )
        for one in form.item_ids
    ]
    return render_template(
        "studio/preview_result.html",
        draft=found,
        package=package,
        course=package.course,
        quiz=quiz,
        key=key,
        seed=seed,
        score=score,
        views=views,
        hints={one: items[one].hints for one in form.item_ids},
        lines=_describe_line,
        fragment=package.fragment,
    )


def _show_items(
    found: Draft, package: Package, key: str, seed: int, now: quizzes.Rehearsal, tries: Sequence[Try]
) -> str:
    note_draft("view-draft", found)
    return render_template(
        "studio/preview_quiz.html",
        draft=found,
        package=package,
        course=package.course,
        quiz=now.quiz,
        key=key,
        seed=seed,
        items=show_items(now, now.form.item_ids, ItemTexts(package)),
        tries=[write_try(one) for one in tries],
        granted=NO_EXTENSION,
        problems={
            item: describe(quizzes.Problem("", 0, code, params), page_language())
            for item, (code, params) in now.problems.items()
        },
        flags=(),
        lines=_describe_line,
        fragment=package.fragment,
    )


def read_fields(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, dict[str, list[str]]]:
    """Form fields by item: a field is named ``<item id>.<field>``."""
    fields: dict[str, dict[str, list[str]]] = {}
    for name, values in pairs:
        item, dot, field = name.rpartition(".")
        if dot:
            fields.setdefault(item, {})[field] = list(values)
    return fields


def read_tries(texts: Sequence[str]) -> list[Try]:
    """The tries that a page brings along. Raises ``BadRequest`` for what no page of ours has."""
    try:
        return [msgspec.json.decode(text, type=Try) for text in texts]
    except msgspec.DecodeError as fault:
        raise BadRequest from fault


def write_try(one: Try) -> str:
    """A try as the page carries it to the next request."""
    return msgspec.json.encode(one).decode("utf-8")


def _describe_line(line: quizzes.Line) -> str:
    return describe(quizzes.Problem("", 0, line.code, line.params), page_language())


def _seed() -> int:
    return min(max(request.args.get("seed", 1, type=int), 0), LARGEST_SEED)


def _quiz(package: Package, key: str) -> quizzes.Quiz:
    if key not in package.quizzes:
        raise NotFound
    return package.quizzes[key]


def _open(draft: UUID) -> tuple[Draft, Package]:
    found, _ = open_one(draft)
    try:
        return found, open_draft(db_session(), draft_home(), found.digest)
    except (UnknownDraft, CourseProblems, QuizProblems) as fault:  # the draft's own page says why
        raise NotFound from fault
