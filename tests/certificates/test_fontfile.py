"""A cut font draws the same outlines as the whole one, without hinting, and is small."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from certificates.fontfile import Outlines, open_outlines
from certificates.fonts import MINCHO, find_font

PATH = find_font(MINCHO)
TEXT = "枚方　花子髙﨑AVfiÄé殿令和８年①㌔が"


@pytest.fixture(scope="module")
def whole():
    with TTFont(PATH, lazy=True) as font:
        yield font


@pytest.fixture(scope="module")
def glyphs(whole) -> list[int]:
    cmap = whole.getBestCmap()
    return [whole.getGlyphID(cmap[ord(character)]) for character in TEXT if ord(character) in cmap]


def outline(font: TTFont, number: int):
    drawn = font.getGlyphSet()
    pen = DecomposingRecordingPen(drawn)
    drawn[font.getGlyphName(number)].draw(pen)
    return pen.value


def test_every_glyph_keeps_its_outline_and_its_width(whole, glyphs):
    data, numbers = open_outlines(PATH).cut(glyphs)
    with TTFont(io.BytesIO(data)) as cut:
        for glyph in glyphs:
            assert outline(cut, numbers[glyph]) == outline(whole, glyph)
            assert cut["hmtx"][cut.getGlyphName(numbers[glyph])] == whole["hmtx"][whole.getGlyphName(glyph)]


def test_the_first_glyph_is_the_one_for_nothing(whole, glyphs):
    data, numbers = open_outlines(PATH).cut(glyphs)
    assert numbers[0] == 0
    with TTFont(io.BytesIO(data)) as cut:
        assert outline(cut, 0) == outline(whole, 0)


def test_no_hinting_is_left(glyphs):
    data, _ = open_outlines(PATH).cut(glyphs)
    with TTFont(io.BytesIO(data)) as cut:
        assert not {"fpgm", "prep", "cvt "} & set(cut.keys())
        for name in cut.getGlyphOrder():
            glyph = cut["glyf"][name]
            assert not getattr(glyph, "program", None) or not glyph.program.getBytecode()


def build_compound(path: Path) -> None:
    """A font with a glyph made of two others, one of them made of one again."""
    pens = {name: TTGlyphPen(dict.fromkeys((".notdef", "a", "b", "c"))) for name in (".notdef", "a", "b", "c")}
    for place in ((0, 0), (0, 500), (500, 500)):
        (pens["a"].moveTo if place == (0, 0) else pens["a"].lineTo)(place)
    pens["a"].closePath()
    pens["b"].addComponent("a", (1, 0, 0, 1, 300, 0))
    pens["c"].addComponent("b", (0.5, 0, 0, 0.5, 0, 200))
    pens["c"].addComponent("a", (1, 0, 0, 1, 10, 20))
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(pens))
    builder.setupCharacterMap({ord(name): name for name in "abc"})
    builder.setupGlyf({name: pen.glyph() for name, pen in pens.items()})
    builder.setupHorizontalMetrics({name: (600 + number, 0) for number, name in enumerate(pens)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    builder.save(path)


def test_parts_of_compound_glyphs_come_along(tmp_path):
    path = tmp_path / "compound.ttf"
    build_compound(path)
    data, numbers = Outlines(path).cut([3])
    assert set(numbers) == {0, 1, 2, 3}
    with TTFont(io.BytesIO(data)) as cut, TTFont(path) as source:
        assert outline(cut, numbers[3]) == outline(source, 3)
        assert cut["hmtx"][cut.getGlyphName(numbers[3])][0] == 603


def test_the_file_is_small_and_its_tables_are_those_that_a_pdf_needs(glyphs):
    data, _ = open_outlines(PATH).cut(glyphs)
    assert len(data) < 30_000
    with TTFont(io.BytesIO(data)) as cut:
        assert set(cut.keys()) - {"GlyphOrder"} == {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}


def test_sums_and_padding_of_tables_are_right(glyphs):
    data, _ = open_outlines(PATH).cut(glyphs)
    with TTFont(io.BytesIO(data), checkChecksums=2) as cut:
        for tag in cut.reader.keys():  # noqa: SIM118 - reading each table is the check
            if tag != "head":
                assert cut.reader[tag]
    assert len(data) % 4 == 0


def test_the_same_glyphs_give_the_same_bytes_each_only_once(glyphs):
    first = open_outlines(PATH).cut(glyphs)
    assert Outlines(PATH).cut(glyphs) == first
    assert open_outlines(PATH).cut([*glyphs, *glyphs]) == first


def test_a_font_is_read_once(whole):
    assert open_outlines(PATH) is open_outlines(PATH)
    assert open_outlines(PATH).units == whole["head"].unitsPerEm
