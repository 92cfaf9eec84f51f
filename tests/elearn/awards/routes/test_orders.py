"""A year is ordered, left, found again; its papers are packed by unit; every paper that is taken is noted."""

from __future__ import annotations

import io
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from elearn.awards.forms import FAULT_WORDS
from elearn.awards.services.files import keep_file
from elearn.awards.services.orders import list_orders
from elearn.awards.services.register import certificates_of
from elearn.awards.tables import BatchRow, RefusalRow
from elearn.people.tables import AccessLogRow
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred


@pytest.fixture
def issued(browser):
    """A certificate that is drawn, and somebody of an office."""
    browser.desk.add_person("枚方　花子")
    browser.desk.add_person("髙﨑　太郎", TARO)
    browser.desk.record(conferred())
    (found,) = certificates_of(browser.desk.session, HANAKO)
    keep_file(browser.desk.session, found.facts_digest, b"%PDF-1.7", NOON)
    browser.desk.session.commit()
    browser.sign_in(TARO, "hr")
    return found


def order(browser, **sent: str):
    return browser.client.post("/certificates/orders", data={"year": "2026"} | sent)


def change(browser, **values: object) -> None:
    browser.desk.session.execute(update(BatchRow).values(**values))
    browser.desk.session.commit()


def test_story_an_order_is_placed_left_found_again_and_stopped(browser, issued):
    assert "まだ一度も行っていません" in browser.get("/certificates/orders")[1]
    first = order(browser, renewing="y")
    assert first.status_code == 303
    assert order(browser, renewing="y").location == first.location, "pressed twice it is one order"
    status, page = browser.get(first.location)
    assert (status, "画面を閉じても処理は続きます" in page, "取りやめる" in page) == (200, True, True)
    assert first.location in browser.get("/certificates/orders")[1]
    change(browser, step="draw", drawn=7, total=9)
    assert 'value="7"' in browser.get(first.location)[1]
    page = browser.client.post(f"{first.location}/stop", follow_redirects=True).get_data(as_text=True)
    assert "取りやめました" in page
    page = browser.client.post(f"{first.location}/stop", follow_redirects=True).get_data(as_text=True)
    assert "もう終わっています" in page


def test_an_end_is_said_with_the_people_who_were_left_out(browser, issued):
    address = order(browser).location
    browser.desk.session.add(RefusalRow(batch=address.rpartition("/")[2], person=HANAKO, code="private-use"))
    change(browser, step="done", ended_at=NOON, drawn=1, total=1)
    page = browser.get(address)[1]
    assert "すべて作成と署名が済んでいます" in page
    assert "枚方　花子" in page
    assert "外字" in page


@pytest.mark.parametrize("code", [*FAULT_WORDS, "RenderFault: x"])
def test_what_stopped_an_order_is_said(browser, issued, code):
    address = order(browser).location
    change(browser, step="failed", fault=code, ended_at=NOON)
    page = browser.get(address)[1]
    assert FAULT_WORDS.get(code, code) in page


@pytest.mark.parametrize("year", ["", "1999", "2031", "x"])
def test_another_year_is_refused(browser, issued, year):
    answer = order(browser, year=year)
    assert answer.status_code == 400
    assert "入力内容を確認してください" in answer.get_data(as_text=True)
    assert list_orders(browser.desk.session) == []


def test_papers_are_packed_by_unit_and_each_is_noted(browser, issued):
    page = browser.get("/certificates/archives")[1]
    assert "所属なし" in page
    answer = browser.client.get("/certificates/archives/2026.zip?unit=")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-none.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == [f"{issued.serial}.pdf", "manifest.csv"]
    notes = browser.desk.session.scalars(select(AccessLogRow)).all()
    assert [(one.action, one.actor, one.subject, one.detail) for one in notes] == [
        ("download-archive", TARO, HANAKO, issued.serial)
    ]


def test_what_is_not_there_is_not_found(browser, issued):
    for address in ("archives/2026.zip?unit=none", "archives/1999.zip", f"orders/{uuid4()}", "archives/2025.zip?unit="):
        assert browser.client.get(f"/certificates/{address}").status_code == 404, address
    assert "この年度の認定証はありません" in browser.get("/certificates/archives?year=2025")[1]
    assert browser.get("/certificates/archives?year=x")[0] == 200


def test_only_offices_come_in(browser, issued):
    address = order(browser).location
    gets = ["/certificates/orders", "/certificates/archives", "/certificates/archives/2026.zip?unit=", address]
    for role in ("learner", "section-head", "author", "auditor"):
        browser.sign_in(HANAKO, role)
        assert {browser.client.get(one).status_code for one in gets} == {403}, role
        assert order(browser).status_code == 403
        assert browser.client.post(f"{address}/stop").status_code == 403
    browser.sign_out()
    assert {browser.client.get(one).status_code for one in gets} == {401}
