"""Every name that breaks careless software, in every design: drawn right, or refused with the character named."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pytest

from certificates.designs import find_design
from certificates.glyphs import FontSet, MissingGlyph, is_selector
from certificates.layout import POINTS_PER_MM, TextTooLong, check_name
from certificates.render import render
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, a_certificate

FONTS = FontSet.load()
DESIGNS = ("formal-portrait", "modern-landscape", "bilingual-portrait")
FROM_FALLBACK = {"tsuchi-yoshi", "ivs-watanabe-mj", "hashi"}
"""Names of which the main font lacks a character or a variant of one."""
OTHERS = {
    "latin": "Anastasia",
    "accents": "María José Ñandú",
    "apostrophe": "O’Neill-Łukasz",
    "long-latin": "Maximilian Alexander von Hohenstaufen-Wittelsbach",
    "one-word": "スカイラー",
    "forty": "長" * 40,
}
NAMES = HARD_NAMES | OTHERS
FURIGANA = "かでのこうじ　さえもんさぶろう"


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def list_shown(pdf: pikepdf.Pdf) -> dict[str, set[int]]:
    """Font -> the glyphs that the page shows in it."""
    shown: dict[str, set[int]] = {}
    font = ""
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
        if str(operator) == "Tf":
            font = str(pdf.pages[0].Resources.Font[str(operands[0])].BaseFont).split("+")[1]
        elif str(operator) == "TJ":
            codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
            pairs = zip(codes[::2], codes[1::2], strict=True)
            shown.setdefault(font, set()).update(high << 8 | low for high, low in pairs)
    return shown


@pytest.fixture(scope="module", params=[(design, key) for design in DESIGNS for key in NAMES], ids="/".join)
def paper(request) -> tuple[str, str, bytes]:
    """A design, the key of a name, and the paper; every second name with furigana."""
    design, key = request.param
    kana = FURIGANA if list(NAMES).index(key) % 2 else None
    return design, key, render(a_certificate(name=NAMES[key], kana=kana, design=design), FONTS)


def test_the_name_is_on_the_one_page_with_its_selectors_and_no_box(paper):
    _, key, data = paper
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    assert squeeze(NAMES[key]) + "殿" in squeeze(page.extract_text())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shown = list_shown(pdf)
        assert NAMES[key] in str(pdf.docinfo.Title)
    assert all(0 not in glyphs for glyphs in shown.values()), "glyph 0 is the box"
    allowed = {"Certificate-BIZ-UDPMincho", "Certificate-BIZ-UDPGothic"}
    fallback = {"Certificate-IPAmjMincho"} if key in FROM_FALLBACK else set()
    assert set(shown) == allowed | fallback


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_name_stays_inside_its_design(paper, tmp_path: Path):
    """As another program sees it: no piece of the name reaches over the sides of the sheet's inner frame."""
    design, key, data = paper
    (tmp_path / "paper.pdf").write_bytes(data)
    command = ["pdftotext", "-bbox", tmp_path / "paper.pdf", "-"]
    # That program writes a title beyond the basic plane as surrogates, which is no UTF-8.
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    wide = find_design(design).size[0] * POINTS_PER_MM
    boxes = re.findall(r'<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">(.*?)</word>', told)
    seen = [
        (float(left), float(right)) for left, _, right, _, said in boxes if said.strip("&;") and said[0] in NAMES[key]
    ]
    assert seen
    assert all(22 * POINTS_PER_MM < left < right < wide - 14 * POINTS_PER_MM for left, right in seen)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_gaiji_is_refused_with_its_code_point_in_every_design(design):
    with pytest.raises(MissingGlyph) as refused:
        render(a_certificate(name=GAIJI_NAME, design=design), FONTS)
    assert [(one.code_point, one.reason) for one in refused.value.missing] == [("U+E000", "private-use")]
    (problem,) = check_name(GAIJI_NAME, FONTS, design)
    assert (problem.code, problem.params["code_point"]) == ("private-use", "U+E000")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(
    ("name", "code_point", "reason"),
    [
        ("\U000323b0田", "U+323B0", "no-glyph"),
        ("田\U000e0105\U000e01ef中", "U+7530 U+E0105 U+E01EF", "variant-lost"),
        ("田\u202e中", "U+202E", "control"),
        ("田中\n", "U+000A", "control"),
    ],
)
def test_what_no_font_draws_is_named_and_not_replaced(design, name, code_point, reason):
    with pytest.raises(MissingGlyph) as refused:
        render(a_certificate(name=name, design=design), FONTS)
    assert [(one.code_point, one.reason) for one in refused.value.missing] == [(code_point, reason)]
    assert [one.code for one in check_name(name, FONTS, design)] == [reason]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("field", ["name", "kana"])
def test_what_is_too_long_is_refused_by_field_and_never_clipped(design, field):
    with pytest.raises(TextTooLong) as refused:
        render(a_certificate(**{field: "な" * 300, "design": design}), FONTS)
    assert refused.value.field == field


@pytest.mark.parametrize("key", NAMES)
def test_the_check_before_issue_agrees_with_the_drawing(key):
    assert [check_name(NAMES[key], FONTS, design) for design in DESIGNS] == [[], [], []]


def test_the_names_are_the_fourteen_and_none_was_tidied_by_an_editor():
    assert len(HARD_NAMES) + 1 == 14
    assert [hex(ord(one)) for one in HARD_NAMES["compat-kami"]] == ["0xfa19", "0x7530"]
    assert [hex(ord(one)) for one in HARD_NAMES["compat-yu"]] == ["0x4e2d", "0x6751", "0xfa4f", "0x6a39"]
    assert [key for key, name in HARD_NAMES.items() if any(is_selector(ord(one)) for one in name)] == [
        "ivs-katsuragi",
        "ivs-watanabe-mj",
    ]
