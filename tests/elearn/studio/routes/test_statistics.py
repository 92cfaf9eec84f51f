"""The statistics desk, page by page: figures with their meaning, versions side by side, files, and who may look."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from elearn.learning.services.graders import grant_grader
from elearn.learning.services.statistics import LEAST
from elearn.people.services.access import access_log_page
from elearn.people.services.accounts import set_password
from elearn.studio.routes.statistics import KINDS, PARTS, WHICH_WORDS
from elearn.studio.services.figures import HEADER
from quizzes import KINDS as ALL_KINDS
from quizzes import Item
from tests.builders import add_person
from tests.elearn.learning.crowd import ITEMS, PATTERNS, publish_policies, sit_all
from tests.policies import COURSE
from tests.sqlcount import count_statements
from tests.visitor import PASSWORD, Visitor, inside

OFFICE, GRADER, STRANGER, LEARNER = "0000070", "0000071", "0000072", "0000001"
QUIZ = f"/studio/statistics/{COURSE}/01-terms/limited"


@dataclass
class Site:
    app: Flask
    folder: Path

    def visit(self, number: str) -> Visitor:
        visitor = Visitor(self.app)
        visitor.sign_in(number)
        return visitor


@pytest.fixture
def site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Site:
    """Seven people took a quiz; an office, a grader of its course and one of another."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish_policies(house, session, tmp_path)
        first = sit_all(house, session)[0]
        assert set_password(session, first, PASSWORD, house.now(), house.settings) == []
        add_person(session, OFFICE, "推進　課子", ["dx-office"], house=house, password=PASSWORD)
        for number, course in ((GRADER, COURSE), (STRANGER, "another")):
            person = add_person(session, number, f"採点　{number}", house=house, password=PASSWORD)
            grant_grader(session, course, person, "office", house.now())
        session.commit()
    return Site(app, tmp_path)


def test_a_quiz_is_told_with_what_its_figures_mean(site: Site) -> None:
    visitor = site.visit(OFFICE)
    visitor.open("/studio/statistics")
    (link,) = [node for node in visitor.page.root.find("a") if node.attrs.get("href") == QUIZ]
    assert link.text == "時間を限った確認テスト"
    assert len(visitor.page.root.first("tbody").find("tr")) == 4
    visitor.open(QUIZ)
    text = visitor.page.text
    assert "採点の済んだ受験 7件" in " ".join(text.split())
    for words in ("平均", "中央値", "歪度", "尖度", "内的整合性", "誤差の割合", "標準誤差", "2.29点", "数値の見方"):
        assert words in text
    table = visitor.page.root.find("table")[1]
    assert len(table.first("tbody").find("tr")) == ITEMS
    assert "受験がまだ7件です。" in text
    for pattern in PATTERNS:
        assert f"職員　{pattern}" not in text


def test_items_are_sorted_and_filtered_by_the_address(site: Site) -> None:
    visitor = site.visit(OFFICE)

    def order(query: str) -> list[str]:
        visitor.open(f"{QUIZ}?{query}")
        tables = visitor.page.root.find("table")
        return [row.first("th").text for row in tables[1].first("tbody").find("tr")] if len(tables) > 1 else []

    up, down = order("sort=facility"), order("sort=-facility")
    assert up == down[::-1] == [f"t-0{number}" for number in (4, 3, 2, 1)]
    assert order("sort=place") == up[::-1]
    assert order("show=keys") == []
    assert "条件に合う設問はありません。" in visitor.page.text
    assert len(order("which=first&objective=terms-known&sort=nonsense")) == ITEMS


def test_goals_to_choose_from_say_that_they_are_japanese(site: Site) -> None:
    visitor = site.visit(OFFICE)
    visitor.client.set_cookie("elearn_language", "en")
    visitor.open(QUIZ)
    (choice,) = [node for node in visitor.page.root.find("select") if node.attrs.get("name") == "objective"]
    every, *goals = choice.find("option")
    assert "lang" not in every.attrs
    assert goals
    assert {goal.attrs.get("lang") for goal in goals} == {"ja"}


def test_an_item_shows_who_picked_what_as_a_picture_and_as_a_table(site: Site) -> None:
    visitor = site.visit(GRADER)
    visitor.open(f"{QUIZ}/items/t-03")
    page = visitor.page
    (picture,) = page.root.find("svg", role="img")
    assert "選ばれ方" in picture.text
    table = page.root.find("table")[-1]
    cells = [[cell.text for cell in (row.first("th"), *row.find("td"))] for row in table.first("tbody").find("tr")]
    chosen = [pattern[2] for pattern in PATTERNS]
    assert [(row[0], row[1], int(row[2])) for row in cells] == [
        ("窓口で待つ", "誤答", chosen.count("a")),
        ("手順を書き出す", "正答", chosen.count("b")),
        ("前例に従う", "誤答", chosen.count("c")),
    ]
    assert "t-03では、どれを選びますか。" in page.text


def test_versions_stand_side_by_side_with_what_changed(site: Site) -> None:
    with inside(site.app) as house:
        publish_policies(house, house.session(), site.folder, "2.0.0", right="a", points=2)
        sit_all(house, house.session(), ["aaaa"] * LEAST, first=50)
        house.session().commit()
    visitor = site.visit(OFFICE)
    visitor.open(f"{QUIZ}/items/t-01")
    text = visitor.page.text
    heads = [node.text for node in visitor.page.root.find("table")[0].first("thead").find("th")]
    assert heads == ["指標", "第1.0.0版", "第2.0.0版（いまの版）"]
    assert (
        "前の版から変わったところ：設問の配点、選択肢・正答" in text
        or "前の版から変わったところ：選択肢・正答、設問の配点" in text
    )
    visitor.open(QUIZ)
    assert len(visitor.page.root.find("table")[1].first("tbody").find("tr")) == 2 * ITEMS


def test_files_hold_the_figures_and_taking_them_is_noted(site: Site) -> None:
    visitor = site.visit(GRADER)
    answer = visitor.client.get(f"{QUIZ}/items.csv")
    assert answer.data.startswith("\ufeff".encode())
    header, *rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert tuple(header) == HEADER
    assert [row[0] for row in rows] == ["t-01", "t-02", "t-03", "t-04"]
    assert {row[5] for row in rows} == {"7"}
    told = json.loads(visitor.client.get(f"{QUIZ}/figures.json?which=last").data)
    assert (told["count"], told["which"], len(told["items"])) == (7, "last", ITEMS)
    assert told["items"][0]["figures"]["facility"] == pytest.approx(6 / 7, rel=1e-12)
    with inside(site.app) as house:
        rows_of_log = access_log_page(house.session()).rows
        details = [row.detail for row in rows_of_log if row.action == "export-statistics"]
    assert details == [f"{COURSE} 01-terms/limited json", f"{COURSE} 01-terms/limited csv"]


def test_who_may_look_sees_own_courses_only(site: Site) -> None:
    learner = site.visit(LEARNER)
    stranger = site.visit(STRANGER)
    for address in ("/studio/statistics", QUIZ, f"{QUIZ}/items/t-01", f"{QUIZ}/items.csv", f"{QUIZ}/figures.json"):
        assert learner.client.get(address).status_code == 403
        assert stranger.client.get(address).status_code == (200 if address == "/studio/statistics" else 404)
    stranger.open("/studio/statistics")
    assert "見られる小テストはありません。" in stranger.page.text
    office = site.visit(OFFICE)
    for address in (f"{QUIZ}/items/none", QUIZ.replace("limited", "none"), QUIZ.replace(COURSE, "none")):
        assert office.client.get(address).status_code == 404


def test_a_page_asks_few_things_of_the_database(site: Site) -> None:
    visitor = site.visit(OFFICE)
    visitor.open(QUIZ)
    counts = []
    for address in ("/studio/statistics", QUIZ, f"{QUIZ}/items/t-01"):
        with count_statements(site.app) as sent:
            visitor.open(address)
        counts.append(sent.count)
    assert max(counts) <= 6, counts


def test_every_kind_every_part_and_every_choice_has_words() -> None:
    assert set(KINDS) == set(ALL_KINDS)
    compared = {name for name, part in Item.__dataclass_fields__.items() if part.compare and name != "id"}
    assert set(PARTS) == compared
    assert len(WHICH_WORDS) == 4
