"""The main pages look as they did when somebody last looked at them, in both languages and three widths."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser

from elearn.web.language import LANGUAGES
from tests.browser.golden import (
    FOLDER,
    MOST_BYTES,
    OTHER_REDUCED,
    OTHER_SHARE,
    PAGES,
    SHARE,
    SHOTS,
    TAKEN,
    WIDTHS,
    OtherChromium,
    Shot,
    Studio,
    differing,
    has_font,
    keep,
    kept_chromium,
    lean,
    open_studio,
)


@pytest.fixture(scope="session")
def studio(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    if not has_font():
        pytest.skip("the pictures need the BIZ UD fonts")
    with open_studio(chromium, tmp_path_factory.mktemp("golden") / "data") as opened:
        yield opened


@pytest.mark.filterwarnings("default::tests.browser.golden.OtherChromium")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_the_page_looks_as_it_did(page: str, language: str, studio: Studio, chromium: Browser, tmp_path: Path) -> None:
    kept = kept_chromium()
    same = kept.partition(".")[0] == chromium.version.partition(".")[0]
    if not same:
        told = f"taken with Chromium {kept}, this is {chromium.version}: compared with a wider tolerance"
        warnings.warn(told, OtherChromium, stacklevel=1)
    others = []
    for width, taken in studio.take(page, language).items():
        # Both with their small palettes: the palette of a picture of many colours is a difference by itself.
        picture = lean(taken) if same else taken
        path = Shot(page, language, width).path
        golden = Image.open(path)
        share = differing(picture, golden) if same else differing(picture, golden, OTHER_REDUCED)
        if share > (SHARE if same else OTHER_SHARE):
            keep(picture, tmp_path / path.name)
            others.append(f"{path.name}: {share:.2%} differ; now {tmp_path / path.name}")
    assert not others, "\n".join([*others, "look at them, then ./scripts/screenshots --golden"])


def test_the_set_is_whole_and_light() -> None:
    assert {path.name for path in FOLDER.glob("*.png")} == {shot.path.name for shot in SHOTS}
    assert sum(shot.path.stat().st_size for shot in SHOTS) <= MOST_BYTES
    assert kept_chromium().partition(".")[0].isdigit()
    assert TAKEN.is_file()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.path.stem)
def test_a_picture_is_as_wide_as_its_window_and_not_empty(shot: Shot) -> None:
    with Image.open(shot.path) as picture:
        assert picture.width == shot.width
        assert 200 <= picture.height <= WIDTHS[shot.width]
        assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 8


def a_page() -> Image.Image:
    """A picture with lines like those of text."""
    picture = Image.new("RGB", (800, 600), (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    for line in range(10, 590, 12):
        draw.line((20, line, 20 + line % 700, line), fill=(20, 20, 28), width=2)
    return picture


def test_the_same_page_with_a_palette_or_softer_edges_is_the_same(tmp_path: Path) -> None:
    picture = a_page()
    keep(picture, tmp_path / "kept.png")
    with Image.open(tmp_path / "kept.png") as kept:
        assert differing(picture, kept) <= SHARE / 10
    assert differing(picture, picture.filter(ImageFilter.GaussianBlur(0.3))) <= SHARE


@pytest.mark.parametrize("reduced", [1, OTHER_REDUCED])
def test_a_moved_line_a_missing_part_and_another_height_are_seen(reduced: int) -> None:
    picture = a_page()
    share = SHARE if reduced == 1 else OTHER_SHARE
    empty = picture.copy()
    ImageDraw.Draw(empty).rectangle((0, 200, 800, 600), fill=(255, 255, 255))
    assert differing(picture, empty, reduced) > share
    assert differing(picture, picture.crop((0, 0, 800, 500)), reduced) > share
    moved = Image.new("RGB", picture.size, (255, 255, 255))
    moved.paste(picture, (0, 5))
    assert differing(picture, moved) > SHARE
