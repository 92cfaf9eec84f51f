"""Templates of designs show facts and loop over them; what takes long, or leads elsewhere, is told with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.designs import TEMPLATES
from certificates.template_rules import FILTERS, judge_template

SHIPPED = sorted((*TEMPLATES.glob("*/page.html"), *TEMPLATES.glob("*/page.css")))


def words(text: str) -> list[str]:
    return [problem.params["word"] for problem in judge_template("page.html", text)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_shipped_templates_do_nothing_else(path):
    assert list(judge_template(path.name, path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ facts.name }}",
        "{{ sheet.tops.skills + 9 }}mm",
        "{{ sheet.name.size * 2 }}pt",
        "{{ [18, sheet.name.size]|min }}",
        "{% for line in sheet.skills %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{% set wide = sheet.name.size > 20 %}{% if wide and facts.kana is not none %}x{% endif %}",
        "{{ facts.level_title if facts.level_title_en else words.heading }}",
        "{# a remark #}{% raw %}{{ x }}{% endraw %}",
    ],
)
def test_what_designs_need_they_may(text):
    assert words('{% from "parts.html" import picture, text %}' + text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{% include 'x' %}", "include"),
        ("{% extends 'x' %}", "extends"),
        ("{% import 'x' as y %}", "import"),
        ("{% from 'x' import y %}", "import"),
        ("{% from facts.name import y %}", "import"),
        ("{{ range(9) }}", "range"),
        ("{{ lipsum(n=100) }}", "lipsum"),
        ("{{ facts.__class__ }}", "__class__"),
        ("{{ facts['_x'] }}", "_x"),
        ("{{ _self }}", "_self"),
        ("{{ facts.name|safe }}", "|safe"),
        ("{{ facts.name|attr('x') }}", "|attr"),
        ("{{ 2 ** 3 }}", "**"),
        ("{{ 'x' * 3 }}", "*"),
        ("{{ [1] * 3 }}", "*"),
        ("{{ 123456 }}", "123456"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% call x() %}{% endcall %}", "callblock"),
        ("{% filter upper %}x{% endfilter %}", "filterblock"),
        ("{% for a in b recursive %}{% endfor %}", "recursive"),
        ("{% autoescape false %}x{% endautoescape %}", "autoescape"),
    ],
)
def test_what_they_may_not_is_named_on_its_line(text, word):
    (problem,) = judge_template("page.html", "\n\n" + text)
    assert (problem.path, problem.line, problem.code, problem.params) == (
        "page.html",
        3,
        "design-markup",
        {"word": word},
    )


@pytest.mark.parametrize("text", ["{% if %}", "{{ x", "{% endfor %}", "{% unknown %}", "{{ 'a }}"])
def test_a_template_that_is_none_is_told_with_its_line(text):
    (problem,) = judge_template("page.css", "\n" + text)
    assert (problem.line, problem.code) == (2, "design-template")
    assert problem.params["what"]


def test_a_template_deeper_than_anybody_writes_is_told_and_crashes_nothing():
    deep = "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"
    assert [problem.code for problem in judge_template("page.html", deep)] == ["design-template"]


@given(st.text(alphabet="{}%#|()[]._'\"ab01 *+-\n", max_size=60))
def test_whatever_is_written_is_judged_and_nothing_crashes(text):
    for problem in judge_template("page.html", text):
        assert problem.code in ("design-markup", "design-template")
        assert 1 <= problem.line <= text.count("\n") + 1


def test_no_filter_makes_markup_of_a_name():
    assert not {"safe", "attr", "map", "tojson", "xmlattr", "urlize", "center", "format", "indent"} & FILTERS
