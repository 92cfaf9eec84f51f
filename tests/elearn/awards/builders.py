"""Readable people, events and terms for the award tests. All people are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.awards.rules import AwardState, Requirement, Terms
from elearn.awards.services.files import Press
from elearn.awards.services.keys import FOLDER, KeyShelf
from elearn.config import Settings
from elearn.events import NAMESPACE, Event, LevelConferred, LevelWithdrawn
from elearn.people.tables import PersonRow
from elearn.records.reactor import Reaction, Recorder
from elearn.skills.rules.skillmap import SkillMap

MAP = "hirakata-r7"
SECRET = "a secret of 32 characters or more"
NOON = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
"""Noon in Japan."""


def a_uuid(word: str) -> str:
    """The same uuid for the same word."""
    return str(uuid5(NAMESPACE, word))


HANAKO = a_uuid("hanako")
TARO = a_uuid("taro")


def some_terms(**changes: Any) -> Terms:
    """Small terms: two levels, a ★ skill in the second."""
    basics = Requirement("dx-basics", "DX基礎", False)
    build = Requirement("nocode-build", "ノーコード・ローコードツール構築", True)
    values: dict[str, Any] = {
        "map_id": MAP,
        "plan_title": "枚方市デジタル人材育成計画",
        "titles": {1: "DX推進リーダー レベル1", 2: "DX推進リーダー レベル2"},
        "requirements": {1: (basics,), 2: (basics, build)},
        "issuer": "枚方市",
        "issuer_title": "枚方市長",
        "base_url": "https://learn.example.jp",
        "secret": b"k" * 32,
    }
    return Terms(**(values | changes))


class Numbers:
    """Hands out 1, 2, 3 … for every year and level, and remembers what it was asked."""

    def __init__(self) -> None:
        self.last: dict[tuple[int, int], int] = {}

    def __call__(self, fiscal_year: int, level: int) -> int:
        place = fiscal_year, level
        self.last[place] = self.last.get(place, 0) + 1
        return self.last[place]


def a_state(**changes: Any) -> AwardState:
    """A person with a name that can be drawn and no certificate yet."""
    values: dict[str, Any] = {"terms": some_terms(), "name": "枚方　花子", "take_number": Numbers()}
    return AwardState(**(values | changes))


def conferred(
    level: int = 1, person: str = HANAKO, nth: int = 1, at: dt.datetime = NOON, **changes: Any
) -> LevelConferred:
    """A level is conferred."""
    return LevelConferred(
        **({"person": person, "at": at, "level": level, "map_id": MAP, "map_digest": "d" * 64, "nth": nth} | changes)
    )


def withdrawn(
    level: int = 1, person: str = HANAKO, nth: int = 1, at: dt.datetime = NOON, **changes: Any
) -> LevelWithdrawn:
    """A level is taken back."""
    return LevelWithdrawn(
        **({"person": person, "at": at, "level": level, "map_id": MAP, "nth": nth, "reason": "error"} | changes)
    )


@dataclass
class Desk:
    """A small house for the award room: a database, a moment, the room's reaction, and a pen."""

    session: Session
    reaction: AwardReaction
    settings: Settings
    skill_map: SkillMap
    reactions: list[Reaction]
    moment: dt.datetime = NOON

    @property
    def press(self) -> Press:
        """What draws and signs."""
        keys = KeyShelf(self.settings.data_dir / FOLDER)
        return Press(self.reaction.shelf, keys, self.settings.base_url.rstrip("/"))

    def now(self) -> dt.datetime:
        """The moment."""
        return self.moment

    def recorder(self) -> Recorder:
        """A pen that tells no store."""
        return Recorder(self.session, self.moment, self.reactions, lambda event: [], [])

    def record(self, *events: Event) -> list[Event]:
        """Record and commit."""
        fresh = self.recorder().record(*events)
        self.session.commit()
        return fresh

    def add_person(self, name: str, person: str = HANAKO) -> str:
        """Take somebody into the register."""
        self.session.add(
            PersonRow(uuid=person, staff_number=person[:8], name=name, kana="", folded=name, created_at=NOON)
        )
        self.session.commit()
        return person

    def rename(self, name: str, person: str = HANAKO) -> None:
        """Mend a name in the register."""
        row = self.session.get(PersonRow, person)
        assert row is not None
        row.name = name
        self.session.commit()


Loader = Callable[[Session, str], frozenset[str]]


def only(events: list[Event], kind: type[Event]) -> list[Any]:
    """The events of one kind."""
    return [event for event in events if type(event) is kind]


def as_uuid(text: str) -> UUID:
    """A row's uuid."""
    return UUID(text)
