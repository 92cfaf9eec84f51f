"""A small course whose final test holds an essay, a scale and a choice, and the people who write and grade."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.graders import grant_grader
from elearn.learning.services.grading import Task, grade_response, open_response
from elearn.learning.services.registrations import complete_reading, register
from elearn.wiring.house import House
from tests.builders import PAGE, TEST, UNRULED, add_person, publish, put_file, write_course

ESSAY, SECOND = "test-essay-1", "test-essay-2"
"""10 points in criteria of 4, 2, 0 and 6, 3, 0; 1 point in 1, 0.5, 0."""

GRADERS = ("0000101", "0000102", "0000103")
WRITER = "0000001"


def write_essays(folder: Path, settings: str = "", both: bool = False) -> Path:
    """The course; ``settings`` are further lines of the test's front matter. The test holds the first essay and the
    scale, or (``both``) the second essay, too; what a rule scores stays out of it."""
    home = write_course(folder, people=("test", "practice"))
    bank = home / "01-why/quiz.md"  # a course owes each objective some items, wherever they are asked
    put_file(bank, bank.read_text("utf-8").replace('use = "practice"', 'use = "test"', 1))
    wanted = [ESSAY, "test-likert-1", *([SECOND] if both else [])]
    items = "\n".join(UNRULED[item].text.replace("use: test", "use: test\ntags: mine") for item in wanted)
    put_file(
        home / "90-test/quiz.md",
        f"""+++
id = "essays"
title = "修了テスト"
mastery = "0.6"
{settings}
[[sections]]
title = "記述"
bank = "90-test/quiz.md"
use = "test"
draw = "all"
tags = ["mine"]
+++

{items.replace("## test-", "## own-")}""",
    )
    return home


OWN, OWN_SECOND = "own-essay-1", "own-essay-2"


class Desk:
    """Somebody who writes and three who grade; every step is a transaction of its own."""

    def __init__(self, house: House, home: Path, graders: int = 3) -> None:
        self.house, self.session = house, house.session()
        publish(house, self.session, home)
        self.writer = add_person(self.session, WRITER, "筆記　文子")
        self.graders = [add_person(self.session, number, f"採点　{number}") for number in GRADERS]
        for person in self.graders[:graders]:
            grant_grader(self.session, "dx-basics", person, "office", house.now())
        self.session.commit()

    def hand_in(self, person: str = "", **texts: str) -> UUID:
        """Register, read, write and hand in; the attempt."""
        house, session, who = self.house, self.session, person or self.writer
        registration = register(house.recorder(), house.catalog, who, "dx-basics", who)
        complete_reading(house.recorder(), house.catalog, who, registration, PAGE)
        attempt = start_attempt(house.recorder(), house.catalog, who, registration, TEST, 7)
        given = {
            item: {"text": [texts.get(item, "同じ住所を三度書く様式を、一度で済むように改めます。")]}
            for item in open_sitting(session, house.catalog, who, attempt).form.item_ids
            if "essay" in item
        }
        save_responses(house.recorder(), house.catalog, who, attempt, {**given, "own-likert-1": {"choice": ["5"]}})
        submit_attempt(house.recorder(), house.catalog, who, attempt)
        session.commit()
        return attempt

    def grade(self, grader: int, attempt: UUID, levels: Sequence[int], comment: str = "", item: str = OWN) -> Task:
        task = grade_response(
            self.house.recorder(), self.house.catalog, self.graders[grader], attempt, item, levels, comment
        )
        self.session.commit()
        return task

    def look(self, grader: int, attempt: UUID, item: str = OWN) -> Task:
        return open_response(self.session, self.house.catalog, self.graders[grader], attempt, item, self.house.now())
