"""What a holder sees and downloads, and what nobody else gets."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from elearn.awards.services.decisions import erase_names, revoke
from elearn.awards.services.register import certificates_of
from elearn.people.tables import AccessLogRow
from tests.elearn.awards.builders import HANAKO, TARO, conferred


def pdf_of(browser, person: str = HANAKO) -> str:
    return f"/certificates/{certificates_of(browser.desk.session, person)[0].uuid}.pdf"


def notes(browser) -> list[tuple[str, str, str | None]]:
    rows = browser.desk.session.scalars(select(AccessLogRow).order_by(AccessLogRow.id))
    return [(row.action, row.actor, row.subject) for row in rows]


@pytest.mark.parametrize("address", ["/certificates", "/certificates/3f0c2b7e-8f0e-4d5a-9d0a-52f3b7a4f6c1.pdf"])
def test_pages_need_a_sign_in(browser, address):
    assert browser.get(address)[0] == 401


def test_without_a_level_the_page_says_how_to_get_one(browser):
    browser.desk.add_person("枚方　花子")
    browser.sign_in()
    status, page = browser.get("/certificates")
    assert status == 200
    assert "認定証はまだありません" in page
    assert 'href="/skills"' in page


def test_story_a_level_is_conferred_and_the_pdf_is_opened(browser):
    browser.desk.add_person("髙﨑　花子")
    browser.desk.record(conferred())
    browser.sign_in()
    _, page = browser.get("/certificates")
    assert "DX推進リーダー レベル1" in page
    assert "令和8年11月22日" in page
    (link,) = re.findall(r'href="(/certificates/[^"]+\.pdf)"', page)
    answer = browser.client.get(link)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    assert re.fullmatch(r'inline; filename="R08-L1-000001-[A-Z]\.pdf"', answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.client.get(link).data == answer.data
    assert notes(browser) == [], "looking at one's own certificate is nobody's business"


def test_a_gaiji_in_the_name_is_explained_with_its_code_and_whom_to_ask(browser):
    browser.desk.add_person("\ue000田　花子")
    browser.desk.record(conferred())
    browser.sign_in()
    _, page = browser.get("/certificates")
    assert "U+E000" in page
    assert "外字" in page
    assert "人事の担当者" in page
    assert "認定そのものは有効です" in page

    answer = browser.client.post("/certificates/issue", follow_redirects=True)
    assert "まだ発行できません" in answer.get_data(as_text=True)

    browser.desk.rename("枚方　花子")
    _, page = browser.get("/certificates")
    assert "発行できる認定証があります" in page
    answer = browser.client.post("/certificates/issue", follow_redirects=True)
    assert "認定証を1件発行しました" in answer.get_data(as_text=True)
    answer = browser.client.post("/certificates/issue", follow_redirects=True)
    assert "発行を待っている認定証はありません" in answer.get_data(as_text=True)
    assert len(certificates_of(browser.desk.session, HANAKO)) == 1


def test_markup_in_a_name_stays_text_on_every_page(browser):
    browser.desk.add_person("\ue000<script>alert(1)</script>")
    browser.desk.record(conferred())
    browser.sign_in(HANAKO, "dx-office")
    assert "<script>alert" not in browser.get("/certificates")[1]
    browser.desk.rename("<b>花</b>")
    browser.client.post("/certificates/issue")
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    for address in (f"/certificates/{mine.uuid}", f"/verify/{mine.serial}"):
        assert "&lt;b&gt;" in browser.get(address)[1]


def test_a_revoked_certificate_says_so_and_can_still_be_read(browser):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    revoke(browser.desk.recorder(), mine.uuid, "superseded", TARO)
    browser.desk.session.commit()
    browser.sign_in()
    _, page = browser.get("/certificates")
    assert "失効" in page
    assert "新しい認定証と差し替える" in page
    assert browser.client.get(pdf_of(browser)).status_code == 200


@pytest.mark.parametrize("role", ["section-head", "author"])
def test_others_find_nothing_and_the_try_is_noted(browser, role):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    browser.sign_in(TARO, role)
    assert browser.client.get(pdf_of(browser)).status_code == 404
    assert browser.client.get(f"/certificates/{uuid4()}.pdf").status_code == 404
    assert notes(browser) == [("refused", TARO, HANAKO)]


@pytest.mark.parametrize("role", ["dx-office", "hr", "auditor", "administrator"])
def test_the_offices_may_read_it_and_that_is_noted(browser, role):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    browser.sign_in(TARO, role)
    assert browser.client.get(pdf_of(browser)).mimetype == "application/pdf"
    assert notes(browser) == [("download-certificate", TARO, HANAKO)]


def test_an_erased_name_is_gone(browser):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    address = pdf_of(browser)
    erase_names(browser.desk.session, HANAKO)
    browser.desk.session.commit()
    browser.sign_in()
    assert browser.client.get(address).status_code == 410
    assert "氏名の記録が消去されている" in browser.get("/certificates")[1]


def test_missing_fonts_are_a_temporary_fault(browser, monkeypatch):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    monkeypatch.setattr(browser.desk.reaction.shelf, "take", lambda: None)
    browser.sign_in()
    assert browser.client.get(pdf_of(browser)).status_code == 503


def test_ones_certificates_in_english(browser):
    browser.desk.add_person("髙﨑　花子")
    browser.desk.record(conferred())
    browser.sign_in(HANAKO, language="en")
    status, page = browser.get("/certificates")
    assert status == 200
    assert "My certificates" in page
    assert "DX leader, level 1" in page
    assert '<p class="certificate-name" lang="ja">髙﨑　花子</p>' in page
    assert "Open the certificate (PDF)" in page


def test_without_a_certificate_the_way_to_one_is_shown(browser):
    browser.desk.add_person("髙﨑　花子")
    browser.sign_in(HANAKO, language="en")
    page = browser.get("/certificates")[1]
    assert "No certificates yet" in page
    assert 'href="/skills"' in page
