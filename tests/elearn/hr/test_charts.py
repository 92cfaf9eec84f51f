"""The pictures of the record on the page: their words, their numbers, and what they cost."""

from __future__ import annotations

import datetime as dt

import pytest

from elearn.hr.charts import draw_charts
from elearn.hr.services import Wanted, completion_rows
from elearn.skills.tables import LevelRow
from tests.elearn.hr.samples import add_course, add_registration
from tests.elearn.people.routes.conftest import CLERK, DX, HEAD, OTHER, Town, town
from tests.elearn.people.samples import uuid_of
from tests.elearn.pictures.geometry import faults
from tests.markup import Node, read
from tests.sqlcount import count_statements

__all__ = ["town"]  # the fixture of the people room's pages serves here too

NOON = dt.datetime(2026, 5, 7, 3, tzinfo=dt.UTC)


@pytest.fixture
def learned(town: Town) -> Town:
    """The town with some learning and two levels in it."""
    with town.sessions() as session:
        add_course(session)
        clerk = uuid_of(session, CLERK)
        add_registration(session, clerk, completed=dt.date(2026, 5, 7), scaled="0.8667", attempts=2)
        add_registration(session, uuid_of(session, OTHER), due=dt.date(2026, 6, 30))
        add_registration(session, uuid_of(session, DX), due=dt.date(2027, 3, 31))
        for level in (1, 2):
            session.add(
                LevelRow(person=clerk, map_id="hirakata-r7", level=level, nth=1, conferred_at=NOON, map_digest="0" * 64)
            )
        session.commit()
    return town


def charts_of(town: Town, language: str = "", **query: str) -> Node:
    browser = town.browser(HEAD)
    if language:
        browser.post("/language", data={"language": language})
    page = browser.get("/hr/completions", query_string=query).get_data(as_text=True)
    return read(page).first("div", **{"class": "charts"})


def table(frame: Node) -> list[list[str]]:
    return [[cell.text for cell in row.find("th", "td")] for row in frame.find("tr")]


def test_three_pictures_stand_beside_their_numbers(learned: Town) -> None:
    months, units, targets = charts_of(learned).find("figure")
    assert [frame.first("svg").attrs["role"] for frame in (months, units, targets)] == ["img"] * 3
    assert table(months)[:3] == [["月", "修了", "累計"], ["令和8年4月", "0", "0"], ["令和8年5月", "1", "1"]]
    assert len(table(months)) == 9  # April to November
    rows = table(units)
    assert rows[0] == ["所属", "修了", "受講中", "未着手", "期限超過", "合計"]
    assert sum(int(row[-1]) for row in rows[1:]) == 3
    assert table(targets) == [
        ["レベル", "目標", "このレベル以上に到達した人", "いまこのレベルの人"],
        ["レベル1", "130", "1", "0"],
        ["レベル2", "40", "1", "1"],
        ["レベル3", "10", "0", "0"],
    ]


def test_pictures_follow_the_filters_and_the_plan_stands_for_all_only(learned: Town) -> None:
    months, units = charts_of(learned, state="completed").find("figure")
    assert table(months)[-1][-1] == "1"
    assert [row[-1] for row in table(units)[1:]] == ["1"]


def test_without_rows_there_is_no_picture(learned: Town) -> None:
    page = learned.browser(HEAD).get("/hr/completions", query_string={"year": "2022"}).get_data(as_text=True)
    assert "<figure" not in page


def test_pictures_speak_english_and_mark_japanese_names(learned: Town) -> None:
    months, units, targets = charts_of(learned, "en").find("figure")
    assert "1 course has been completed in FY2026 so far." in months.text
    assert table(targets)[1] == ["Level 1", "130", "1", "0"]
    for node in units.first("svg").find("text"):
        assert node.attrs.get("lang") == "ja" or node.text.isascii() or node.text[0] in "✓▶○▲"


def test_pictures_have_no_faults_and_take_two_statements(learned: Town) -> None:
    with learned.app.test_request_context("/hr/completions"), learned.sessions() as session:
        wanted = Wanted(2026)
        record = completion_rows(session, wanted, dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
        with count_statements(learned.app) as statements:
            charts = draw_charts(session, record, wanted)
    assert statements.count == 2, str(statements)
    assert [fault for chart in charts for fault in faults(chart.picture)] == []


def test_the_whole_page_is_bounded(learned: Town) -> None:
    browser = learned.browser(HEAD)
    browser.get("/hr/completions")
    with count_statements(learned.app) as statements:
        browser.get("/hr/completions")
    assert statements.count <= 20, str(statements)
