"""A stamped file: whole, indexed right, with what is shared laid down once and what is personal in each."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from certificates.glyphs import FontSet
from certificates.imprint import imprint, make_imprint
from certificates.layout import format_era_date
from certificates.model import Enclosure
from certificates.render import LABEL, open_template
from certificates.sign import empty_place, sign
from certificates.stamp import NoTemplate
from tests.certificates.builders import HARD_NAMES, a_certificate
from tests.certificates.keys import NOW, an_office

BADGE = Enclosure("openbadge.jwt", "application/vc+jwt", "Open Badge 3.0", b"")
PLACE = empty_place(an_office().signer.room, "枚方市", "認定証の発行")
FONTS = FontSet.load()


@pytest.fixture(scope="module")
def template():
    return open_template(a_certificate(name="山本　美咲"), FONTS)


@pytest.fixture(scope="module")
def made(template):
    return make_imprint(template, PLACE, LABEL, BADGE)


def stamp(made, **changes) -> bytes:
    facts = a_certificate(**changes)
    return imprint(made, facts, format_era_date(facts.issued_on), b"token")


def test_the_file_is_read_without_any_repair(made):
    data = stamp(made)
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.pdf_version == "1.7"
    signed = sign(data, an_office().signer, NOW)
    with pikepdf.open(io.BytesIO(signed), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_every_object_is_where_the_index_says(made):
    with pikepdf.open(io.BytesIO(stamp(made))) as pdf:
        assert all(one is not None for one in pdf.objects)
        assert len(pdf.objects) >= 80


def test_papers_share_their_beginning_and_nothing_personal_is_in_it(made):
    one, other = stamp(made), stamp(made, name="佐藤　健")
    assert one.startswith(made.head)
    assert other.startswith(made.head)
    assert one != other
    for name in ("山本", "佐藤", "枚方　花子"):
        assert name.encode("utf-16-be").hex().encode() not in made.head


def test_no_glyph_of_another_holder_is_in_the_font(made):
    with pikepdf.open(io.BytesIO(stamp(made, name="佐藤　健"))) as pdf:
        font = next(one for one in pdf.pages[0].Resources.Font.values() if "Mincho" in str(one.BaseFont))
        texts = font.ToUnicode.read_bytes()
    for character, there in (("佐", True), ("健", True), ("甲", False), ("乙", False), ("花", False)):
        assert (f"<{ord(character):04x}>".encode() in texts) is there, character


def test_widths_texts_and_numbers_are_given_for_every_glyph_that_is_shown(made):
    with pikepdf.open(io.BytesIO(stamp(made))) as pdf:
        font = next(one for one in pdf.pages[0].Resources.Font.values() if "Mincho" in str(one.BaseFont))
        listed = {int(one) for one in list(font.DescendantFonts[0].W)[::2]}
        mapped = bytes(font.DescendantFonts[0].CIDToGIDMap.read_bytes())
        shown, current = set(), ""
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "Tf":
                current = str(operands[0])
            if str(operator) == "TJ" and pdf.pages[0].Resources.Font[current].BaseFont == font.BaseFont:
                data = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                shown |= {int.from_bytes(data[place : place + 2]) for place in range(0, len(data), 2)}
    assert shown <= listed
    assert all(int.from_bytes(mapped[2 * glyph : 2 * glyph + 2]) for glyph in shown), "none falls on the empty glyph"


def test_the_enclosed_file_is_the_holders(made):
    with pikepdf.open(io.BytesIO(stamp(made))) as pdf:
        (specification,) = pdf.Root.AF
        assert specification.AFRelationship == "/Data"
        assert pdf.attachments["openbadge.jwt"].get_file().read_bytes() == b"token"
        assert int(specification.EF.F.Params.Size) == 5


def test_the_place_of_the_signature_is_like_that_of_a_drawn_paper(made):
    with pikepdf.open(io.BytesIO(stamp(made))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert (str(field.FT), str(field.TU), int(field.F)) == ("/Sig", "電子署名", 132)
        assert field.V.objgen == pdf.Root.Perms.DocMDP.objgen
        assert [str(one.Subtype) for one in pdf.pages[0].Annots] == ["/Link", "/Widget"]


def test_a_template_without_its_font_is_none(template):
    broken = replace(template, capture=replace(template.capture, objects={**template.capture.objects}))
    number = broken.capture.fonts[template.font]
    broken.capture.objects[number] = b"<</Type /Font>>"
    with pytest.raises(NoTemplate):
        make_imprint(broken, PLACE, LABEL, BADGE)


def test_a_name_beyond_the_font_is_no_stamp(made):
    facts = a_certificate(name=HARD_NAMES["tsuchi-yoshi"])
    with pytest.raises(NoTemplate):
        imprint(made, facts, format_era_date(facts.issued_on), b"")
