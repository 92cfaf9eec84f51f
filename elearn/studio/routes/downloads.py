"""Files to take away and work on: a published course or a draft, whole or one quiz of it, and what was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

import quizzes
from elearn.learning.services.catalog import UnknownCourse, current_version
from elearn.studio.routes.desk import house, note
from elearn.studio.routes.draftdesk import PURPOSE, ROLES, drafts, note_draft, open_one, reach
from elearn.studio.services.bundles import read_folder, write_bundle
from elearn.studio.services.drafts import UnknownDraft, files_of, original_of
from elearn.studio.services.quizfiles import write_quiz
from elearn.web.identity import require
from elearn.web.language import page_language, t
from elearn.web.problems import describe
from elearn.web.session import db_session

FORMATS = {
    "markdown": "Markdown",
    "workbook": "Excel",
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle-xml": "Moodle XML",
    "qti": "QTI 3.0",
}
"""Formats in which a quiz is handed out -> their names, which are the same in every language."""


@drafts.get("/courses/<course>/package")
@require(*ROLES)
def course_package(course: str) -> Response:
    """The published version as a ZIP file."""
    files, version = _published(course)
    note("export-course", PURPOSE, None, course)
    return _send(write_bundle(course, files), f"{course}-{version}.zip")


@drafts.get("/courses/<course>/quiz")
@require(*ROLES)
def course_quiz(course: str) -> ResponseReturnValue:
    """One quiz of the published version, in a format."""
    files, version = _published(course)
    note("export-course", PURPOSE, None, course)
    return _send_quiz(files, f"{course}-{version}", url_for("drafts.index"))


@drafts.get("/<uuid:draft>/package")
@require(*ROLES)
def draft_package(draft: UUID) -> Response:
    """The draft's course as a ZIP file."""
    found, _ = open_one(draft)
    note_draft("export-draft", found)
    return _send(write_bundle(found.course, _files(found.digest)), f"{found.course or 'course'}-{found.number}.zip")


@drafts.get("/<uuid:draft>/quiz")
@require(*ROLES)
def draft_quiz(draft: UUID) -> ResponseReturnValue:
    """One quiz of the draft, in a format."""
    found, _ = open_one(draft)
    note_draft("export-draft", found)
    address = url_for("drafts.draft", draft=draft)
    return _send_quiz(_files(found.digest), f"{found.course}-{found.number}", address)


@drafts.get("/<uuid:draft>/files/<int:number>")
@require(*ROLES)
def original(draft: UUID, number: int) -> Response:
    """What was handed in, as it came."""
    found, _ = open_one(draft)
    try:
        name, content = original_of(db_session(), draft, number)
    except UnknownDraft as fault:
        raise NotFound from fault
    note_draft("export-draft", found)
    return _send(content, name)


def _published(course: str) -> tuple[Mapping[str, bytes], str]:
    if not reach().may_see(course):
        raise NotFound
    try:
        version = current_version(db_session(), course)
    except UnknownCourse as fault:
        raise NotFound from fault
    return read_folder(house().catalog.package(db_session(), version.digest).course.path), version.version


def _files(digest: str) -> Mapping[str, bytes]:
    try:
        return files_of(db_session(), digest)
    except UnknownDraft as fault:
        raise NotFound from fault


def _send_quiz(files: Mapping[str, bytes], stem: str, back: str) -> ResponseReturnValue:
    """The quiz in the format that was asked for; what that cannot hold is told instead of being left out in silence."""
    activity, name = request.args.get("activity", ""), request.args.get("format", "markdown")
    if name not in FORMATS:
        raise NotFound
    try:
        _source, written = write_quiz(files, activity, name)
    except KeyError as fault:
        raise NotFound from fault
    lost = [one for one in (*written.problems, *written.losses) if one.params.get("detail") != "+++"]
    if lost and "anyway" not in request.args:
        told = describe(lost[0], page_language(), room="quizzes")
        words = t(
            "この書式では書き表せないものが%(count)s件あります（たとえば：%(first)s）。", count=len(lost), first=told
        )
        flash(words + t("MarkdownかExcelを使ってください。"), "warning")
        return redirect(back, 303)
    return _send(written.data, f"{stem}-{activity.replace('/', '-')}{quizzes.FORMATS[name].suffixes[0]}")


def _send(data: bytes, name: str) -> Response:
    """A file to keep, never to be shown: what somebody handed in must not run on this site."""
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
