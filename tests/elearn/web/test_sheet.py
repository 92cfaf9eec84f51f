"""The style sheet: contrast by the formula of WCAG 2.2 (1.4.3, 1.4.11), and what every page relies on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import elearn
from elearn.web.bundle import style_sheet

HOME = Path(elearn.__file__).parent
CSS = style_sheet().decode()


PLAIN = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,8});", CSS[: CSS.index("@supports (color: light-dark")]))
PAIRS = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{3,8}), (#[0-9a-f]{3,8})\);", CSS)
LIGHT, DARK = {name: light for name, light, _ in PAIRS}, {name: dark for name, _, dark in PAIRS}


def test_every_colour_has_both_schemes_and_a_browser_that_knows_one_gets_the_light_one():
    assert PLAIN.keys() == LIGHT.keys()
    assert {name: PLAIN[name] for name in PLAIN if name != "shadow"} == {
        name: LIGHT[name] for name in LIGHT if name != "shadow"
    }


def test_colours_stand_in_the_list_and_nowhere_else():
    """A colour written into a rule would stay as it is in the dark. Pictures of courses keep their white paper."""
    rules = re.sub(r":root \{[^}]*\}", "", CSS)
    allowed = {"#fff", "#55565c"}  # .picture: drawings are made for white paper
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) - allowed == {"#000"}  # asked for in @supports


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_wcag():
    assert contrast("#000", "#fff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


TEXTS = [
    *((ink, ground) for ink in ("ink", "soft") for ground in ("paper", "surface", "sunken")),
    *(("accent", ground) for ground in ("paper", "surface", "sunken", "accent-soft")),
    ("accent-deep", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("soft", "accent-soft"),
    ("good", "good-soft"),
    ("good", "surface"),
    ("warn", "warn-soft"),
    ("warn", "surface"),
    ("bad", "bad-soft"),
    ("bad", "surface"),
    ("bad", "paper"),
    *(("ink", ground) for ground in ("accent-soft", "good-soft", "warn-soft", "bad-soft")),
]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_every_text_can_be_read(scheme, ink, ground):
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("sign", "ground"),
    [("edge", "surface"), ("edge", "paper"), ("ring", "paper"), ("ring", "surface"), ("accent", "sunken")],
)
def test_borders_of_inputs_the_focus_and_the_bar_can_be_seen(scheme, sign, ground):
    assert contrast(scheme[sign], scheme[ground]) >= 3.0


def test_the_focus_is_seen_on_any_ground():
    for scheme in (LIGHT, DARK):
        assert contrast(scheme["ring"], scheme["halo"]) >= 9.0
    assert "outline: 4px solid var(--ring)" in CSS


def test_nothing_is_fetched():
    assert "@import" not in CSS
    assert "url(" not in CSS
    assert "http" not in CSS


@pytest.mark.parametrize(
    "words", ["forced-colors: active", "prefers-reduced-motion", "@media print", "line-break: strict", "tabular-nums"]
)
def test_every_way_of_reading_is_thought_of(words):
    assert words in CSS


def test_fonts_are_those_of_the_desk():
    assert '"BIZ UDPGothic"' in CSS
    assert "Meiryo" in CSS
    assert "@font-face" not in CSS


@pytest.mark.parametrize(
    "selector",
    [
        ".button",
        ".button-quiet",
        ".choice",
        ".pager li > *",
        ".site-nav a",
        ".site-name",
        "summary",
    ],
)
def test_what_is_pressed_is_large_enough(selector):
    rule = re.search(rf"^{re.escape(selector)} \{{([^}}]+)\}}", CSS, re.MULTILINE)[1]
    assert int(re.search(r"min-height: (\d+)px", rule)[1]) >= 44


def written_classes(path: Path) -> set[str]:
    """The classes of a template's tags. One that is put together, such as ``badge-{{ state }}``, ends with its dash."""
    text = re.sub(r"{#.*?#}|{%.*?%}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    values = re.findall(r'class="([^"]+)"', re.sub(r"{{.*?}}", "\0", text, flags=re.DOTALL))
    return {name.partition("\0")[0] for value in values for name in value.split()} - {""}


PAGES = [path for path in (HOME / "templates").rglob("*.html") if path.name != "paper.html"]
USED = {name for path in PAGES for name in written_classes(path)}
STYLED = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\d\.\d|@layer [^;{]*|\{[^{}]*\}", "{}", CSS)))
MEANING = {"progress-label", "field-wrong", "step-todo", "chart-numbers", "notice-info"} | {
    *("home-more", "module", "module-minutes", "reader")
}
"""Classes that say what something is and change nothing: for tests and for later rules."""


def test_every_class_of_the_templates_has_its_rule():
    missing = {name for name in USED - STYLED - MEANING if not name.endswith("-")}
    assert missing == set()
    assert {name for name in USED if name.endswith("-")} <= {f"{one.rpartition('-')[0]}-" for one in STYLED}


def test_every_rule_has_its_use():
    """In templates, in the Markdown of courses, or set by a script."""
    code = [*(HOME / "static" / "js").glob("*.js"), *(HOME.parent / "courses").glob("*.py"), *HOME.rglob("*.py")]
    words = set(re.findall(r"[a-z][a-z0-9-]*", "\n".join(path.read_text(encoding="utf-8") for path in code + PAGES)))
    begun = tuple(name for name in USED | words if name.endswith("-") and len(name) > 3)
    assert {name for name in STYLED - words if not name.startswith(begun)} == set()


def test_every_class_of_a_course_page_has_its_rule():
    classes = "reading table-scroll exercise exercise-title exercise-label exercise-minutes box box-title box-label"
    classes += (
        " box-example box-note box-warning box-summary quote picture answer answer-body citation citation-unknown"
    )
    assert set(classes.split()) - STYLED == {"box-note"}  # a note is the plain box


def test_braces_are_balanced():
    assert CSS.count("{") == CSS.count("}")
