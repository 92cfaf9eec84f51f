"""One person in one registration, with short words for what they do; every step is a transaction of its own."""

from __future__ import annotations

from uuid import UUID

import quizzes
from elearn.events import AttemptSubmitted
from elearn.learning.services import attempts
from elearn.learning.services.attempts import (
    Sitting,
    open_sitting,
    save_responses,
    start_attempt,
    submit_attempt,
    why_not_start,
)
from elearn.learning.services.registrations import register
from elearn.records.ledger import read_stream
from elearn.wiring.house import House
from tests.builders import TEST


class Learner:
    """A learner of the small course."""

    def __init__(self, house: House, uuid: str) -> None:
        self.house, self.session, self.uuid = house, house.session(), uuid
        self.registration = register(house.recorder(), house.catalog, uuid, "dx-basics", uuid)
        self.session.commit()

    def start(self, key: str = TEST, seed: int = 7) -> UUID:
        attempt = start_attempt(self.house.recorder(), self.house.catalog, self.uuid, self.registration, key, seed)
        self.session.commit()
        return attempt

    def save(self, attempt: UUID, fields: dict[str, attempts.Fields], base: int | None = None) -> attempts.Receipt:
        receipt = save_responses(self.house.recorder(), self.house.catalog, self.uuid, attempt, fields, base)
        self.session.commit()
        return receipt

    def submit(self, attempt: UUID) -> AttemptSubmitted:
        outcome = submit_attempt(self.house.recorder(), self.house.catalog, self.uuid, attempt)
        self.session.commit()
        return outcome

    def open(self, attempt: UUID) -> Sitting:
        return open_sitting(self.session, self.house.catalog, self.uuid, attempt)

    def history(self, attempt: UUID) -> list[str]:
        return [event.kind for event in read_stream(self.session, str(attempt))]

    def why_not(self, key: str = TEST) -> quizzes.Refusal | None:
        quiz = self.house.catalog.registered(self.session, self.registration).quizzes[key]
        return why_not_start(self.session, quiz, self.registration, key, self.house.now())
