"""A stamped paper is the drawn paper: the same text, tags, pictures and verdicts, ten times as fast."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import pdfa
from PIL import ImageChops

from certificates import press as press_module
from certificates.badge import MEDIA_TYPE, make_badge
from certificates.capture import Capture
from certificates.examination import CREDENTIAL, examine
from certificates.glyphs import FontSet, MissingGlyph
from certificates.imprint import imprint, make_imprint
from certificates.layout import TextTooLong, format_era_date
from certificates.model import CertificateFacts, Enclosure
from certificates.press import Press
from certificates.render import LABEL, open_template, render
from certificates.serial import make_serial
from certificates.sign import empty_place, sign
from certificates.stamp import NoTemplate, Personal, draw_code, identify, invent, make_template, shape
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, LEVEL_3, a_certificate
from tests.certificates.keys import NOW, an_office
from tests.certificates.test_inlay import BEYOND_THAT_JUDGE
from tests.certificates.test_render import draw_pixels, extract_text, list_tags, squeeze
from tests.certificates.test_sign import judge

ROOT = Path(__file__).parents[2]
FONTS = FontSet.load()
DESIGNS = ("formal-portrait", "modern-landscape", "bilingual-portrait")
BADGE = Enclosure(CREDENTIAL, MEDIA_TYPE, "Open Badge 3.0", b"")
PLACE = empty_place(an_office().signer.room, "枚方市", "認定証の発行")
PRESS = Press(FONTS, PLACE, BADGE)
STAMPED = {  # every name of the fixtures, and whether the main font draws it alone
    "hashigo-taka": True,
    "tsuchi-yoshi": False,
    "ivs-katsuragi": False,
    "ivs-watanabe-mj": False,
    "compat-kami": True,
    "compat-yu": True,
    "hashi": False,
    "kuwata-hamase": True,
    "katakana": True,
    "middle": True,
    "space": True,
    "formula": True,
    "long": True,
}


def token_of(facts: CertificateFacts) -> bytes:
    return make_badge(facts, an_office().issuer).encode("ascii")


def draw_both(facts: CertificateFacts) -> tuple[bytes, bytes]:
    """Stamped and drawn in full, both signed."""
    stamped = PRESS.draw(facts, token_of(facts))
    assert stamped.stamped
    full = render(facts, FONTS, (replace(BADGE, data=token_of(facts)),), PLACE)
    return sign(stamped.data, an_office().signer, NOW), sign(full, an_office().signer, NOW)


@pytest.fixture(scope="module", params=DESIGNS)
def both(request) -> tuple[bytes, bytes]:
    skills_en = tuple(f"Skill {number}" for number in range(17))
    return draw_both(
        a_certificate(
            name="髙﨑　花子",
            design=request.param,
            skills=LEVEL_3,
            skills_en=skills_en,
            level_title_en="DX leader, level 1",
            issued_on=date(2027, 3, 31),
        )
    )


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_both_have_the_same_text_in_the_same_order(both):
    texts = [pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text() for data in both]
    assert texts[0] == texts[1]
    assert "髙﨑" in texts[0]
    assert "令和９年３月３１日" in texts[0]


def test_both_have_the_same_tags(both):
    with opened(both[0]) as stamped, opened(both[1]) as full:
        assert list_tags(stamped.Root.StructTreeRoot) == list_tags(full.Root.StructTreeRoot)
        assert str(stamped.Root.Lang) == str(full.Root.Lang)
        marks = [
            [
                (str(operands[0]), str(operands[1]))
                for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
                if str(operator) == "BDC"
            ]
            for pdf in (stamped, full)
        ]
        assert marks[0] == marks[1]


def test_both_have_the_same_metadata_dates_and_identifier(both):
    with opened(both[0]) as stamped, opened(both[1]) as full:
        assert bytes(stamped.Root.Metadata.read_bytes()) == bytes(full.Root.Metadata.read_bytes())
        for key in ("/Title", "/Author", "/Subject", "/CreationDate", "/ModDate", "/Producer"):
            assert str(stamped.docinfo[key]) == str(full.docinfo[key]), key
        assert bytes(stamped.trailer.ID[0]) == bytes(full.trailer.ID[0]) == identify(a_certificate().serial)


def test_both_lead_to_the_same_address_from_the_same_place(both):
    links = []
    for data in both:
        with opened(data) as pdf:
            link = next(one for one in pdf.pages[0].Annots if one.Subtype == "/Link")
            links.append((str(link.A.URI), str(link.Contents), [round(float(edge), 2) for edge in link.Rect]))
    assert links[0] == links[1]


def test_both_embed_the_same_fonts_with_true_widths(both):
    names = []
    for data in both:
        with opened(data) as pdf:
            fonts = pdf.pages[0].Resources.Font
            names.append({str(font.BaseFont) for font in fonts.values()})
            assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts.values())
    assert names[0] == names[1]


def test_both_pass_the_judges_and_are_recognised(both, tmp_path):
    for data in both:
        assert judge(data).bottom_line
        assert examine(data, (an_office().root,)).genuine
        path = tmp_path / "paper.pdf"
        path.write_bytes(data)
        said = {finding.message for finding in pdfa.validate_written(path, "3b").findings}
        assert {one for one in said if not one.startswith("XMP namespace pdfa")} <= BEYOND_THAT_JUDGE


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
def test_another_program_draws_both_alike(both, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    pages = [draw_pixels(data, tmp_path / name, 100) for data, name in zip(both, ("one", "two"), strict=True)]
    difference = ImageChops.difference(*pages)
    counts = difference.histogram()
    pixels = pages[0].width * pages[0].height
    assert sum(counts[41:]) < pixels * 0.003, "edges of letters and of the code, which fall between two pixels"
    blurred = difference.reduce(8)
    assert blurred.getextrema()[1] < 60, "nothing that is larger than an edge"


@pytest.mark.parametrize("key", HARD_NAMES)
def test_every_hard_name_comes_out_right_whichever_way_it_goes(key):
    facts = a_certificate(name=HARD_NAMES[key])
    paper = PRESS.draw(facts, token_of(facts))
    assert paper.stamped is STAMPED[key]
    assert squeeze(HARD_NAMES[key]) + "殿" in extract_text(paper.data)


@pytest.mark.parametrize("changes", [{"kana": "ひらかた"}, {"name": "長" * 30}, {"name": "葛\U000e0100"}])
def test_what_is_not_safe_to_stamp_is_drawn_in_full(changes):
    facts = a_certificate(**changes)
    paper = PRESS.draw(facts, token_of(facts))
    assert not paper.stamped
    assert paper.data == render(facts, FONTS, (replace(BADGE, data=token_of(facts)),), PLACE)


def test_what_cannot_be_drawn_is_refused_before_anything_else():
    with pytest.raises(MissingGlyph):
        PRESS.draw(a_certificate(name=GAIJI_NAME), b"")
    with pytest.raises(TextTooLong):
        PRESS.draw(a_certificate(name="長" * 200), b"")


def test_the_same_facts_give_the_same_bytes_whatever_was_stamped_before():
    facts = a_certificate(name="山本　美咲")
    first = Press(FONTS, PLACE, BADGE).draw(facts, b"x").data
    other = Press(FONTS, PLACE, BADGE)
    for name in ("佐藤　健", "髙﨑"):
        other.draw(a_certificate(name=name), b"x")
    assert other.draw(facts, b"x").data == first


def test_the_same_facts_give_the_same_bytes_in_another_process():
    program = (
        "import hashlib\n"
        "from tests.certificates.test_press import PRESS\n"
        "from tests.certificates.builders import a_certificate\n"
        "print(hashlib.sha256(PRESS.draw(a_certificate(), b'x').data).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "99", "TZ": "Pacific/Kiritimati", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(PRESS.draw(a_certificate(), b"x").data).hexdigest()


def test_a_template_is_made_once_for_papers_that_share_all_but_the_holder(monkeypatch):
    press = Press(FONTS, PLACE, BADGE)
    press.draw(a_certificate(name="山本　美咲"), b"")
    monkeypatch.setattr(press_module, "open_template", None)
    for number, name in enumerate(("佐藤　健", "鈴木　愛", "高橋　大輔"), 5):
        serial = make_serial(2026, 1, number)
        facts = a_certificate(name=name, serial=serial, verify_url=f"https://learn.example.jp/verify/{serial}")
        assert press.draw(replace(facts, issued_on=date(2026, 12, number), salt="x"), b"").stamped


def test_no_more_templates_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(press_module, "_MOST", 1)
    press = Press(FONTS, PLACE, BADGE)
    for title in ("甲", "乙"):
        assert press.draw(a_certificate(level_title=title), b"").stamped
    assert len(press._imprints) == 1


def test_a_design_that_shows_no_order_is_drawn_in_full(monkeypatch):
    def refuse(*_):
        raise NoTemplate("x")

    monkeypatch.setattr(press_module, "open_template", refuse)
    press = Press(FONTS, PLACE, BADGE)
    assert not press.draw(a_certificate(), b"").stamped
    assert not press.draw(a_certificate(), b"").stamped


def test_a_stamped_paper_is_small():
    facts = a_certificate()
    assert len(sign(PRESS.draw(facts, token_of(facts)).data, an_office().signer, NOW)) <= 75_000


def test_all_days_of_a_year_and_all_eras_are_stamped_right():
    for day in (date(2019, 5, 1), date(2026, 1, 9), date(2030, 12, 31)):
        facts = a_certificate(issued_on=day)
        paper = PRESS.draw(facts, b"")
        assert paper.stamped
        assert format_era_date(day) in extract_text(paper.data)
        with opened(paper.data) as pdf:
            assert str(pdf.docinfo.CreationDate) == "D:" + day.strftime("%Y%m%d")
            assert day.isoformat().encode() in bytes(pdf.Root.Metadata.read_bytes())


def test_markup_and_parentheses_in_a_name_are_text_everywhere():
    facts = a_certificate(name="<b>(&amp;)\\</b>")
    paper = PRESS.draw(facts, b"")
    assert paper.stamped
    assert "<b>(&amp;)\\</b>殿" in extract_text(paper.data)
    with opened(paper.data) as pdf:
        assert str(pdf.docinfo.Title).endswith("<b>(&amp;)\\</b>")
        assert b"&lt;b&gt;(&amp;amp;)" in bytes(pdf.Root.Metadata.read_bytes())


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


def test_a_name_beyond_the_font_is_no_stamp(template):
    made = make_imprint(template, PLACE, LABEL, BADGE)
    facts = a_certificate(name=HARD_NAMES["tsuchi-yoshi"])
    with pytest.raises(NoTemplate):
        imprint(made, facts, format_era_date(facts.issued_on), b"")


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
