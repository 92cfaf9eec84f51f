"""The rules that keep a design accessible and quick; each was once a silent fault."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import certificates

DESIGNS = sorted((Path(certificates.__file__).parent / "templates").iterdir())
FORBIDDEN_STYLE = {
    "opacity": "breaks PDF/UA 7.1-3",
    "columns": "costs a quarter of the layout",
    "column-count": "costs a quarter of the layout",
    "flex": "costs layout time",
    "grid": "costs layout time",
    "@top-": "text in page margins is read as content",
    "@bottom-": "text in page margins is read as content",
    "::before": "is read aloud as text",
    "::after": "is read aloud as text",
    "url(": "a design fetches nothing",
    "@import": "a design fetches nothing",
}


@pytest.fixture(params=DESIGNS, ids=lambda design: design.name)
def design(request) -> Path:
    return request.param


def read(design: Path, name: str) -> str:
    return (design / name).read_text(encoding="utf-8")


def strip_comments(style: str) -> str:
    return re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)


def test_there_is_a_design():
    assert [one.name for one in DESIGNS] == ["formal-portrait"]


def test_a_design_is_a_page_and_a_style(design):
    assert sorted(path.name for path in design.iterdir()) == ["page.css", "page.html"]


@pytest.mark.parametrize("word", FORBIDDEN_STYLE)
def test_the_style_does_without_what_harms(design, word):
    assert word not in strip_comments(read(design, "page.css")), FORBIDDEN_STYLE[word]


def test_only_fonts_that_were_checked_are_named(design):
    families = re.findall(r"font-family:\s*(\"[^\"]*\"|[^;}]+)", read(design, "page.css"))
    assert families
    assert {family.strip() for family in families} <= {'"{{ mincho }}"', '"{{ gothic }}"'}


def test_headings_make_no_bookmarks(design):
    assert "bookmark-level: none" in read(design, "page.css")


def test_the_page_has_language_title_author_and_both_dates(design):
    page = read(design, "page.html")
    assert '<html lang="{{ facts.language }}">' in page
    for part in ("<title>", 'name="author"', 'name="dcterms.created"', 'name="dcterms.modified"'):
        assert part in page


def test_every_image_has_a_text(design):
    for image in re.findall(r"<img[^>]*>", read(design, "page.html")):
        assert re.search(r'alt="[^"]+"', image), image


def test_headings_are_in_order_and_weak_lists_are_not_used(design):
    page = read(design, "page.html")
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))
    assert "<dl" not in page
    assert "|safe" not in page.replace(" ", ""), "a name is text, never markup"
