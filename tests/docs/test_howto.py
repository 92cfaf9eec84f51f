"""The quick guides: in both languages, one page each, with pictures, and in the words that the pages use."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from elearn.cli.words import find_texts
from elearn.web.language import _translations

ROOT = Path(__file__).parents[2]
HOWTO = ROOT / "docs" / "howto"
MOST_BYTES = 60_000
GUIDES = ("new-hire", "leader", "section-head", "hr", "administrator")
FILES = [HOWTO / f"{guide}.{language}.md" for guide in GUIDES for language in ("ja", "en")]
EVERY = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)

IMAGE = re.compile(r"!\[([^\]]+)\]\((images/[^)]+)\)")
STEP = re.compile(r"(?m)^\d\. \*\*")

OWN_WORDS = {"DX基礎", "髙", "﨑", "到達", "指名", "問題はありません。", "DX basics"}
"""What stands between quotation marks and is no word of a button, link or heading."""


@pytest.fixture(scope="module")
def guides() -> ModuleType:
    """The script."""
    spec = importlib.util.spec_from_file_location("guides", ROOT / "scripts" / "guides.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def words_of_pages() -> frozenset[str]:
    """Every Japanese text that a page can say."""
    return frozenset({one.words for one in find_texts()})


@EVERY
def test_a_guide_has_a_title_and_numbered_steps(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# ")
    assert 5 <= len(STEP.findall(text)) <= 6
    assert 2 <= len(IMAGE.findall(text)) <= 3


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_steps_and_pictures(guide: str) -> None:
    ja, en = ((HOWTO / f"{guide}.{language}.md").read_text("utf-8") for language in ("ja", "en"))
    assert len(STEP.findall(ja)) == len(STEP.findall(en))
    assert [image.replace(".ja.", ".en.") for _, image in IMAGE.findall(ja)] == [one for _, one in IMAGE.findall(en)]


@EVERY
def test_pictures_are_there_described_and_light(path: Path) -> None:
    for alt, image in IMAGE.findall(path.read_text("utf-8")):
        assert len(alt) > 8
        assert (HOWTO / image).is_file(), image
        assert (HOWTO / image).stat().st_size <= MOST_BYTES, image


def test_there_are_no_pictures_that_nobody_shows() -> None:
    shown = {name for path in FILES for _, name in IMAGE.findall(path.read_text("utf-8"))}
    assert {f"images/{path.name}" for path in (HOWTO / "images").glob("*.png")} == shown


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_quotes_can_be_found_on_a_page(guide: str) -> None:
    known = words_of_pages() | OWN_WORDS
    quoted = re.findall(r"「([^」]+)」", (HOWTO / f"{guide}.ja.md").read_text("utf-8"))
    assert quoted
    assert [word for word in quoted if word not in known] == []
    english = {str(_translations("en").gettext(word)) for word in words_of_pages()} | OWN_WORDS
    quoted = re.findall(r"“([^”]+)”", (HOWTO / f"{guide}.en.md").read_text("utf-8"))
    assert quoted
    assert [word for word in quoted if word not in english] == []


def test_english_guides_hold_no_japanese() -> None:
    assert not any(re.search(r"[぀-ヿ一-鿿]", path.read_text("utf-8")) for path in FILES if path.name.endswith(".en.md"))


@pytest.mark.slow
@EVERY
def test_a_guide_is_one_page_of_paper(path: Path, guides: ModuleType) -> None:
    pdf, pages = guides.print_guide(path)
    assert pdf.startswith(b"%PDF")
    assert pages == 1


def test_the_script_knows_every_guide(guides: ModuleType) -> None:
    assert guides.guide_files() == FILES
    assert set(guides.SHOWS) == set(GUIDES)
