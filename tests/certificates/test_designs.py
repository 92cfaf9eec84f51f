"""Designs are read with every measure, and the first one that does not fit is named."""

from __future__ import annotations

import shutil

import pytest

from certificates.designs import BLOCKS, TEMPLATES, TEXTS, BadDesign, find_design, read_design

SHIPPED = ("formal-portrait", "modern-landscape", "bilingual-portrait")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", made)
    return made


def rewrite(folder, old: str, new: str) -> None:
    path = folder / "design.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_designs_are_whole(name):
    design = find_design(name)
    assert design.name == name
    assert set(BLOCKS) == set(design.tops)
    assert set(TEXTS) <= set(design.sizes) == set(design.widths)
    assert sorted(design.size) == [210, 297]
    for steps in design.sizes.values():
        assert [size for size, _ in steps] == sorted((size for size, _ in steps), reverse=True)
        assert min(size for size, _ in steps) >= 6, "smaller cannot be read on paper"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_place_of_the_seal_is_on_the_sheet(name):
    design = find_design(name)
    left, top, side = design.seal
    assert left + side < design.size[0] - 10
    assert top + side < design.size[1] - 10


def test_a_citys_own_design_is_found_by_its_path(folder):
    design = find_design(str(folder))
    assert (design.name, design.folder) == ("own", folder)
    assert design.sizes == find_design("formal-portrait").sizes


@pytest.mark.parametrize("name", ["", ".", "..", "none", "../templates", "formal-portrait/", "a/b", "/nowhere/at/all"])
def test_what_is_no_design_is_refused(name):
    with pytest.raises(BadDesign) as refused:
        find_design(name)
    assert refused.value.code == "design-unknown"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("size = [210, 297]", "size = [210]", "size"),
        ("size = [210, 297]", 'size = ["a", 2]', "size"),
        ("ornament = 57", "ornament = true", "ornament"),
        ('paper = "formal"', 'paper = "marble"', "paper"),
        ("rows = 9", "rows = 0", "skills.rows"),
        ("rows = 9", "rows = 9.5", "skills.rows"),
        ("row = 6.3", "row = -1", "row"),
        ("[tops]", "[tips]", "tops"),
        ("body = [110, 0.3]", "body = 110", "body"),
        ("name = 128", "name = 1280", "name"),
        ("skill = 68", "", "skill"),
        ("[32, 1]", "[32, 0]", "sizes.name"),
        ("[32, 1]", "[4, 1]", "sizes.name"),
        ("kana = [[10, 1], [9, 1], [8, 1], [7, 1], [7, 2]]", "kana = []", "sizes.kana"),
    ],
)
def test_a_measure_that_does_not_fit_is_named(folder, old, new, what):
    rewrite(folder, old, new)
    with pytest.raises(BadDesign) as refused:
        read_design(folder)
    assert (refused.value.code, refused.value.what) == ("design-measure", what)


def test_a_file_that_is_no_toml_is_told(folder):
    (folder / "design.toml").write_bytes(b"size = [")
    with pytest.raises(BadDesign) as refused:
        read_design(folder)
    assert refused.value.code == "design-unreadable"
    (folder / "design.toml").write_bytes(b"\xff")
    with pytest.raises(BadDesign):
        read_design(folder)


def test_a_design_is_read_once():
    assert find_design("formal-portrait") is find_design("formal-portrait")
    assert hash(find_design("formal-portrait")) == hash(read_design(TEMPLATES / "formal-portrait"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_place_of_the_emblem_is_on_the_sheet_and_above_the_title(name):
    design = find_design(name)
    left, top, side = design.emblem
    assert 10 <= left < left + side <= design.size[0] - 10
    assert 10 <= top < top + side <= design.tops["level_title"][0]


def test_a_design_may_go_without_an_emblem_but_not_with_half_of_one(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", folder)
    path = folder / "design.toml"
    text = path.read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if one.startswith("emblem"))
    path.write_text(text.replace(line, ""), encoding="utf-8")
    assert read_design(folder).emblem is None
    path.write_text(text.replace(line, "emblem = [1, 2]"), encoding="utf-8")
    with pytest.raises(BadDesign, match="emblem"):
        read_design(folder)
