"""The picture of a badge: another for each level, the same each time, readable by other programs."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from certificates.medal import MOST, SIDE, draw_png, draw_svg

SVG = "{http://www.w3.org/2000/svg}"
GOLD, INK = (166, 124, 46, 255), (39, 54, 74, 255)


@pytest.fixture(scope="module", params=[1, 3])
def level(request) -> int:
    return request.param


def open_picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.convert("RGBA")


def test_the_picture_is_clear_around_and_opaque_inside(level):
    picture = open_picture(draw_png(level))
    assert picture.size == (SIDE, SIDE)
    assert picture.getpixel((0, 0))[3] == picture.getpixel((SIDE - 1, SIDE - 1))[3] == 0
    assert picture.getpixel((SIDE // 2 + 70, SIDE // 2)) == INK
    assert picture.getpixel((SIDE // 2 + 100, SIDE // 2)) == GOLD


def test_the_star_of_the_first_level_is_in_the_middle_and_that_of_the_third_is_not():
    middle = SIDE // 2, SIDE // 2
    assert open_picture(draw_png(1)).getpixel(middle) == GOLD
    assert open_picture(draw_png(3)).getpixel(middle) == INK
    assert open_picture(draw_png(3)).getpixel((SIDE // 2, SIDE // 2 - 40)) == GOLD


def test_edges_are_smooth(level):
    counts = open_picture(draw_png(level)).getchannel("A").histogram()
    assert counts[0] > 0
    assert counts[255] > 0
    assert sum(counts[1:255]) > 500, "half-covered pixels along the rim"


def test_the_same_level_gives_the_same_small_file(level):
    first = draw_png(level)
    draw_png.cache_clear()
    assert draw_png(level) == first
    assert len(first) < 10_000


@pytest.mark.parametrize("number", range(1, MOST + 1))
def test_a_drawing_has_a_star_for_each_level_all_inside_the_disc(number):
    root = ElementTree.fromstring(draw_svg(number, "x"))
    rim, *stars = root.findall(f"{SVG}polygon")
    assert len(stars) == number
    for star in stars:
        corners = [tuple(map(float, one.split(","))) for one in star.get("points").split()]
        assert len(corners) == 10
        assert all((x - 128) ** 2 + (y - 128) ** 2 < 84**2 for x, y in corners)
    assert len(rim.get("points").split()) == 24 * 12


def test_the_title_is_text_whatever_it_holds():
    root = ElementTree.fromstring(draw_svg(2, "<b> & 認定"))
    assert root.find(f"{SVG}title").text == "<b> & 認定"
    assert root.get("role") == "img"


@pytest.mark.parametrize("number", [-1, 10])
def test_there_is_no_badge_of_no_level(number):
    with pytest.raises(ValueError, match="no badge"):
        draw_svg(number, "x")
    with pytest.raises(ValueError, match="no badge"):
        draw_png(number)


def test_what_is_no_level_has_no_star():
    assert "<polygon" in draw_svg(1, "x")
    assert draw_svg(0, "x").count("<polygon") == draw_svg(1, "x").count("<polygon") - 1
    assert draw_png(0) != draw_png(1)
