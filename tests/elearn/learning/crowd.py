"""Many people who take the same quiz of the small course of policies, some of them with the wrong choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.registrations import register
from elearn.wiring.house import House
from tests.builders import add_person, publish
from tests.policies import COURSE, LIMITED, write_policies

TERMS = {"limited": "attempts = 3"}
ITEMS = 4


def publish_policies(house: House, session: Session, folder: Path, version: str = "1.0.0", **more: object) -> None:
    """A version of the course in a folder of its own."""
    home = write_policies(folder / version, version=version, settings=TERMS, **more)  # type: ignore[arg-type]
    publish(house, session, home)


def sit(house: House, session: Session, person: str, choices: Sequence[str], activity: str = LIMITED) -> UUID:
    """One attempt: a choice for each item of the quiz, in the order of their ids; empty = left blank."""
    pen = house.recorder(session)
    registration = register(pen, house.catalog, person, COURSE, person)
    attempt = start_attempt(pen, house.catalog, person, registration, activity, seed=5)
    sitting = open_sitting(session, house.catalog, person, attempt)
    given = dict(zip(sorted(sitting.form.item_ids), choices, strict=True))
    fields = {item: {"choice": [choice]} for item, choice in given.items() if choice}
    save_responses(pen, house.catalog, person, attempt, fields)
    submit_attempt(pen, house.catalog, person, attempt)
    return attempt


PATTERNS = ("bbbb", "bbba", "bbaa", "baaa", "aaaa", "bbbb", "bbca")
"""What seven people choose; ``b`` is right in the first version."""


def sit_all(house: House, session: Session, patterns: Sequence[str] = PATTERNS, first: int = 1) -> list[str]:
    """A person for each pattern, and their attempts; the people's ids."""
    people = [add_person(session, f"{first + place:07d}") for place, _ in enumerate(patterns)]
    for person, pattern in zip(people, patterns, strict=True):
        sit(house, session, person, pattern)
    return people
