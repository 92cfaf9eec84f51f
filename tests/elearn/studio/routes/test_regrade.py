"""The regrading desk: first who would change, then the record of it with a reason, in slices, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.events import AttemptRegraded, AttemptSubmitted
from elearn.learning.services.graders import grant_grader
from elearn.learning.services.regrade import REASONS
from elearn.people.services.access import access_log_page
from elearn.people.services.directory import person_by_number
from elearn.records.ledger import read_person
from elearn.studio.routes import regrade as desk
from tests.builders import add_person
from tests.elearn.learning.crowd import PATTERNS, publish_policies, sit_all
from tests.policies import COURSE
from tests.sqlcount import count_statements
from tests.visitor import PASSWORD, Visitor, inside

OFFICE, GRADER = "0000070", "0000071"
DESK = f"/studio/regrade/{COURSE}/01-terms/limited"


@pytest.fixture
def app(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Flask:
    """Seven people took a quiz whose key a newer version has turned round."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish_policies(house, session, tmp_path)
        sit_all(house, session)
        publish_policies(house, session, tmp_path, "2.0.0", right="a")
        add_person(session, OFFICE, "推進　課子", ["dx-office"], house=house, password=PASSWORD)
        grader = add_person(session, GRADER, "採点　者", house=house, password=PASSWORD)
        grant_grader(session, COURSE, grader, "office", house.now())
        session.commit()
    return app


def visit(app: Flask, number: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(number)
    return visitor


def facts(app: Flask, kind: type[AttemptRegraded] | type[AttemptSubmitted]) -> list[object]:
    with inside(app) as house:
        people = [person_by_number(house.session(), f"000000{number}") for number in range(1, len(PATTERNS) + 1)]
        return [one for person in people if person for one in read_person(house.session(), person, [kind])]


def actions(app: Flask) -> list[tuple[str, str]]:
    with inside(app) as house:
        return [(row.action, row.detail) for row in access_log_page(house.session()).rows]


def test_the_office_sees_who_would_change_and_records_it_with_a_reason(app: Flask) -> None:
    visitor = visit(app, OFFICE)
    visitor.open(f"{DESK.replace('regrade', 'statistics')}?which=every")
    (link,) = [node for node in visitor.page.root.find("a") if node.attrs.get("href") == DESK]
    visitor.open(link.attrs["href"])
    text = visitor.page.text
    rows = visitor.page.root.first("tbody").find("tr")
    assert len(rows) == len(PATTERNS)
    assert "7件の受験を調べました。" in text
    assert "合格になる 2件" in " ".join(text.split())
    assert "不合格になる 4件" in " ".join(text.split())
    assert "4点中 4点" in text
    before = facts(app, AttemptSubmitted)
    visitor.press("再採点を記録する", expect=422)
    assert "理由を選んでください。" in visitor.page.text
    assert facts(app, AttemptRegraded) == []
    visitor.press("再採点を記録する", reason="key-mended")
    assert "7件の再採点を記録しました。" in visitor.page.text
    assert "得点が変わる受験はありません。" in visitor.page.text
    assert len(facts(app, AttemptRegraded)) == len(PATTERNS)
    assert facts(app, AttemptSubmitted) == before
    assert ("regrade", f"{COURSE} 01-terms/limited key-mended 7") in actions(app)
    assert ("view-regrading", f"{COURSE} 01-terms/limited people=7") in actions(app)


def test_a_grader_sees_what_would_change_and_neither_names_nor_the_button(app: Flask) -> None:
    visitor = visit(app, GRADER)
    visitor.open(DESK)
    assert "得点が変わるのは7件です。" in visitor.page.text
    assert "再採点を記録するのは、DX推進課です。" in visitor.page.text
    assert not visitor.page.root.find("select")
    office = visit(app, OFFICE)
    office.open(DESK)
    names = {row.first("span").text for row in office.page.root.first("tbody").find("tr")}
    assert not any(name in visitor.page.html for name in names if not name.isascii())
    token = office.page.root.first("input", name="csrf_token").attrs["value"]
    answer = visitor.client.post(DESK, data={"reason": "key-mended", "csrf_token": token})
    assert answer.status_code in (400, 403)
    assert facts(app, AttemptRegraded) == []


def test_long_work_goes_in_slices_that_are_found_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "SLICE", 3)
    monkeypatch.setattr(desk, "COMMIT", 2)
    for done, left in ((3, 4), (6, 1)):
        visitor = visit(app, OFFICE)  # whoever comes, from wherever
        visitor.open(DESK)
        visitor.press("再採点を記録する", reason="key-mended")
        assert f"まだ{left}件残っています。" in visitor.page.text
        assert len(facts(app, AttemptRegraded)) == done
        assert [node.attrs["value"] for node in visitor.page.root.find("option") if "selected" in node.attrs] == [
            "key-mended"
        ]
    visitor.press("再採点を記録する", reason="key-mended")
    assert len(facts(app, AttemptRegraded)) == len(PATTERNS)
    assert "残っています" not in visitor.page.text


def test_looking_asks_few_things_of_the_database(app: Flask) -> None:
    visitor = visit(app, OFFICE)
    visitor.open(DESK)
    with count_statements(app) as sent:
        visitor.open(DESK)
    assert sent.count <= 12, str(sent)


def test_what_is_not_there_is_not_found_and_every_reason_has_words(app: Flask) -> None:
    visitor = visit(app, OFFICE)
    for address in (DESK.replace("limited", "none"), DESK.replace(COURSE, "none")):
        assert visitor.client.get(address).status_code == 404
    assert set(desk.REASON_WORDS) == set(REASONS)
