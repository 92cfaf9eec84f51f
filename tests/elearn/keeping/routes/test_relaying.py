"""Refused statements go again or are given up; forwarding rules come, rest and go."""

from __future__ import annotations

import json

import pytest

from elearn.lrs.services import list_forwards
from elearn.records.relay import deliver_due, enqueue, list_refusals, read_lags
from elearn.wiring.relaying import deliver_all
from tests.conftest import MOMENT
from tests.elearn.keeping.conftest import Desk
from tests.elearn.records.hostile import run_hostile
from tests.elearn.records.samples import Picky

BODIES = [json.dumps({"id": f"s-{n}", "name": "<b>"}).encode() for n in range(3)]


def refuse(desk: Desk, *bad: bytes) -> None:
    with desk.session() as session:
        enqueue(session, [(f"s-{n}", body) for n, body in enumerate(BODIES)], ["to:far"], MOMENT)
        session.commit()
        deliver_due(session, Picky(*bad, target="to:far"), "me", MOMENT)


def left(desk: Desk) -> list[str]:
    with desk.session() as session:
        return [one.statement_id for one in list_refusals(session)]


def test_nothing_refused_is_good_news(desk: Desk) -> None:
    assert "送信できなかった記録はありません。" in desk.keeper.open("/records/refused").text
    assert desk.notes() == []


def test_a_refused_statement_is_shown_with_the_stores_words(desk: Desk) -> None:
    refuse(desk, BODIES[1])
    page = desk.keeper.open("/records/refused")
    assert "HTTP 400: no verb" in page.text
    assert json.loads(page.main.first("code").text) == {"id": "s-1", "name": "<b>"}
    assert page.main.first("input", type="checkbox").attrs["aria-label"] == "s-1を選ぶ"
    assert desk.notes()[-1].action == "view-refusals"


def test_chosen_ones_go_again_or_are_given_up(desk: Desk) -> None:
    refuse(desk, BODIES[0], BODIES[1], BODIES[2])
    page = desk.keeper.open("/records/refused")
    ids = [one.attrs["value"] for one in page.main.find("input", type="checkbox")]
    page = desk.keeper.press("選んだ記録をもう一度送る", id=ids[:1])
    assert "1件を、もう一度送ります。" in page.text
    assert left(desk) == ["s-1", "s-2"]
    page = desk.keeper.press("選んだ記録の送信をやめる", id=ids[1:2])
    assert "1件の送信をやめました。" in page.text
    assert left(desk) == ["s-2"]
    page = desk.keeper.press("farへの1件をすべてもう一度送る")
    assert left(desk) == []
    assert [one.action for one in desk.notes() if one.action != "view-refusals"] == [
        "retry-refusals",
        "drop-refusals",
        "retry-refusals",
    ]


@pytest.mark.parametrize("sent", [{"act": "retry"}, {"act": "burn", "id": "1"}, {"act": "drop", "id": "x"}])
def test_nothing_chosen_changes_nothing(desk: Desk, sent: dict[str, str]) -> None:
    refuse(desk, BODIES[1])
    desk.keeper.open("/records/refused")
    page = desk.keeper.post("/records/refused", **sent)
    assert "記録を一つ以上選んでください。" in page.text
    assert left(desk) == ["s-1"]


# Forwarding


def add(desk: Desk, url: str, expect: int = 200, **fields: str) -> str:
    desk.keeper.open("/records/forwards")
    values = {"name": "far", "endpoint": url, "key": "k", "secret": "s", "start": "all"} | fields
    return desk.keeper.press("規則を加える", expect, **values).text


def test_story_a_rule_sends_everything_rests_goes_on_and_goes(desk: Desk) -> None:
    with run_hostile() as store:
        assert "転送の規則 far を追加しました。" in add(desk, store.url)
        with desk.session() as session:
            (rule,) = list_forwards(session)
        assert rule.behind > 4
        assert deliver_all(desk.house, "me") == rule.behind
        assert len(store.effects) == rule.behind
        first = store.kept[store.effects[0]]
        assert not {"stored", "authority", "version"} & set(first)
        assert "遅れなし" in desk.keeper.open("/records/forwards").text
        desk.keeper.press("休止する（far）")
        assert list(desk.house.forwards()) == []
        assert "休止中" in desk.keeper.page.text
        desk.keeper.press("再開する（far）")
        assert [one.target for one in desk.house.forwards()] == ["to:far"]
        desk.keeper.press("やめる（far）")
    with desk.session() as session:
        assert list_forwards(session) == []
        assert [one.target for one in read_lags(session)] == ["embedded"]
    actions = ["add-forward", "pause-forward", "resume-forward", "remove-forward"]
    assert [one.action for one in desk.notes()] == actions


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Far Away"),
        ("name", ""),
        ("endpoint", "ftp://x.jp/"),
        ("endpoint", "https://user:word@x.jp/"),
        ("endpoint", "https://x.jp/?a=b"),
        ("endpoint", "http://[x"),
        ("verb", "no iri"),
        ("registration", "1"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_beside_its_field(desk: Desk, field: str, value: str) -> None:
    assert "入力内容を確認してください" in add(desk, "https://x.jp/xapi", 422, **{field: value})
    (wrong,) = [one for one in desk.keeper.page.main.find("input") if one.attrs.get("aria-invalid")]
    assert wrong.attrs["name"] == field


def test_a_name_is_taken_once_and_a_secret_is_never_shown(desk: Desk) -> None:
    add(desk, "https://x.jp/xapi", secret="открыто", start="now")
    assert "この名前の規則は、すでにあります。" in add(desk, "https://y.jp/xapi", 422)
    assert "открыто" not in desk.keeper.open("/records/forwards").html


@pytest.mark.parametrize("act", ["pause", "remove", "explode"])
def test_a_rule_that_is_not_there_cannot_be_changed(desk: Desk, act: str) -> None:
    desk.keeper.open("/records/forwards")
    assert "この転送の規則はありません。" in desk.keeper.post("/records/forwards/none", act=act).text
