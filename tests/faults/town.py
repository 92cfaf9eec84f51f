"""A small town for the storm: a course with a practice quiz and a timed test, and learners who are registered."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from elearn.app import create_app
from elearn.config import read_settings
from elearn.learning.services.registrations import complete_reading, register
from elearn.wiring.house import House
from quizzes import Item
from tests.builders import PAGE, PRACTICE, SAMPLES, TEST, add_person, publish, write_course

PASSWORD = "three green cups of tea"
LIMIT_MINUTES = 30
TYPED = ("fill-in", "numeric")
"""Items whose response is typed, so that every write can be another one."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Learner:
    """Somebody who takes quizzes in a storm."""

    number: str
    person: str
    registration: str


@dataclass(frozen=True)
class Town:
    """The town's people, and the items of its quizzes by id."""

    learners: tuple[Learner, ...]
    items: Mapping[str, Item]


def environment(folder: Path, url: str) -> dict[str, str]:
    """The settings of the server: password hashes that cost little, the relay at work, nothing else changed."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    told = {"DATA_DIR": str(folder / "data"), "DATABASE_URL": url, "ARGON2_MEMORY_KIB": "8", "RELAY_SECONDS": "1"}
    return mine | {f"ELEARN_{name}": value for name, value in told.items()}


def settle(folder: Path, url: str, count: int) -> Town:
    """Publish the course and register so many learners in a migrated database."""
    home = write_course(folder / "courses", draw="7", time_limit_minutes=LIMIT_MINUTES)
    app = create_app(read_settings(environment(folder, url) | {"ELEARN_RELAY_SECONDS": "0"}))
    learners = []
    with app.app_context():
        house: House = app.extensions["elearn"]
        with house.sessions() as session:
            version = publish(house, session, home)
            package = house.catalog.package(session, version.digest)
            for place in range(count):
                number = f"{place + 1:07d}"
                person = add_person(session, number, house=house, password=PASSWORD)
                registration = register(house.recorder(session), house.catalog, person, "dx-basics", person)
                complete_reading(house.recorder(session), house.catalog, person, registration, PAGE)
                session.commit()
                learners.append(Learner(number, person, str(registration)))
        app.extensions["sqlalchemy"].engine.dispose()
    items = {one.id: one for key in (PRACTICE, TEST) for one in package.quizzes[key].items().values()}
    items |= {
        one.id: one for key in (PRACTICE, TEST) for section in package.quizzes[key].sections for one in section.items
    }
    return Town(tuple(learners), items)


def fields_of(item: str, way: int) -> Fields:
    """Fields for an item: right, wrong, empty, or a typed text of its own."""
    sample = SAMPLES[item]
    if any(kind in item for kind in TYPED) and way > 3:
        return {name: [f"{way}"] for name in sample.right}
    return ({}, sample.right, sample.wrong, sample.right)[way % 4]
