"""Which designs there are, the one in force among them, and where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from certificates import preview
from certificates.designs import TEMPLATES
from certificates.glyphs import FontSet
from elearn.awards.services.samples import OWN, SAMPLES, draw_sample, find_folder, list_designs, warm_drawing


def test_the_samples_are_those_of_the_preview():
    assert set(SAMPLES) == set(preview.SAMPLES)


def test_the_shipped_designs_are_sound_and_one_is_in_force():
    notes = list_designs("modern-landscape")
    assert [one.key for one in notes if one.in_force] == ["modern-landscape"]
    assert all(one.problems == () for one in notes)


def test_a_folder_of_ones_own_comes_first_with_its_problems(tmp_path: Path):
    first, *_rest = list_designs(str(tmp_path))
    assert (first.key, first.name, first.in_force) == (OWN, tmp_path.name, True)
    assert first.problems
    assert find_folder(OWN, str(tmp_path)) == tmp_path
    assert find_folder("formal-portrait", str(tmp_path)) == TEMPLATES / "formal-portrait"


@pytest.mark.parametrize("key", ["own", "none", "..", ""])
def test_what_is_no_design_has_no_folder(key):
    with pytest.raises(KeyError):
        find_folder(key, "formal-portrait")


def test_getting_ready_draws_for_good(monkeypatch: pytest.MonkeyPatch):
    warm_drawing(TEMPLATES / "formal-portrait", FontSet.load())
    monkeypatch.setattr("certificates.render.render", lambda facts, fonts: pytest.fail(facts.design))
    with pytest.raises(pytest.fail.Exception, match="modern-landscape"):
        warm_drawing(TEMPLATES / "modern-landscape", FontSet.load())


def test_a_folder_without_files_draws_nothing_and_says_why(tmp_path: Path):
    data, problems = draw_sample(tmp_path, FontSet.load(), "usual")
    assert data is None
    assert {one.code for one in problems} == {"design-file"}
