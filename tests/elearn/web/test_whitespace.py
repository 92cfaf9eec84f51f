"""Templates lose their indents and nothing that a reader sees; those of a host lose nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader

from elearn.web.whitespace import TEMPLATES, Tight, init_whitespace, tighten

FIRST = "learning/sitting.html"


@pytest.mark.parametrize(
    ("source", "tight"),
    [
        ("<p>\n    one\n\t two</p>", "<p>\none\ntwo</p>"),
        ("{% if x %}\n  <b>a</b>\n{% endif %}\n<i>b</i>", "{% if x \n%}<b>a</b>\n{% endif \n%}<i>b</i>"),
        ("d\n  {% set a = 1 %}{% set b = 2 %}\nc", "d\n{% set a = 1 %}{% set b = 2 \n%}c"),
        ("a {% if x %}b{% else %}c{% endif %}\nd", "a {% if x %}b{% else %}c{% endif %}\nd"),
        ("{% if x %}b{% endif %}\nd", "{% if x %}b{% endif %}\nd"),
        ("{%- if x -%}\nd", "{%- if x -%}\nd"),
    ],
)
def test_indents_go_and_words_stay_apart(source: str, tight: str) -> None:
    assert tighten(source) == tight
    assert tighten(source).count("\n") == source.count("\n"), "an error names the line where it is"


def test_only_our_own_templates_are_tightened(tmp_path) -> None:  # type: ignore[no-untyped-def]
    app = Flask(__name__)
    init_whitespace(app)
    app.jinja_env.loader = DictLoader({"theirs.html": "<ul>\n  <li>{{ 1 + 1 }}</li>\n</ul>"})
    assert app.jinja_env.get_template("theirs.html").render() == "<ul>\n  <li>2</li>\n</ul>"
    source = "<ul>\n  <li></li>\n</ul>"
    ours, theirs = str(TEMPLATES / FIRST), str(tmp_path / FIRST)
    extension = app.jinja_env.extensions[f"{Tight.__module__}.{Tight.__name__}"]
    assert extension.preprocess(source, FIRST, ours) == "<ul>\n<li></li>\n</ul>"
    assert extension.preprocess(source, FIRST, theirs) == source
    assert (TEMPLATES / FIRST).is_file()


def test_what_keeps_its_white_space_begins_no_line() -> None:
    """In ``pre`` and ``textarea`` white space counts; ours hold a value and nothing else."""
    for path in TEMPLATES.rglob("*.html"):
        for line in path.read_text("utf-8").splitlines():
            if "<pre" in line:
                assert "</pre>" in line, path
