"""What a reader keeps: where reading stopped, notes to oneself, and how the text is shown."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from courses import Course, Page
from elearn.learning.routes.desk import blueprint, house
from elearn.learning.services.catalog import course_titles
from elearn.learning.services.notes import (
    MOST_SIGNS,
    Note,
    NoteMoved,
    NoteTooLong,
    clean_text,
    erase_notes,
    read_notes,
    save_note,
)
from elearn.learning.services.packages import QUIZ, Package
from elearn.learning.services.places import UnknownPlace, keep_place
from elearn.learning.services.registrations import Standing, UnknownRegistration, read_standing, read_standings
from elearn.web.errors import wants_json
from elearn.web.identity import require, safe_next, the_identity
from elearn.web.language import moment_words, page_language, t
from elearn.web.session import settings

COOKIE = "elearn_reader"
"""Where a browser keeps how its reader wants the text; the screen decides that, not the person."""

YEAR_SECONDS = 365 * 24 * 3600

SIZES = ("normal", "large", "largest")
FURIGANA = ("shown", "hidden")


@dataclass(frozen=True, slots=True)
class View:
    """How the text is shown: one of ``SIZES`` and one of ``FURIGANA``."""

    size: str = SIZES[0]
    furigana: str = FURIGANA[0]


def chosen_view() -> View:
    """What this browser chose; a cookie that says something else counts as none."""
    size, _, furigana = request.cookies.get(COOKIE, "").partition(".")
    return View(size if size in SIZES else SIZES[0], furigana if furigana in FURIGANA else FURIGANA[0])


@blueprint.post("/reader")
@require()
def choose_view() -> Response:
    """Show the text in another size, or without furigana; and back to the page."""
    size, furigana = request.form.get("size", SIZES[0]), request.form.get("furigana", FURIGANA[0])
    if size not in SIZES or furigana not in FURIGANA:
        raise BadRequest
    answer = redirect(safe_next(request.form.get("next"), url_for("learning.home")) + "#reader-view", 303)
    answer.set_cookie(
        COOKIE,
        f"{size}.{furigana}",
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return answer


def open_registration_of(registration: UUID) -> tuple[Standing, Package]:
    """The reader's own registration with its course version. Raises ``NotFound`` for another's."""
    session = house().session()
    try:
        standing = read_standing(session, the_identity().uuid, registration)
    except UnknownRegistration as fault:
        raise NotFound from fault
    return standing, house().catalog.package(session, standing.digest)


def render_reading(standing: Standing, package: Package, key: str) -> Page:
    """The rendered page of an activity that is read. Raises ``NotFound`` for a quiz and for what there is not."""
    try:
        if package.course.find_activity(key).kind == QUIZ:
            raise NotFound
    except KeyError as fault:
        raise NotFound from fault
    return package.page(key, lambda path: url_for("learning.media", digest=standing.digest, path=path))


def mark_place(html: str, place: str) -> Markup:
    """The page's HTML with a mark in the paragraph at which the reader stopped."""
    words = f"<span class='reader-mark' lang='{page_language()}'>{escape(t('前回はここまで'))}</span>"
    start = html.find(">", html.find(f'id="{place}"')) + 1
    return Markup(html[:start] + words + html[start:])  # noqa: S704  # the page was cleaned, the words escaped


@blueprint.post("/registrations/<uuid:registration>/places/<path:key>")
@require()
def keep_reading_place(registration: UUID, key: str) -> Response:
    """The script says which paragraph is being read; nothing is answered."""
    standing, package = open_registration_of(registration)
    page = render_reading(standing, package, key)
    try:
        keep_place(
            house().session(),
            standing.person,
            registration,
            key,
            page,
            request.form.get("place", ""),
            house().now(),
        )
    except UnknownPlace as fault:
        raise BadRequest from fault
    return Response(status=204)


@blueprint.post("/registrations/<uuid:registration>/notes/<module>")
@require()
def keep_note(registration: UUID, module: str) -> str | tuple[str, int] | Response | tuple[Response, int]:
    """Keep what was typed: from the script, or from the form as it is. What cannot be kept is shown again, whole."""
    standing, package = open_registration_of(registration)
    text, base = request.form.get("note", ""), request.form.get("base", 0, type=int)
    _check_module(package.course, module)
    try:
        note = save_note(house().session(), standing.person, standing.course, module, text, base, house().now())
    except NoteTooLong:
        over = len(clean_text(text)) - MOST_SIGNS
        words = t(
            "メモは%(most)s字までです。あと%(over)s字減らしてください。", most=f"{MOST_SIGNS:,}", over=f"{over:,}"
        )
        return _not_kept(standing, package, module, Note(standing.course, module, text, base), words, 422)
    except NoteMoved as fault:
        words = t("このメモは、別の画面で先に書き換えられています。")
        return _not_kept(standing, package, module, fault.note, words, 409, text)
    if wants_json():
        return jsonify({"revision": note.revision, "state": say_kept(note)})
    flash(t("メモを保存しました。") if note.text else t("メモを空にしました。"), "success")
    return redirect(_back(), 303)


@blueprint.get("/registrations/<uuid:registration>/notes/<module>")
@require()
def show_note(registration: UUID, module: str) -> Response:
    """Whoever asks for the note's address, as after a reload, is led to the page that it stands on."""
    standing, package = open_registration_of(registration)
    _check_module(package.course, module)
    return redirect(_reading_url(standing, package.course, module), 303)


def say_kept(note: Note) -> str:
    """Whether a note is kept, and since when, in words."""
    if note.changed_at is None:
        return t("まだ何も書かれていません。")
    return t("%(moment)sに保存しました。", moment=moment_words(note.changed_at))


def _not_kept(
    standing: Standing, package: Package, module: str, note: Note, words: str, status: int, typed: str = ""
) -> tuple[str, int] | tuple[Response, int]:
    if wants_json():
        return jsonify({"revision": note.revision, "state": words}), status
    page = render_template(
        "learning/note.html",
        standing=standing,
        course=package.course,
        module=package.course.find_module(module),
        note=note,
        typed=typed or note.text,
        moved=bool(typed),
        problem=words,
        most=MOST_SIGNS,
        back=_back(),
    )
    return page, status


@blueprint.post("/registrations/<uuid:registration>/notes/<module>/erase")
@require()
def erase_note(registration: UUID, module: str) -> Response:
    """Let the note about a module go."""
    standing, package = open_registration_of(registration)
    _check_module(package.course, module)
    if erase_notes(house().session(), standing.person, standing.course, module):
        flash(t("メモを消しました。"), "success")
    return redirect(_back(), 303)


@blueprint.get("/notes")
@require()
def notes() -> str:
    """Everything that one has noted, by course and module: to read again, to print, to let go."""
    session, catalog = house().session(), house().catalog
    mine = {standing.course: standing for standing in read_standings(session, the_identity().uuid)}
    entries = []
    for note in read_notes(session, the_identity().uuid):
        standing = mine.get(note.course)
        course = catalog.package(session, standing.digest).course if standing else None
        titles = {module.folder: module.title for module in course.modules} if course else {}
        entries.append(
            {
                "note": note,
                "course": course,
                "module": titles.get(note.module, ""),
                "url": _reading_url(standing, course, note.module) if standing and course else "",
            }
        )
    others = course_titles(session) if any(entry["course"] is None for entry in entries) else {}
    return render_template("learning/notes.html", entries=entries, others=others)


@blueprint.post("/notes/erase")
@require()
def erase_all_notes() -> Response:
    """Let all of one's notes go."""
    if erase_notes(house().session(), the_identity().uuid):
        flash(t("すべてのメモを消しました。"), "success")
    return redirect(url_for("learning.notes"), 303)


def _reading_url(standing: Standing, course: Course, folder: str) -> str:
    """The page of a module that holds its note; the course's page when the module has none any more."""
    for activity in course.activities:
        if activity.key.startswith(f"{folder}/") and activity.kind != QUIZ:
            return url_for("learning.page", registration=standing.registration, key=activity.key, _anchor="note")
    return url_for("learning.course", registration=standing.registration)


def _check_module(course: Course, module: str) -> None:
    if all(one.folder != module for one in course.modules):
        raise NotFound


def _back() -> str:
    return safe_next(request.form.get("next"), url_for("learning.notes"))
