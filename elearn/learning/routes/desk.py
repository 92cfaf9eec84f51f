"""The learning room's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import Blueprint, url_for
from sqlalchemy.orm import Session

import quizzes
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.packages import TASK, Package
from elearn.learning.services.places import Places
from elearn.learning.services.registrations import Standing, next_activity
from elearn.records.reactor import Recorder
from elearn.web.dates import jst
from elearn.web.furniture import furnish
from elearn.web.language import moment_words, page_language
from elearn.web.problems import describe
from elearn.web.session import installation

MAX_BYTES = 256 * 1024
"""Largest form of this room: nobody types as much into one page."""

blueprint = furnish(Blueprint("learning", __name__), max_bytes=MAX_BYTES)


class House(Protocol):
    """What this room's views need of the joined house."""

    @property
    def catalog(self) -> Catalog:
        """The opened course versions."""
        ...

    @property
    def players(self) -> dict[str, str]:
        """Kind of activity -> endpoint that plays it."""
        ...

    def recorder(self, *, now: dt.datetime | None = None) -> Recorder:
        """A pen for this request, which came in at ``now``."""
        ...

    def session(self) -> Session:
        """The request's session."""
        ...

    def now(self) -> dt.datetime:
        """The moment."""
        ...


def house() -> House:
    """The house of this request."""
    return cast(House, installation())


def today() -> dt.date:
    """Today in Japan: due dates are days there."""
    return jst(house().now()).date()


def activity_url(standing: Standing, package: Package, key: str) -> str:
    """Where an activity is played."""
    kind = package.course.find_activity(key).kind
    return url_for(house().players[kind], registration=standing.registration, key=key)


@dataclass(frozen=True, slots=True)
class Step:
    """An activity as links name it. ``title`` is in the course's language; ``sheet``: it is a task sheet."""

    key: str
    title: str
    url: str
    sheet: bool


def step_of(standing: Standing, package: Package, key: str, place: str = "") -> Step:
    """The activity as a step; ``place`` is the paragraph to go to."""
    anchor = f"#{place}" if place else ""
    sheet = package.course.find_activity(key).kind == TASK
    return Step(key, title_of(package, key), activity_url(standing, package, key) + anchor, sheet)


def title_of(package: Package, key: str) -> str:
    """An activity's title: a quiz's own, else its module's."""
    if key in package.quizzes:
        return package.quizzes[key].title
    return package.course.find_module(key.partition("/")[0]).title


def next_step(standing: Standing, package: Package, places: Places) -> Step | None:
    """What to do next, at the paragraph where reading stopped; none when all is done."""
    key = next_activity(package.required, standing.satisfied)
    return step_of(standing, package, key, places.get((standing.registration, key), "")) if key else None


def resume_url(standing: Standing, package: Package) -> str:
    """Where to go on: the next required activity, or the course's page when all are done."""
    step = next_step(standing, package, {})
    return step.url if step else url_for("learning.course", registration=standing.registration)


def count_done(standing: Standing, package: Package) -> tuple[int, int]:
    """How many required activities are satisfied, and how many there are."""
    return sum(key in standing.satisfied for key in package.required), len(package.required)


def minutes_left(standing: Standing, package: Package) -> int:
    """Minutes of the modules in which a required activity is still to be done."""
    return sum(
        module.minutes
        for module in package.course.modules
        if any(one.required and one.key not in standing.satisfied for one in module.activities)
    )


def describe_standing(standing: Standing, places: Places) -> dict[str, Any]:
    """A registration as cards and lists show it."""
    package = house().catalog.package(house().session(), standing.digest)
    done, total = count_done(standing, package)
    step = next_step(standing, package, places)
    course_url = url_for("learning.course", registration=standing.registration)
    status = standing.status(today())
    begun = standing.last_active_at is not None or any(one == standing.registration for one, _ in places)
    return {
        "standing": standing,
        "course": package.course,
        "status": "in-progress" if begun and status == "not-started" else status,  # reading, and nothing finished yet
        "begun": begun,
        "done": done,
        "total": total,
        "minutes_left": minutes_left(standing, package),
        "next": step,
        "resume_url": step.url if step else course_url,
        "course_url": course_url,
    }


def order_by_need(cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is overdue first, then by due date, then what was begun, then the rest."""

    def need(card: dict[str, Any]) -> tuple[Any, ...]:
        standing: Standing = card["standing"]
        due = standing.due or dt.date.max
        return (card["status"] != "overdue", due, card["status"] != "in-progress", standing.opened_at)

    return sorted(cards, key=need)


def describe_refusal(code: str, params: Mapping[str, str]) -> str:
    """A refusal or a problem with a response in words of the page's language."""
    until = params.get("until")
    shown = {**params, "until": moment_words(dt.datetime.fromisoformat(until))} if until else dict(params)
    return describe(quizzes.Problem("", 0, code, shown), page_language())
