"""What the views share: the room in the house, the roles, and the way a PDF is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from elearn.awards.routes import desk as shared
from elearn.awards.routes.desk import (
    OFFICES,
    READERS,
    blueprint,
    get_certificate,
    house,
    reaction,
    send_certificate,
    title_of,
)
from elearn.awards.services.files import CertificateFile
from elearn.awards.services.register import certificates_of
from elearn.web.identity import ROLES
from tests.elearn.awards.builders import HANAKO, as_uuid, conferred


def test_the_room_is_found_in_the_house(browser):
    with browser.client.application.test_request_context():
        assert house().session() is browser.desk.session
        assert reaction() is browser.desk.reaction
        assert shared._words()["terms"] is browser.desk.reaction.terms


def test_a_house_without_the_room_says_so(browser):
    browser.desk.reactions.pop()
    with browser.client.application.test_request_context(), pytest.raises(LookupError, match="not wired"):
        reaction()


def test_certificates_are_found_by_address(browser):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    with browser.client.application.test_request_context():
        assert get_certificate(mine.uuid) == mine
        with pytest.raises(NotFound):
            get_certificate(as_uuid(HANAKO))


def test_a_file_is_shown_in_the_browser_under_its_serial():
    with Flask(__name__).test_request_context():
        answer = send_certificate(CertificateFile(b"%PDF-", "ab" * 32, "R08-L1-000001-A.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="R08-L1-000001-A.pdf"'
    assert answer.get_etag() == ("ab" * 32, False)


def test_the_roles_exist_and_whoever_decides_may_read():
    assert set(OFFICES) <= set(READERS) <= set(ROLES)


def test_every_view_that_changes_something_is_post_only(browser):
    rules = [rule for rule in browser.client.application.url_map.iter_rules() if rule.endpoint.startswith("awards.")]
    posts = {rule.endpoint for rule in rules if "POST" in rule.methods}
    assert posts == {
        "awards.ask_for_new_name",
        "awards.decide_request",
        "awards.issue_course",
        "awards.issue_mine",
        "awards.issue_my_skill",
        "awards.issue_my_transcript",
        "awards.order_year",
        "awards.reissue",
        "awards.revoke_certificate",
        "awards.stop",
    }
    assert all("GET" not in rule.methods for rule in rules if rule.endpoint in posts)
    assert blueprint.name == "awards"


@pytest.mark.parametrize(
    ("language", "level", "title"),
    [
        ("ja", 1, "DX推進リーダー レベル1"),
        ("en", 1, "DX leader, level 1"),
        ("ja", 7, ""),
        ("en", 7, ""),
    ],
)
def test_a_level_has_its_title_in_the_language_of_the_page(browser, language, level, title):
    browser.sign_in(HANAKO, language=language)
    with browser.client.application.test_request_context("/certificates"):
        assert title_of(level) == title


def test_a_title_that_the_map_does_not_know_is_marked_as_japanese(browser):
    browser.desk.add_person("髙﨑　花子")
    browser.desk.record(conferred())
    facts = certificates_of(browser.desk.session, HANAKO)[0].facts
    old = replace(facts, level_title="昔のレベル", level_title_en="")
    browser.sign_in(HANAKO, language="en")
    with browser.client.application.test_request_context("/certificates"):
        assert title_of(1, old) == '<span lang="ja">昔のレベル</span>'
        assert title_of(1, replace(old, level_title_en="Old level")) == "Old level"
