"""Every design and every document, as it is handed out: what both standards ask, and rules that notice."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from certificates.badge import make_badge, open_token
from certificates.glyphs import FontSet
from certificates.model import COURSE, LEVEL
from certificates.press import Press
from certificates.render import render, render_transcript
from certificates.sign import empty_place, sign
from tests.certificates.builders import HARD_NAMES, LEVEL_3, a_certificate
from tests.certificates.keys import NOW, an_office
from tests.certificates.test_press import BADGE, PLACE
from tests.certificates.test_sign import judge
from tests.certificates.test_transcript import a_transcript
from tests.conformance.paper_rules import find_faults

FONTS = FontSet.load()
DESIGNS = ("formal-portrait", "modern-landscape", "bilingual-portrait")
PAPERS = [
    (design, kind, way) for design in DESIGNS for kind, way in ((LEVEL, "stamped"), (LEVEL, "drawn"), (COURSE, "drawn"))
]
PRESS = Press(FONTS, PLACE, BADGE)


def facts_of(design: str, kind: str, name: str = "髙﨑　花子"):
    return a_certificate(
        name=name,
        design=design,
        kind=kind,
        level_title="DX基礎" if kind == COURSE else "DX推進リーダー レベル3",
        level_title_en="DX basics" if kind == COURSE else "DX leader, level 3",
        skills=LEVEL_3,
        skills_en=tuple(f"Skill {number}" for number in range(17)),
        issuer_en="Hirakata City",
    )


@cache
def a_paper(design: str, kind: str, way: str, name: str = "髙﨑　花子") -> bytes:
    facts = facts_of(design, kind, name)
    token = make_badge(facts, an_office().issuer).encode("ascii")
    if way == "stamped":
        paper = PRESS.draw(facts, token)
        assert paper.stamped
        return sign(paper.data, an_office().signer, NOW)
    return sign(render(facts, FONTS, (replace(BADGE, data=token),), PLACE), an_office().signer, NOW)


@cache
def a_signed_transcript() -> bytes:
    facts = a_transcript()
    token = make_badge(a_certificate(), an_office().issuer).encode("ascii")
    place = empty_place(an_office().signer.room, "枚方市", "記録の交付")
    return sign(render_transcript(facts, FONTS, (replace(BADGE, data=token),), place), an_office().signer, NOW)


@pytest.mark.parametrize(("design", "kind", "way"), PAPERS)
def test_every_paper_is_what_both_standards_ask(design, kind, way):
    assert find_faults(a_paper(design, kind, way)) == []


def test_so_is_a_transcript():
    assert find_faults(a_signed_transcript()) == []


@pytest.mark.parametrize(
    ("design", "key"), list(zip(DESIGNS, ("tsuchi-yoshi", "ivs-watanabe-mj", "long"), strict=True))
)
def test_so_is_a_paper_of_several_fonts_or_rows(design, key):
    assert find_faults(a_paper(design, LEVEL, "drawn", HARD_NAMES[key])) == []


@pytest.mark.parametrize(("design", "kind", "way"), PAPERS)
def test_every_signature_holds_over_the_whole_file(design, kind, way):
    assert judge(a_paper(design, kind, way)).bottom_line


@pytest.mark.parametrize(("design", "kind", "way"), PAPERS)
def test_every_badge_inside_is_the_issuers_and_says_the_same(design, kind, way):
    with pikepdf.open(io.BytesIO(a_paper(design, kind, way))) as pdf:
        token = pdf.attachments["openbadge.jwt"].get_file().read_bytes().decode("ascii")
    claims = open_token(token, [an_office().badge_key.public_key()])
    facts = facts_of(design, kind)
    assert claims["name"] == facts.level_title
    assert claims["id"].endswith(facts.serial)
    assert claims["iss"] == claims["issuer"]["id"] == an_office().issuer.did


@pytest.mark.parametrize(("design", "kind", "way"), PAPERS)
def test_every_figure_says_what_it_shows(design, kind, way):
    with pikepdf.open(io.BytesIO(a_paper(design, kind, way))) as pdf:
        words = [
            str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    assert words == ["検証ページを開く二次元コード"]


def spoil_language(pdf):
    del pdf.Root.Lang


def spoil_mark(pdf):
    pdf.Root.MarkInfo.Marked = False


def spoil_title(pdf):
    pdf.docinfo["/Title"] = "別の題名"


def spoil_packet(pdf):
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = pdf.make_stream(packet.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"))


def spoil_profile(pdf):
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(b"no profile", N=3)


def spoil_relationship(pdf):
    del pdf.Root.AF[0]["/AFRelationship"]


def spoil_listing(pdf):
    pdf.Root.AF = pikepdf.Array()


def spoil_font(pdf):
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def spoil_family(pdf):
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.BaseFont = pikepdf.Name("/ABCDEF+DejaVu-Sans")


def spoil_width(pdf):
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.DescendantFonts[0].W[1][0] = 1234


def spoil_alt(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure":
            del one["/Alt"]


def spoil_heading(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/H2":
            one.S = pikepdf.Name("/H3")


def spoil_list(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/L":
            one.S = pikepdf.Name("/Div")


def spoil_role(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/P":
            one.S = pikepdf.Name("/Paragraph")


def spoil_parents(pdf):
    pdf.Root.StructTreeRoot.ParentTree.Nums[1] = pikepdf.Array()


def spoil_content(pdf):
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n0 0 10 10 re f")


def spoil_link(pdf):
    for one in pdf.pages[0].Annots:
        if "/Contents" in one:
            del one["/Contents"]


def spoil_tabs(pdf):
    del pdf.pages[0].Tabs


def spoil_action(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


def spoil_opacity(pdf):
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(A0=pikepdf.Dictionary(ca=0.5))


SPOILERS = [made for name, made in sorted(globals().items()) if name.startswith("spoil_")]


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__.removeprefix("spoil_"))
def test_the_rules_notice_what_is_wrong(spoil):
    with pikepdf.open(io.BytesIO(a_paper("formal-portrait", LEVEL, "drawn"))) as pdf:
        spoil(pdf)
        output = io.BytesIO()
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert find_faults(output.getvalue()), spoil.__name__
