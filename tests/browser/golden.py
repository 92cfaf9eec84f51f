"""The golden pictures: the main pages in both languages and three widths, taken of the city at one moment.

``scripts/screenshots --golden`` takes them anew; each is to be looked at before it is committed.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright

from elearn.web.language import LANGUAGES
from tests.browser.places import PLACES
from tests.browser.still import MOMENT, build_still_world, serve_still
from tests.browser.survey import Survey

FOLDER = Path(__file__).parents[1] / "golden" / "visual"
TAKEN = FOLDER / "taken.toml"
"""With what the pictures were taken."""

PAGES = (
    "sign-in",
    "home later",
    "catalogue",
    "course",
    "module words",
    "quiz front",
    "sitting 1",
    "result of all kinds",
    "map",
    "search found",
    "certificates",
    "verify valid",
    "completions",
)
WIDTHS = {360: 1600, 768: 1500, 1366: 1200}
"""Width -> the most of the height that is kept, in pixels."""

COLOURS = 48
MOST_BYTES = 4_000_000
FONT = "BIZ UDPGothic"

LEVELS, SHARE = 32, 0.005
"""A pixel differs when a channel does by more levels; so many of them are taken for anti-aliasing."""

OTHER_REDUCED, OTHER_SHARE = 4, 0.05
"""Another Chromium draws letters a little elsewhere: pictures are made smaller first, and more may differ."""


class OtherChromium(UserWarning):
    """The pictures were taken with another Chromium, so less is compared."""


@dataclass(frozen=True)
class Shot:
    """One picture of the set."""

    page: str
    language: str
    width: int

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.page.replace(' ', '-')}-{self.language}-{self.width}.png"


SHOTS = tuple(Shot(page, language, width) for page in PAGES for language in LANGUAGES for width in WIDTHS)


@dataclass
class Studio:
    """Where pictures are taken: a browser, and a server whose clock stands still."""

    survey: Survey

    def take(self, page: str, language: str, widths: Sequence[int] = tuple(WIDTHS)) -> dict[int, Image.Image]:
        """Width -> picture of a page, of one load."""
        place = next(one for one in PLACES if one.name == page)
        taken = {}
        with self.survey.speaking(language), self.survey.window(place, language) as window:
            window.context.clock.set_fixed_time(MOMENT)
            shown = place.visit(window, self.survey.world)
            shown.wait_for_load_state("networkidle")
            for width in widths:
                shown.set_viewport_size({"width": width, "height": 800})
                shown.mouse.move(0, 0)
                shown.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); return document.fonts.ready; }")
                clip = {"x": 0, "y": 0, "width": width, "height": WIDTHS[width]}
                data = shown.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")
                taken[width] = Image.open(io.BytesIO(data)).convert("RGB")
        return taken


@contextmanager
def open_studio(browser: Browser, folder: Path) -> Iterator[Studio]:
    """A studio with a city of its own in a new folder."""
    world = build_still_world(folder)
    with serve_still(world) as server:
        yield Studio(Survey(browser, server, world))
    with world.app.app_context():
        world.app.extensions["sqlalchemy"].engine.dispose()


def lean(picture: Image.Image) -> Image.Image:
    """A picture with a small palette, so that the whole set stays small."""
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture with its small palette."""
    lean(picture).save(path, optimize=True)


def differing(one: Image.Image, other: Image.Image, reduced: int = 1) -> float:
    """The share of pixels that differ; what only one of the two shows differs."""
    size = max(one.width, other.width), max(one.height, other.height)
    framed = []
    for picture in (one, other):
        frame = Image.new("RGB", size, (255, 0, 255))
        frame.paste(picture.convert("RGB"))
        framed.append(frame.reduce(reduced) if reduced > 1 else frame)
    channels = ImageChops.difference(*framed).split()
    worst = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    counts = worst.histogram()
    return sum(counts[LEVELS + 1 :]) / sum(counts)


def kept_chromium() -> str:
    """The version of Chromium that has taken the set; empty when there is none."""
    if not TAKEN.is_file():
        return ""
    return str(tomllib.loads(TAKEN.read_text(encoding="utf-8"))["chromium"])


def has_font() -> bool:
    """Whether this machine has the letters that the pictures are taken with."""
    told = subprocess.run(["fc-match", FONT], capture_output=True, text=True, check=False).stdout
    return FONT in told


def take_all(chromium: Path, flags: Sequence[str], only: Sequence[str] = ()) -> int:
    """Take the set anew, or the pages that are named; the status of the process."""
    if not has_font():
        sys.stderr.write(f"the pictures need the font {FONT}\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = [page for page in PAGES if not only or page in only]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(flags))
        with open_studio(browser, Path(folder) / "data") as studio:
            for page in pages:
                for language in LANGUAGES:
                    for width, picture in studio.take(page, language).items():
                        keep(picture, Shot(page, language, width).path)
        TAKEN.write_text(
            f'# Written by scripts/screenshots --golden.\nchromium = "{browser.version}"\nfont = "{FONT}"\n',
            encoding="utf-8",
        )
        browser.close()
    wanted = {shot.path for shot in SHOTS}
    for path in sorted(FOLDER.glob("*.png")):
        if path not in wanted:
            path.unlink()
        else:
            sys.stdout.write(f"{path.name}\t{path.stat().st_size:,} bytes\n")
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    sys.stdout.write(f"all: {total:,} bytes, at most {MOST_BYTES:,}\n")
    return int(total > MOST_BYTES)
