"""The office finds, revokes with a reason, and issues again; everybody else is kept out."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from elearn.awards.services.register import certificates_of, find_certificate
from elearn.people.tables import AccessLogRow
from tests.elearn.awards.builders import HANAKO, TARO, conferred


@pytest.fixture
def mine(browser):
    browser.desk.add_person("枚方　華子")
    browser.desk.record(conferred())
    return certificates_of(browser.desk.session, HANAKO)[0]


def read(browser, mine):
    browser.desk.session.expire_all()
    return find_certificate(browser.desk.session, mine.uuid)


def test_only_the_offices_come_in(browser, mine):
    addresses = ["/certificates/office", f"/certificates/{mine.uuid}"]
    posts = [f"/certificates/{mine.uuid}/revoke", f"/certificates/{mine.uuid}/reissue"]
    assert {browser.client.get(one).status_code for one in addresses} == {401}
    for role in ("learner", "section-head", "author", "auditor"):
        browser.sign_in(HANAKO, role)
        assert {browser.client.get(one).status_code for one in addresses} == {403}, role
        assert {browser.client.post(one).status_code for one in posts} == {403}, role
    browser.sign_in(HANAKO, "hr")
    assert {browser.client.get(one).status_code for one in addresses} == {200}
    assert "失効させる" not in browser.get(addresses[1])[1]
    assert {browser.client.post(one).status_code for one in posts} == {403}, "the register is theirs to see only"
    assert read(browser, mine).standing


def test_a_certificate_is_found_by_its_serial(browser, mine):
    browser.sign_in(TARO, "dx-office")
    assert "認定番号" in browser.get("/certificates/office")[1]
    answer = browser.client.get("/certificates/office", query_string={"serial": mine.serial.lower()})
    assert answer.location == f"/certificates/{mine.uuid}"
    assert "この番号の認定証はありません" in browser.get("/certificates/office?serial=R08")[1]
    assert "入力内容を確認してください" in browser.get("/certificates/office?serial=")[1]


def test_looking_is_noted(browser, mine):
    browser.sign_in(TARO, "dx-office")
    _, page = browser.get(f"/certificates/{mine.uuid}")
    assert "枚方　華子" in page
    assert "失効させる" in page
    (note,) = browser.desk.session.scalars(select(AccessLogRow))
    assert (note.action, note.actor, note.subject, note.detail) == ("view-certificate", TARO, HANAKO, mine.serial)
    assert note.path == f"/certificates/{mine.uuid}"


def test_story_a_wrong_name_is_revoked_mended_and_issued_again(browser, mine):
    browser.sign_in(TARO, "administrator")
    answer = browser.client.post(
        f"/certificates/{mine.uuid}/revoke", data={"reason": "error", "confirmed": "y"}, follow_redirects=True
    )
    page = answer.get_data(as_text=True)
    assert f"認定証 {mine.serial} を失効させました" in page
    assert "発行し直す" in page
    assert read(browser, mine).revoked_reason == "error"

    browser.desk.rename("枚方　花子")
    answer = browser.client.post(f"/certificates/{mine.uuid}/reissue", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "を発行しました" in page
    assert "枚方　花子" in page
    new = certificates_of(browser.desk.session, HANAKO)[0]
    assert new.standing
    assert answer.request.path == f"/certificates/{new.uuid}"

    answer = browser.client.post(f"/certificates/{mine.uuid}/reissue", follow_redirects=True)
    assert "発行を待っている認定証はありません" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "sent", [{}, {"reason": "error"}, {"confirmed": "y"}, {"reason": "withdrawn", "confirmed": "y"}]
)
def test_without_reason_and_confirmation_nothing_is_revoked(browser, mine, sent):
    browser.sign_in(TARO, "dx-office")
    answer = browser.client.post(f"/certificates/{mine.uuid}/revoke", data=sent)
    assert answer.status_code == 400
    assert "入力内容を確認してください" in answer.get_data(as_text=True)
    assert read(browser, mine).standing


def test_revoking_twice_is_a_conflict(browser, mine):
    browser.sign_in(TARO, "dx-office")
    address, sent = f"/certificates/{mine.uuid}/revoke", {"reason": "superseded", "confirmed": "y"}
    assert browser.client.post(address, data=sent).status_code == 303
    assert browser.client.post(address, data=sent).status_code == 409
    assert read(browser, mine).revoked_reason == "superseded"


def test_a_name_that_cannot_be_drawn_is_told_to_the_office(browser, mine):
    browser.sign_in(TARO, "dx-office")
    browser.client.post(f"/certificates/{mine.uuid}/revoke", data={"reason": "error", "confirmed": "y"})
    browser.desk.rename("\ue000田")
    answer = browser.client.post(f"/certificates/{mine.uuid}/reissue", follow_redirects=True)
    assert "U+E000" in answer.get_data(as_text=True)
    assert len(certificates_of(browser.desk.session, HANAKO)) == 1


def test_an_unknown_certificate_is_not_found(browser):
    browser.sign_in(TARO, "dx-office")
    assert browser.client.get(f"/certificates/{uuid4()}").status_code == 404
    assert browser.client.post(f"/certificates/{uuid4()}/revoke").status_code == 404
    assert browser.client.post(f"/certificates/{uuid4()}/reissue").status_code == 404
