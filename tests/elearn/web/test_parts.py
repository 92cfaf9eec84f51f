from __future__ import annotations

import re

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from courses.markdown import render_page
from courses.model import Source
from tests.elearn.web.builder import make_app
from tests.elearn.web.test_furniture import Outline


class SampleForm(FlaskForm):
    """One field of every sort."""

    number = StringField("職員番号", [InputRequired("職員番号を入力してください。")])
    password = PasswordField("パスワード")
    year = IntegerField("年度", [NumberRange(2000, 2100, "年度は2000から2100までで入力してください。")])
    unit = SelectField("所属", choices=[SelectChoice("a", "総務部"), SelectChoice("b", "<市民生活部>")])
    kind = RadioField(
        "区分",
        [InputRequired("区分を選んでください。")],
        choices=[SelectChoice("x", "正規"), SelectChoice("y", "任期付き")],
    )
    agree = BooleanField("読みました")


def render(template: str, *, data: dict[str, str] | None = None, **context) -> str:
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/page", method="POST" if data is not None else "GET", data=data):
        form = SampleForm()
        if data is not None:
            form.validate()
        return render_template_string(template, form=form, **context)


def field(call: str, **options) -> str:
    names = "button, choices, error_summary, field, tick"
    return render(f'{{% from "parts/forms.html" import {names} %}}{{{{ {call} }}}}', **options)


def test_an_input_has_its_label_and_hint():
    html = field("field(form.number, '7桁の数字です。', autocomplete='username')")
    outline = Outline(html)
    assert outline.all("label")[0] == {"for": "number"}
    box = outline.all("input")[0]
    assert (box["id"], box["aria-describedby"], box["autocomplete"]) == ("number", "number-hint", "username")
    assert '<p class="hint" id="number-hint">7桁の数字です。</p>' in html
    assert "aria-invalid" not in box


@pytest.mark.parametrize(("name", "word"), [("number", "必須"), ("password", "任意"), ("kind", "必須")])
def test_it_is_said_in_words_what_must_be_filled_in(name, word):
    assert word in field(f"{'choices' if name == 'kind' else 'field'}(form.{name})")


def test_an_error_is_tied_to_its_input():
    html = field("field(form.number, '7桁です。')", data={})
    box = Outline(html).all("input")[0]
    assert (box["aria-invalid"], box["aria-describedby"]) == ("true", "number-hint number-error")
    assert re.search(r'id="number-error".*職員番号を入力してください。', html)


def test_what_was_typed_stays_except_a_password():
    html = field("field(form.number)", data={"number": '"><script>', "password": "geheim"})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "geheim" not in field("field(form.password)", data={"password": "geheim"})


def test_options_of_a_list_are_escaped():
    assert "&lt;市民生活部&gt;" in field("field(form.unit)")


def test_a_group_of_choices_is_named_and_each_has_its_label():
    outline = Outline(field("choices(form.kind, '一つ選びます。')", data={}))
    assert outline.all("fieldset")[0]["aria-describedby"] == "kind-hint kind-error"
    assert len(outline.all("legend")) == 1
    assert [label["for"] for label in outline.all("label")] == ["kind-0", "kind-1"]
    assert [box["type"] for box in outline.all("input")] == ["radio", "radio"]


def test_a_tick_box_is_a_row_with_its_label():
    outline = Outline(field("tick(form.agree)"))
    assert outline.all("label") == [{"class": "choice", "for": "agree"}]
    assert outline.all("input")[0]["type"] == "checkbox"


def test_the_summary_leads_to_every_wrong_input():
    html = field("error_summary(form)", data={"year": "1", "unit": "a"})
    outline = Outline(html)
    assert outline.all("div")[0]["role"] == "alert"
    assert [link["href"] for link in outline.all("a")] == ["#number", "#year", "#kind"]
    assert "年度は2000から2100までで入力してください。" in html


def test_a_good_form_has_no_summary():
    good = {"number": "0012345", "year": "2026", "unit": "a", "kind": "x"}
    assert field("error_summary(form)", data=good).strip() == ""


@pytest.mark.parametrize(
    ("call", "html"),
    [
        ("button('送る')", '<button type="submit" class="button">送る</button>'),
        ("button('消す', 'danger')", '<button type="submit" class="button button-danger">消す</button>'),
        ("button('次', name='go', value='')", '<button type="submit" class="button" name="go" value="">次</button>'),
    ],
)
def test_buttons(call, html):
    assert field(call) == html


COLUMNS = [("部", "text"), ("修了", "number")]


def table(**context) -> str:
    template = '{% from "parts/table.html" import data_table %}{{ data_table("修了状況", columns, rows) }}'
    return render(template, columns=COLUMNS, **context)


def test_a_table_says_what_its_headers_are():
    html = table(rows=[["総務部", 88], ["<市民>", 1210]])
    outline = Outline(html)
    assert [cell["scope"] for cell in outline.all("th")] == ["col", "col", "row", "row"]
    assert '<td class="number">88</td>' in html
    assert "&lt;市民&gt;" in html
    assert outline.all("div")[0] == {
        "class": "table-scroll",
        "role": "region",
        "tabindex": "0",
        "aria-label": "修了状況",
    }
    assert "<caption>修了状況</caption>" in html


def test_a_table_without_rows_says_so():
    html = table(rows=[])
    assert "<table" not in html
    assert "該当する記録はありません。" in html


@pytest.mark.parametrize(("done", "total", "maximum"), [(2, 5, "5"), (0, 0, "1"), (5, 5, "5")])
def test_progress_is_a_bar_and_words(done, total, maximum):
    template = '{% from "parts/progress.html" import bar %}{{ bar(done, total, "章の進み", "章") }}'
    html = render(template, done=done, total=total)
    bar = Outline(html).all("progress")[0]
    assert (bar["max"], bar["value"], bar["aria-label"]) == (maximum, str(done), "章の進み")
    assert f"<strong>{done}</strong>／{total}章" in html


def test_steps_say_where_one_is_without_colour():
    template = '{% from "parts/progress.html" import steps %}{{ steps("進み", steps_) }}'
    html = render(template, steps_=[("読む", "done"), ("練習", "current"), ("テスト", "todo")])
    assert [item.get("aria-current") for item in Outline(html).all("li")] == [None, "step", None]
    assert html.count("（完了）") == 1


def test_a_badge_has_words():
    html = render('{% from "parts/progress.html" import badge %}{{ badge("late", "期限超過") }}')
    assert html == '<span class="badge badge-late">期限超過</span>'


@pytest.mark.parametrize(("kind", "role"), [("error", "alert"), ("info", None), ("warning", None), ("success", None)])
def test_a_notice_has_a_title_and_only_an_error_interrupts(kind, role):
    template = '{% from "parts/notice.html" import notice %}{% call notice(kind, "題") %}<p>文</p>{% endcall %}'
    html = render(template, kind=kind)
    assert Outline(html).all("div")[0].get("role") == role
    assert '<p class="notice-title">題</p>' in html
    assert "<p>文</p>" in html


def test_the_last_crumb_is_this_page():
    template = '{% from "parts/notice.html" import breadcrumbs %}{{ breadcrumbs([("ホーム", "/"), ("講座", None)]) }}'
    outline = Outline(render(template))
    assert outline.all("a") == [{"href": "/"}]
    assert outline.all("span") == [{"aria-current": "page"}]


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 3, ["1", "2", "3", "次へ"]),
        (6, 12, ["前へ", "1", "…", "4", "5", "6", "7", "8", "…", "12", "次へ"]),
        (12, 12, ["前へ", "1", "…", "10", "11", "12"]),
    ],
)
def test_a_pager_shows_the_ends_and_the_neighbours(page, pages, shown):
    template = '{% from "parts/pager.html" import pager %}{{ pager(page, pages, link) }}'
    html = render(template, page=page, pages=pages, link=lambda number: f"/list?page={number}")
    assert re.findall(r">([^<>\s]+)</(?:a|li)>", html) == shown
    current = [link for link in Outline(html).all("a") if link.get("aria-current") == "page"]
    assert [link["href"] for link in current] == [f"/list?page={page}"]


def test_one_page_needs_no_pager():
    assert render('{% from "parts/pager.html" import pager %}{{ pager(1, 1, none) }}').strip() == ""


def test_the_source_list_has_the_numbers_and_targets_of_the_citations():
    sources = (
        Source("plan", "計画", "枚方市", "2025-03"),
        Source("none", "使わない資料", "国", "2024"),
        Source("guide", "手引き", "総務省", "2025-12", "参考です。"),
    )
    page = render_page("# 題\n\n甲[[guide]]、乙[[plan]]。", sources, media_url=lambda path: path)
    template = '{% from "parts/sources.html" import source_list %}{{ source_list(sources, cited) }}'
    html = render(template, sources=sources, cited=page.cited)
    items = Outline(html).all("li")
    assert items == [{"id": "source-plan", "value": "1"}, {"id": "source-guide", "value": "3"}]
    targets = set(re.findall(r'href="#(source-[a-z]+)"', page.html))
    assert targets == {item["id"] for item in items}
    assert "[3]" in page.html
    assert "参考です。" in html


def test_a_page_that_cites_nothing_has_no_list():
    template = '{% from "parts/sources.html" import source_list %}{{ source_list((), ()) }}'
    assert render(template).strip() == ""
