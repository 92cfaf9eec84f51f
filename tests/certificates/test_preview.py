"""A design that is being made: every fault is told, and what was changed is seen at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from certificates import preview as preview_module
from certificates.designs import TEMPLATES
from certificates.glyphs import FontSet
from certificates.model import COURSE
from certificates.preview import SAMPLES, preview
from tests.certificates.test_render import extract_text

FONTS = FontSet.load()
DESIGNS = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A city's own design, which so far is a copy."""
    folder = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", folder)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes_of(folder: Path) -> list[str]:
    return [problem.code for problem in preview(folder, FONTS).problems]


@pytest.mark.parametrize("name", DESIGNS)
def test_every_shipped_design_holds_all_samples(name):
    found = preview(TEMPLATES / name, FONTS, "longest")
    assert found.problems == ()
    text = extract_text(found.data)
    assert "勘解由小路左衛門三郎殿" in text
    assert "構築17" in text


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_sample_that_was_asked_for_is_drawn(own, sample, monkeypatch):
    monkeypatch.setattr(preview_module, "SAMPLES", {sample: SAMPLES[sample]})
    found = preview(own, FONTS, sample)
    facts = SAMPLES[sample]
    assert found.problems == ()
    assert "".join(facts.name.split()) + "殿" in extract_text(found.data)
    assert ("修了証" in extract_text(found.data)) is (facts.kind == COURSE)


def test_what_was_changed_is_seen_in_every_file(own):
    before = preview(own, FONTS).data
    edit(own, "page.css", "#27364a", "#662233")
    recoloured = preview(own, FONTS).data
    edit(own, "design.toml", "seal = [157, 228, 24]", "seal = [150, 228, 24]")
    moved = preview(own, FONTS).data
    edit(own, "page.html", "{{ words.listed }}", "{{ words.listed }}の一覧")
    worded = preview(own, FONTS).data
    assert len({before, recoloured, moved, worded}) == 4
    assert "修得したスキルの一覧" in extract_text(worded)


def test_a_place_that_is_too_narrow_for_one_sample_is_told_with_the_field(own):
    edit(own, "design.toml", "name = 128", "name = 12")
    found = preview(own, FONTS)
    (problem,) = found.problems
    assert (problem.code, problem.params) == ("design-too-tight", {"field": "name", "sample": "longest"})
    assert found.data is not None, "the usual one still fits and is shown"


def test_a_template_that_cannot_be_read_is_told_with_its_line(own):
    edit(own, "page.html", "<h1>", "{% if %}<h1>")
    (problem,) = [one for one in preview(own, FONTS).problems if one.code == "design-template"]
    assert problem.line > 1


def test_a_template_that_asks_for_what_there_is_not_is_told(own):
    edit(own, "page.html", "{{ words.listed }}", "{{ facts.salary }}")
    assert "design-template" in codes_of(own)


def test_a_template_reaches_nothing_beyond_its_facts(own):
    edit(own, "page.html", "{{ words.listed }}", "{{ facts.__class__.__mro__ }}")
    found = preview(own, FONTS)
    assert found.data is None
    assert {one.code for one in found.problems} == {"design-markup"}


@pytest.mark.parametrize(
    "markup",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
        "{{ 'x' * 999999999 }}",
        '<link rel="attachment" href="file:///etc/hostname">',
    ],
    ids=["endless work", "endless text", "a file of the computer"],
)
def test_a_hostile_design_is_told_and_not_run(own, monkeypatch, markup):
    monkeypatch.setattr(preview_module, "render", None)
    edit(own, "page.html", "</body>", markup + "</body>")
    found = preview(own, FONTS)
    assert found.data is None
    assert {one.code for one in found.problems} <= {"design-markup", "design-harms-reach"}


@pytest.mark.parametrize("mistake", ["{{ 1 / 0 }}", "{{ facts.name + 1 }}", "{% for a in 5 %}{% endfor %}"])
def test_a_mistake_that_shows_only_when_it_is_run_is_told(own, mistake):
    edit(own, "page.html", "</body>", mistake + "</body>")
    found = preview(own, FONTS)
    assert found.data is None
    assert {one.code for one in found.problems} == {"design-template"}


def test_a_second_page_is_told(own):
    edit(own, "page.html", "</body>", '<div style="height:290mm"></div><p>x</p><div style="height:90mm"></div></body>')
    assert "design-drawn-wrong" in codes_of(own)


def test_lint_and_drawing_tell_a_missing_measure_once(own):
    edit(own, "design.toml", "size = [210, 297]", "size = [210]")
    assert codes_of(own) == ["design-measure"]


def test_a_folder_without_its_files_is_told_and_nothing_is_drawn(tmp_path):
    found = preview(tmp_path, FONTS)
    assert found.data is None
    assert [one.code for one in found.problems] == ["design-file"] * 3


def test_a_harmful_style_is_told_and_still_shown(own):
    edit(own, "page.css", "color: #1b1b1b;", "color: #1b1b1b; opacity: 0.9;")
    found = preview(own, FONTS)
    assert [one.code for one in found.problems] == ["design-harms-accessibility"]
    assert found.data is not None


def test_an_unknown_sample_is_a_fault_of_the_caller(own):
    with pytest.raises(KeyError):
        preview(own, FONTS, "nonsense")


def test_the_samples_name_nobody():
    assert {facts.issuer for facts in SAMPLES.values()} == {"見本市"}
