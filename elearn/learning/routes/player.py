"""The course player: a registration's overview, its pages and task sheets, pictures, and the front page of a quiz."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from courses import Activity
from elearn.learning.routes.desk import (
    activity_url,
    blueprint,
    count_done,
    describe_refusal,
    describe_standing,
    house,
    resume_url,
)
from elearn.learning.services.attempts import newest_attempts, why_not_start
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.packages import PAGE, QUIZ, Package
from elearn.learning.services.registrations import (
    NotByReading,
    Standing,
    UnknownRegistration,
    complete_reading,
    read_standing,
)
from elearn.web.identity import require, the_identity

MEDIA_SECONDS = 365 * 24 * 3600
"""A version's pictures never change, so a browser may keep them."""


@blueprint.get("/registrations/<uuid:registration>")
@require()
def course(registration: UUID) -> str:
    """A course with the reader's progress, module by module."""
    standing, package = _open(registration)
    rows = [
        {
            "module": module,
            "activities": [
                {
                    "activity": activity,
                    "url": activity_url(standing, package, activity.key),
                    "done": activity.key in standing.satisfied,
                }
                for activity in module.activities
            ],
        }
        for module in package.course.modules
    ]
    return render_template("learning/course.html", rows=rows, **describe_standing(standing))


@blueprint.get("/registrations/<uuid:registration>/pages/<path:key>")
@require()
def page(registration: UUID, key: str) -> str:
    """A page to read, or a task sheet."""
    standing, package = _open(registration)
    activity = _activity(package, key, without=QUIZ)
    module = package.course.find_module(key.partition("/")[0])
    rendered = package.page(key, lambda path: url_for("learning.media", digest=standing.digest, path=path))
    before, after = _neighbours(standing, package, key)
    done, total = count_done(standing, package)
    return render_template(
        "learning/page.html",
        standing=standing,
        course=package.course,
        module=module,
        activity=activity,
        page=rendered,
        satisfied=key in standing.satisfied,
        before=before,
        after=after,
        done=done,
        total=total,
    )


@blueprint.post("/registrations/<uuid:registration>/pages/<path:key>")
@require()
def finish_page(registration: UUID, key: str) -> Response:
    """「読み終えました」: the page is satisfied, and the reader goes on."""
    recorder, catalog = house().recorder(), house().catalog
    me = the_identity().uuid
    try:
        complete_reading(recorder, catalog, me, registration, key)
    except (UnknownRegistration, KeyError, NotByReading) as fault:
        raise NotFound from fault
    standing = read_standing(recorder.session, me, registration)
    package = catalog.package(recorder.session, standing.digest)
    _, after = _neighbours(standing, package, key)
    return redirect(after[1] if after else resume_url(standing, package), 303)


@blueprint.get("/registrations/<uuid:registration>/quizzes/<path:key>")
@require()
def quiz(registration: UUID, key: str) -> str:
    """A quiz before it is begun: its rules, and how the attempts so far went."""
    standing, package = _open(registration)
    activity = _activity(package, key)
    if activity.kind != QUIZ:
        raise NotFound
    found = package.quizzes[key]
    before, after = _neighbours(standing, package, key)
    refusal = why_not_start(house().session(), found, registration, key, house().now())
    return render_template(
        "learning/quiz.html",
        standing=standing,
        course=package.course,
        module=package.course.find_module(key.partition("/")[0]),
        activity=activity,
        quiz=found,
        count=sum(len(section.items) if section.draw is None else section.draw for section in found.sections),
        newest=newest_attempts(house().session(), registration).get(key),
        refusal=describe_refusal(refusal.code, refusal.params) if refusal else "",
        satisfied=key in standing.satisfied,
        before=before,
        after=after,
    )


@blueprint.get("/media/<digest>/<path:path>")
@require()
def media(digest: str, path: str) -> Response:
    """A picture of a course version; nothing else of the version is handed out."""
    try:
        file = house().catalog.package(house().session(), digest).find_media(path)
    except (UnknownCourse, FileNotFoundError) as fault:
        raise NotFound from fault
    answer = send_file(file, max_age=MEDIA_SECONDS)
    # An SVG opened by itself is a document: let it run and load nothing.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def _open(registration: UUID) -> tuple[Standing, Package]:
    session = house().session()
    try:
        standing = read_standing(session, the_identity().uuid, registration)
    except UnknownRegistration as fault:
        raise NotFound from fault
    return standing, house().catalog.package(session, standing.digest)


def _activity(package: Package, key: str, without: str = "") -> Activity:
    try:
        activity = package.course.find_activity(key)
    except KeyError as fault:
        raise NotFound from fault
    if activity.kind == without:
        raise NotFound
    return activity


def _neighbours(
    standing: Standing, package: Package, key: str
) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """The activity before and the one after: (title, url), or none at an end."""
    keys = [activity.key for activity in package.course.activities]
    place = keys.index(key)

    def link(index: int) -> tuple[str, str] | None:
        if not 0 <= index < len(keys):
            return None
        return title_of(package, keys[index]), activity_url(standing, package, keys[index])

    return link(place - 1), link(place + 1)


def title_of(package: Package, key: str) -> str:
    """An activity's title: a quiz's own, else its module's."""
    if key in package.quizzes:
        return package.quizzes[key].title
    module = package.course.find_module(key.partition("/")[0])
    kind = package.course.find_activity(key).kind
    return module.title if kind == PAGE else f"{module.title}（演習シート）"
