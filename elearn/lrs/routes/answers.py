"""What the store answers, before any framework has a part in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from elearn.lrs import services
from elearn.lrs.rules.bodies import write_json
from elearn.lrs.rules.faults import LrsFault

JSON = "application/json"


@dataclass(slots=True)
class Answer:
    """An answer: its status, its whole body (its type is None where there is none), and other headers."""

    body: bytes = b""
    content_type: str | None = JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def list_headers(self, more: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """All headers, with their type and length, and with ``more``."""
        headers = [("Content-Length", str(len(self.body)))] if self.status != 204 else []
        if self.content_type is not None:
            headers.append(("Content-Type", self.content_type))
        return [*headers, *self.headers.items(), *more]


def answer_json(value: Any) -> Answer:
    """A value as JSON."""
    return Answer(write_json(value))


def answer_ids(uuids: Sequence[UUID]) -> Answer:
    """Ids as a JSON array of texts."""
    return Answer(msgspec.json.encode(uuids))


def answer_nothing() -> Answer:
    """Done, and nothing to say of it."""
    return Answer(content_type=None, status=204)


def answer_fault(fault: LrsFault) -> Answer:
    """The JSON answer to a refused request."""
    answer = Answer(write_json(services.describe_fault(fault)), status=fault.status)
    if fault.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    return answer
