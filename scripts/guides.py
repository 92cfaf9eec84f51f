"""The quick guides of docs/howto: takes their pictures, and prints them, one page of A4 each.

./scripts/guides            take the pictures anew, from a small invented city, in both languages
./scripts/guides --print    write every guide as a PDF into the folder instance/guides (no picture is taken)
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from weasyprint import HTML

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.server import Server, serve
from tests.browser.world import NUMBERS, PASSWORD, World, build_world

ROOT = Path(__file__).parents[1]
HOWTO = ROOT / "docs" / "howto"
IMAGES = HOWTO / "images"
PRINTED = ROOT / "instance" / "guides"
GUIDES = ("new-hire", "leader", "section-head", "hr", "administrator")
LANGUAGES = ("ja", "en")
SIZE = {"width": 1120, "height": 680}
MOST_BYTES = 60_000
COLOURS = 48

_PICTURE = re.compile(r"(?<=<li>)(.*?)\s*(<img [^>]*>)")
"""A step's words and its picture: on paper the picture comes first, so that the words stand beside it."""

STYLE = """
@page { size: A4; margin: 13mm 14mm 12mm }
body { font: 9.8pt/1.6 "BIZ UDPGothic", sans-serif; color: #1a1a1c; line-break: strict }
h1 { margin: 0 0 1.5mm; padding-bottom: 2mm; border-bottom: 1mm solid #0017c1; font-size: 15.5pt; line-height: 1.35 }
p { margin: 0 0 2.5mm }
ol { margin: 0; padding: 0; list-style: none; counter-reset: step }
li { counter-increment: step; position: relative; overflow: hidden; padding: 2.2mm 0 1.6mm 10mm;
  border-top: .2mm solid #c8cad3; break-inside: avoid }
li::before { content: counter(step); position: absolute; left: 0; top: 2.4mm; width: 6.5mm; height: 6.5mm;
  border-radius: 50%; background: #0017c1; color: #fff; font-weight: 700; line-height: 6.5mm; text-align: center }
li p { margin: 0 }
img { float: right; width: 80mm; margin: 1mm 0 1mm 5mm; border: .2mm solid #767881 }
code { font-family: "BIZ UDGothic", monospace }
ol + p { margin-top: 2mm; padding: 2mm 3mm; border: .3mm solid #0017c1; border-radius: 1.5mm; background: #edf2ff }
"""


def show_new_hire(page: Page) -> Iterator[None]:
    """Home, a module, the practice of the course."""
    page.goto("/")
    page.locator(".welcome form button").click()
    page.wait_for_load_state()
    yield
    page.locator("main a.button").first.click()
    page.wait_for_load_state()
    course = page.url
    yield
    page.goto(re.sub(r"/pages/[^#?]*", "/quizzes/01-why-dx/practice", course))
    page.locator("main form button.button").first.click()
    page.wait_for_load_state()
    page.locator("main input[type=radio], main input[type=checkbox]").first.check()
    page.wait_for_timeout(2500)  # until it is saved and says so
    yield


def show_leader(page: Page) -> Iterator[None]:
    """The map, the courses, the certificates."""
    for path in ("/map", "/courses", "/certificates"):
        page.goto(path)
        yield


def show_head(page: Page) -> Iterator[None]:
    """The section, the appointments."""
    for path in ("/section", "/section/leaders"):
        page.goto(path)
        yield


def show_hr(page: Page) -> Iterator[None]:
    """The roster, the completion record."""
    for path in ("/roster", "/hr/completions"):
        page.goto(path)
        yield


def show_administrator(page: Page) -> Iterator[None]:
    """Staff, one of them, the access log."""
    page.goto("/staff")
    yield
    page.locator("main tbody a").first.click()
    page.wait_for_load_state()
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    yield
    page.goto("/access-log")
    yield


SHOWS: dict[str, tuple[str, Callable[[Page], Iterator[None]]]] = {
    "new-hire": ("newcomer", show_new_hire),
    "leader": ("leader", show_leader),
    "section-head": ("head", show_head),
    "hr": ("hr", show_hr),
    "administrator": ("administrator", show_administrator),
}
"""Guide -> who shows it in the city, and what is shown: a picture at each halt."""


def take_pictures(server: Server, browser: Browser, guide: str, language: str) -> list[Path]:
    """The pictures of one guide in one language."""
    who, show = SHOWS[guide]
    context = browser.new_context(
        base_url=server.url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=SIZE, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#staff_number", NUMBERS[who])
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".language button[value={language}]").first.click()
        page.wait_for_load_state()
    taken = []
    for number, _ in enumerate(show(page), start=1):
        path = IMAGES / f"{guide}-{number}.{language}.png"
        page.mouse.move(0, 0)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=path)
        lighten(path)
        taken.append(path)
    context.close()
    return taken


def lighten(path: Path) -> None:
    """The same picture in few colours: text and lines need no more."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def print_guide(path: Path) -> tuple[bytes, int]:
    """A guide as PDF, and how many pages it fills."""
    text = path.read_text(encoding="utf-8")
    language = path.suffixes[-2].removeprefix(".")
    title = text.partition("\n")[0].removeprefix("# ")
    body = _PICTURE.sub(r"\2\1", MarkdownIt("commonmark").render(text))
    html = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style><body>{body}</body></html>"
    )
    document = HTML(string=html, base_url=str(path)).render()
    return document.write_pdf(), len(document.pages)


def guide_files() -> list[Path]:
    """Every guide in every language."""
    return [HOWTO / f"{guide}.{language}.md" for guide in GUIDES for language in LANGUAGES]


def print_all() -> int:
    """Every guide into the folder of prints; the status of the process."""
    PRINTED.mkdir(parents=True, exist_ok=True)
    status = 0
    for path in guide_files():
        pdf, pages = print_guide(path)
        target = PRINTED / f"{path.stem}.pdf"
        target.write_bytes(pdf)
        sys.stdout.write(f"{target.name}\t{pages} page\t{len(pdf):,} bytes\n")
        status |= pages != 1
    return status


def picture_all() -> int:
    """All pictures anew; the status of the process."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with tempfile.TemporaryDirectory() as name:
        for language in LANGUAGES:  # a city for each: what is done in one must not show in the other
            world: World = build_world(Path(name) / language)
            with serve(world.folder) as server, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
                for guide in GUIDES:
                    taken += take_pictures(server, browser, guide, language)
                browser.close()
    for path in taken:
        sys.stdout.write(f"{path.name}\t{path.stat().st_size:,} bytes\n")
    return int(any(path.stat().st_size > MOST_BYTES for path in taken))


if __name__ == "__main__":
    raise SystemExit(print_all() if "--print" in sys.argv[1:] else picture_all())
