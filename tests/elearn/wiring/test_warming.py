"""Warming: what is read once per process is read beforehand, and a fault there stops nobody."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.learning.services.catalog import Catalog
from elearn.wiring.house import House
from elearn.wiring.warming import warm_house
from tests.builders import publish, write_course


def test_published_courses_and_fonts_are_opened(lite: House, desk: Session, tmp_path: Path) -> None:
    publish(lite, desk, write_course(tmp_path / "packages"))
    publish(lite, desk, write_course(tmp_path / "packages", course="ict-basics"))
    lite.catalog = Catalog(tmp_path / "cold")
    warm_house(lite)
    assert {course for course in ("dx-basics", "ict-basics") if lite.catalog.find(course)} == {
        "dx-basics",
        "ict-basics",
    }
    (awards,) = [one for one in lite.reactions if isinstance(one, AwardReaction)]
    assert awards.shelf._fonts is not None


def test_an_empty_house_is_warm_at_once(lite: House, caplog: pytest.LogCaptureFixture) -> None:
    warm_house(lite)
    assert caplog.records == []


def test_a_fault_is_logged_and_stops_nobody(lite: House, caplog: pytest.LogCaptureFixture) -> None:
    def away() -> Session:
        raise ConnectionError("the database is away")

    lite.sessions = away
    with caplog.at_level(logging.ERROR, "elearn.warming"):
        warm_house(lite)
    assert [record.getMessage() for record in caplog.records] == ["warming failed"]
