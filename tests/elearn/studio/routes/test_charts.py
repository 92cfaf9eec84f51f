"""Pictures of picks: named in plain words, as long as all attempts, and without any markup of the items' texts."""

from __future__ import annotations

import pytest

from elearn.studio.routes.charts import draw_picks, name_pick, plain_text
from quizzes.statistics.model import PickRow
from tests.visitor import inside


def html(text: str, _inline: bool) -> str:
    return f"<strong>{text}</strong>"


def test_tags_and_small_readings_go_and_signs_come_back() -> None:
    ruby = "<p><ruby>枚方<rp>（</rp><rt>ひらかた</rt><rp>）</rp></ruby>市 &amp; <em>窓口</em></p>\n"
    assert plain_text(ruby) == "枚方市 & 窓口"


@pytest.fixture
def page(make_app, sqlite_url):  # type: ignore[no-untyped-def]  # the two fixtures it joins are typed
    app = make_app(sqlite_url)
    with inside(app), app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("page")
def test_each_pick_has_a_name_and_a_bar() -> None:
    rows = [
        PickRow("", "書き出す", True, 6, 0.6, 3.0),
        PickRow("左", "右", False, 3, 0.3, 1.0),
        PickRow("", "", False, 1, 0.1, 0.0),
    ]
    names = [name_pick(row, html) for row in rows]
    assert names == ["書き出す", "左 → 右", "無解答"]
    drawn = str(draw_picks("picks-0", rows, 10, html).__html__())
    for words in (*names, "6件（60％）", "3件（30％）", "1件（10％）", "正答を選んだ", "10件の受験で"):
        assert words in drawn
    assert "strong" not in drawn
