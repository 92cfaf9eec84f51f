"""Joining: every room at its place, plug-ins by the same hooks, and a bad map said at the start."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.config import Settings
from elearn.events import CourseCompleted, DutySkillDeclared, Event
from elearn.hookspecs import NavigationItem
from elearn.learning.projector import LearningReaction
from elearn.plugins import hookimpl
from elearn.records import ledger
from elearn.records.remote import RemoteSink
from elearn.skills.projector import SkillReaction
from elearn.skills.rules.skillmap import BadMap
from elearn.studio.projector import DraftReaction
from elearn.wiring.embedded import EmbeddedSink
from elearn.wiring.house import House, build_house
from tests.builders import add_person, complete_course, publish, write_course
from tests.conftest import MOMENT, make_settings
from tests.elearn.records.samples import Shelf, Store


def join(tmp_path: Path, *plugins: object, **more: object) -> House:
    def nothing() -> Any:
        raise AssertionError("joining asks no database")

    settings = make_settings("sqlite://", tmp_path, **more)
    return build_house(settings, session=nothing, sessions=nothing, plugins=plugins)


def test_joining_needs_no_database_and_gives_every_room_its_place(tmp_path: Path) -> None:
    house = join(tmp_path)
    assert [type(one) for one in house.reactions] == [LearningReaction, SkillReaction, AwardReaction, DraftReaction]
    assert [type(one) for one in house.sinks] == [EmbeddedSink]
    assert house.players == {"page": "learning.page", "quiz": "learning.quiz", "task": "learning.page"}
    assert house.navigation[0] == NavigationItem("ホーム", "learning.home")
    assert house.skill_map.id == "hirakata-r7"
    assert abs(house.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_a_remote_store_takes_the_place_of_ours(tmp_path: Path) -> None:
    house = join(tmp_path, lrs_url="https://lrs.example.jp/xapi", lrs_key="k", lrs_secret="s")
    (sink,) = house.sinks
    assert isinstance(sink, RemoteSink)
    assert sink.lrs.endpoint == "https://lrs.example.jp/xapi/"


class Town:
    """A plug-in of a town: a reaction, a store, a link, and a kind of activity."""

    def __init__(self, name: str = "town") -> None:
        self.name, self.shelf, self.store = name, Shelf(), Store(target=name)
        self.asked: list[Settings] = []

    @hookimpl
    def reactions(self, settings: Settings) -> Sequence[Any]:
        self.asked.append(settings)
        return [self.shelf]

    @hookimpl
    def statement_sinks(self) -> Sequence[Any]:
        return [self.store]

    @hookimpl
    def navigation(self) -> Sequence[NavigationItem]:
        return [NavigationItem(self.name, f"{self.name}.home")]

    @hookimpl
    def activity_kinds(self) -> Mapping[str, str]:
        return {"video": f"{self.name}.video", "page": f"{self.name}.page"}


def test_plugins_come_after_ours_in_their_order_and_cannot_take_our_kinds(tmp_path: Path) -> None:
    first, second = Town("first"), Town("second")
    house = join(tmp_path, first, second)
    assert list(house.reactions)[4:] == [first.shelf, second.shelf]
    assert list(house.sinks)[1:] == [first.store, second.store]
    assert [item.label for item in house.navigation][-2:] == ["first", "second"]
    assert house.players["video"] == "first.video"
    assert house.players["page"] == "learning.page"
    assert first.asked == [house.settings]


@pytest.mark.parametrize("map_id", ["no-such-map", "../hirakata-r7", "/nowhere/map.toml", ""])
def test_a_map_that_cannot_be_used_is_said_at_the_start(tmp_path: Path, map_id: str) -> None:
    with pytest.raises(BadMap):
        join(tmp_path, skill_map=map_id)


def test_a_map_of_ones_own_may_be_a_file(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "elearn/skills/maps/hirakata-r7.toml"
    own = tmp_path / "our-map.toml"
    own.write_text(shipped.read_text("utf-8").replace('id = "hirakata-r7"', 'id = "our-town"', 1), encoding="utf-8")
    assert join(tmp_path, skill_map=str(own)).skill_map.id == "our-town"


def test_a_pen_writes_with_the_houses_rooms_moment_and_stores(lite: House, desk: Session) -> None:
    pen = lite.recorder(desk)
    assert (pen.session, pen.now, pen.targets) == (desk, MOMENT, ["embedded"])
    assert pen.reactions is lite.reactions
    later = MOMENT + dt.timedelta(days=1)
    assert lite.recorder(desk, later).now == later
    assert lite.recorder().session is lite.session()


def test_facts_are_told_as_statements_with_ids_of_their_own(lite: House) -> None:
    completed = CourseCompleted(
        person="p", at=MOMENT, registration="aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeeeeee", course="dx-basics"
    )  # type: ignore[arg-type]  # a text is written like a UUID
    told = lite.statements(completed)
    assert told
    assert [ident for ident, _ in told] == [json.loads(body)["id"] for _, body in told]
    assert told == lite.statements(completed), "the same fact is the same statement"
    silent: Event = DutySkillDeclared(person="p", at=MOMENT, skill="dx-basics")
    assert lite.statements(silent) == []


def test_one_submission_goes_through_all_rooms(house: House, tmp_path: Path) -> None:
    """The whole way on both databases: reading, quiz, course, cell; the outbox holds what the store will get."""
    with house.sessions() as session:
        publish(house, session, write_course(tmp_path / "packages"))
        person = add_person(session)
        complete_course(house, session, person)
        kinds = [event.kind for event in ledger.read_person(session, person)]
        assert kinds == [
            "RegistrationOpened", "ActivityCompleted", "AttemptStarted", "AttemptSaved", "AttemptSubmitted",
            "ActivityCompleted", "CourseCompleted", "CellAttained",
        ]  # fmt: skip
        assert ledger.verify_ledger(session).sound
