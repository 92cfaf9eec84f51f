"""The terms of a quiz in the front matter: their keys, how each is read, and how they are written back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quizzes.access import is_hash, is_network
from quizzes.feedback import INTERACTIVE, POLICIES
from quizzes.numbers import read_number
from quizzes.report import Report
from quizzes.terms import ASPECTS, GRADES, MOMENTS, OVERDUE, SUBMIT, WAIT, Review, Terms

MOST_TRIES, MOST_MINUTES, MOST_NETWORKS = 10, 1_000_000, 100

USUAL = Terms()


def _tries(value: Any) -> int | None:
    return value if type(value) is int and 1 <= value <= MOST_TRIES else None


def _share(value: Any) -> Decimal | None:
    number = read_number(value) if isinstance(value, str) else ""
    return number if isinstance(number, Decimal) and 0 <= number <= 1 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= MOST_MINUTES else None


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and value in words else None


def _moment(value: Any) -> datetime | None:
    """A moment says its offset: nobody should have to guess whose clock closes a quiz."""
    return value if isinstance(value, datetime) and value.utcoffset() is not None else None


def _path(value: Any) -> str | None:
    if not isinstance(value, str) or not value.endswith(".md") or value.startswith("/") or not value.isprintable():
        return None
    parts = value.split("/")
    return value if all(parts) and not {".", ".."} & {*parts} and not set(value) & set(":\\") else None


def _password(value: Any) -> str | None:
    return value if isinstance(value, str) and is_hash(value) else None


def _networks(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_NETWORKS:
        return None
    return tuple(value) if all(isinstance(one, str) and is_network(one) for one in value) else None


def _review(value: Any) -> Review | None:
    if not isinstance(value, dict) or not value.keys() <= {*MOMENTS}:
        return None
    for said in value.values():
        if not isinstance(said, list) or not all(isinstance(one, str) and one in ASPECTS for one in said):
            return None
        if len(set(said)) < len(said):
            return None
    return Review(**{moment: tuple(said) for moment, said in value.items()})


READ_TERMS: Mapping[str, tuple[Callable[[Any], Any], str, Any]] = {
    "tries": (_tries, "header-not-tries", USUAL.tries),
    "penalty": (_share, "header-not-share", USUAL.penalty),
    "certainty": (_flag, "header-not-flag", USUAL.certainty),
    "overdue": (_one_of(OVERDUE), "header-not-overdue", USUAL.overdue),
    "grace_minutes": (_count, "header-not-count", 0),
    "grade": (_one_of(GRADES), "header-not-grade", USUAL.grade),
    "opens": (_moment, "header-not-moment", None),
    "closes": (_moment, "header-not-moment", None),
    "review": (_review, "header-not-review", USUAL.review),
    "parallel": (_path, "header-not-bank", USUAL.parallel),
    "password": (_password, "header-not-password", USUAL.password),
    "networks": (_networks, "header-not-networks", USUAL.networks),
}
"""Key -> how it is read, the code of the problem, and what stands for it when it is left out."""


def check_terms(values: Mapping[str, Any], line_of: Callable[[str], int], report: Report) -> bool:
    """Report settings that do not go together; whether all do."""
    before = report.count
    if values["certainty"] and values["feedback"] == INTERACTIVE:
        report.add(line_of("certainty"), "header-certainty-tries")
    if values["opens"] and values["closes"] and values["closes"] <= values["opens"]:
        report.add(line_of("closes"), "header-closes-first")
    timed = values["time_limit_minutes"] or values["closes"]
    if values["overdue"] != SUBMIT and not timed:
        report.add(line_of("overdue"), "header-overdue-untimed", value=values["overdue"])
    if (values["overdue"] == WAIT) != bool(values["grace_minutes"]):
        report.add(line_of("grace_minutes"), "header-grace")
    if values["review"].during is not None and not POLICIES[values["feedback"]].checks:
        report.add(line_of("during"), "header-review-during", feedback=values["feedback"])
    if values["review"].closed is not None and not values["closes"]:
        report.add(line_of("closed"), "header-review-closed")
    return report.count == before


def make_terms(values: Mapping[str, Any]) -> Terms:
    """The terms that the read values say."""
    own = {key: values[key] for key in READ_TERMS if key != "grace_minutes"}
    return Terms(**own, grace=timedelta(minutes=values["grace_minutes"]))


def write_terms(terms: Terms) -> list[str]:
    """The lines of what differs from the usual terms, but for the review options."""
    texts = {
        "tries": str(terms.tries),
        "penalty": _quote(format(terms.penalty, "f")),
        "certainty": "true" if terms.certainty else "false",
        "overdue": _quote(terms.overdue),
        "grace": str(int(terms.grace.total_seconds() // 60)),
        "grade": _quote(terms.grade),
        "opens": terms.opens.isoformat() if terms.opens else "",
        "closes": terms.closes.isoformat() if terms.closes else "",
        "parallel": _quote(terms.parallel),
        "password": _quote(terms.password),
        "networks": _quote(list(terms.networks)),
    }
    changed = (key for key in texts if getattr(terms, key) != getattr(USUAL, key))
    return [f"{'grace_minutes' if key == 'grace' else key} = {texts[key]}" for key in changed]


def write_review(review: Review) -> list[str]:
    """The table of review options, empty when none is given. In TOML it ends the settings of the quiz itself."""
    said = [(moment, review.at(moment)) for moment in MOMENTS]
    lines = [f"{moment} = {_quote(list(shown))}" for moment, shown in said if shown is not None]
    return ["", "[review]", *lines] if lines else []


def _quote(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
