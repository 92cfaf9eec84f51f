"""No name is drawn as a box, without its variant, or in a foreign font: what cannot be drawn is named before."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import fonts, glyphs
from certificates.fonts import FALLBACK, GOTHIC, MINCHO, Face
from certificates.glyphs import FontSet, Missing, MissingGlyph, check_fonts, is_selector, split_clusters
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES
from tests.certificates.test_fonts import build_font

WORDS = Path(__file__).parents[2] / "elearn" / "translations" / "problems" / "certificates.toml"


@pytest.fixture(scope="module")
def installed() -> FontSet:
    return FontSet.load()


def families(font_set: FontSet, text: str) -> list[tuple[str, str]]:
    return [(run.text, run.face.path.name) for run in font_set.assign(text)]


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_every_hard_name_is_drawn_whole(installed, name):
    assert installed.missing(name) == ()
    assert "".join(run.text for run in installed.assign(name)) == name


def test_each_character_gets_the_first_font_that_draws_it(installed):
    mincho, fallback = MINCHO.file, FALLBACK.file
    assert families(installed, HARD_NAMES["hashigo-taka"]) == [("\u9ad9\ufa11", mincho)]
    assert families(installed, HARD_NAMES["tsuchi-yoshi"]) == [("\U00020bb7", fallback), ("男", mincho)]
    assert families(installed, HARD_NAMES["ivs-katsuragi"]) == [("\u845b\U000e0100城", mincho)]
    assert families(installed, HARD_NAMES["ivs-watanabe-mj"]) == [("渡", mincho), ("\u9089\U000e0110", fallback)]


def test_a_private_use_character_is_named_and_refused(installed):
    assert installed.missing(GAIJI_NAME) == (Missing("\ue000", "U+E000", "private-use"),)


@pytest.mark.parametrize("character", ["\n", "\x00", "\u202e", "\u200d", "\u2028", "\ud842"])
def test_control_characters_are_refused(installed, character):
    """A direction override could make a name read as another; a joiner is no part of a Japanese name."""
    (missing,) = installed.missing(f"田{character}中")
    assert missing.reason == "control"


def test_a_variant_that_no_font_has_is_lost_and_not_replaced_by_its_base(installed):
    assert installed.missing("\u845b\U000e01ee") == (Missing("\u845b\U000e01ee", "U+845B U+E01EE", "variant-lost"),)


def test_a_character_that_no_font_has_is_named(installed):
    assert installed.missing("\U000323b0田\U000323b0") == (Missing("\U000323b0", "U+323B0", "no-glyph"),)


def test_a_selector_without_a_base_is_no_glyph_or_lost_but_never_drawn(installed):
    assert installed.missing("\U000e0100")


def test_assign_raises_what_missing_tells(installed):
    with pytest.raises(MissingGlyph) as raised:
        installed.assign("田\U000323b0")
    assert raised.value.missing == installed.missing("田\U000323b0")
    assert "U+323B0 (no-glyph)" in str(raised.value)


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x2FFFF), max_size=8))
def test_any_text_is_either_assigned_whole_or_named(text):
    font_set = FontSet.load()
    missing = font_set.missing(text)
    if missing:
        assert all(one.character in text for one in missing)
        with pytest.raises(MissingGlyph):
            font_set.assign(text)
    else:
        assert "".join(run.text for run in font_set.assign(text)) == text


@given(st.text(max_size=12))
def test_clusters_put_together_are_the_text(text):
    clusters = list(split_clusters(text))
    assert "".join(clusters) == text
    assert all(clusters)


def test_a_mark_stays_with_its_base():
    assert list(split_clusters("か\u3099き葛\U000e0100")) == ["か\u3099", "き", "葛\U000e0100"]


def test_selectors_are_the_two_blocks_of_the_standard():
    assert [is_selector(code) for code in (0xFDFF, 0xFE00, 0xFE0F, 0xFE10)] == [False, True, True, False]
    assert [is_selector(code) for code in (0xE00FF, 0xE0100, 0xE01EF, 0xE01F0)] == [False, True, True, False]


def test_widths_are_measured_without_selectors(installed):
    assert installed.measure("漢字") == pytest.approx(2.0)
    assert installed.measure("\u845b\U000e0100") == pytest.approx(installed.measure("\u845b"))
    assert installed.measure("ll") < installed.measure("WW")
    assert installed.measure("") == 0


def test_all_names_of_a_city_are_checked_in_a_moment(installed):
    names = list(HARD_NAMES.values()) * 188
    installed.missing("".join(names[:13]))
    begin = time.process_time()
    assert not any(installed.missing(name) for name in names)
    assert len(names) > 2438
    assert time.process_time() - begin < 1.0, "seen: 0.03 s; the limit leaves room for a loaded computer"


def test_the_fallback_is_optional_and_extra_fonts_come_last(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "SEARCHED", ())
    build_font(tmp_path / MINCHO.file, "a")
    build_font(tmp_path / GOTHIC.file, "a")
    extra = build_font(tmp_path / "city.ttf", "z")
    font_set = FontSet.load([tmp_path], extra=[extra])
    assert font_set.mincho == (Face(tmp_path / MINCHO.file), Face(extra))
    assert families(font_set, "az") == [("a", MINCHO.file), ("z", "city.ttf")]


@pytest.mark.parametrize("absent", [MINCHO, GOTHIC], ids=lambda source: source.file)
def test_a_main_font_that_is_absent_is_named_with_its_package(absent, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "SEARCHED", ())
    for source in (MINCHO, GOTHIC):
        if source is not absent:
            build_font(tmp_path / source.file)
    with pytest.raises(FileNotFoundError, match=absent.package):
        FontSet.load([tmp_path])


def test_this_computer_has_all_it_needs():
    assert check_fonts() == []


def test_the_check_lists_everything_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "SEARCHED", ())
    monkeypatch.setattr(glyphs, "_SUBSET_LIBRARIES", ("libnothing-of-this-name.so.0",))
    (tmp_path / GOTHIC.file).write_bytes(b"torn")
    problems = check_fonts([tmp_path])
    assert [problem.code for problem in problems] == [
        "font-missing",
        "font-unreadable",
        "font-missing",
        "subset-library-missing",
    ]
    assert problems[0].params == {"font": MINCHO.file, "package": "fonts-morisawa-bizud-mincho"}
    assert problems[1].path == str(tmp_path / GOTHIC.file)
    assert problems[3].params == {"package": "libharfbuzz-subset0"}


def test_the_check_says_nothing_about_a_healthy_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "SEARCHED", ())
    for source in fonts.SOURCES:
        build_font(tmp_path / source.file)
    assert check_fonts([tmp_path]) == []


def test_every_problem_code_has_words_that_use_its_parameters(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "SEARCHED", ())
    monkeypatch.setattr(glyphs, "_SUBSET_LIBRARIES", ())
    (tmp_path / GOTHIC.file).write_bytes(b"torn")
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    for problem in check_fonts([tmp_path]):
        for language in ("ja", "en"):
            said = words[problem.code][language].format_map(problem.params)
            assert problem.params.get("package", problem.params.get("font", "")) in said


@pytest.mark.parametrize(
    "reason",
    [
        "no-glyph",
        "variant-lost",
        "private-use",
        "control",
        "text-too-long",
        "text-empty",
        "fonts-unavailable",
        "unknown-holder",
    ],
)
def test_every_reason_for_a_refusal_has_words(reason):
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))[reason]
    assert set(words) == {"ja", "en"}
    assert words["ja"].format(character="田", code_point="U+7530", field="name").endswith("。")


def test_a_folder_of_ones_own_draws_what_the_known_fonts_lack(tmp_path):
    build_font(tmp_path / "city.ttf", "\U000323b0", family="City Extra")
    assert FontSet.load().missing("\U000323b0田")
    fonts = FontSet.load([tmp_path])
    assert fonts.missing("\U000323b0田") == ()
    assert [run.face.family for run in fonts.assign("\U000323b0田")] == [
        "Certificate City Extra",
        "Certificate BIZ UDPMincho",
    ]


def test_a_broken_font_of_ones_own_is_told_and_stops_nothing(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"nothing")
    assert [(one.code, one.params["font"]) for one in check_fonts([tmp_path])] == [("font-unreadable", "broken.ttf")]
    assert FontSet.load([tmp_path]).missing("田中") == ()
