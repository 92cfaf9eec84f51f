"""Home (what is due, what is next) and the catalogue."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from elearn.learning.routes.desk import blueprint, describe_standing, house, order_by_need, resume_url
from elearn.learning.services.catalog import UnknownCourse, current_versions
from elearn.learning.services.places import read_places
from elearn.learning.services.registrations import read_standing, read_standings, register
from elearn.web.identity import require, the_identity


@blueprint.get("/")
@require()
def home() -> str:
    """What is due, what is next, what is done."""
    session = house().session()
    places = read_places(session, _me())
    cards = [describe_standing(one, places) for one in read_standings(session, _me())]
    waiting = order_by_need([card for card in cards if card["status"] != "completed"])
    done = [card for card in reversed(cards) if card["status"] == "completed"]
    return render_template("learning/home.html", waiting=waiting, done=done)


@blueprint.get("/courses")
@require()
def catalogue() -> str:
    """Every course that is open to all, with where the reader stands in it."""
    session, catalog = house().session(), house().catalog
    places = read_places(session, _me())
    cards = [describe_standing(one, places) for one in read_standings(session, _me())]
    mine = {card["standing"].course: card for card in cards}
    offers = [
        {"course": catalog.package(session, version.digest).course, "card": mine.get(version.course)}
        for version in current_versions(session)
    ]
    offers.sort(key=lambda offer: offer["card"] is None)  # what the reader has begun or must do stands first
    return render_template("learning/catalogue.html", offers=offers)


@blueprint.post("/courses/<course>/registrations")
@require()
def open_registration(course: str) -> Response:
    """Register in a course and go straight to its first activity; a repeat leads to the same place."""
    recorder, catalog = house().recorder(), house().catalog
    try:
        registration = register(recorder, catalog, _me(), course, _me())
    except UnknownCourse as fault:
        raise NotFound from fault
    standing = read_standing(recorder.session, _me(), registration)
    return redirect(resume_url(standing, catalog.package(recorder.session, standing.digest)), 303)


@blueprint.get("/courses/<course>")
@require()
def offer(course: str) -> str | Response:
    """A course before one registers; those registered are led to their own page of it."""
    session = house().session()
    for standing in read_standings(session, _me()):
        if standing.course == course:
            return redirect(url_for("learning.course", registration=standing.registration), 303)
    for version in current_versions(session):
        if version.course == course:
            return render_template(
                "learning/offer.html", course=house().catalog.package(session, version.digest).course
            )
    raise NotFound


def _me() -> str:
    return the_identity().uuid
