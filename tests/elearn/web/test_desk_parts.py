"""Parts for desks: tables that are sorted and acted on, filters, windows, files, states, charts."""

from __future__ import annotations

import re

import pytest

from elearn.web.sorting import Sorting
from tests.elearn.web.test_furniture import Outline
from tests.elearn.web.test_parts import COLUMNS, render


def call(macro: str, call: str, **context) -> str:
    """A macro with a body: ``macro`` is ``file.name``."""
    path, _, name = macro.partition(".")
    return render(
        f'{{% from "parts/{path}.html" import {name} %}}{{% call {name}({call}) %}}<p>文</p>{{% endcall %}}', **context
    )


def say(macro: str, call: str, **context) -> str:
    path, _, name = macro.partition(".")
    return render(f'{{% from "parts/{path}.html" import {name} %}}{{{{ {name}({call}) }}}}', **context)


SORTED = [("部", "text", "name"), ("修了", "number", "done"), ("備考", "long")]


def test_a_column_is_sorted_by_a_link_and_says_its_order():
    html = say("table.data_table", '"表", columns, rows, sorting=sorting', columns=SORTED, rows=[["A", 1, "x"]],
               sorting=Sorting("name", others=(("q", "髙"),)))  # fmt: skip
    heads = Outline(html).all("th")[:3]
    assert [head.get("aria-sort") for head in heads] == ["ascending", "none", None]
    assert [link["href"] for link in Outline(html).all("a")] == ["?q=%E9%AB%99&sort=-name", "?q=%E9%AB%99&sort=done"]
    assert html.count("（昇順。押すと降順）") == html.count("（押すと並べ替え）") == 1
    assert '<td class="long">x</td>' in html


def test_acts_of_a_row_say_which_row_they_are_of():
    html = say("table.data_table", '"表", columns, rows, acts=acts', columns=COLUMNS, rows=[["<総務部>", 1], ["税", 2]],
               acts=[[("見る", "/1"), ("直す", "/1/edit")], [("見る", "/2")]])  # fmt: skip
    assert [link["href"] for link in Outline(html).all("a")] == ["/1", "/1/edit", "/2"]
    assert html.count("（&lt;総務部&gt;）") == 2
    assert html.count("（税）") == 1
    assert Outline(html).all("th")[2] == {"scope": "col"}


def test_a_missing_value_is_said_and_zero_is_a_value():
    html = say("table.data_table", '"表", columns, rows', columns=COLUMNS, rows=[["A", None], ["B", 0], ["C", ""]])
    assert html.count("なし") == 1
    assert '<td class="number">0</td>' in html


def test_a_tall_table_keeps_its_head_in_sight():
    assert "table-tall" in say("table.data_table", '"表", columns, [["A", 1]], tall=true', columns=COLUMNS)
    assert "table-tall" not in say("table.data_table", '"表", columns, [["A", 1]]', columns=COLUMNS)


def test_an_empty_table_can_say_more():
    assert "条件を減らしてください。" in say("table.data_table", '"表", [], [], empty="条件を減らしてください。"')


def test_a_search_keeps_its_words_in_the_address():
    outline = Outline(say("filters.search_box", "'職員', action='/staff', value=words, hint='一部でも'", words='"><b>'))
    assert outline.all("form")[0] | {"class": ""} == {
        "class": "",
        "method": "get",
        "role": "search",
        "aria-label": "職員",
        "action": "/staff",
    }
    box = outline.all("input")[0]
    assert (box["id"], box["type"], box["value"], box["aria-describedby"]) == ("q", "search", '"><b>', "q-hint")
    assert outline.all("label") == [{"for": "q"}]


def test_a_filter_bar_holds_the_fields_and_a_way_out():
    html = call("filters.filter_bar", "'条件', '/list', '/list'")
    assert "<p>文</p>" in html
    assert Outline(html).all("a") == [{"href": "/list"}]
    assert Outline(call("filters.filter_bar", "'条件'")).all("a") == []


@pytest.mark.parametrize(("chosen", "value"), [("", ""), ("2026", "2026"), (2026, "2026"), ("none", None)])
def test_a_filter_shows_what_is_chosen(chosen, value):
    options = [("", "すべて"), (2026, "令和8年度")]
    outline = Outline(say("filters.filter_choice", "'年度', 'year', options, chosen", options=options, chosen=chosen))
    picked = [one["value"] for one in outline.all("option") if "selected" in one]
    assert picked == ([] if value is None else [value])
    assert outline.all("label") == [{"for": "year"}]


def test_conditions_can_be_taken_off_one_by_one():
    html = say("filters.active_filters", "[('状態：修了', '?year=2026')]")
    assert Outline(html).all("a") == [{"class": "chip", "href": "?year=2026"}]
    assert "（この条件を外す）" in html
    assert say("filters.active_filters", "[]").strip() == ""


def test_what_was_found_is_read_out():
    html = say("filters.found", "1234, 2, 13")
    assert 'role="status">1,234件（13ページ中2ページ目）</p>' in html
    assert "ページ" not in say("filters.found", "0")


@pytest.mark.parametrize("part", ["dialog", "confirm"])
def test_a_window_opens_and_shuts_without_a_script(part):
    arguments = "'w', '開く', '題'" + (", '/delete', '消す'" if part == "confirm" else "")
    outline = Outline(call(f"dialog.{part}", arguments))
    window = next(attributes for _, attributes in outline.tags if "popover" in attributes)
    assert (window["id"], window["role"], window["aria-labelledby"]) == ("w", "dialog", "w-title")
    opener, *inside = outline.all("button")
    assert (opener["type"], opener["popovertarget"], opener["aria-haspopup"]) == ("button", "w", "dialog")
    assert [one.get("popovertargetaction") for one in inside].count("hide") == 1
    assert "autofocus" in outline.all("h2")[0]


def test_what_cannot_be_taken_back_is_sent_by_a_form_with_its_token():
    html = call("dialog.confirm", "'w', '失効', '失効させますか', '/revoke', '失効させる'")
    form = Outline(html).all("form")[0]
    assert (form["method"], form["action"]) == ("post", "/revoke")
    assert 'name="csrf_token"' in html
    assert html.index("やめる") < html.index("失効させる"), "the way back comes first"


def test_tabs_are_links_and_one_is_open():
    outline = Outline(say("pager.tabs", "'見方', [('概要', '/a', true), ('設定', '/b', false)]"))
    assert outline.all("nav") == [{"class": "tabs", "aria-label": "見方"}]
    assert outline.all("a") == [{"href": "/a", "aria-current": "page"}, {"href": "/b"}]


def test_a_timeline_is_an_ordered_list_that_says_where_it_stands():
    entries = [("R8.4.1", "提出", None, "done"), ("R8.4.2", "<確認>", "待ち", "current")]
    html = say("progress.timeline", "'経過', entries", entries=entries)
    assert [item.get("aria-current") for item in Outline(html).all("li")] == [None, "step"]
    assert "&lt;確認&gt;" in html
    assert html.index("R8.4.1") < html.index("R8.4.2")


@pytest.mark.parametrize(("value", "shown"), [(None, "なし"), ("", "なし"), (0, "0"), ("<b>", "&lt;b&gt;")])
def test_a_fact_without_a_value_says_so(value, shown):
    html = say("progress.facts", "[('備考', value)]", value=value)
    assert "<dt>備考</dt>" in html
    assert shown in html


def test_a_file_is_taken_by_the_browsers_own_input():
    outline = Outline(say("handin.file_field", "form.number, 'PDF、10MBまで', accept='.pdf'"))
    box = outline.all("input")[0]
    assert (box["accept"], box["aria-describedby"]) == (".pdf", "number-hint")
    assert outline.all("div")[0] == {"class": "drop"}


def test_a_file_that_is_here_says_its_state_in_words():
    html = say("handin.file_card", "'<a>.pdf', 'done', '受け取りました', ['1 MB', '今日'], [('見る', '/f')]")
    assert "&lt;a&gt;.pdf" in html
    assert '<span class="badge badge-done">受け取りました</span>' in html
    assert "<span>1 MB</span><span>今日</span>" in html
    assert 'href="/f">見る<span class="visually-hidden">（&lt;a&gt;.pdf）</span>' in html


@pytest.mark.parametrize(
    ("kind", "role"), [("empty", None), ("loading", "status"), ("error", "alert"), ("success", "status")]
)
def test_a_state_is_said_in_words_and_announced(kind, role):
    html = call("states.state", "kind, '題', '説明'", kind=kind)
    outline = Outline(html)
    assert outline.all("div")[0].get("role") == role
    assert outline.all("svg")[0]["aria-hidden"] == "true"
    assert '<p class="state-title">題</p>' in html
    assert "<p>文</p>" in html


def test_the_four_states_have_four_signs():
    signs = {re.search(r"<svg.*?</svg>", say("states.state", f"'{kind}', '題'"), re.DOTALL)[0]
             for kind in ("empty", "loading", "error", "success")}  # fmt: skip
    assert len(signs) == 4


def test_long_work_says_how_far_it_is_and_where_to_find_it_again():
    html = say("states.work", "'作成中', '離れても続きます。', 1400, 6000, '/jobs/1'")
    bar = Outline(html).all("progress")[0]
    assert (bar["max"], bar["value"], bar["aria-label"]) == ("6000", "1400", "作成中")
    assert "6,000中1,400" in html
    assert Outline(html).all("a")[0]["href"] == "/jobs/1"
    unknown = Outline(say("states.work", "'調べています', '待ってください。'"))
    assert unknown.all("progress") == [{"aria-label": "調べています"}]
    assert unknown.all("a") == []


def test_a_chart_has_words_before_it_and_its_numbers_behind_it():
    html = call("chart.chart_frame", "'修了', '総務部が多い。', columns, [['総務部', 88]]", columns=COLUMNS)
    order = [html.index(part) for part in ("修了", "総務部が多い。", "<p>文</p>", "<details", "<table")]
    assert order == sorted(order)
    assert "数値の表を見る" in html
    assert "<details" not in call("chart.chart_frame", "'修了', '総務部が多い。'")
