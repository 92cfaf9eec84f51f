"""One item on a page or several; the list of items; flags; a choice taken back: all without script."""

from __future__ import annotations

import pytest
from flask import Flask

from elearn.learning.routes.sittings import read_flags
from tests.builders import PRACTICE
from tests.elearn.learning.routes.test_sittings import TOTAL, TRUE_FALSE, begin, kept, kinds, on_page
from tests.sqlcount import count_statements
from tests.visitor import Visitor


def shown(visitor: Visitor) -> list[str]:
    return [node.attrs["value"] for node in visitor.page.root.find("input", name="items")]


def overview(visitor: Visitor) -> list[str]:
    (place,) = [node for node in visitor.page.root.walk() if node.attrs.get("id") == "overview"]
    return [node.attrs["aria-label"] for node in place.find("button")]


def test_one_item_at_a_time_and_back(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    sent = on_page(hanako)
    hanako.press("保存して次のページへ", **sent)
    hanako.press("1問ずつ表示する")
    assert hanako.page.address == f"/attempts/{attempt}/pages/6?per=one#item-6"
    assert f"{TOTAL}ページ中 6ページ目" in hanako.page.text
    assert len(shown(hanako)) == 1
    hanako.press("保存して前のページへ")
    assert hanako.page.address == f"/attempts/{attempt}/pages/5?per=one"
    assert len(kept(site, attempt)) == 5
    hanako.press("5問ずつ表示する")
    assert hanako.page.address == f"/attempts/{attempt}/pages/1#item-5"
    assert len(shown(hanako)) == 5


def test_the_choice_is_remembered_for_the_next_attempt(site: Flask, hanako: Visitor) -> None:
    begin(site, hanako)
    hanako.press("1問ずつ表示する")
    begin(site, hanako, PRACTICE)
    assert len(shown(hanako)) == 1
    hanako.press("5問ずつ表示する")
    assert len(shown(hanako)) == 5


def test_every_item_is_in_the_list_with_its_state(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    assert overview(hanako) == [f"問{number}　未解答" for number in range(1, TOTAL + 1)]
    first, second, *_ = shown(hanako)
    given = {name: values for name, values in on_page(hanako).items() if name.startswith(f"{first}.")}
    hanako.press("保存だけする", flag=[first, second], **given)
    assert overview(hanako)[:3] == ["問1　解答済み、あとで見直す", "問2　未解答、あとで見直す", "問3　未解答"]
    assert "あとで見直す印" in hanako.open(f"/attempts/{attempt}/check").text
    hanako.open(f"/attempts/{attempt}/pages/1")
    hanako.press("保存だけする", flag=[second])
    assert overview(hanako)[:2] == ["問1　解答済み", "問2　未解答、あとで見直す"]
    assert kinds(site, attempt) == ["AttemptStarted", "AttemptSaved"], "a flag is no fact"


def test_the_list_saves_and_leads_to_an_item(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    sent = {"go": "item-7", "items": shown(hanako), **on_page(hanako)}
    assert hanako.post(f"/attempts/{attempt}/pages/1", **sent).address == f"/attempts/{attempt}/pages/2#item-7"
    assert len(kept(site, attempt)) == 5
    hanako.post(f"/attempts/{attempt}/pages/1?per=one", go="item-7")
    assert hanako.page.address == f"/attempts/{attempt}/pages/7?per=one#item-7"
    for wrong in ("item-0", "item-9999"):
        hanako.post(f"/attempts/{attempt}/pages/1", expect=404, go=wrong)
        hanako.open(f"/attempts/{attempt}/pages/1")


def test_a_single_choice_can_be_taken_back(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    hanako.press("保存だけする", **{f"{TRUE_FALSE}.choice": "true"})
    assert kept(site, attempt) == {TRUE_FALSE: ["true"]}
    form, _ = hanako.page.form_with("保存だけする")
    hanako.send(form.action, {**form.values(), "clear": TRUE_FALSE})
    assert kept(site, attempt) == {}
    assert hanako.page.address.split("#")[1].startswith("item-")
    assert TRUE_FALSE in [node.attrs["value"] for node in hanako.page.root.find("button", name="clear")]


def test_a_page_that_fell_behind_takes_no_flag_off() -> None:
    assert read_flags(["a"], ["a", "b"]) == {"b": True}
    assert read_flags(["a", "b"], ["b"]) == {"a": False}
    assert read_flags(["a"], ["a"]) == {}


@pytest.mark.parametrize("per", ["", "?per=one", "?per=all", "?per=%00"])
def test_a_page_is_small_and_asks_little(site: Flask, hanako: Visitor, per: str) -> None:
    attempt = begin(site, hanako)
    with count_statements(site) as statements:
        hanako.open(f"/attempts/{attempt}/pages/1{per}")
    assert statements.count <= 3
    assert len(hanako.page.html.encode()) <= 32 * 1024
    hanako.open(f"/attempts/{attempt}/pages/{TOTAL + 1}{per}", expect=404)
