"""Looking for words in everything there is to read, and the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from courses import Course
from courses.matching import MOST_SIGNS, MOST_WORDS
from elearn.learning.routes.desk import activity_url, blueprint, house
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.glossary import load_glossary
from elearn.learning.services.registrations import Standing, read_standings
from elearn.learning.services.search import MOST_PAGES, Found, Hit, search
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.limits import RateLimit

BURST, SECONDS = 30, 1.0
"""A person may search 30 times at once and, after that, once a second."""

_LIMIT = "elearn_search_limit"


@dataclass(frozen=True, slots=True)
class Row:
    """A hit as the page shows it. ``open``: the link leads to the place itself, not to the course's introduction."""

    hit: Hit
    course: Course
    url: str
    open: bool


@blueprint.get("/search")
@require()
def find() -> ResponseReturnValue:
    """What holds every word of ``q``, page by page; without ``q`` the empty box."""
    query = request.args.get("q", "").strip()
    page = request.args.get("page", 1, type=int)
    if not query:
        return render_template("learning/search.html", query="", found=None, rows=(), fault="")
    _brake()
    try:
        found = search(house().session(), load_glossary(), query, page_language(), page)
    except ValueError:
        fault = t(
            "一度に探せるのは、%(signs)s文字、%(words)s語までです。短くして、もう一度探してください。",
            signs=MOST_SIGNS,
            words=MOST_WORDS,
        )
        words = {"query": query[:MOST_SIGNS], "found": None, "rows": (), "fault": fault}
        return render_template("learning/search.html", **words), 422
    return render_template(
        "learning/search.html",
        query=query,
        found=found,
        rows=_rows(found),
        fault="",
        page_url=lambda number: url_for("learning.find", q=query, page=number),
        most=MOST_PAGES,
    )


@blueprint.get("/glossary")
@require()
def glossary() -> str:
    """Every term as the plan defines it."""
    return render_template("learning/glossary.html", glossary=load_glossary())


def _brake() -> None:
    """Count a search of this person. Raises ``TooManyRequests`` for one that searches too often."""
    limit: RateLimit = current_app.extensions.setdefault(_LIMIT, RateLimit(BURST, SECONDS))
    wait = limit.take(the_identity().uuid, house().now())
    if wait:
        raise TooManyRequests(retry_after=int(wait) + 1)


def _rows(found: Found) -> list[Row]:
    if not found.hits:
        return []
    mine = {one.course: one for one in read_standings(house().session(), the_identity().uuid)}
    return [_row(hit, mine.get(hit.course)) for hit in found.hits]


def _row(hit: Hit, standing: Standing | None) -> Row:
    """Registered readers go to the heading in the version that they read; others to the course's introduction."""
    session, catalog = house().session(), house().catalog
    course = catalog.package(session, hit.digest).course
    if standing is None:
        return Row(hit, course, url_for("learning.offer", course=hit.course), not hit.activity)
    own = _course_url(standing.registration)
    if not hit.activity:
        return Row(hit, course, own, True)
    try:
        package = catalog.package(session, standing.digest)
        address = activity_url(standing, package, hit.activity)
    except (UnknownCourse, KeyError):  # this chapter came with a later version than theirs
        return Row(hit, course, own, False)
    return Row(hit, course, f"{address}#{hit.anchor}" if hit.anchor else address, True)


def _course_url(registration: UUID) -> str:
    return url_for("learning.course", registration=registration)
