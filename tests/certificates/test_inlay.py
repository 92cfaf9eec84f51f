"""Frame, enclosed file and signature place stand in the file as both standards ask."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pydyf
import pytest
from pikepdf import pdfa

from certificates.glyphs import FontSet
from certificates.inlay import enclose, find_object, lay_frame, lay_place
from certificates.model import Enclosure
from certificates.render import render
from tests.certificates.builders import a_certificate
from tests.certificates.keys import a_blank_paper, a_signed_paper

BEYOND_THAT_JUDGE = {
    "patterns are not supported",
    "shadings are not supported",
    "interactive forms (/AcroForm) are not supported",
    "permissions (/Perms) are not supported",
    "embedded files are not supported",
    "XMP property pdfuaid:part is not permitted",
    "XMP property pdfaExtension:schemas is not permitted",
    "pdfaid:conformance is 'A', expected 'B'",
}
"""What the judge of level B has no knowledge of: empty resources, PDF/UA's extension schema, signatures, level A."""


@pytest.fixture(scope="module")
def opened():
    with pikepdf.open(io.BytesIO(a_signed_paper())) as pdf:
        yield pdf


@pytest.mark.parametrize("paper", [a_blank_paper, a_signed_paper])
def test_an_independent_judge_of_pdf_a_finds_no_violation(paper, tmp_path):
    """pikepdf's own validator, which approves only what it knows; the rest of what it says is listed above."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper())
    said = {
        finding.message
        for finding in pdfa.validate_written(path, "3b").findings
        if not finding.message.startswith("XMP namespace pdfa")
    }
    assert said <= BEYOND_THAT_JUDGE | {one for one in said if "signature" in one.lower() and "support" in one}, said


def test_that_judge_does_notice_faults(tmp_path):
    with pikepdf.open(io.BytesIO(a_signed_paper())) as pdf:
        del pdf.Root.OutputIntents
        del pdf.pages[0].Resources.Font
        pdf.save(tmp_path / "spoilt.pdf")
    findings = pdfa.validate_written(tmp_path / "spoilt.pdf", "3b").findings
    assert any(finding.kind == "violation" and "XMP" not in finding.message for finding in findings)


def test_the_badge_is_enclosed_as_data_of_the_document(opened):
    (specification,) = opened.Root.AF
    assert specification.AFRelationship == "/Data"
    assert str(specification.UF) == "openbadge.jwt"
    assert str(specification.Desc) == "Open Badge 3.0"
    stream = specification.EF.F
    assert str(stream.Subtype) == "/application/vc+jwt"
    data = stream.read_bytes()
    assert int(stream.Params.Size) == len(data)
    assert bytes(stream.Params.CheckSum).hex() == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert str(stream.Params.ModDate) == "D:20261122"
    assert data.count(b".") == 2


def test_it_is_listed_by_name_too_so_that_readers_show_it(opened):
    assert list(opened.attachments) == ["openbadge.jwt"]


def test_the_field_of_the_signature_is_printed_invisible_and_named(opened):
    (field,) = [one for one in opened.pages[0].Annots if one.Subtype == "/Widget"]
    assert (str(field.FT), str(field.TU)) == ("/Sig", "電子署名")
    assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0], "outside the page: not read aloud, no appearance due"
    assert int(field.F) & 0b100, "printed (ISO 19005-3, 6.3.2)"
    assert not int(field.F) & 0b100011, "neither hidden nor without view"
    assert field.P.objgen == opened.pages[0].objgen
    assert "/NeedAppearances" not in opened.Root.AcroForm
    assert opened.Root.Perms.DocMDP.objgen == field.V.objgen


def test_link_and_field_are_both_there_in_the_order_of_the_structure(opened):
    assert [str(one.Subtype) for one in opened.pages[0].Annots] == ["/Link", "/Widget"]
    assert str(opened.pages[0].Tabs) == "/S"


def test_without_place_and_files_there_is_no_trace_of_them():
    with pikepdf.open(io.BytesIO(render(a_certificate(), FontSet.load()))) as pdf:
        for key in ("/AcroForm", "/Perms", "/AF"):
            assert key not in pdf.Root
        assert len(pdf.attachments) == 0


def a_document():
    """A document of one page as the writer holds it."""
    pdf = pydyf.PDF()
    resources = pydyf.Dictionary({"XObject": pydyf.Dictionary()})
    stream = pydyf.Stream([b"q", b"Q"])
    for one in (resources, stream):
        pdf.add_object(one)
    box = pydyf.Array([0, 0, 100, 50])
    pdf.add_page(
        pydyf.Dictionary(
            {"Type": "/Page", "MediaBox": box, "Contents": stream.reference, "Resources": resources.reference}
        )
    )
    return pdf


def written(pdf) -> pikepdf.Pdf:
    output = io.BytesIO()
    pdf.write(output, compress=True)
    return pikepdf.open(output)


def test_the_frame_lies_below_everything_and_is_an_artifact():
    pdf = a_document()
    lay_frame(pdf, b"", (100.0, 50.0))
    with written(pdf) as opened:
        operators = [str(operator) for _, operator in pikepdf.parse_content_stream(opened.pages[0])]
        assert operators == ["BMC", "q", "Do", "Q", "EMC", "q", "Q"]
        assert [float(edge) for edge in opened.pages[0].Resources.XObject.frame.BBox] == [0, 0, 100, 50]


def test_several_files_are_listed_in_order():
    pdf = a_document()
    files = tuple(Enclosure(f"{name}.txt", "text/plain", name, name.encode()) for name in ("b", "a"))
    enclose(pdf, files, a_certificate().issued_on)
    with written(pdf) as opened:
        assert [str(one.UF) for one in opened.Root.AF] == ["a.txt", "b.txt"]
        assert opened.attachments["b.txt"].get_file().read_bytes() == b"b"


def test_a_page_without_links_gets_the_field_as_its_only_annotation():
    pdf = a_document()
    lay_place(pdf, b"<</Type /Sig>>", "x")
    assert find_object(pdf, pdf.page_references[0])["Annots"]
    with written(pdf) as opened:
        (field,) = opened.pages[0].Annots
        assert str(field.V.Type) == "/Sig"
        assert len(opened.Root.AcroForm.Fields) == 1
