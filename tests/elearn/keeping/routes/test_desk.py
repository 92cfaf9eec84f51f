"""The desk is the keeper's alone; every page of it stands in every other's tabs; agents are named in many ways."""

from __future__ import annotations

import pytest

from elearn.keeping.routes.desk import VIEWS, find_agent
from elearn.web.identity import ROLES
from tests.builders import add_person
from tests.elearn.keeping.conftest import LEARNER, OTHER, Desk
from tests.visitor import PASSWORD, Visitor

PAGES = ("", "/statements", "/refused", "/forwards", "/keys", "/retention", "/actors", "/statements.jsonl")
WRITING = ("/keys", "/keys/revoke", "/refused", "/forwards", "/forwards/far", "/retention", "/actors")


def test_nobody_else_comes_in(desk: Desk) -> None:
    with desk.session() as session:
        others = [role for role in ROLES if role not in ("learner", "keeper")]
        add_person(session, "0000090", "役　多", others, house=desk.house, password=PASSWORD)
    for number in (OTHER, "0000090"):
        visitor = Visitor(desk.app)
        visitor.sign_in(number)
        assert "/records" not in {link.partition("?")[0] for link in visitor.page.links().values()}
        token = visitor.token()
        for page in PAGES:
            assert visitor.client.get(f"/records{page}").status_code == 403, page
        for page in WRITING:
            assert visitor.client.post(f"/records{page}", data={"csrf_token": token}).status_code == 403, page
    assert desk.app.test_client().get("/records").status_code in (302, 303), "who is not signed in signs in first"


@pytest.mark.parametrize("page", WRITING)
def test_nothing_is_written_without_a_token(desk: Desk, page: str) -> None:
    assert desk.keeper.client.post(f"/records{page}").status_code == 400


def test_every_page_leads_to_every_other(desk: Desk) -> None:
    desk.keeper.open("/")
    page = desk.keeper.follow("学習記録の管理")
    for label, _ in VIEWS:
        page = desk.keeper.follow(label)
        (here,) = page.main.find("a", **{"aria-current": "page"})
        assert here.text == label
        assert {words for words, _ in VIEWS} <= set(page.links())


def test_a_person_is_named_by_staff_number_uuid_or_address(desk: Desk) -> None:
    with desk.app.test_request_context("/records"):
        home = desk.house.settings.home_page
        ours = {"objectType": "Agent", "account": {"homePage": home, "name": desk.learner}}
        assert find_agent(LEARNER) == (ours, desk.learner)
        assert find_agent(desk.learner) == (ours, desk.learner)
        assert find_agent("a@example.jp") == ({"objectType": "Agent", "mbox": "mailto:a@example.jp"}, None)
        with pytest.raises(ValueError):
            find_agent("two words")
