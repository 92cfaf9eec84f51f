"""A site with the small course and two learners."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import add_person, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

HANAKO, TARO = "0000001", "0000002"


@pytest.fixture
def open_site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Callable[..., Flask]:
    """Makes the site; what is given are the rules of the final test."""

    def make(url: str = sqlite_url, **rules: object) -> Flask:
        app = make_app(url)
        with inside(app) as house:
            session = house.session()
            publish(house, session, write_course(tmp_path / "course", **rules))  # type: ignore[arg-type]
            add_person(session, HANAKO, house=house, password=PASSWORD)
            add_person(session, TARO, "御殿山　太郎", house=house, password=PASSWORD)
        return app

    return make


@pytest.fixture
def site(open_site: Callable[..., Flask]) -> Flask:
    """The site with the usual rules."""
    return open_site()


@pytest.fixture
def hanako(site: Flask) -> Visitor:
    """Hanako, signed in."""
    visitor = Visitor(site)
    visitor.sign_in(HANAKO)
    return visitor


@pytest.fixture
def taro(site: Flask) -> Visitor:
    """Taro, signed in in another browser."""
    visitor = Visitor(site)
    visitor.sign_in(TARO)
    return visitor
