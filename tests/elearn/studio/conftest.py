"""A site where one person writes an essay, two or three grade it, and the office names graders; and one of authors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from elearn.people.services.accounts import set_password
from tests.builders import add_person
from tests.elearn.learning.essays import GRADERS, OWN, Desk, write_essays
from tests.elearn.studio.writing import Desk as AuthorsDesk
from tests.elearn.studio.writing import Writers
from tests.visitor import PASSWORD, Visitor, inside

OFFICE, WRITER = "0000070", "0000001"


@dataclass
class Studio:
    """The site with one essay handed in."""

    app: Flask
    attempt: UUID
    writer: str

    @property
    def address(self) -> str:
        return f"/studio/grading/{self.attempt}/{OWN}"

    def visit(self, number: str) -> Visitor:
        visitor = Visitor(self.app)
        visitor.sign_in(number)
        return visitor

    def grade(self, grader: int, levels: tuple[int, int], comment: str = "") -> Visitor:
        """Grade by the form."""
        visitor = self.visit(GRADERS[grader])
        visitor.open(self.address)
        picked = {f"level-{number}": str(level) for number, level in enumerate(levels)}
        visitor.press("採点を記録する", **picked, comment=comment)
        return visitor


@pytest.fixture
def open_studio(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Callable[..., Studio]:
    """Makes the site; what is given are further lines of the quiz's settings."""

    def make(settings: str = "") -> Studio:
        app = make_app(sqlite_url)
        with inside(app) as house:
            desk = Desk(house, write_essays(tmp_path, settings))
            add_person(house.session(), OFFICE, "推進　課子", ["dx-office"], house=house, password=PASSWORD)
            for person in (desk.writer, *desk.graders):
                assert set_password(house.session(), person, PASSWORD, house.now(), house.settings) == []
            house.session().commit()
            return Studio(app, desk.hand_in(), desk.writer)

    return make


@pytest.fixture
def studio(open_studio: Callable[..., Studio]) -> Studio:
    """The site with the usual settings."""
    return open_studio()


@pytest.fixture
def writers(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Iterator[Writers]:
    """Authors, an office and the published course, on SQLite; what differs by database asks for ``house`` itself."""
    app = make_app(sqlite_url)
    with app.app_context():
        yield Writers(app.extensions["elearn"], tmp_path)


@pytest.fixture
def site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> AuthorsDesk:
    """The same with browsers."""
    return AuthorsDesk(make_app(sqlite_url), tmp_path)
