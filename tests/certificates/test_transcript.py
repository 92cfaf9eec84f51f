"""A transcript: every skill with what shows it, in tables that can be read aloud, on as many pages as it takes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import pdfa

from certificates.badge import ENCLOSURE
from certificates.examination import examine
from certificates.glyphs import FontSet, MissingGlyph
from certificates.layout import TextTooLong
from certificates.render import RenderFault, render_transcript
from certificates.sign import empty_place, sign
from certificates.transcript import (
    MOST_PAGES,
    Award,
    Entry,
    Proof,
    TranscriptFacts,
    dump_entries,
    lay_out_transcript,
    load_entries,
)
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, LEVEL_3
from tests.certificates.keys import NOW, an_office
from tests.certificates.test_inlay import BEYOND_THAT_JUDGE
from tests.certificates.test_render import list_tags, squeeze

FONTS = FontSet.load()
COURSE = Proof("講座の修了（修了テスト合格）", date(2026, 5, 10))
TASK = Proof("実務課題「申請手続きの見直し」の達成", date(2026, 10, 3))


def a_transcript(**changes: Any) -> TranscriptFacts:
    """The transcript of an invented person with all skills."""
    facts = {
        "mark": "transcript-1",
        "name": "枚方　花子",
        "kana": None,
        "entries": tuple(Entry(skill, (COURSE, TASK)) for skill in LEVEL_3),
        "awards": (Award("DX推進リーダー レベル1", "R08-L1-000123-E", date(2026, 11, 22)),),
        "issued_on": date(2026, 11, 22),
        "issuer": "枚方市",
        "issuer_title": "枚方市長",
        "plan_title": "枚方市デジタル人材育成計画",
    }
    return TranscriptFacts(**(facts | changes))


def read_text(data: bytes) -> str:
    """The text layer of all pages without blanks."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


@pytest.fixture(scope="module")
def full() -> bytes:
    return render_transcript(a_transcript(), FONTS)


@pytest.fixture(scope="module")
def opened(full) -> pikepdf.Pdf:
    with pikepdf.open(io.BytesIO(full)) as pdf:
        yield pdf


def test_every_fact_is_in_the_text_layer_in_its_order(full):
    text, place = read_text(full), 0
    for skill in LEVEL_3:
        place = text.index(squeeze(skill), place)
        place = text.index(squeeze(TASK.evidence), place)
    for _, fact in a_transcript().texts():
        assert squeeze(fact) in text
    assert text.count("令和８年５月１０日") == text.count("令和８年１０月３日") == len(LEVEL_3)
    assert "枚方花子殿" in text
    assert "認定証ではありません" in text


def test_it_takes_several_pages_and_each_begins_with_the_heads(opened, full):
    assert len(opened.pages) > 1
    for page in pypdf.PdfReader(io.BytesIO(full)).pages:
        text = squeeze(page.extract_text())
        assert "スキル証跡日付" in text or "発行日" in text


def test_every_cell_names_its_heads_for_those_who_listen(opened):
    """PDF/UA-1, 7.5: the structure of a table can be told from Headers and IDs."""
    elements = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    heads = {str(one.ID) for one in elements if one.S == "/TH"}
    cells = [one for one in elements if one.S == "/TD"]
    assert len(cells) == 2 * (1 + 2 * len(LEVEL_3))
    for cell in cells:
        named = [str(one) for one in cell.A.Headers]
        assert len(named) == 2, "the skill, and the column"
        assert set(named) <= heads


def test_it_is_tagged_titled_and_in_its_language(opened):
    tags = list_tags(opened.Root.StructTreeRoot)
    assert [tag for tag in tags if tag in ("/H1", "/H2")] == ["/H1", "/H2", "/H2"]
    assert tags.count("/Table") >= 2
    assert str(opened.Root.Lang) == "ja"
    assert str(opened.docinfo.Title) == "スキル修得記録　枚方　花子"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_it_claims_both_standards_and_the_judge_agrees(opened, full, tmp_path):
    packet = bytes(opened.Root.Metadata.read_bytes())
    assert b'pdfaid:conformance="A"' in packet
    assert packet.count(b"<pdfuaid:part>1</pdfuaid:part>") == 1
    path = tmp_path / "paper.pdf"
    path.write_bytes(full)
    said = {one.message for one in pdfa.validate_written(path, "3b").findings}
    assert {one for one in said if not one.startswith("XMP namespace pdfa")} <= BEYOND_THAT_JUDGE


def test_it_is_small_and_the_same_each_time(full):
    assert len(full) < 75_000
    assert render_transcript(a_transcript(), FONTS) == full


@pytest.mark.parametrize("key", HARD_NAMES)
def test_every_hard_name_is_drawn(key):
    data = render_transcript(a_transcript(name=HARD_NAMES[key], kana="よみがな", entries=(), awards=()), FONTS)
    assert squeeze(HARD_NAMES[key]) + "殿" in read_text(data)


def test_only_checked_fonts_are_embedded():
    data = render_transcript(a_transcript(name=HARD_NAMES["hashi"]), FONTS)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
    assert names == {"Certificate-BIZ-UDPMincho", "Certificate-BIZ-UDPGothic", "Certificate-IPAmjMincho"}


def test_without_skills_it_says_so():
    text = read_text(render_transcript(a_transcript(entries=(), awards=()), FONTS))
    assert "まだ記録されていません" in text
    assert "認定番号" not in text


def test_it_can_be_signed_with_a_file_inside():
    office = an_office()
    place = empty_place(office.signer.room, "枚方市", "スキル修得記録の発行")
    blank = render_transcript(a_transcript(), FONTS, (replace(ENCLOSURE, data=b"x"),), place)
    found = examine(sign(blank, office.signer, NOW), (office.root,))
    assert found.signed_at == NOW
    assert found.finding == "no-facts", "the issuer's, but no certificate"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": GAIJI_NAME}, "name"),
        ({"entries": (Entry("\ue000", (COURSE,)),)}, "skill"),
        ({"entries": (Entry("x", (Proof("\ue000", date(2026, 1, 1)),)),)}, "evidence"),
        ({"awards": (Award("\ue000", "R08-L1-000123-E", date(2026, 1, 1)),)}, "title"),
    ],
)
def test_what_cannot_be_drawn_is_named_with_its_field(changes, field):
    with pytest.raises(MissingGlyph) as refused:
        render_transcript(a_transcript(**changes), FONTS)
    assert refused.value.field == field


@pytest.mark.parametrize("field", ["name", "kana", "plan_title", "issuer_title"])
def test_what_is_too_long_is_refused_by_field(field):
    with pytest.raises(TextTooLong) as refused:
        render_transcript(a_transcript(**{field: "な" * 200}), FONTS)
    assert refused.value.field == field


def test_a_skill_that_nothing_shows_is_refused():
    with pytest.raises(ValueError, match="nothing shows"):
        lay_out_transcript(a_transcript(entries=(Entry("DX基礎", ()),)), FONTS)


@pytest.mark.slow
def test_more_than_anybody_has_is_refused_and_not_cut():
    endless = tuple(Entry(f"スキル{number}", (COURSE,) * 2) for number in range(30 * MOST_PAGES))
    with pytest.raises(RenderFault, match="pages"):
        render_transcript(a_transcript(entries=endless), FONTS)


def test_markup_in_a_fact_is_text():
    entry = Entry("<b>&amp;</b>", (Proof("<script>", date(2026, 1, 1)),))
    text = read_text(render_transcript(a_transcript(entries=(entry,)), FONTS))
    assert "<b>&amp;</b>" in text
    assert "<script>" in text


@settings(max_examples=30)
@given(st.lists(st.integers(1, 4), max_size=12))
def test_a_sheet_has_a_row_for_each_proof(counts):
    entries = tuple(Entry(f"スキル{place}", (COURSE,) * count) for place, count in enumerate(counts))
    sheet = lay_out_transcript(a_transcript(entries=entries), FONTS)
    assert len(sheet.rows) == sum(counts)
    assert [skill.text for skill, _, _ in sheet.rows] == [
        f"スキル{place}" for place, count in enumerate(counts) for _ in range(count)
    ]
    drawn = set("".join(sheet.characters().values()))
    assert drawn == {character for _, text in a_transcript(entries=entries).texts() for character in text}


def test_the_rows_survive_being_kept():
    facts = a_transcript()
    assert load_entries(dump_entries(facts.entries, facts.awards)) == (facts.entries, facts.awards)


def test_a_numbered_record_says_its_number_and_where_it_is_checked():
    facts = a_transcript(
        entries=(), mark="R08-T0-000001-X", verify_url="https://learn.example.jp/verify/R08-T0-000001-X"
    )
    text = read_text(render_transcript(facts, FONTS))
    assert "R08-T0-000001-X" in text
    assert facts.verify_url in text
