"""Authors, an office and drafts of the small course: every step is a transaction of its own."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

from flask import Flask

from elearn.learning.services.packages import Problem
from elearn.people.services.access import access_log_page
from elearn.studio.services import drafts, publishing
from elearn.studio.services.authors import EVERY, grant_author
from elearn.studio.services.bundles import read_folder, write_bundle
from elearn.studio.services.drafts import Handing
from elearn.studio.services.quizfiles import QuizFile
from elearn.wiring.house import House
from tests.builders import PRACTICE, add_person, publish, put_file, write_course
from tests.visitor import PASSWORD, Visitor, inside

COURSE = "dx-basics"
AUTHOR, SECOND, OFFICE, OUTSIDER, ELSEWHERE = "0000201", "0000202", "0000070", "0000301", "0000302"


def zip_of(folder: Path, course: str = COURSE) -> bytes:
    """The folder as a browser would send it."""
    return write_bundle(course, read_folder(folder))


def change(folder: Path, version: str = "1.1.0", note: str = "版の変更の記録を読みます。", **more: str) -> bytes:
    """Another version of the small course, zipped."""
    return zip_of(write_course(folder / f"v{version}", version=version, note=note, **more), more.get("course", COURSE))  # type: ignore[arg-type]


class Writers:
    """The house with the published course, two authors, the office, and two who have nothing to do with it."""

    def __init__(self, house: House, folder: Path, password: str = "") -> None:
        self.house, self.folder = house, folder
        self.session = house.session()
        self.base = publish(house, self.session, write_course(folder / "v1.0.0"))
        people = {
            AUTHOR: "教材　一子",
            SECOND: "教材　二郎",
            OFFICE: "推進　課子",
            OUTSIDER: "外　者子",
            ELSEWHERE: "別　講座",
        }
        self.people = {
            number: add_person(
                self.session, number, name, ["dx-office"] if number == OFFICE else [], house=house, password=password
            )
            for number, name in people.items()
        }
        for number, course in ((AUTHOR, COURSE), (SECOND, EVERY), (ELSEWHERE, "genai-use")):
            grant_author(self.session, course, self.people[number], "office", house.now())
        self.session.commit()

    def hand_in(
        self, data: bytes, number: str = AUTHOR, draft: UUID | None = None, name: str = "course.zip"
    ) -> Handing:
        done = drafts.hand_in_package(self.house.recorder(), self.people[number], COURSE, name, data, draft)
        self.session.commit()
        return done

    def hand_in_quiz(self, data: bytes, name: str = "quiz.md", draft: UUID | None = None, **more: str) -> Handing:
        file = QuizFile(PRACTICE, name, data, **more)  # type: ignore[arg-type]  # texts only
        done = drafts.hand_in_quiz(self.house.recorder(), self.house.catalog, self.people[AUTHOR], COURSE, file, draft)
        self.session.commit()
        return done

    def submit(self, draft: UUID, number: str = AUTHOR, comment: str = "") -> None:
        publishing.submit_draft(self.house.recorder(), self.people[number], draft, comment)
        self.session.commit()

    def approve(self, draft: UUID, number: str = OFFICE, handed_in: int = 1, comment: str = "") -> str:
        version = publishing.approve_draft(self.house.recorder(), self.people[number], draft, handed_in, comment)
        self.session.commit()
        return version.digest

    def ready(self, version: str = "1.1.0") -> UUID:
        """A sound draft that waits for approval."""
        done = self.hand_in(change(self.folder, version))
        self.submit(done.draft)
        return done.draft

    def actions(self) -> set[str]:
        return {row.action for row in access_log_page(self.session).rows}


def codes(problems: tuple[Problem, ...]) -> set[str]:
    return {one.code for one in problems}


class Desk:
    """The site with authors and an office who have browsers."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        with inside(app) as house:
            self.writers = Writers(house, folder, PASSWORD)
        self.base, self.people = self.writers.base, self.writers.people

    def visit(self, number: str, start: str = "/studio/drafts/") -> Visitor:
        visitor = Visitor(self.app)
        visitor.sign_in(number, start=start)
        return visitor

    def hand_in(self, visitor: Visitor, data: bytes, name: str = "course.zip", expect: int = 200, **fields: str) -> str:
        """Hand in by the form; the address of the draft's page."""
        sent = {"kind": "package", "target": COURSE, "file": (io.BytesIO(data), name), **fields}
        visitor.post("/studio/drafts/", expect, **sent)
        return visitor.page.address

    def ready(self) -> tuple[Visitor, str]:
        """A draft that waits for approval: its author's browser, and the address of its page."""
        author = self.visit(AUTHOR)
        address = self.hand_in(author, change(self.folder))
        author.press("承認に出す", comment="本文を一段落足しました。")
        return author, address

    def actions(self) -> list[tuple[str, str | None]]:
        with inside(self.app) as house:
            return [(row.action, row.subject) for row in access_log_page(house.session()).rows]


__all__ = ["PASSWORD", "Writers", "change", "codes", "put_file", "zip_of"]
