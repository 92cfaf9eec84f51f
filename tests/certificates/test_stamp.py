"""What the drawings show: where each fact stands, what moves with it, and when nothing may be concluded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from certificates.capture import Capture
from certificates.glyphs import FontSet
from certificates.render import open_template
from certificates.stamp import (
    NoTemplate,
    Personal,
    draw_code,
    identify,
    invent,
    make_template,
    shape,
    write_content,
    write_info,
    write_packet,
)
from tests.certificates.builders import a_certificate

FONTS = FontSet.load()


@pytest.fixture(scope="module")
def template():
    return open_template(a_certificate(name="山本　美咲"), FONTS)


def test_the_template_knows_where_each_fact_stands_and_what_moves_with_it(template):
    assert sorted(slot.field for slot in template.slots.values()) == ["date", "name", "serial", "verify_url"]
    (name,) = [number for number, slot in template.slots.items() if slot.field == "name"]
    assert template.shifts[name]["name"] == pytest.approx(-0.5, abs=1e-3), "centred with its honorific"
    (serial,) = [slot for slot in template.slots.values() if slot.field == "serial"]
    assert serial.before == "認定番号　"
    assert template.link_shift == pytest.approx(0.75, abs=1e-3), "pixels to points, to the right"


def test_a_template_needs_every_fact(template):
    base, personal = template.capture, template.personal
    with pytest.raises(NoTemplate, match="not found"):
        make_template(base, replace(personal, serial="elsewhere"), {}, template.font_path)


@pytest.mark.parametrize("spoil", ["content", "text", "figure"])
def test_a_drawing_that_changes_in_anything_else_is_no_template(template, spoil):
    base, personal = template.capture, template.personal
    fixed = next(number for number in base.texts if number not in template.slots)
    changed: Capture = {
        "content": replace(base, content=[*base.content, b"0 0 m"]),
        "text": replace(base, texts={**base.texts, fixed: replace(base.texts[fixed], y=0.0)}),
        "figure": replace(base, figure_box=(0.0, 0.0, 1.0, 1.0)),
    }[spoil]
    with pytest.raises(NoTemplate):
        make_template(base, personal, {"name": (changed, replace(personal, name="甲乙丙丁戊"))}, template.font_path)


def test_the_invented_holder_changes_one_fact_at_a_time():
    facts = a_certificate()
    base, variants = invent(facts)
    for field, other in variants.items():
        changed = {
            name
            for name in ("name", "issued_on", "serial", "verify_url")
            if getattr(other, name) != getattr(base, name)
        }
        assert changed == {"issued_on" if field == "date" else field}
    assert Personal.of(base, "x").fields()["name"] == base.name


def test_a_code_is_inside_its_box_with_a_quiet_zone():
    drawn = draw_code("https://learn.example.jp/verify/R08-L1-000123-E", (100.0, 50.0, 165.0, 115.0)).decode()
    cells = [[int(word) for word in line.split()[:4]] for line in drawn.split("\n") if line.endswith(" re")]
    side = float(drawn.split("\n")[1].split()[0])
    modules = round(65 / side) - 4
    assert modules in range(21, 80, 4)
    assert min(x for x, *_ in cells) == 0
    assert max(x + width for x, _, width, _ in cells) == modules
    assert max(y for _, y, *_ in cells) == modules - 1


def test_text_is_set_as_the_layout_library_sets_it(template):
    for text in ("AVATAR To", "がぎぐ", "枚方　花子"):
        assert "".join(said for _, _, said in shape(template.font_path, text)) == text


ANOTHER = Personal(
    "髙﨑　花子", "令和９年３月３１日", "2027-03-31", "R08-L1-000777-Z", "https://learn.example.jp/verify/Z"
)


def test_the_page_of_a_holder_differs_in_personal_operators_only(template):
    content, glyphs, _ = write_content(template, ANOTHER)
    lines = content.split(b"\n")
    kept = [one for place, one in enumerate(template.capture.content) if one.startswith(b"<</MCID")]
    assert [one for one in lines if one.startswith(b"<</MCID")] == kept
    assert lines.count(b"BDC") == template.capture.content.count(b"BDC")
    assert {"髙", "﨑", "花", "子"} <= set(glyphs.values())


def test_the_template_itself_is_not_changed_by_a_holder(template):
    before = list(template.capture.content)
    write_content(template, ANOTHER)
    assert template.capture.content == before


def test_no_trace_of_the_invented_holder_is_left(template):
    packet, info = write_packet(template, ANOTHER).decode(), write_info(template, ANOTHER)
    for invented in template.personal.fields().values():
        assert invented not in packet
        assert invented.encode("utf-16-be").hex().encode() not in info
    assert "髙﨑　花子" in packet
    assert "2027-03-31" in packet
    assert b"D:20270331" in info


def test_the_identifier_follows_from_the_serial():
    assert len(identify("R08-L1-000001-A")) == 16
    assert identify("R08-L1-000001-A") != identify("R08-L1-000002-B")
