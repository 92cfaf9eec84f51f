"""Small facts, small rules and small stores for the records tests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlalchemy.orm import Session

from elearn.db import Put
from elearn.events import NAMESPACE, CellAttained, DutySkillDeclared, Event, EvidenceAccepted, LevelConferred
from elearn.records.reactor import Reaction, Recorder
from elearn.records.relay import ACCEPTED, Delivery
from elearn.records.tables import LedgerRow, OutboxRow

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
HANAKO, TARO = (str(uuid5(NAMESPACE, word)) for word in ("hanako", "taro"))


def evidence(number: int = 1, person: str = HANAKO, **more: Any) -> EvidenceAccepted:
    """The nth piece of evidence of a person."""
    values: dict[str, Any] = {"person": person, "at": AT, "skill": f"skill-{number}", "reason": "qualification"}
    return EvidenceAccepted(**(values | {"on": AT.date()} | more))


def cell(skill: str, person: str = HANAKO, cause: UUID | None = None) -> CellAttained:
    return CellAttained(person=person, at=AT, skill=skill, map_id="m", map_digest="d", cause=cause)


def duty(skill: str = "skill-1", person: str = HANAKO) -> DutySkillDeclared:
    return DutySkillDeclared(person=person, at=AT, skill=skill)


def level(number: int = 1, person: str = HANAKO, cause: UUID | None = None) -> LevelConferred:
    return LevelConferred(person=person, at=AT, level=number, map_id="m", map_digest="d", cause=cause)


PROBES = MetaData()
SHELF = Table(
    "probe_shelf",
    PROBES,
    Column("person", String(36), primary_key=True),
    Column("skill", String(40), primary_key=True),
    Column("cells", Integer),
)
"""A projection of this test's own."""


class Shelf:
    """A small room: evidence gives a cell; the third cell gives a level. Its state is the set of skills held."""

    name = "shelf"
    kinds: frozenset[type[Event]] = frozenset({EvidenceAccepted, CellAttained})
    tables = (SHELF,)

    def __init__(self) -> None:
        self.loads: list[str] = []
        self.kept: list[Event] = []

    def load(self, session: Session, person: str) -> frozenset[str]:
        self.loads.append(person)
        return frozenset(session.scalars(select(SHELF.c.skill).where(SHELF.c.person == person)))

    def fold(self, state: frozenset[str], event: Event) -> frozenset[str]:
        return state | {event.skill} if isinstance(event, CellAttained) else state

    def react(self, state: frozenset[str], event: Event) -> Iterable[Event]:
        match event:
            case EvidenceAccepted(skill=skill) if skill not in state:
                return [cell(skill, event.person, event.id)]
            case CellAttained() if len(state) == 3:
                return [level(1, event.person, event.id)]
        return ()

    def project(self, event: Event) -> Iterable[Put]:
        if isinstance(event, CellAttained):
            return [Put(SHELF, {"person": event.person, "skill": event.skill, "cells": 1})]
        return ()

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        self.kept += events


def statements_of(event: Event) -> list[tuple[str, bytes]]:
    """One statement for every cell; nothing else leaves the house."""
    if not isinstance(event, CellAttained):
        return []
    return [(str(event.id), json.dumps({"id": str(event.id)}).encode())]


def a_pen(
    session: Session,
    *reactions: Reaction,
    now: dt.datetime = AT,
    targets: Sequence[str] = ("near", "far"),
    statements: Callable[[Event], Sequence[tuple[str, bytes]]] = statements_of,
) -> Recorder:
    """A pen of the given rooms; without any, facts have no consequences."""
    return Recorder(session, now, reactions, statements, targets)


def all_rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that recording writes: ledger, outbox, and the small projection if it is there."""
    session.flush()
    tables = [LedgerRow.__table__, OutboxRow.__table__]
    connection = session.connection()
    if connection.dialect.has_table(connection, SHELF.name):
        tables.append(SHELF)
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in tables
    }


class Store:
    """A store that answers as told, in turn; when nothing is left to say it accepts. Keeps what it accepted."""

    def __init__(self, *answers: Delivery | Callable[[Sequence[bytes]], Delivery], target: str = "near") -> None:
        self.target = target
        self.answers = list(answers)
        self.offered: list[list[bytes]] = []
        self.accepted: list[bytes] = []

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        self.offered.append(list(bodies))
        answer = self.answers.pop(0) if self.answers else ACCEPTED
        if not isinstance(answer, Delivery):
            answer = answer(bodies)
        if answer.outcome == "accepted":
            self.accepted += bodies
        return answer


class Picky(Store):
    """A store that refuses certain statements, and with them the whole batch that they stand in."""

    def __init__(self, *bad: bytes, target: str = "near") -> None:
        super().__init__(target=target)
        self.bad = set(bad)

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        if self.bad & set(bodies):
            self.offered.append(list(bodies))
            return Delivery("refused", "HTTP 400: no verb")
        return super().deliver(bodies)


LATER = Delivery("later", "HTTP 503")
