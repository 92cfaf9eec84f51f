"""What programs are told: verdicts without names, and everything that makes a badge checkable."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from certificates.badge import is_revoked, open_token
from certificates.serial import make_serial
from elearn.awards.routes import programs
from elearn.awards.routes.desk import BURST
from elearn.awards.services.decisions import revoke
from elearn.awards.services.files import certificate_file
from elearn.awards.services.keys import FOLDER, rotate_keys
from elearn.awards.services.register import certificates_of
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred


@pytest.fixture
def mine(browser):
    browser.desk.add_person("枚方　花子")
    browser.desk.record(conferred())
    return certificates_of(browser.desk.session, HANAKO)[0]


@pytest.fixture
def paper(browser, mine) -> bytes:
    data = certificate_file(browser.desk.session, browser.desk.press, mine, NOON).data
    browser.desk.session.commit()
    return data


def revoke_mine(browser, mine) -> None:
    revoke(browser.desk.recorder(), mine.uuid, "error", TARO)
    browser.desk.session.commit()


def send(browser, data: bytes):
    return browser.client.post("/api/verify", data=data, content_type="application/pdf")


def test_a_serial_is_told_without_the_name(browser, mine):
    answer = browser.client.get(f"/api/verify/{mine.serial}")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "valid",
        "serial": mine.serial,
        "document": "level",
        "level": 1,
        "title": "DX推進リーダー レベル1",
        "issued_on": "2026-11-22",
        "issuer": "枚方市",
    }
    assert "枚方　花子" not in json.dumps(answer.json, ensure_ascii=False)


def test_a_revoked_serial_says_when_and_why(browser, mine):
    revoke_mine(browser, mine)
    said = browser.client.get(f"/api/verify/{mine.serial}").json
    assert (said["status"], said["revoked_on"], said["revoked_reason"]) == ("revoked", "2026-11-22", "error")


@pytest.mark.parametrize(("typed", "status"), [(make_serial(2026, 1, 999), "unknown"), ("R08-X", "malformed")])
def test_other_serials_are_not_found(browser, mine, typed, status):
    answer = browser.client.get(f"/api/verify/{typed}")
    assert (answer.status_code, answer.json["status"]) == (404, status)
    assert set(answer.json) == {"status", "serial"}


def test_a_paper_is_judged_by_signature_register_and_facts(browser, mine, paper):
    answer = send(browser, paper)
    assert answer.status_code == 200
    said = answer.json
    assert (said["finding"], said["valid"], said["differences"]) == ("genuine", True, [])
    assert said["register"]["serial"] == mine.serial
    assert said["signed_at"].startswith("2026-11-22T03:00:00")


def test_a_changed_paper_is_refused(browser, paper):
    changed = bytearray(paper)
    changed[5000] ^= 4
    answer = send(browser, bytes(changed))
    assert (answer.status_code, answer.json["finding"], answer.json["valid"]) == (422, "altered", False)
    assert answer.json["register"] is None


def test_a_revoked_paper_is_genuine_and_not_valid(browser, mine, paper):
    revoke_mine(browser, mine)
    said = send(browser, paper).json
    assert (said["finding"], said["valid"], said["register"]["status"]) == ("genuine", False, "revoked")


def test_both_checks_share_one_brake(browser, mine, paper):
    for _ in range(BURST):
        assert send(browser, b"nothing").status_code == 422
    assert send(browser, paper).status_code == 429
    assert browser.client.get(f"/api/verify/{mine.serial}").status_code == 429


def test_a_body_too_large_is_refused_unread(browser):
    assert send(browser, b"%PDF-" + b"x" * 600_000).status_code == 413


def test_the_issuers_identifier_leads_to_the_keys_that_sign(browser, mine):
    document = browser.client.get("/.well-known/did.json")
    assert document.mimetype == "application/did+json"
    assert document.json["id"] == "did:web:learn.example.jp"
    assert document.json == browser.client.get("/did.json").json
    rotate_keys(browser.desk.settings.data_dir / FOLDER, "枚方市", NOON)
    methods = browser.client.get("/did.json").json["verificationMethod"]
    assert [one["id"].partition("#")[2] for one in methods] == ["badge-1", "badge-2"]


def read_list(browser, name: str = "R08-L1-0"):
    answer = browser.client.get(f"/credentials/status/{name}")
    assert answer.mimetype == "application/vc+jwt"
    keys = browser.desk.press.keys.take().badge_keys.values()
    return open_token(answer.get_data(as_text=True), keys)


def test_the_status_list_follows_a_revocation(browser, mine):
    assert not is_revoked(read_list(browser), 1)
    revoke_mine(browser, mine)
    assert is_revoked(read_list(browser), 1)
    assert not is_revoked(read_list(browser), 2)
    assert not is_revoked(read_list(browser, "R08-L2-0"), 1)


@pytest.mark.parametrize("name", ["x", "R08-L1", "R08-L1-00", "R08-L1-0%25", "%25"])
def test_other_lists_are_not_there(browser, mine, name):
    assert browser.client.get(f"/credentials/status/{name}").status_code == 404


def test_levels_and_skills_are_described(browser):
    level = browser.client.get("/credentials/achievements/level-1").json
    assert level["name"] == "DX推進リーダー レベル1"
    assert "DX基礎" in level["criteria"]["narrative"]
    skill = browser.client.get("/credentials/achievements/skill-dx-basics").json
    assert skill["name"] == "DX基礎"
    assert skill["id"] == "https://learn.example.jp/credentials/achievements/skill-dx-basics"
    for name in ("level-9", "level-x", "skill-none", "other"):
        assert browser.client.get(f"/credentials/achievements/{name}").status_code == 404


def test_the_profile_names_the_issuer(browser):
    answer = browser.client.get("/credentials/issuer")
    assert answer.json["name"] == "枚方市"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_without_keys_nothing_is_signed_or_claimed(browser, mine):
    folder = browser.desk.settings.data_dir / FOLDER
    folder.rename(folder.with_name("away"))
    assert browser.client.get("/did.json").status_code == 404
    assert browser.client.get("/credentials/status/R08-L1-0").status_code == 404
    assert send(browser, b"%PDF-1.7 /ByteRange").json["finding"] == "foreign"


def test_keys_that_cannot_be_read_are_a_temporary_fault(browser):
    (browser.desk.settings.data_dir / FOLDER / "badge-1.key").chmod(0o644)
    assert browser.client.get("/did.json").status_code == 503


@pytest.mark.parametrize(
    ("name", "kind"),
    [("transcript", "ext:Transcript"), ("skill-dx-basics", "Competency"), ("level-1", "Certification")],
)
def test_every_achievement_says_what_it_is(browser, name, kind):
    answer = browser.client.get(f"/credentials/achievements/{name}")
    assert (answer.status_code, answer.json["achievementType"]) == (200, kind)


@pytest.mark.parametrize("name", ["course-none", "skill-none", "level-10", "none", "course-"])
def test_there_is_no_achievement_of_nothing(browser, name):
    assert browser.client.get(f"/credentials/achievements/{name}").status_code == 404


def test_the_achievement_of_a_course_lists_what_is_taught(browser, monkeypatch):
    class Shelf:
        def package(self, _session, digest):
            assert digest == "d" * 64
            taught = SimpleNamespace(title="守る", objectives=("x",))
            test = SimpleNamespace(title="修了テスト", objectives=())
            return SimpleNamespace(course=SimpleNamespace(title="情報の守り方", modules=[taught, test]))

    monkeypatch.setattr(programs, "current_version", lambda _session, course: SimpleNamespace(digest="d" * 64))
    monkeypatch.setattr(browser.client.application.extensions["elearn"], "catalog", Shelf())
    said = browser.client.get("/credentials/achievements/course-security").json
    assert said["achievementType"] == "CertificateOfCompletion"
    assert said["criteria"]["narrative"] == "研修の全課程を修了していること：守る"
