"""Warming reads once what requests would otherwise wait for, and never stops anything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.awards.projector import AwardReaction
from elearn.learning.services.catalog import publish_course
from elearn.wiring.house import House
from elearn.wiring.warming import warm_house

CATALOG = Path(__file__).parents[3] / "courses" / "catalog"


@pytest.fixture
def cold(make_app: Callable[..., Flask], sqlite_url: str) -> House:
    """A house with one published course that this process has not opened."""
    with make_app(sqlite_url).app_context() as context:
        house: House = context.app.extensions["elearn"]
        with house.sessions() as session:
            publish_course(session, CATALOG / "design-thinking-basics", house.now())
            session.commit()
        return house


def test_courses_are_open_afterwards(cold: House) -> None:
    assert cold.catalog.find("design-thinking-basics") is None
    warm_house(cold)
    opened = cold.catalog.find("design-thinking-basics")
    assert opened is not None
    assert opened.course.id == "design-thinking-basics"


def test_fonts_are_read_afterwards(cold: House, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    awards = next(one for one in cold.reactions if isinstance(one, AwardReaction))
    monkeypatch.setattr(awards.shelf, "take", lambda: taken.append(awards))
    warm_house(cold)
    assert taken == [awards]


def test_a_fault_is_logged_and_goes_no_further(
    cold: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no such database")

    monkeypatch.setattr(cold.catalog, "package", fail)
    with caplog.at_level(logging.ERROR, logger="elearn.warming"):
        warm_house(cold)
    assert "warming failed" in caplog.text
