"""What is right in an attempt that a browser has open: read from the same data, told by the quiz engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from elearn.demo.responses import fill_fields
from elearn.learning.services.attempts import open_sitting
from tests.browser.world import World

Fields = Mapping[str, Sequence[str]]

_ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})")


def attempt_of(url: str) -> UUID:
    """The attempt that an address is about."""
    found = _ATTEMPT.search(url)
    assert found, f"no attempt in {url}"
    return UUID(found[1])


def right_pages(world: World, who: str, attempt: UUID) -> list[dict[str, Fields]]:
    """For each page of an attempt, item -> the fields that respond to it rightly."""
    with world.open() as (house, session):
        sitting = open_sitting(session, house.catalog, world.people[who].uuid, attempt)
        items = sitting.quiz.items()
        return [{item: fill_fields(items[item], sitting.form, True) for item in page} for page in sitting.form.pages]


def kept_responses(world: World, who: str, attempt: UUID) -> set[str]:
    """The items of an attempt to which a response is kept."""
    with world.open() as (house, session):
        return set(open_sitting(session, house.catalog, world.people[who].uuid, attempt).attempt.responses)
