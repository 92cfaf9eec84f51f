"""The search page and the glossary, as somebody at a browser without script sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from elearn.learning.routes.search import BURST
from tests.builders import publish, write_course
from tests.conftest import Clock
from tests.elearn.learning.routes.conftest import HANAKO
from tests.sqlcount import count_statements
from tests.visitor import Page, Visitor, inside, words_of


def look(visitor: Visitor, query: str, expect: int = 200, **more: str) -> Page:
    return visitor.send("/search", {"q": query, **more}, "get", expect)


def marks(page: Page) -> set[str]:
    return set(words_of(page, "mark"))


@pytest.mark.parametrize("path", ["/search", "/search?q=計画", "/glossary"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(site: Flask, path: str) -> None:
    visitor = Visitor(site)
    assert urlsplit(visitor.sign_in(HANAKO, start=path).address).path == path.partition("?")[0]


def test_without_words_there_is_the_box(hanako: Visitor) -> None:
    page = hanako.open("/search")
    assert page.title == "検索"
    assert page.main.find("mark") == []
    assert hanako.press("探す", q="計画").title == "検索"


def test_the_box_in_the_head_leads_here_from_every_other_page(hanako: Visitor) -> None:
    page = hanako.open("/courses")
    (box,) = page.root.find("form", role="search")
    assert box.attrs["action"] == "/search"
    assert hanako.press("検索", q="計画").address.startswith("/search")
    assert len(hanako.page.root.find("form", role="search")) == 1


def test_whoever_is_not_registered_is_led_to_the_course(hanako: Visitor) -> None:
    page = look(hanako, "職員100人")
    assert "受講すると読めます" in page.text
    assert marks(page) == {"職員100人"}
    assert hanako.follow("計画が求めること").address.endswith("/courses/dx-basics")


def test_whoever_is_registered_is_led_to_the_heading(hanako: Visitor) -> None:
    hanako.open("/courses/dx-basics")
    hanako.press("この講座を受講する")
    page = look(hanako, "職員100人")
    assert "受講すると読めます" not in page.text
    page = hanako.follow("計画が求めること")
    anchor = urlsplit(page.address).fragment
    assert page.title == "なぜ学ぶか"
    assert f'id="{anchor}"' in page.html.replace("&amp;", "&")


def test_a_reader_of_an_earlier_version_stays_in_it(site: Flask, hanako: Visitor, tmp_path: Path) -> None:
    hanako.open("/courses/dx-basics")
    hanako.press("この講座を受講する")
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path / "2", version="2.0.0", note="新しい段落があります。"))
    page = look(hanako, "新しい段落")
    target = urlsplit(page.main.first("h3").first("a").attrs["href"]).path
    assert target.startswith("/registrations/")
    assert hanako.open(target).title == "なぜ学ぶか"


def test_a_course_and_a_term_are_found_by_name(hanako: Visitor) -> None:
    page = look(hanako, "ﾐﾎﾝ")
    assert "0件" in page.text or "見つかりませんでした" in page.text
    page = look(hanako, "見本の講座")
    assert "講座の紹介" in page.text
    page = look(hanako, "ｒｐａ")
    assert marks(page) >= {"RPA"}
    assert hanako.follow("RPA").title == "用語集"


def test_nothing_found_says_so_and_offers_ways_on(hanako: Visitor) -> None:
    page = look(hanako, "存在しない言葉")
    assert "「存在しない言葉」は見つかりませんでした" in page.text
    assert hanako.follow("用語集を見る").title == "用語集"


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><b>', "%", "' OR 1=1", "\x00"])
def test_what_was_typed_is_shown_as_text(hanako: Visitor, query: str) -> None:
    page = look(hanako, query)
    assert "<script>alert" not in page.html
    assert page.status == 200


def test_a_query_that_is_too_long_is_told_and_not_lost(hanako: Visitor) -> None:
    page = look(hanako, "長" * 101, 422)
    assert "100文字" in page.text
    assert page.main.first("input", name="q").attrs["value"] == "長" * 100
    assert "8語" in look(hanako, "一 二 三 四 五 六 七 八 九", 422).text


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "999999999999999999999"])
def test_any_page_number_is_taken(hanako: Visitor, page: str) -> None:
    assert look(hanako, "計画", page=page).status == 200


def test_results_are_turned_page_by_page(
    site: Flask, hanako: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.learning.services.search.PAGE_SIZE", 1)
    first = look(hanako, "計画")
    assert "2件（2ページ中1ページ目）" in first.text or "ページ中1ページ目" in first.text
    seen = words_of(first, "h3")[-1]
    assert words_of(hanako.follow("次へ"), "h3")[-1] != seen


def test_who_searches_too_often_must_wait(site: Flask, hanako: Visitor, taro: Visitor, clock: Clock) -> None:
    for _ in range(BURST):
        look(hanako, "計画")
    answer = hanako.client.get("/search?q=計画")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert look(taro, "計画").status == 200
    clock.pass_time(seconds=2)
    assert look(hanako, "計画").status == 200


def test_a_search_costs_few_statements(site: Flask, hanako: Visitor) -> None:
    hanako.open("/courses/dx-basics")
    hanako.press("この講座を受講する")
    look(hanako, "計画")
    with count_statements(site) as sent:
        hanako.client.get("/search?q=計画 職員")
    assert 0 < sent.count <= 5, sent


def test_both_databases_show_the_same(open_site: Callable[..., Flask], database_url: str) -> None:
    visitor = Visitor(open_site(database_url))
    visitor.sign_in(HANAKO)
    assert words_of(look(visitor, "計画"), "h3") == [
        "計画が求めること",
        "見本の講座",
    ] or "計画が求めること" in words_of(visitor.page, "h3")


# In English


def test_the_page_speaks_the_readers_language(hanako: Visitor) -> None:
    hanako.open("/")
    hanako.post("/language", language="en", next="/search")
    page = look(hanako, "職員100人")
    assert page.title == "Search"
    assert "A sample course" in page.text
    assert "Register to read" in page.text
    page = look(hanako, "cloud platform")
    assert "Government cloud" in words_of(page, "h3")


# Glossary


def test_the_glossary_quotes_the_plan_and_names_it(hanako: Visitor) -> None:
    page = hanako.open("/glossary")
    assert len(page.main.find("h2")) == 11
    assert "新たな発想で生活やビジネスモデル・サービスなどを変革させること。" in page.text
    assert "令和7年3月" in page.text
    assert "教材の注" in page.text


def test_every_link_of_the_list_has_its_term(hanako: Visitor) -> None:
    page = hanako.open("/glossary")
    targets = [a.attrs["href"] for a in page.main.find("a") if a.attrs["href"].startswith("#")]
    assert len(targets) == 11
    assert {one.removeprefix("#") for one in targets} <= {node.attrs.get("id") for node in page.main.find("section")}


def test_a_term_leads_into_the_courses(hanako: Visitor) -> None:
    hanako.open("/glossary")
    page = hanako.follow("「BPR」を講座で探す")
    assert page.main.first("input", name="q").attrs["value"] == "BPR"


def test_the_english_glossary_has_both_languages(hanako: Visitor) -> None:
    hanako.open("/")
    hanako.post("/language", language="en", next="/glossary")
    page = hanako.open("/glossary")
    assert page.title == "Glossary"
    assert "our own translations" in page.text
    assert len(page.main.find("p", lang="ja")) == 11
