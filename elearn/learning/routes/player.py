"""The course player: a registration's overview, its pages and task sheets, pictures, and the front page of a quiz."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, send_file
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from courses import Activity
from elearn.learning.routes.desk import (
    Step,
    activity_url,
    blueprint,
    count_done,
    describe_refusal,
    describe_standing,
    house,
    resume_url,
    step_of,
)
from elearn.learning.routes.reader import (
    chosen_view,
    mark_place,
    open_registration_of,
    render_reading,
    say_kept,
)
from elearn.learning.services.attempts import newest_attempts, why_not_start
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.notes import MOST_SIGNS, read_note
from elearn.learning.services.packages import QUIZ, Package
from elearn.learning.services.places import find_spot, forget_place, minutes_of, read_place, read_places
from elearn.learning.services.registrations import (
    NotByReading,
    Standing,
    UnknownRegistration,
    complete_reading,
    read_standing,
)
from elearn.learning.services.terms import read_extension, read_grade
from elearn.web.identity import require, the_identity
from quizzes.terms import BEST

MEDIA_SECONDS = 365 * 24 * 3600
"""A version's pictures never change, so a browser may keep them."""


@blueprint.get("/registrations/<uuid:registration>")
@require()
def course(registration: UUID) -> str:
    """A course with the reader's progress, module by module."""
    standing, package = open_registration_of(registration)
    places = read_places(house().session(), standing.person)
    card = describe_standing(standing, places)
    rows = [
        {
            "module": module,
            "done": all(one.key in standing.satisfied for one in module.activities if one.required),
            "activities": [
                {
                    "activity": activity,
                    "url": activity_url(standing, package, activity.key),
                    "done": activity.key in standing.satisfied,
                    "begun": (standing.registration, activity.key) in places,
                    "next": card["next"] is not None and card["next"].key == activity.key,
                }
                for activity in module.activities
            ],
        }
        for module in package.course.modules
    ]
    return render_template("learning/course.html", rows=rows, **card)


@blueprint.get("/registrations/<uuid:registration>/pages/<path:key>")
@require()
def page(registration: UUID, key: str) -> str:
    """A page to read, or a task sheet: with the place where reading stopped, and the reader's own note."""
    standing, package = open_registration_of(registration)
    rendered = render_reading(standing, package, key)
    module = package.course.find_module(key.partition("/")[0])
    spot = find_spot(rendered, read_place(house().session(), registration, key))
    note = read_note(house().session(), standing.person, standing.course, module.folder)
    before, after = _neighbours(standing, package, key)
    done, total = count_done(standing, package)
    return render_template(
        "learning/page.html",
        standing=standing,
        course=package.course,
        module=module,
        activity=package.course.find_activity(key),
        page=rendered,
        html=mark_place(rendered.html, spot.place) if spot else rendered.html,
        spot=spot,
        minutes_left=spot.minutes_left if spot else minutes_of(rendered),
        view=chosen_view(),
        note=note,
        kept=say_kept(note),
        most=MOST_SIGNS,
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
        forget_place(recorder.session, registration, key)
    except (UnknownRegistration, KeyError, NotByReading) as fault:
        raise NotFound from fault
    standing = read_standing(recorder.session, me, registration)
    package = catalog.package(recorder.session, standing.digest)
    _, after = _neighbours(standing, package, key)
    return redirect(after.url if after else resume_url(standing, package), 303)


@blueprint.get("/registrations/<uuid:registration>/quizzes/<path:key>")
@require()
def quiz(registration: UUID, key: str) -> str:
    """A quiz before it is begun: its rules, and how the attempts so far went."""
    standing, package = open_registration_of(registration)
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
        granted=read_extension(house().session(), found, registration, key),
        grade=read_grade(house().session(), found, registration, key) if found.terms.grade != BEST else None,
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


def _activity(package: Package, key: str) -> Activity:
    try:
        return package.course.find_activity(key)
    except KeyError as fault:
        raise NotFound from fault


def _neighbours(standing: Standing, package: Package, key: str) -> tuple[Step | None, Step | None]:
    """The activity before and the one after, or none at an end."""
    keys = [activity.key for activity in package.course.activities]
    place = keys.index(key)

    def step(index: int) -> Step | None:
        return step_of(standing, package, keys[index]) if 0 <= index < len(keys) else None

    return step(place - 1), step(place + 1)
