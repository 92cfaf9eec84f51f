"""The learning room's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from flask import Blueprint, url_for
from sqlalchemy.orm import Session

import quizzes
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.packages import Package
from elearn.learning.services.registrations import Standing, next_activity
from elearn.records.reactor import Recorder
from elearn.web.dates import era_moment, jst
from elearn.web.furniture import furnish
from elearn.web.problems import describe
from elearn.web.session import installation

blueprint = furnish(Blueprint("learning", __name__))


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

    def recorder(self) -> Recorder:
        """A pen for this request."""
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


def resume_url(standing: Standing, package: Package) -> str:
    """Where to go on: the next required activity, or the course's page when all are done."""
    key = next_activity(package.required, standing.satisfied)
    if key is None:
        return url_for("learning.course", registration=standing.registration)
    return activity_url(standing, package, key)


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


def describe_standing(standing: Standing) -> dict[str, Any]:
    """A registration as cards and lists show it."""
    package = house().catalog.package(house().session(), standing.digest)
    done, total = count_done(standing, package)
    return {
        "standing": standing,
        "course": package.course,
        "status": standing.status(today()),
        "begun": standing.last_active_at is not None,
        "done": done,
        "total": total,
        "minutes_left": minutes_left(standing, package),
        "resume_url": resume_url(standing, package),
        "course_url": url_for("learning.course", registration=standing.registration),
    }


def order_by_need(cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is overdue first, then by due date, then what was begun, then the rest."""

    def need(card: dict[str, Any]) -> tuple[Any, ...]:
        standing: Standing = card["standing"]
        due = standing.due or dt.date.max
        return (card["status"] != "overdue", due, card["status"] != "in-progress", standing.opened_at)

    return sorted(cards, key=need)


def describe_refusal(code: str, params: Mapping[str, str]) -> str:
    """A refusal or a problem with a response in words; moments as a Japanese office writes them."""
    until = params.get("until")
    shown = {**params, "until": era_moment(dt.datetime.fromisoformat(until))} if until else dict(params)
    return describe(quizzes.Problem("", 0, code, shown))
