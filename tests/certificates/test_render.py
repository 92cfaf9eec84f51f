"""The finished PDF: one A4 page, tagged, the right text in the right fonts, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdf
import pytest
from PIL import Image, ImageChops

from certificates import render as render_module
from certificates.designs import BadDesign, find_design
from certificates.fonts import Face
from certificates.glyphs import FontSet, MissingGlyph, _find_missing
from certificates.layout import TextTooLong
from certificates.render import RenderFault, render
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, LEVEL_3, a_certificate
from tests.certificates.test_fonts import build_font

ROOT = Path(__file__).parents[2]
FONTS = FontSet.load()


def extract_text(data: bytes) -> str:
    """The text layer without blanks and line ends."""
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s", "", page.extract_text())


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def list_tags(element: pikepdf.Object) -> list[str]:
    """The structure tree as a list of tags in reading order."""
    found = [str(element.S)] if "/S" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += list_tags(child)
    return found


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render(a_certificate(), FONTS)


@pytest.fixture(scope="module")
def opened(plain) -> pikepdf.Pdf:
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        yield pdf


def test_it_is_one_page_of_a4(opened):
    (page,) = opened.pages
    assert [float(edge) for edge in page.MediaBox] == pytest.approx([0, 0, 595.2756, 841.8898], abs=0.01)


def test_it_says_its_language_and_title(opened):
    assert str(opened.Root.Lang) == "ja"
    assert str(opened.docinfo.Title) == "認定証　DX推進リーダー レベル1　枚方　花子"
    assert str(opened.docinfo.Author) == "枚方市"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_it_is_tagged_in_reading_order(opened):
    assert opened.Root.MarkInfo.Marked
    blocks = [tag for tag in list_tags(opened.Root.StructTreeRoot) if tag not in ("/Span", "/NonStruct", "/Div")]
    assert blocks[:6] == ["/Document", "/H1", "/P", "/P", "/P", "/H2"]
    assert blocks.count("/LI") == 8
    assert blocks.count("/Figure") == 1
    assert blocks[-1] == "/Link"
    assert str(opened.pages[0].Tabs) == "/S"


def test_the_code_has_a_text_for_those_who_do_not_see_it(opened):
    def find_figures(element: pikepdf.Object) -> list[pikepdf.Object]:
        found = [element] if element.get("/S") == "/Figure" else []
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                found += find_figures(child)
        return found

    (figure,) = find_figures(opened.Root.StructTreeRoot)
    assert str(figure.Alt) == "検証ページを開く二次元コード"


def test_all_that_is_painted_is_content_or_an_artifact(opened):
    """PDF/UA-1, 7.1-3: nothing outside marked content."""
    depth = 0
    painted = 0
    for operands, operator in pikepdf.parse_content_stream(opened.pages[0]):
        name = str(operator)
        if name in ("BMC", "BDC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in ("S", "s", "f", "f*", "B", "B*", "Tj", "TJ", "Do", "sh"):
            painted += 1
            assert depth > 0, (operands, name)
    assert depth == 0
    assert painted > 20


def test_it_claims_both_standards_once(opened):
    packet = bytes(opened.Root.Metadata.read_bytes())
    assert packet.count(b"<rdf:RDF") == 1
    assert b'pdfaid:part="3"' in packet
    assert b'pdfaid:conformance="A"' in packet
    assert packet.count(b"<pdfuaid:part>1</pdfuaid:part>") == 1
    assert str(opened.Root.OutputIntents[0].S) == "/GTS_PDFA1"


def test_its_dates_are_the_date_of_issue_and_no_clock_is_read(opened):
    assert str(opened.docinfo.CreationDate) == str(opened.docinfo.ModDate) == "D:20261122"


def test_only_checked_fonts_are_embedded_and_all_are(opened):
    fonts = opened.pages[0].Resources.Font
    names = set()
    for font in fonts.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor
        assert "/ToUnicode" in font
        names.add(str(font.BaseFont).split("+")[1])
    assert names == {"Certificate-BIZ-UDPMincho", "Certificate-BIZ-UDPGothic"}


def test_the_text_layer_holds_every_fact(plain):
    facts = a_certificate()
    text = extract_text(plain)
    for _, fact in facts.texts():
        assert squeeze(fact) in text, fact
    assert "枚方花子殿" in text
    assert "令和８年１１月２２日" in text
    assert facts.salt not in text


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_every_hard_name_is_drawn_and_readable_back(name):
    text = extract_text(render(a_certificate(name=name), FONTS))
    assert squeeze(name) + "殿" in text


def test_a_name_of_two_fonts_embeds_both_and_nothing_else():
    data = render(a_certificate(name=HARD_NAMES["ivs-watanabe-mj"]), FONTS)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
    assert names == {"Certificate-BIZ-UDPMincho", "Certificate-BIZ-UDPGothic", "Certificate-IPAmjMincho"}


def test_a_variant_is_another_glyph_than_its_base():
    """A text test cannot see a lost variant: the glyphs themselves must differ."""

    def find_glyphs(name: str) -> bytes:
        with pikepdf.open(io.BytesIO(render(a_certificate(name=name), FONTS))) as pdf:
            shown = [
                operands for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]) if str(operator) == "TJ"
            ]
            return b"".join(
                bytes(part) for operands in shown for part in operands[0] if isinstance(part, pikepdf.String)
            )

    assert find_glyphs("葛城") != find_glyphs("葛\U000e0100城")
    assert find_glyphs("渡邉") != find_glyphs("渡邉\U000e0110")


def test_a_name_with_a_gaiji_is_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(render_module, "_print", None)
    with pytest.raises(MissingGlyph) as refused:
        render(a_certificate(name=GAIJI_NAME), FONTS)
    assert refused.value.field == "name"
    assert refused.value.missing[0].code_point == "U+E000"


def test_a_text_that_does_not_fit_is_refused():
    with pytest.raises(TextTooLong):
        render(a_certificate(name="長" * 200), FONTS)


def test_a_glyph_that_the_check_overlooked_is_caught_after_drawing(monkeypatch):
    """Both nets hold by themselves: here the first one is taken away."""
    monkeypatch.setattr(Face, "draws", lambda face, base, selector: True)
    _find_missing.cache_clear()
    with pytest.raises(RenderFault):
        render(a_certificate(name="\U000323b0田"), FONTS)
    _find_missing.cache_clear()


def test_markup_in_a_name_is_text():
    data = render(a_certificate(name="<b>&amp;</b>"), FONTS)
    assert "<b>&amp;</b>殿" in extract_text(data)


def test_seventeen_skills_and_a_long_name_stay_on_one_page():
    data = render(a_certificate(name="長" * 55, skills=LEVEL_3, kana="なが" * 20, issuer_title="市長"), FONTS)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert "RPA・AI-OCR構築" in extract_text(data)


def test_the_file_is_small(plain):
    assert len(plain) < 75_000


def test_an_unknown_design_is_refused():
    with pytest.raises(BadDesign):
        render(a_certificate(design="../formal-portrait/no"), FONTS)


def test_the_same_facts_give_the_same_bytes_whatever_was_drawn_between(plain):
    render(a_certificate(name=HARD_NAMES["tsuchi-yoshi"]), FONTS)
    render(a_certificate(serial="R08-L1-000124-X"), FONTS)
    assert render(a_certificate(), FONTS) == plain
    assert render(a_certificate(serial="R08-L1-000124-X"), FONTS) != plain


def test_the_same_facts_give_the_same_bytes_in_another_process(plain):
    program = (
        "import hashlib\n"
        "from certificates.glyphs import FontSet\n"
        "from certificates.render import render\n"
        "from tests.certificates.builders import HARD_NAMES, a_certificate\n"
        "fonts = FontSet.load()\n"
        "for name in (HARD_NAMES['tsuchi-yoshi'], None):\n"
        "    facts = a_certificate(name=name) if name else a_certificate()\n"
        "    print(hashlib.sha256(render(facts, fonts)).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4321", "TZ": "Pacific/Kiritimati", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    mine = [render(a_certificate(name=HARD_NAMES["tsuchi-yoshi"]), FONTS), plain]
    assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in mine]


def test_threads_draw_one_after_the_other_and_the_same(plain):
    names = ["枚方　花子", "髙﨑", "枚方　花子", "田中　花子"]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda name: render(a_certificate(name=name), FONTS), names))
    assert drawn[0] == drawn[2] == plain
    assert len(set(drawn)) == 3


def test_the_address_can_be_followed_and_is_spelled_out(opened):
    (annotation,) = opened.pages[0].Annots
    assert str(annotation.A.URI) == a_certificate().verify_url
    assert str(annotation.Contents) == a_certificate().verify_url


def draw_pixels(data: bytes, folder: Path, dpi: int = 60) -> Image.Image:
    """The page as an independent program (poppler) draws it, in grey."""
    (folder / "page.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", str(folder / "page.pdf"), str(folder / "page")], check=True
    )
    with Image.open(folder / "page.pgm") as image:
        return image.copy()


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
def test_another_program_draws_the_frame_the_name_and_a_free_place_for_the_seal(plain, tmp_path):
    page = draw_pixels(plain, tmp_path)
    millimetre = page.width / 210

    def darkest(left: float, top: float, right: float, bottom: float) -> int:
        box = tuple(round(edge * millimetre) for edge in (left, top, right, bottom))
        return page.crop(box).getextrema()[0]

    assert darkest(0, 0, 210, 5) == 255, "the edge that printers cannot reach is empty"
    assert darkest(12, 60, 20, 200) < 200, "the border"
    assert darkest(60, 36, 150, 52) < 120, "the heading"
    assert darkest(60, 82, 150, 100) < 120, "the name"
    assert darkest(161, 232, 178, 249) > 240, "the place of the seal holds no fact"
    assert darkest(34, 248, 53, 267) < 40, "the code"


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
def test_two_names_differ_in_the_place_of_the_name_only(plain, tmp_path):
    other = render(a_certificate(name="髙﨑　一郎"), FONTS)
    difference = ImageChops.difference(draw_pixels(plain, tmp_path), draw_pixels(other, tmp_path))
    _, top, _, bottom = difference.getbbox() or (0, 0, 0, 0)
    assert 75 < top * 297 / difference.height < bottom * 297 / difference.height < 112


@pytest.mark.parametrize("field", ["plan_title", "level_title", "issuer_title"])
def test_settings_text_with_a_rare_character_is_drawn_too(field):
    """A city or an office may be written with a character of the fallback font."""
    data = render(a_certificate(**{field: "\U00020bb7野市の名称"}), FONTS)
    assert "\U00020bb7野市の名称" in extract_text(data)


def test_a_customers_own_font_draws_what_the_others_lack(tmp_path):
    own = build_font(tmp_path / "city.ttf", "\U000323b0", family="City Extra")
    data = render(a_certificate(name="\U000323b0田"), FontSet.load(extra=[own]))
    assert "\U000323b0田殿" in extract_text(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert any("Certificate-City-Extra" in str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values())


def test_nothing_is_fetched_from_anywhere(monkeypatch):
    """The press reads font files and the code inside the page; any other address is refused by its fetcher."""
    press = render_module._open_press(find_design("formal-portrait"), FONTS.mincho[0], FONTS.gothic)
    for address in ("http://127.0.0.1:1/x.png", "https://example.jp/x", "ftp://example.jp/x"):
        with pytest.raises(ValueError, match="disallowed"):
            press.fetcher.fetch(address)


def test_the_press_is_made_once_for_all_plain_names(plain):
    before = render_module._open_press.cache_info().misses
    for name in ("髙﨑", "田中　花子"):
        render(a_certificate(name=name), FONTS)
    assert render_module._open_press.cache_info().misses == before


def test_the_identifier_of_the_file_follows_from_the_serial_alone(plain):
    def identify(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return bytes(pdf.trailer.ID[0])

    assert identify(plain) == hashlib.sha256(a_certificate().serial.encode()).digest()[:16]
    assert identify(render(a_certificate(name="髙﨑"), FONTS)) == identify(plain)
    assert identify(render(a_certificate(serial="R08-L1-000124-X"), FONTS)) != identify(plain)
