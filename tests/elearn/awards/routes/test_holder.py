"""What a holder can ask for and take away, and that nobody else can."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from certificates.badge import open_token
from certificates.baking import unbake_png
from elearn.awards.routes import holder, mine
from elearn.awards.rules import Paper
from elearn.awards.services.decisions import erase_names
from elearn.awards.services.papers import record_paper
from elearn.awards.services.register import certificates_of
from elearn.awards.services.requests import list_requests
from elearn.events import CellAttained
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred


@pytest.fixture
def held(browser):
    """Somebody signed in with a level and a skill."""
    browser.desk.add_person("枚方　花子")
    browser.desk.add_person("髙﨑　太郎", TARO)
    browser.desk.record(
        conferred(), CellAttained(person=HANAKO, at=NOON, skill="dx-basics", map_id="hirakata-r7", map_digest="d" * 64)
    )
    browser.sign_in()
    return certificates_of(browser.desk.session, HANAKO)[0]


def post(browser, address: str) -> str:
    return browser.client.post(address, follow_redirects=True).get_data(as_text=True)


def keys(browser):
    return browser.desk.press.keys.take().badge_keys.values()


def test_story_a_skill_becomes_a_badge_that_is_taken_away_in_a_backpack(browser, held):
    assert "バッジを発行する" in browser.get("/certificates")[1]
    assert "R08-S0-000001-" in post(browser, "/certificates/skills/dx-basics")
    post(browser, "/certificates/skills/dx-basics")
    skill, level = certificates_of(browser.desk.session, HANAKO)[-1], held
    assert (skill.document, skill.subject) == ("skill", "dx-basics")
    answer = browser.client.get("/certificates/backpack.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="backpack.json"'
    tokens = [one["id"].partition(",")[2] for one in json.loads(answer.data)]
    claims = [open_token(one, keys(browser)) for one in tokens]
    assert {one["id"].rpartition("/")[2] for one in claims} == {skill.serial, level.serial}
    kinds = {one["credentialSubject"]["achievement"]["id"].rpartition("/")[2] for one in claims}
    assert kinds == {"level-1", "skill-dx-basics"}
    for kind in kinds:
        assert browser.client.get(f"/credentials/achievements/{kind}").json["id"].endswith(kind)
    assert browser.client.get(f"/certificates/{skill.uuid}.pdf").status_code == 404, "a badge has no paper"
    assert browser.client.get(f"/verify/{skill.serial}").status_code == 200


def test_a_completion_of_a_course_is_not_taken_for_the_skill_of_the_same_id(browser, held):
    desk = browser.desk
    record_paper(
        desk.recorder(), desk.reaction, HANAKO, Paper("course", "DX基礎", NOON.date(), "", "dx-basics"), HANAKO
    )
    desk.session.commit()
    assert "バッジを発行する" in browser.get("/certificates")[1]


def test_a_badge_comes_in_every_form(browser, held):
    for form, media in (("png", "image/png"), ("svg", "image/svg+xml"), ("json", "application/json")):
        answer = browser.client.get(f"/certificates/{held.uuid}/badge.{form}")
        assert (answer.status_code, answer.mimetype) == (200, media)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{held.serial}.{form}"'
    png = browser.client.get(f"/certificates/{held.uuid}/badge.png").data
    assert open_token(unbake_png(png) or "", keys(browser))["name"] == held.facts.level_title
    assert browser.client.get(f"/certificates/{held.uuid}/badge.exe").status_code == 404


def test_a_transcript_is_issued_and_listed(browser, held):
    page = post(browser, "/certificates/transcript")
    assert "R08-T0-000001-" in page
    assert "記録を開く（PDF）" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/certificates/courses/dx-basics", "修了していない講座"),
        ("/certificates/skills/genai-use", "まだ到達していないスキル"),
        ("/certificates/skills/none", "まだ到達していないスキル"),
    ],
)
def test_what_is_not_held_is_refused_in_words(browser, held, address, words):
    assert words in post(browser, address)
    assert len(certificates_of(browser.desk.session, HANAKO)) == 1


def test_a_name_that_cannot_be_drawn_is_explained(browser, held):
    browser.desk.rename("\ue000田")
    assert "U+E000" in post(browser, "/certificates/transcript")


def test_story_a_new_name_is_asked_for_once(browser, held):
    address = f"/certificates/{held.uuid}/request"
    assert "発行し直す必要はありません" in post(browser, address)
    browser.desk.rename("新姓　花子")
    assert "新しい氏名での発行を依頼する" in browser.get("/certificates")[1]
    assert "依頼しました" in post(browser, address)
    page = post(browser, address)
    assert "新しい氏名での発行を依頼中" in page
    assert len(list_requests(browser.desk.session)) == 1
    browser.sign_in(TARO)
    assert browser.client.post(address).status_code == 404
    assert browser.client.post(f"/certificates/{uuid4()}/request").status_code == 404


def test_the_holder_sees_who_looked_and_nobody_else_does(browser, held):
    log = f"/certificates/{held.uuid}/log"
    assert "まだ、だれも見ていません" in browser.get(log)[1]
    browser.sign_in(TARO, "dx-office")
    browser.get(f"/certificates/{held.uuid}")
    browser.get(f"/certificates/{held.uuid}/badge.json")
    assert browser.client.get(log).status_code == 404
    browser.sign_in()
    page = browser.get(log)[1]
    assert "髙﨑　太郎" in page
    for deed in ("view-certificate", "download-badge"):
        assert holder.DEEDS[deed] in page
    browser.sign_in(TARO)
    assert browser.client.get(f"/certificates/{held.uuid}/badge.json").status_code == 404
    browser.sign_in()
    assert holder.DEEDS["refused"] in browser.get(log)[1]


def test_without_usable_keys_it_is_said_who_must_do_what(browser, held):
    folder = browser.desk.press.keys.folder
    (folder / "badge-1.key").chmod(0o644)
    status, page = browser.get(f"/certificates/{held.uuid}/badge.png")
    assert (status, "持ち主以外も読める" in page) == (503, True)
    for path in folder.iterdir():
        path.unlink()
    status, page = browser.get("/certificates/backpack.json")
    assert (status, "init-keys" in page) == (503, True)


def test_without_fonts_the_download_says_so(browser, held, monkeypatch):
    monkeypatch.setattr(type(browser.desk.reaction.shelf), "take", lambda _: None)
    status, page = browser.get(f"/certificates/{held.uuid}.pdf")
    assert (status, "elearn doctor" in page) == (503, True)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (mine.KeysUnusable("unreadable-key", None), "unreadable-key"),
        (mine.KeyExpired(NOON), "key-expired"),
        (mine.FontsUnavailable(), "fonts-unavailable"),
        (mine.MissingGlyph("name", ()), "glyphs-missing"),
    ],
)
def test_every_fault_of_a_paper_has_its_words(fault, code):
    assert mine.name_fault(fault) == code
    assert code in mine.FAULT_WORDS


def test_an_erased_name_has_no_badge(browser, held):
    erase_names(browser.desk.session, HANAKO)
    browser.desk.session.commit()
    assert browser.client.get(f"/certificates/{held.uuid}/badge.json").status_code == 410
    assert json.loads(browser.client.get("/certificates/backpack.json").data) == []


def test_nobody_comes_in_without_signing_in(browser, held):
    browser.sign_out()
    gets = [f"/certificates/{held.uuid}/log", f"/certificates/{held.uuid}/badge.json", "/certificates/backpack.json"]
    posts = [f"/certificates/{held.uuid}/request", "/certificates/transcript", "/certificates/skills/dx-basics"]
    assert {browser.client.get(one).status_code for one in gets} == {401}
    assert {browser.client.post(one).status_code for one in posts} == {401}
