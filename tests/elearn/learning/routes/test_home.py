"""Home and catalogue: what is due, what is next, what there is to learn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.learning.services.registrations import assign
from tests.builders import add_person, complete_course, person_uuid, publish, write_course
from tests.conftest import Clock
from tests.elearn.learning.routes.conftest import HANAKO
from tests.markup import Node
from tests.visitor import PASSWORD, Page, Visitor, inside, words_of

JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def assign_to_hanako(app: Flask, due: dt.date | None, course: str = "dx-basics") -> None:
    with inside(app) as house:
        assign(house.recorder(), house.catalog, person_uuid(HANAKO), course, "new-hire", due, "system")
        house.session().commit()


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/dx-basics"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(site: Flask, path: str) -> None:
    visitor = Visitor(site)
    page = visitor.sign_in(HANAKO, start=path)
    assert page.address == path


def test_a_home_without_courses_leads_to_the_catalogue(hanako: Visitor) -> None:
    page = hanako.open("/")
    assert page.title == "枚方　花子さんの学習"
    assert "いま取り組む講座はありません" in page.text
    assert hanako.follow("講座を選ぶ").title == "講座一覧"


def test_an_assigned_course_is_what_comes_next(site: Flask, hanako: Visitor) -> None:
    assign_to_hanako(site, dt.date(2026, 12, 20))
    page = hanako.open("/")
    assert "次に始める講座" in page.text
    assert "期限令和8年12月20日" in page.text
    assert "残りの目安約14分" in page.text
    assert hanako.follow("学びはじめる").title == "なぜ学ぶか"


def test_a_course_that_was_begun_is_gone_on_with_where_it_was_left(site: Flask, hanako: Visitor) -> None:
    assign_to_hanako(site, None)
    hanako.open("/")
    hanako.follow("学びはじめる")
    hanako.press("読み終えました")
    page = hanako.open("/")
    assert "続きから学ぶ" in page.text
    assert "期限定めなし" in page.text
    assert "残りの目安約10分" in page.text
    assert hanako.follow("続きを学ぶ").title == "修了テスト"


def test_overdue_comes_first_and_completed_last(site: Flask, hanako: Visitor, tmp_path: Path) -> None:
    with inside(site) as house:
        session = house.session()
        for course, title in (("genai-use", "生成AI活用"), ("security-basics", "情報セキュリティ")):
            publish(house, session, write_course(tmp_path, course=course, title=title))
        complete_course(house, session, person_uuid(HANAKO), "genai-use")
    assign_to_hanako(site, dt.date(2026, 12, 1), "dx-basics")
    assign_to_hanako(site, dt.date(2026, 11, 19), "security-basics")
    page = hanako.open("/")
    assert words_of(page, "h2", "h3") == [
        "情報セキュリティ",
        "受講中・受講予定の講座",
        "見本の講座",
        "修了した講座",
        "生成AI活用",
    ]
    assert "期限令和8年11月19日 期限超過" in page.text
    assert "修了日　令和8年11月20日" in page.text


def test_what_is_overdue_but_was_never_begun_is_begun_not_gone_on_with(site: Flask, hanako: Visitor) -> None:
    assign_to_hanako(site, dt.date(2026, 11, 1))
    page = hanako.open("/")
    assert "次に始める講座" in page.text
    assert "期限超過" in page.text
    hanako.open("/courses/dx-basics")
    assert hanako.page.text.count("期限超過") == 1
    assert hanako.follow("学びはじめる").title == "なぜ学ぶか"


def test_a_due_date_counts_days_in_japan(site: Flask, hanako: Visitor, clock: Clock) -> None:
    assign_to_hanako(site, dt.date(2026, 11, 20))
    clock.moment = dt.datetime(2026, 11, 20, 14, 59, tzinfo=dt.UTC)  # 23:59 in Japan
    hanako.open("/sign-in")
    hanako.sign_in(HANAKO)
    assert "期限超過" not in hanako.open("/").text
    clock.pass_time(minutes=2)
    assert "期限超過" in hanako.open("/").text


def test_the_catalogue_offers_every_course_and_shows_ones_own_progress(
    site: Flask, hanako: Visitor, tmp_path: Path, clock: Clock
) -> None:
    clock.pass_time(minutes=1)
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path, course="genai-use", title="生成AI活用"))
    assign_to_hanako(site, None)
    page = hanako.open("/courses")
    assert words_of(page, "h2") == ["見本の講座", "生成AI活用"]
    assert "2章 約14分" in page.text
    assert page.text.count("未着手") == 1
    assert hanako.follow("見本の講座").title == "見本の講座"
    assert "/registrations/" in hanako.page.address
    hanako.open("/courses")
    assert hanako.follow("生成AI活用").address == "/courses/genai-use"


def test_what_was_begun_stands_first_in_the_catalogue(
    site: Flask, hanako: Visitor, tmp_path: Path, clock: Clock
) -> None:
    clock.pass_time(minutes=1)
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path, course="genai-use", title="生成AI活用"))
    assert words_of(hanako.open("/courses"), "h2") == ["見本の講座", "生成AI活用"]
    hanako.open("/courses/genai-use")
    hanako.press("この講座を受講する")
    assert words_of(hanako.open("/courses"), "h2") == ["生成AI活用", "見本の講座"]


def test_a_catalogue_without_courses_says_so(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_app(sqlite_url)
    with inside(app) as house:
        add_person(house.session(), HANAKO, house=house, password=PASSWORD)
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    assert "公開されている講座はまだありません" in visitor.open("/courses").text


def test_an_offer_says_what_the_course_is_about(hanako: Visitor) -> None:
    page = hanako.open("/courses/dx-basics")
    assert page.title == "見本の講座"
    for words in ("この講座で学ぶこと", "学ぶ理由を言える", "約14分", "令和8年11月22日", "総合政策部DX推進課", "1.0.0"):
        assert words in page.text


def test_registering_leads_to_the_first_page_and_a_repeat_to_the_same(hanako: Visitor) -> None:
    hanako.open("/courses/dx-basics")
    first = hanako.press("この講座を受講する").address
    assert first.endswith("/pages/01-why/read")
    assert hanako.press_again().address == first
    assert hanako.open("/courses/dx-basics").title == "見本の講座"
    assert hanako.page.address.startswith("/registrations/")


@pytest.mark.parametrize("course", ["cooking", "dx-basics%00", "%00", "DX-BASICS", "..", "%F0%A0%AE%B7", "x" * 3000])
def test_a_course_that_there_is_not_is_not_found(hanako: Visitor, course: str) -> None:
    hanako.open(f"/courses/{course}", expect=404)
    hanako.open("/courses")
    hanako.post(f"/courses/{course}/registrations", expect=404)


def test_a_retired_course_is_not_offered_any_more(site: Flask, hanako: Visitor, tmp_path: Path, clock: Clock) -> None:
    clock.pass_time(days=0.1)
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path / "two", version="2.0.0", title="新しい講座"))
    assert words_of(hanako.open("/courses"), "h2") == ["新しい講座"]


def test_a_home_where_all_is_done_says_so(site: Flask, hanako: Visitor) -> None:
    with inside(site) as house:
        complete_course(house, house.session(), person_uuid(HANAKO), "dx-basics")
    page = hanako.open("/")
    assert "受講中の講座は、すべて修了しました" in page.text
    assert hanako.follow("次の講座を選ぶ").title == "講座一覧"


def test_a_home_has_one_button_that_stands_out(site: Flask, hanako: Visitor, tmp_path: Path) -> None:
    def leading(html: Page) -> list[str]:
        return [node.text for node in html.main.find("a", "button") if node.attrs.get("class") == "button"]

    assert leading(hanako.open("/")) == ["講座を選ぶ"]
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path, course="genai-use", title="生成AI活用"))
    for course in ("dx-basics", "genai-use"):
        assign_to_hanako(site, None, course)
    assert leading(hanako.open("/")) == ["学びはじめる"]


def left_in_japanese(node: Node) -> list[str]:
    """Words and labels in Japanese that no element marks as such."""
    if node.attrs.get("lang") == "ja":
        return []
    said = [node.attrs[name] for name in ("aria-label", "alt", "title", "placeholder") if name in node.attrs]
    said += [words for name, words in node.attrs.items() if name.startswith("data-")]
    found = [words for words in said if JAPANESE.search(words)]
    for one in node.inside:
        if isinstance(one, Node):
            found += left_in_japanese(one)
        elif JAPANESE.search(one):
            found.append(one)
    return found


def test_the_pages_of_a_learner_in_english(site: Flask, hanako: Visitor, tmp_path: Path) -> None:
    with inside(site) as house:
        session = house.session()
        publish(house, session, write_course(tmp_path, course="genai-use", title="生成AI活用"))
        complete_course(house, session, person_uuid(HANAKO), "genai-use")
    hanako.open("/courses/dx-basics")
    offer = hanako.page.address
    hanako.client.post("/language", data={"language": "en", "csrf_token": hanako.token()})
    assert hanako.open(offer).title == "A sample course"
    assert left_in_japanese(hanako.page.main) == []
    page = hanako.press("Take this course")
    course, place = page.address.split("/pages/")[0], page.address
    hanako.client.post(place.replace("/pages/", "/places/"), data={"place": "p-3", "csrf_token": hanako.token()})
    for path, words in (
        (place, "Continue where you stopped"),
        (course, "Next"),
        ("/courses", "In progress"),
        ("/", "Continue where you left off"),
        ("/notes", "No notes yet"),
    ):
        assert words in hanako.open(path).text
        assert left_in_japanese(hanako.page.main) == [], path
    assert "14 minutes" in hanako.open(course).text
    hanako.open(place)
    hanako.press("Save the note", note="note")
    assert "The note was saved." in hanako.page.text
    assert left_in_japanese(hanako.page.main) == []
    page = hanako.press("Save the note", expect=422, note="x" * 4001)
    assert "Please shorten it by 1." in page.text
    assert left_in_japanese(page.main) == []
    assert left_in_japanese(hanako.open("/notes").main) == []
