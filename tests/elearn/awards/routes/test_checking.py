"""The public check: right answers, masked names, and no list of a city's staff for the asking."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from sqlalchemy import select

from certificates.examination import MOST_BYTES
from certificates.model import dump_facts, load_facts
from certificates.serial import make_serial
from certificates.transcript import dump_entries
from elearn.awards.routes.desk import BURST, SECONDS
from elearn.awards.rules import Paper
from elearn.awards.services.decisions import erase_names, revoke
from elearn.awards.services.files import certificate_file, draw
from elearn.awards.services.keys import load_keys, make_keys
from elearn.awards.services.papers import record_paper
from elearn.awards.services.register import certificates_of
from elearn.awards.services.renewal import renew
from elearn.awards.tables import CertificateRow, FactsRow
from elearn.people.services.access import access_log_page
from elearn.web.language import COOKIE
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred


@pytest.fixture
def serial(browser) -> str:
    browser.desk.add_person("髙﨑　花子")
    browser.desk.record(conferred())
    return certificates_of(browser.desk.session, HANAKO)[0].serial


def test_anybody_can_check_without_signing_in(browser, serial):
    status, page = browser.get(f"/verify/{serial}")
    assert status == 200
    assert "この認定証は有効です" in page
    assert "DX推進リーダー レベル1" in page
    assert "令和8年11月22日" in page
    assert "枚方市" in page


def test_the_name_is_masked_for_whoever_only_has_a_serial(browser, serial):
    _, page = browser.get(f"/verify/{serial}")
    assert "髙＊　＊＊" in page
    assert "花子" not in page
    browser.sign_in(TARO)
    assert "花子" not in browser.get(f"/verify/{serial}")[1]


@pytest.mark.parametrize("who", [(HANAKO,), (TARO, "hr"), (TARO, "auditor")])
def test_the_holder_and_the_offices_see_the_name_as_on_the_paper(browser, serial, who):
    browser.sign_in(*who)
    _, page = browser.get(f"/verify/{serial}")
    assert "髙﨑　花子" in page
    assert "一文字だけ" not in page


def test_an_office_that_sees_the_name_stands_in_the_log_and_nobody_else(browser, serial):
    browser.get(f"/verify/{serial}")
    for who in ((HANAKO,), (TARO,), (HANAKO, "hr")):
        browser.sign_in(*who)
        browser.get(f"/verify/{serial}")
    assert access_log_page(browser.desk.session).rows == ()
    browser.sign_in(TARO, "hr")
    browser.get(f"/verify/{serial}")
    (note,) = access_log_page(browser.desk.session).rows
    assert (note.action, note.actor, note.subject, note.detail) == ("view-certificate", TARO, HANAKO, serial)


@pytest.mark.parametrize("write", [str.lower, lambda text: text.replace("-", ""), lambda text: text.replace("-", "－")])
def test_the_form_accepts_what_people_type_and_leads_to_the_address_of_the_answer(browser, serial, write):
    answer = browser.client.get("/verify", query_string={"serial": write(serial)})
    assert answer.status_code == 303
    assert answer.location == f"/verify/{serial}"


def test_the_empty_form_asks(browser):
    status, page = browser.get("/verify")
    assert status == 200
    assert "番号を入力してください" in page
    assert 'method="get"' in page
    assert "csrf_token" not in page


def test_an_empty_or_endless_serial_is_asked_again(browser):
    for typed in ("", " ", "9" * 100):
        status, page = browser.client.get("/verify", query_string={"serial": typed}).status_code, None
        page = browser.client.get("/verify", query_string={"serial": typed}).get_data(as_text=True)
        assert status == 200
        assert "入力内容を確認してください" in page


def test_a_mistyped_serial_is_told_apart_from_an_unknown_one(browser, serial):
    wrong = serial[:-1] + ("A" if serial[-1] != "A" else "B")
    status, page = browser.get(f"/verify/{wrong}")
    assert status == 404
    assert "認定番号の形が違います" in page
    assert "形が違います" in browser.get(f"/verify?serial={wrong}")[1]
    status, page = browser.get(f"/verify/{make_serial(2026, 1, 777)}")
    assert status == 404
    assert "発行されていません" in page


def test_a_revoked_certificate_says_when_and_why(browser, serial):
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    revoke(browser.desk.recorder(), mine.uuid, "error", TARO)
    browser.desk.session.commit()
    status, page = browser.get(f"/verify/{serial}")
    assert status == 200
    assert "この認定証は失効しています" in page
    assert "記載に誤りがあった" in page
    assert "この認定証は有効です" not in page


def test_an_erased_name_is_not_shown_but_the_verdict_is(browser, serial):
    erase_names(browser.desk.session, HANAKO)
    browser.desk.session.commit()
    _, page = browser.get(f"/verify/{serial}")
    assert "この認定証は有効です" in page
    assert "氏名" not in page


def test_trying_serials_in_a_row_is_slowed_down(browser, serial):
    for number in range(BURST):
        assert browser.get(f"/verify/{make_serial(2026, 2, number + 1)}")[0] == 404
    answer = browser.client.get(f"/verify/{serial}")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= SECONDS
    browser.desk.moment = NOON + dt.timedelta(seconds=SECONDS)
    assert browser.get(f"/verify/{serial}")[0] == 200
    assert browser.get(f"/verify/{serial}")[0] == 429


def test_typing_slips_do_not_count_as_tries(browser, serial):
    for _ in range(BURST + 5):
        assert browser.get("/verify/R08-L1-000001-I")[0] == 404
    assert browser.get(f"/verify/{serial}")[0] == 200


def test_strange_addresses_are_answered_and_not_run(browser):
    for typed in ("%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%F0%9F%92%A9", "a" * 500):
        status, page = browser.get(f"/verify/{typed}")
        assert status == 404
        assert "<script>alert" not in page


@pytest.fixture
def paper(browser, serial) -> bytes:
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    data = certificate_file(browser.desk.session, browser.desk.press, mine, NOON).data
    browser.desk.session.commit()
    return data


def send(browser, data: bytes | None):
    files = {} if data is None else {"file": (io.BytesIO(data), "認定証.pdf")}
    answer = browser.client.post("/verify/file", data=files, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_paper_is_dropped_and_found_valid(browser, serial, paper):
    assert "PDFを選んでください" in browser.get("/verify/file")[1]
    status, page = send(browser, paper)
    assert status == 200
    assert "この認定証は有効です" in page
    assert serial in page
    assert "令和8年11月22日" in page


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[:9000] + b"#" + data[9001:], "署名のあとに内容が変わっています"),
        (lambda data: data + b"\n%%EOF", "署名のあとに書き足されています"),
        (lambda data: data[:20000], "電子署名がありません"),
        (lambda data: b"PK" + data, "PDFではありません"),
    ],
)
def test_what_is_wrong_with_a_paper_is_said(browser, paper, spoil, words):
    status, page = send(browser, spoil(paper))
    assert status == 422
    assert words in page
    assert "この認定証は有効です" not in page


def test_a_revoked_paper_says_so(browser, paper):
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    revoke(browser.desk.recorder(), mine.uuid, "error", TARO)
    browser.desk.session.commit()
    page = send(browser, paper)[1]
    assert "この認定証は失効しています" in page
    assert "記載に誤りがあった" in page


def test_a_paper_that_was_replaced_says_so_by_file_and_by_number(browser, paper):
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    browser.desk.rename("新姓　花子")
    done = renew(browser.desk.recorder(), browser.desk.reaction, mine.uuid, TARO)
    browser.desk.session.commit()
    for page in (send(browser, paper)[1], browser.get(f"/verify/{mine.serial}")[1]):
        assert "この認定証は新しいものに差し替えられています" in page
        assert done.new.serial not in page, "whoever holds the old paper is told nothing of the new one"
        assert "新姓" not in page


def test_a_paper_of_another_installation_says_so(browser, paper, tmp_path):
    make_keys(tmp_path / "other", "よその市", NOON)
    (mine,) = certificates_of(browser.desk.session, HANAKO)
    keys = load_keys(tmp_path / "other")
    other = draw(mine.facts, browser.desk.reaction.shelf.take(), keys, "https://elsewhere.example.jp", NOON)
    status, page = send(browser, other)
    assert (status, "この発行者の署名ではありません" in page) == (422, True)


def test_a_transcript_is_checked_as_what_it_is(browser, serial):
    desk = browser.desk
    mine = record_paper(
        desk.recorder(),
        desk.reaction,
        HANAKO,
        Paper("transcript", "スキル修得記録", NOON.date(), entries=dump_entries((), ())),
        HANAKO,
    )
    desk.session.commit()
    file = certificate_file(desk.session, desk.press, mine, NOON)
    desk.session.commit()
    status, page = send(browser, file.data)
    assert (status, "この認定証は有効です" in page, "スキル修得記録" in page) == (200, True, True)
    said = browser.client.get(f"/api/verify/{mine.serial}").json
    assert (said["document"], said["level"], said["status"]) == ("transcript", None, "valid")


def test_a_paper_that_is_not_in_the_register_says_so(browser, paper):
    browser.desk.session.execute(CertificateRow.__table__.delete())
    browser.desk.session.commit()
    assert "この認定証は登録にありません" in send(browser, paper)[1]


def test_facts_that_do_not_agree_are_named(browser, paper):
    row = browser.desk.session.scalars(select(FactsRow)).one()
    row.facts = dump_facts(replace(load_facts(row.facts), name="別人", level_title="別の題"))
    browser.desk.session.commit()
    page = send(browser, paper)[1]
    assert "PDFの内容が登録と一致しません" in page
    assert "認定の内容、氏名" in page


def test_nothing_is_kept_on_a_disk(browser, paper, monkeypatch):
    monkeypatch.setattr("tempfile._TemporaryFileWrapper", None)
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    big = paper + b"x" * (MOST_BYTES - len(paper) - 10)
    assert "書き足されています" in send(browser, big)[1]


def test_a_form_without_a_file_and_a_file_too_large_are_refused(browser, serial):
    status, page = send(browser, None)
    assert status == 400
    assert "PDFファイルを選んでください" in page
    body = b"--b\r\nContent-Disposition: form-data; name=file; filename=x\r\n\r\n" + b"x" * 700_000
    answer = browser.client.post("/verify/file", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413


def test_trying_papers_in_a_row_is_slowed_down(browser, serial):
    for _ in range(BURST):
        assert send(browser, b"x")[0] == 422
    assert send(browser, b"x")[0] == 429


# In English


@pytest.fixture
def english(browser):
    """The same browser, asking for English without being signed in."""
    browser.client.set_cookie(COOKIE, "en")
    return browser


def test_anybody_can_check_in_english(english, serial):
    status, page = english.get(f"/verify/{serial}")
    assert status == 200
    assert '<html lang="en">' in page
    assert "This certificate is valid" in page
    assert "22 November 2026" in page
    assert '<dd lang="ja">枚方市</dd>' in page
    assert "Only the first character of the name is shown." in page


def test_a_level_is_called_by_its_translation(english, serial):
    assert "DX leader, level 1" in english.get(f"/verify/{serial}")[1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("R08-L1-000999-X", "This is not the form of a certificate number"),
        (make_serial(2026, 1, 999), "No certificate with this number has been issued"),
    ],
)
def test_what_is_wrong_is_said_in_english(english, typed, words):
    assert words in english.get(f"/verify/{typed}")[1]


def test_a_revoked_certificate_says_so_in_english(english, serial):
    desk = english.desk
    revoke(desk.recorder(), certificates_of(desk.session, HANAKO)[0].uuid, "error", "office")
    desk.session.commit()
    page = english.get(f"/verify/{serial}")[1]
    assert "This certificate has been revoked" in page
    assert "(reason: The certificate had an error)" in page


def test_the_check_of_a_file_speaks_english(english):
    answer = english.client.post("/verify/file", data={"file": (io.BytesIO(b"no pdf"), "a.pdf")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is not a PDF" in page
    assert "Please choose a certificate PDF." in page
