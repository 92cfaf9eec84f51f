"""Fonts are found where they are said to be, and their coverage is read once and right."""

from __future__ import annotations

import shutil
import time

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from certificates import fonts
from certificates.fonts import (
    FALLBACK,
    GOTHIC,
    MINCHO,
    SOURCES,
    BadFont,
    Coverage,
    Face,
    FontSource,
    cut_font,
    find_font,
    judge_own_fonts,
    list_own_fonts,
)


def build_font(path, characters="ab", variants=(), family="Tiny"):
    """A real font file of a few square glyphs; ``variants`` are (base, selector, own glyph or not)."""
    names = [".notdef", *(f"g{ord(character):x}" for character in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((500, 500))
    pen.closePath()
    glyph = pen.glyph()
    uvs = [(base, selector, names[1] if own else None) for base, selector, own in variants]
    builder.setupCharacterMap({ord(character): f"g{ord(character):x}" for character in characters}, uvs=uvs)
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics({name: (500 + place * 100, 0) for place, name in enumerate(names)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.file)
def test_the_three_fonts_are_installed(source):
    path = find_font(source)
    assert path is not None
    assert path.name == source.file


def test_an_added_directory_comes_first(tmp_path):
    mine = build_font(tmp_path / MINCHO.file)
    assert find_font(MINCHO, [tmp_path]) == mine


def test_a_font_deep_in_an_added_directory_is_found(tmp_path):
    deep = tmp_path / "truetype" / "jp"
    deep.mkdir(parents=True)
    assert find_font(GOTHIC, [tmp_path / "absent", tmp_path]) != deep / GOTHIC.file
    shutil.copy(build_font(tmp_path / "x.ttf"), deep / GOTHIC.file)
    assert find_font(GOTHIC, [tmp_path]) == deep / GOTHIC.file


def test_a_font_that_is_nowhere_is_none(tmp_path):
    assert find_font(FontSource("NoSuchFont.ttf", "no-package"), [tmp_path]) is None


def test_the_search_list_is_what_the_documentation_says(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "SEARCHED", (tmp_path,))
    assert find_font(MINCHO) is None
    build_font(tmp_path / MINCHO.file)
    assert find_font(MINCHO) == tmp_path / MINCHO.file


def test_coverage_tells_characters_widths_and_variants(tmp_path):
    face = Face(build_font(tmp_path / "t.ttf", "ab", [(ord("a"), 0xE0100, True), (ord("b"), 0xE0101, False)]))
    assert face.draws(ord("a"), None)
    assert not face.draws(ord("c"), None)
    assert face.draws(ord("a"), 0xE0100)
    assert face.draws(ord("b"), 0xE0101), "a default variant is drawn by the base glyph"
    assert not face.draws(ord("a"), 0xE0101)
    assert [face.coverage.advance(ord(one)) for one in "abc"] == pytest.approx([0.6, 0.7, None])


def test_a_default_variant_of_a_base_that_the_font_lacks_is_not_drawn(tmp_path):
    face = Face(build_font(tmp_path / "t.ttf", "a", [(ord("z"), 0xE0100, False)]))
    assert not face.draws(ord("z"), 0xE0100)


def test_the_family_cannot_be_taken_for_an_installed_one(tmp_path):
    assert Face(build_font(tmp_path / "t.ttf", family="BIZ UDPMincho")).family == "Certificate BIZ UDPMincho"


def test_coverage_is_read_once_until_the_file_changes(tmp_path):
    path = build_font(tmp_path / "t.ttf", "a")
    first = Face(path).coverage
    assert Face(path).coverage is first
    build_font(path, "abc")
    assert Face(path).coverage is not first
    assert Face(path).draws(ord("c"), None)


def test_what_is_no_font_raises(tmp_path):
    path = tmp_path / "t.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(BadFont):
        Face(path).coverage  # noqa: B018
    with pytest.raises(OSError, match="absent"):
        Face(tmp_path / "absent.ttf").coverage  # noqa: B018


@pytest.mark.parametrize(
    ("source", "code", "selector", "drawn"),
    [
        (MINCHO, 0x9AD9, None, True),
        (MINCHO, 0xFA11, None, True),
        (MINCHO, 0x20BB7, None, False),
        (FALLBACK, 0x20BB7, None, True),
        (MINCHO, 0x845B, 0xE0100, True),
        (FALLBACK, 0x845B, 0xE0100, False),
        (MINCHO, 0x9089, 0xE0110, False),
        (FALLBACK, 0x9089, 0xE0110, True),
        (FALLBACK, 0x323B0, None, False),
    ],
)
def test_what_the_notes_say_of_the_real_fonts_holds(source, code, selector, drawn):
    path = find_font(source)
    assert path is not None
    assert Face(path).draws(code, selector) is drawn


def test_a_cut_font_holds_what_is_asked_for_with_its_variants_and_nothing_else(tmp_path):
    path = find_font(FALLBACK)
    assert path is not None
    data = cut_font(path, "\u9089\U000e0110\U00020bb7")
    assert len(data) < 10_000
    (tmp_path / "cut.ttf").write_bytes(data)
    cut, whole = Face(tmp_path / "cut.ttf"), Face(path)
    assert cut.family == whole.family
    assert cut.draws(0x9089, 0xE0110)
    assert cut.draws(0x20BB7, None)
    assert not cut.draws(0x6E21, None)
    assert cut.coverage.advance(0x20BB7) == whole.coverage.advance(0x20BB7)
    assert data == cut_font(path, "\U00020bb7\u9089\U000e0110"), "the order in which one asks does not matter"


def test_a_large_font_is_opened_without_being_unpacked():
    path = find_font(FALLBACK)
    assert path is not None
    before = time.process_time()
    assert Coverage(path).advance(0x20BB7) == 1
    assert time.process_time() - before < 0.5


def test_what_is_no_font_cannot_be_cut(tmp_path):
    path = tmp_path / "t.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(BadFont):
        cut_font(path, "a")


def test_the_fonts_of_an_added_folder_come_by_name_without_the_known_ones(tmp_path):
    deep = tmp_path / "deep"
    deep.mkdir()
    for place in (tmp_path / "b.ttf", deep / "a.ttf", tmp_path / FALLBACK.file):
        build_font(place, family=f"Font {place.stem}")
    assert list_own_fonts([tmp_path, tmp_path / "absent"]) == [tmp_path / "b.ttf", deep / "a.ttf"]
    assert list_own_fonts([deep, tmp_path]) == [deep / "a.ttf", tmp_path / "b.ttf"], "each once"


def test_what_cannot_be_used_of_an_added_folder_is_told_and_left_out(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"nothing")
    (tmp_path / "readme.txt").write_text("x")
    build_font(tmp_path / "good.TTF")
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    pen = T2CharStringPen(500, None)
    builder.setupCFF("Own", {"FullName": "Own"}, {".notdef": pen.getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupPost()
    builder.save(tmp_path / "outlines.otf")
    assert list_own_fonts([tmp_path]) == [tmp_path / "good.TTF"]
    told = {path.name: fault for path, fault in judge_own_fonts([tmp_path])}
    assert set(told) == {"broken.ttf", "outlines.otf"}
    assert told["outlines.otf"] == "no TrueType outlines"
