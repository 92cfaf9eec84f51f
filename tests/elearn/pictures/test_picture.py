"""The frame of every picture: its name, its description, its role, and the two ways it is written."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from elearn.pictures.marks import Tone, area
from elearn.pictures.picture import Caption, Picture
from tests.elearn.pictures.geometry import SVG, faults, parse
from tests.markup import read

CAPTION = Caption("units", "所属ごとの状態 <令和8年度>", "市民課は36件のうち8件を修了しました。")


def a_picture(*, links: bool = False) -> Picture:
    return Picture(CAPTION, 26, area("units", Tone.STRIPED, 0, 0, 0.5, 26), links)


def test_a_picture_says_what_it_is_and_what_it_shows() -> None:
    root = parse(a_picture())
    ids = {node.attrib["id"]: node.text for node in root.iter() if "id" in node.attrib}
    assert root.attrib["role"] == "img"
    assert ids[root.attrib["aria-labelledby"]] == CAPTION.title
    assert ids[root.attrib["aria-describedby"]] == CAPTION.text
    assert [node.tag.removeprefix(SVG) for node in root][:2] == ["title", "desc"]


def test_a_picture_with_links_is_no_image() -> None:
    """Inside an image nothing can be reached; a group keeps its links."""
    assert parse(a_picture(links=True)).attrib["role"] == "group"


def test_a_template_shows_it_without_escaping() -> None:
    assert escape(a_picture()) == Markup(a_picture().__html__())
    assert "&lt;令和8年度&gt;" in a_picture().__html__()


def test_in_a_page_it_is_as_wide_as_its_place_and_every_element_is_closed() -> None:
    html = a_picture().__html__()
    svg = read(html).first("svg")
    assert (svg.attrs["width"], svg.attrs["height"], svg.attrs["class"]) == ("100%", "26", "pic")
    assert "xmlns" not in svg.attrs
    assert "/>" not in html


def test_as_a_file_it_is_a_whole_document() -> None:
    text = a_picture().to_file(520)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    root = parse(a_picture(), 520)
    assert (root.tag, root.attrib["width"]) == (f"{SVG}svg", "520")
    assert root.attrib["font-family"] == "sans-serif"
    assert faults(a_picture()) == []


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert a_picture().to_file(520) == a_picture().to_file(520)


@pytest.mark.parametrize("key", ["", "1a", "a b", "A", 'a"', "図"])
def test_a_key_that_is_no_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="cannot begin an id"):
        Caption(key, "名", "")


def test_a_picture_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a name"):
        Caption("a", " ", "words")
