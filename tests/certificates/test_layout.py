"""Everything fits its place, at the largest size that fits, or is refused by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.designs import find_design
from certificates.fonts import FALLBACK, MINCHO
from certificates.glyphs import FontSet, MissingGlyph
from certificates.layout import (
    POINTS_PER_MM,
    TextTooLong,
    check_name,
    format_era_date,
    lay_out,
    require_glyphs,
)
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, LEVEL_1, LEVEL_3, a_certificate

FONTS = FontSet.load()
FORMAL = find_design("formal-portrait")
BODY_WIDTH, SEAL = 146.0, FORMAL.seal
DESIGNS = ("formal-portrait", "modern-landscape", "bilingual-portrait")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 22), "令和８年１１月２２日"),
        (date(2019, 5, 1), "令和元年５月１日"),
        (date(2019, 12, 31), "令和元年１２月３１日"),
        (date(2020, 1, 1), "令和２年１月１日"),
        (date(2019, 4, 30), "平成３１年４月３０日"),
        (date(1989, 1, 8), "平成元年１月８日"),
        (date(2027, 3, 31), "令和９年３月３１日"),
    ],
)
def test_dates_are_written_in_the_era(day, text):
    assert format_era_date(day) == text


def test_a_day_before_the_known_eras_is_refused():
    with pytest.raises(ValueError, match="no era"):
        format_era_date(date(1989, 1, 7))


@given(st.dates(date(1989, 1, 8), date(2100, 12, 31)))
def test_the_next_day_never_reads_the_same_and_no_square_era_sign_is_used(day):
    text = format_era_date(day)
    assert text != format_era_date(day + timedelta(days=1))
    assert "㋿" not in text
    assert not any(character.isascii() for character in text)


def test_a_short_name_is_large_and_a_long_one_steps_down():
    sizes = [lay_out(a_certificate(name=name), FONTS).name.size for name in ("髙﨑", HARD_NAMES["long"], "長" * 22)]
    assert sizes[0] == 32
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[2] < sizes[0]


@pytest.mark.parametrize("length", [*range(1, 60, 3), 60])
def test_a_name_of_any_length_fits_its_lines(length):
    line = lay_out(a_certificate(name="長" * length), FONTS).name
    lines = 1 if line.size >= 18 else 2 if line.size >= 12 else 3
    assert line.text == "長" * length
    assert length * line.size <= lines * BODY_WIDTH * POINTS_PER_MM


@given(st.integers(110, 400))
@settings(max_examples=10)
def test_a_name_that_no_size_fits_is_refused_and_not_clipped(length):
    with pytest.raises(TextTooLong) as refused:
        lay_out(a_certificate(name="長" * length), FONTS)
    assert (refused.value.field, refused.value.text) == ("name", "長" * length)


def test_narrow_letters_are_measured_and_not_counted():
    narrow = lay_out(a_certificate(name="il" * 14), FONTS).name
    wide = lay_out(a_certificate(name="長" * 28), FONTS).name
    assert narrow.size > wide.size


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kana": "か" * 200}, "kana"),
        ({"plan_title": "計画" * 40}, "plan_title"),
        ({"level_title": "題" * 80}, "level_title"),
        ({"skills": ("技" * 60,)}, "skills"),
        ({"skills": LEVEL_3 + LEVEL_1}, "skills"),
        ({"issuer_title": "長" * 80}, "issuer_title"),
        ({"issuer": "市" * 60}, "issuer"),
        ({"verify_url": "https://learn.example.jp/" + "a" * 400}, "verify_url"),
    ],
)
def test_text_that_does_not_fit_is_refused_with_its_field(changes, field):
    with pytest.raises(TextTooLong) as refused:
        lay_out(a_certificate(**changes), FONTS)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": GAIJI_NAME}, "name"),
        ({"kana": "\ue000"}, "kana"),
        ({"skills": ("DX基礎", "\ue000")}, "skills"),
        ({"issuer_title": "\ue000長"}, "issuer_title"),
        ({"plan_title": "\U000323b0"}, "plan_title"),
    ],
)
def test_a_character_that_cannot_be_drawn_is_refused_in_whatever_fact_it_stands(changes, field):
    facts = a_certificate(**changes)
    for act in (require_glyphs, lay_out):
        with pytest.raises(MissingGlyph) as refused:
            act(facts, FONTS)
        assert refused.value.field == field
        assert refused.value.missing[0].code_point in ("U+E000", "U+323B0")


def test_the_text_says_what_is_certified():
    sheet = lay_out(a_certificate(), FONTS)
    assert "".join(line.text for line in sheet.body) == (
        "あなたは、枚方市デジタル人材育成計画に定める"
        "DX推進リーダー レベル1に必要なスキルを修得したので、ここに認定します。"
    )
    assert len({line.size for line in sheet.body}) == 1


def test_a_name_that_needs_two_fonts_has_two_runs_and_the_sheet_knows_both():
    sheet = lay_out(a_certificate(name=HARD_NAMES["tsuchi-yoshi"]), FONTS)
    assert [run.text for run in sheet.name.runs] == ["\U00020bb7", "男"]
    assert [face.path.name for face in sheet.faces()] == [MINCHO.file, FALLBACK.file]
    assert [face.path.name for face in lay_out(a_certificate(), FONTS).faces()] == [MINCHO.file]


def test_kana_is_drawn_only_when_it_is_given():
    assert lay_out(a_certificate(), FONTS).kana is None
    kana = lay_out(a_certificate(kana="ひらかた　はなこ"), FONTS).kana
    assert kana is not None
    assert kana.text == "ひらかた　はなこ"


def test_the_issuer_is_not_said_twice():
    assert lay_out(a_certificate(), FONTS).issuer is None
    both = lay_out(a_certificate(issuer="枚方市", issuer_title="市長"), FONTS)
    assert both.issuer is not None
    assert (both.issuer.text, both.issuer_title.text) == ("枚方市", "市長")


@pytest.mark.parametrize("count", range(19))
def test_the_blocks_never_run_into_each_other_or_into_the_foot(count):
    skills = (LEVEL_3 + LEVEL_1)[:count]
    tops = lay_out(a_certificate(skills=skills, kana="ひらかた"), FONTS).tops
    rows = (count + 1) // 2
    assert tops.level_title >= 61, "below the ornament"
    assert tops.name >= tops.level_title + 11
    assert tops.body >= tops.name + 22, "kana, and a name of 32 points or of three lines of 10"
    assert tops.skills >= tops.body + 33
    assert tops.skills + 9 + rows * tops.row <= 225, "above the date"
    assert SEAL[1] + SEAL[2] <= 255, "the seal covers no fact of the foot"


def test_fewer_skills_give_taller_rows():
    few = lay_out(a_certificate(skills=LEVEL_1), FONTS).tops
    many = lay_out(a_certificate(skills=LEVEL_3), FONTS).tops
    assert few.row > many.row
    assert few.body > many.body


def test_all_skills_of_a_sheet_have_one_size():
    sheet = lay_out(a_certificate(skills=(*LEVEL_1, "と" * 25)), FONTS)
    assert len({line.size for line in sheet.skills}) == 1
    assert sheet.skills[0].size < lay_out(a_certificate(), FONTS).skills[0].size
    assert [line.text for line in sheet.skills] == [*LEVEL_1, "と" * 25]


@pytest.mark.parametrize("name", [*HARD_NAMES.values(), "長" * 60, "A"])
def test_a_name_that_a_paper_can_bear_has_no_problem(name):
    assert check_name(name, FONTS) == []
    assert lay_out(a_certificate(name=name), FONTS).name.text == name


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (GAIJI_NAME, ["private-use"]),
        ("\ue000\U000323b0\n", ["private-use", "no-glyph", "control"]),
        ("葛\U000e01ee", ["variant-lost"]),
        ("長" * 150, ["text-too-long"]),
        ("", ["text-empty"]),
        ("　", ["text-empty"]),
    ],
)
def test_every_problem_of_a_name_is_told_at_once(name, codes):
    problems = check_name(name, FONTS)
    assert [problem.code for problem in problems] == codes
    assert {problem.path for problem in problems} == {"name"}


def test_a_problem_names_the_character_and_its_code_points():
    (problem,) = check_name("渡\U000323b0", FONTS)
    assert problem.params == {"character": "\U000323b0", "code_point": "U+323B0"}


def list_rows(name: str) -> list[str]:
    return ["".join(run.text for run in row) for row in lay_out(a_certificate(name=name), FONTS).name.rows]


def test_a_name_of_two_rows_is_parted_at_its_blank_and_loses_nothing():
    long = "アレクサンドラ・フォン・ハーゼンベルク＝シュタイン　マリア・テレジア"
    assert list_rows(long) == ["アレクサンドラ・フォン・ハーゼンベルク＝シュタイン　", "マリア・テレジア"]
    assert "".join(list_rows(long)) == long


def test_of_several_blanks_the_one_nearest_the_middle_parts_the_name():
    name = " ".join(["Maximiliana"] * 8)
    first, second = list_rows(name)
    assert abs(len(first) - len(second)) <= len("Maximiliana ")


@pytest.mark.parametrize("name", ["髙﨑　花子", "長" * 45, "長" * 40 + "　花", "花　" + "長" * 40])
def test_a_name_is_one_row_when_it_fits_or_when_no_blank_helps(name):
    assert list_rows(name) == [name]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("count", [0, 1, 8, 17, 18])
def test_in_every_design_the_blocks_follow_one_another_on_the_sheet(design, count):
    skills = (LEVEL_3 + LEVEL_1)[:count]
    tops = lay_out(a_certificate(skills=skills, design=design), FONTS).tops
    assert tops.level_title < tops.name < tops.body < tops.skills
    end = tops.skills + 9 + (count + 1) // 2 * tops.row
    foot = {"formal-portrait": 225, "modern-landscape": 172, "bilingual-portrait": 230}[design]
    assert end <= foot, "above the date"


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_every_hard_name_fits_every_design(design, name):
    assert lay_out(a_certificate(name=name, design=design), FONTS).name.text == name


def test_english_is_said_by_the_design_that_has_it_and_only_when_it_is_known():
    english = {"level_title_en": "DX leader, level 1", "skills_en": tuple(f"skill {n}" for n in range(8))}
    both = lay_out(a_certificate(design="bilingual-portrait", **english), FONTS)
    assert both.level_title_en.text == "DX leader, level 1"
    assert "DX leader, level 1" in both.english[0].text
    assert len(both.skills_en) == 8
    for sheet in (lay_out(a_certificate(**english), FONTS), lay_out(a_certificate(design="bilingual-portrait"), FONTS)):
        assert (sheet.english, sheet.skills_en, sheet.level_title_en) == ((), (), None)


def test_a_translation_of_some_skills_only_is_left_out():
    sheet = lay_out(a_certificate(design="bilingual-portrait", skills_en=("one",)), FONTS)
    assert sheet.skills_en == ()


def test_a_course_is_certified_in_its_own_words():
    sheet = lay_out(a_certificate(kind="course", level_title="DX基礎"), FONTS)
    assert sheet.words.heading == "修了証"
    assert "研修「DX基礎」の全課程を" in "".join(line.text for line in sheet.body)
