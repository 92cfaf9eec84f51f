"""What the drafts' views share: who reaches what, and words for states and refusals."""

from __future__ import annotations

from elearn.studio.routes.draftdesk import STATES, Reach, drafts, say_refusal
from elearn.studio.rules import STATES as KNOWN
from elearn.studio.services.authors import EVERY
from elearn.studio.services.bundles import MOST_BYTES
from tests.elearn.studio.writing import AUTHOR, OFFICE, Desk
from tests.visitor import inside


def test_writing_and_seeing_are_two_things() -> None:
    author, all_of_them, office = (
        Reach(frozenset({"a"}), False),
        Reach(frozenset({EVERY}), False),
        Reach(frozenset(), True),
    )
    assert [one.may_write("a") for one in (author, all_of_them, office)] == [True, True, False]
    assert [one.may_see("a") for one in (author, all_of_them, office)] == [True, True, True]
    assert [one.may_see("b") for one in (author, all_of_them, office)] == [False, True, True]
    assert [one.may_write(EVERY) for one in (author, all_of_them, office)] == [False, True, False]


def test_every_state_has_its_words_and_every_refusal_too(site: Desk) -> None:
    assert set(STATES) == set(KNOWN)
    with inside(site.app), site.app.test_request_context():
        for code in ("own-draft", "draft-changed", "base-moved", "nothing-changed", "not-submitted", "draft-ended"):
            assert say_refusal(code) != code


def test_too_large_a_file_is_refused_at_the_door(site: Desk) -> None:
    author = site.visit(AUTHOR)
    answer = author.client.post("/studio/drafts/", data={"file": "x" * (MOST_BYTES + 70 * 1024)})
    assert answer.status_code == 413
    assert drafts.url_prefix == "/studio/drafts"


def test_the_menu_leads_authors_and_the_office_there(site: Desk) -> None:
    for number in (AUTHOR, OFFICE):
        assert "教材の作成" in site.visit(number, "/").page.links()
    assert "教材担当者" in site.visit(OFFICE, "/").page.links()
