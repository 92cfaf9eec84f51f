"""What is read from the writer: every text with its place, the one figure, the one link, all objects."""

from __future__ import annotations

import pytest

from certificates import render as render_module
from certificates.capture import Text, _read_content, take_capture, write_string
from certificates.designs import find_design
from certificates.glyphs import FontSet
from certificates.layout import lay_out
from tests.certificates.builders import a_certificate

FONTS = FontSet.load()


@pytest.fixture(scope="module")
def captured():
    facts = a_certificate()
    sheet = lay_out(facts, FONTS)
    press = render_module._open_press(find_design(facts.design), FONTS.mincho[0], FONTS.gothic)
    return render_module._capture(facts, FONTS, press, sheet, find_design(facts.design))


def say(captured, text: Text) -> str:
    return "".join(captured.glyph_texts[text.font][glyph] for glyph in text.glyphs)


def test_every_text_of_the_page_is_read_with_its_place(captured):
    said = [say(captured, text) for text in captured.texts.values()]
    assert said[0] == "認定証"
    assert "枚方　花子" in said
    assert "https://learn.example.jp/verify/R08-L1-000123-E" in said
    assert all(0 < text.x < 794 and 0 < text.y < 1123 for text in captured.texts.values()), "pixels of a sheet"


def test_its_operators_are_where_it_says(captured):
    for text in captured.texts.values():
        placed, sized, shown = text.at
        assert captured.content[placed].endswith(b" Tm")
        assert captured.content[sized].endswith(b" Tf")
        assert captured.content[shown] == text.shown


def test_the_figure_is_the_code_in_its_box(captured):
    begin, end = captured.figure
    assert captured.content[end] == b"EMC"
    assert end - begin > 10
    left, top, right, bottom = captured.figure_box
    assert (right - left) == pytest.approx(23 * 96 / 25.4, abs=0.01)
    assert (bottom - top) == pytest.approx(right - left, abs=0.01)


def test_all_objects_but_the_page_itself_are_taken(captured):
    assert captured.page_content not in captured.objects
    assert captured.catalog in captured.objects
    assert captured.plain <= set(captured.objects)
    assert captured.packet.startswith(b"<?xpacket")
    assert captured.info["Title"].string.startswith("認定証")
    assert b"/URI" in captured.objects[captured.link]


def test_a_page_without_a_link_is_no_page_of_ours(captured):
    class Pdf:
        page_references = (b"1 0 R",)
        objects = (None, {"Contents": b"2 0 R", "Annots": ()}, type("S", (), {"stream": ()})())

    with pytest.raises(ValueError, match="codes or links"):
        take_capture(None, Pdf)


def test_a_marked_part_with_two_texts_is_left_alone():
    one = [b"1 0 0 -1 5 6 Tm", b"/F 10 Tf", b"[<00010002>-5<0003>] TJ"]
    head = [b"/Span", b"<</MCID 4>>", b"BDC"]
    texts, figures = _read_content([*head, *one, b"EMC"])
    assert texts[4] == Text(5.0, 6.0, "F", 10.0, one[2], (3, 4, 5))
    assert texts[4].glyphs == (1, 2, 3)
    assert figures == []
    assert _read_content([*head, *one, *one, b"EMC"])[0] == {}


@pytest.mark.parametrize(("text", "written"), [("a(b)", rb"(a\(b\))"), ("枚", b"<feff679a>")])
def test_a_text_is_written_as_a_string_of_the_format(text, written):
    assert write_string(text) == written
