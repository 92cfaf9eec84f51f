"""A small city for the stories: the real course, a handful of invented people, and short words for what they do."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Flask

from elearn.events import Event
from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.catalog import publish_course
from elearn.learning.services.registrations import assign
from elearn.lrs.services import create_credential
from elearn.people.services.accounts import issue_password
from elearn.records.ledger import read_person, verify_ledger
from elearn.records.reactor import rebuild
from elearn.wiring.relaying import deliver_all
from tests.builders import add_person, add_unit, person_uuid
from tests.conftest import Clock
from tests.keys import as_form, respond
from tests.visitor import PASSWORD, Visitor, inside

CATALOG = Path(__file__).parents[2] / "courses/catalog"
COURSE = "dx-basics"

HIRE, LEADER, HEAD = "0002439", "0000101", "0000100"
OTHER_HEAD, OTHER = "0000200", "0000201"
HR, OFFICE = "0000300", "0000400"

NAMES = {
    HIRE: ("髙﨑　𠮷男", "たかさき よしお"),
    LEADER: ("枚方　花子", "ひらかた はなこ"),
    HEAD: ("長尾　三郎", "ながお さぶろう"),
    OTHER_HEAD: ("津田　四郎", "つだ しろう"),
    OTHER: ("樟葉　次郎", "くずは じろう"),
    HR: ("藤阪　五子", "ふじさか いつこ"),
    OFFICE: ("御殿山　六子", "ごてんやま むつこ"),
}


@dataclass
class City:
    """The application, its clock, and whoever has a browser open."""

    app: Flask
    clock: Clock
    open: dict[str, Visitor] = field(default_factory=dict)

    def settle(self) -> None:
        """Publish the course and take the people in."""
        with inside(self.app) as house:
            session = house.session()
            publish_course(session, CATALOG / COURSE, house.now())
            session.commit()
            add_unit(session, "0100", "市民課")
            add_unit(session, "0200", "人事課")

            def add(number: str, unit: str, *roles: str, password: str = PASSWORD) -> None:
                name, kana = NAMES[number]
                add_person(session, number, name, roles, unit=unit, kana=kana, house=house, password=password)

            add(HIRE, "0100", password="")
            add(LEADER, "0100")
            add(HEAD, "0100", "section-head")
            add(OTHER_HEAD, "0200", "section-head")
            add(OTHER, "0200")
            add(HR, "0200", "hr")
            add(OFFICE, "0200", "dx-office")

    def visit(self, number: str, start: str = "/") -> Visitor:
        """The person's browser, signed in, on a page."""
        if number not in self.open:
            self.open[number] = Visitor(self.app)
            self.open[number].sign_in(number, start=start)
        self.open[number].open(start)
        return self.open[number]

    def first_password(self, number: str) -> str:
        """A first password on paper."""
        with inside(self.app) as house:
            password = issue_password(house.session(), person_uuid(number), house.now(), house.settings)
            house.session().commit()
        return password

    def assign(self, number: str, due: dt.date) -> None:
        """The rule for new staff makes the course due."""
        with inside(self.app) as house:
            assign(house.recorder(), house.catalog, person_uuid(number), COURSE, "new-hire", due, "system")
            house.session().commit()

    def facts(self, number: str, *kinds: type[Event]) -> list[Event]:
        """The person's facts in the ledger."""
        with inside(self.app) as house:
            return read_person(house.session(), person_uuid(number), kinds)

    def count_facts(self) -> int:
        """Rows of the ledger, whose chain must be sound."""
        with inside(self.app) as house:
            found = verify_ledger(house.session())
        assert found.sound
        return found.rows

    def key(self, visitor: Visitor, number: str, right: bool = True) -> dict[str, Any]:
        """Form fields for the page of the quiz that is shown: what the person would know, or not know."""
        attempt = UUID(visitor.page.address.split("/attempts/")[1].split("/")[0])
        with inside(self.app) as house:
            sitting = open_sitting(house.session(), house.catalog, person_uuid(number), attempt)
            known = respond(sitting.quiz.items(), sitting.form, right)
        shown = [node.attrs["value"] for node in visitor.page.root.find("input", name="items")]
        return as_form({item: known[item] for item in shown})

    def take_quiz(self, visitor: Visitor, number: str, right: bool = True) -> None:
        """From the first page of a quiz to its result."""
        while "保存して次のページへ" in visitor.page.html:
            visitor.press("保存して次のページへ", **self.key(visitor, number, right))
        visitor.press("保存して解答の確認へ", **self.key(visitor, number, right))
        visitor.press("提出する")

    def study(self, visitor: Visitor, number: str) -> None:
        """Read every page of the course and pass its test."""
        visitor.open(f"/courses/{COURSE}")
        if "この講座を受講する" in visitor.page.html:
            visitor.press("この講座を受講する")
        else:
            visitor.follow("学びはじめる")
        while not visitor.page.title.endswith("修了テスト"):
            if "読み終えました" in [node.text for node in visitor.page.root.find("button")]:
                visitor.press("読み終えました")
            else:
                visitor.follow(next(words for words in visitor.page.links() if words.startswith("次へ")))
        visitor.press("はじめる")
        self.take_quiz(visitor, number)

    def relay(self) -> int:
        """Deliver what waits in the outbox; how many statements were taken."""
        with inside(self.app) as house:
            return deliver_all(house, "test")

    def statements(self, number: str) -> list[dict[str, Any]]:
        """What the record store has about a person, oldest first, asked for as any program would over HTTP."""
        with inside(self.app) as house:
            credential = create_credential(house.session(), "stories", house.now())
            house.session().commit()
            home = house.settings.home_page
        agent = f'{{"account": {{"homePage": "{home}", "name": "{person_uuid(number)}"}}}}'
        word = base64.b64encode(f"{credential.key}:{credential.secret}".encode()).decode()
        answer = self.app.test_client().get(
            f"/xapi/statements?ascending=true&limit=100&agent={quote(agent)}",
            headers={"Authorization": f"Basic {word}", "X-Experience-API-Version": "1.0.3"},
        )
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        found: list[dict[str, Any]] = answer.json["statements"]
        return found

    def rebuild(self) -> None:
        """Drop every projection and show the ledger again."""
        with inside(self.app) as house:
            rebuild(house.session(), house.reactions)
            house.session().commit()


class Impatient(Visitor):
    """Somebody who presses everything twice; the second press must add no fact and lead to the same page."""

    city: City

    def press(self, button: str, expect: int = 200, **fields: Any) -> Any:
        """Press, and press again."""
        super().press(button, expect, **fields)
        count, address, title = self.city.count_facts(), self.page.address, self.page.title
        self.press_again(expect)
        assert self.city.count_facts() == count, f"{button} twice added a fact"
        assert (self.page.address, self.page.title) == (address, title)
        return self.page
