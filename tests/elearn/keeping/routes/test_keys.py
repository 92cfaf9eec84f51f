"""Keys: shown once, usable at once, and gone at once."""

from __future__ import annotations

import base64

from tests.elearn.keeping.conftest import Desk


def ask(desk: Desk, key: str, secret: str) -> int:
    token = base64.b64encode(f"{key}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "X-Experience-API-Version": "1.0.3"}
    return desk.app.test_client().get("/xapi/statements?limit=1", headers=headers).status_code


def make(desk: Desk, *scopes: str) -> tuple[str, str]:
    desk.keeper.open("/records/keys")
    page = desk.keeper.press("鍵を作る", label="研修管理システム", scopes=scopes)
    facts = dict(
        zip((one.text for one in page.main.find("dt")), (one.text for one in page.main.find("dd")), strict=True)
    )
    assert facts["使う相手"] == "研修管理システム"
    assert facts["接続先のアドレス"] == "http://localhost/xapi"
    return facts["鍵"], facts["秘密の値"]


def test_story_a_key_is_made_used_and_revoked(desk: Desk) -> None:
    key, secret = make(desk, "statements/read", "state")
    assert ask(desk, key, secret) == 200
    assert ask(desk, key, secret + "x") == 401
    page = desk.keeper.open("/records/keys")
    assert key in page.text
    assert secret not in page.html, "it is shown once"
    assert "すべての学習記録を読む、途中の状態を読み書きする" in page.text
    page = desk.keeper.press("失効させる（研修管理システム）")
    assert f"鍵 {key} を失効させました。" in page.text
    assert ask(desk, key, secret) == 401
    assert "失効（" in page.text
    notes = [(one.action, one.detail) for one in desk.notes()]
    assert notes == [("create-key", f"key={key} scopes=statements/read state"), ("revoke-key", f"key={key}")]
    assert secret not in str(notes)


def test_a_key_may_do_only_what_was_chosen(desk: Desk) -> None:
    key, secret = make(desk, "statements/write")
    assert ask(desk, key, secret) == 403


def test_what_is_missing_is_said(desk: Desk) -> None:
    desk.keeper.open("/records/keys")
    page = desk.keeper.press("鍵を作る", 422, label="")
    assert "一つ以上選んでください。" in page.text
    assert "入力してください。" in page.text
    page = desk.keeper.post("/records/keys", 422, label="x", scopes="everything")
    assert page.title == "学習記録ストアの鍵"
    assert desk.notes() == []


def test_revoking_twice_is_no_fault(desk: Desk) -> None:
    desk.keeper.open("/records/keys")
    page = desk.keeper.post("/records/keys/revoke", key="unknown")
    assert "この鍵は、もう使われていません。" in page.text
