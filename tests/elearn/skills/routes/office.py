"""What the tests of the room's pages do and look up."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from elearn.records.ledger import read_person
from tests.builders import person_uuid
from tests.elearn.skills.conftest import HANAKO, OUTSIDER, TARO
from tests.visitor import Visitor, inside

SignIn = Callable[[str], Visitor]
HANAKO_ID, TARO_ID, OUTSIDER_ID = (person_uuid(number) for number in (HANAKO, TARO, OUTSIDER))


def kinds(app: Flask, number: str) -> list[str]:
    with inside(app) as house:
        return [event.kind for event in read_person(house.session(), person_uuid(number))]


def accept(visitor: Visitor, *numbers: str, expect: int = 200, **changes: str) -> None:
    visitor.open("/office/evidence")
    fields = {"skill": "leadership", "reason": "prior-training", "on": "2025-03-31", "reference": "R6-DX"}
    visitor.press("証跡を登録する", staff_numbers="\n".join(numbers), expect=expect, **(fields | changes))
