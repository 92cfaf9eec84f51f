"""The pictures of docs/images, from a demo city that is built for them and thrown away afterwards.

Run by ``scripts/screenshots``. Two runs show the same pages; names and days are those of the demo on that day.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from elearn.app import create_app
from elearn.config import read_settings
from elearn.people.services import directory
from elearn.wiring.house import House
from tests.browser.answers import attempt_of, right_pages
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.golden import take_all
from tests.browser.hands import fill_in
from tests.browser.server import serve
from tests.browser.world import CATALOG, World, environment, run_command

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 200_000
LEARNER, HR = "新入職員（受講者）", "人事課"


@contextmanager
def demo_city() -> Iterator[tuple[World, dict[str, tuple[str, str]]]]:
    """A demo in a folder of its own: the city, and (staff number, password) by the label of the tour."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_command(folder, "db-upgrade")
        run_command(folder, "certificates", "init-keys")
        run_command(folder, "demo", str(CATALOG))
        signs = {}
        for line in (folder / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines():
            label, number, password, _ = line.split("\t")
            signs[label] = (number.split(" ")[1], password.split(" ")[1])
        app = create_app(read_settings(environment(folder) | {"ELEARN_RELAY_SECONDS": "0"}))
        with app.app_context():
            house: House = app.extensions["elearn"]
            with house.sessions() as session:
                uuid = directory.person_by_number(session, signs[LEARNER][0])
                learner = directory.members_on(session, house.now().date(), [str(uuid)])[0]
        yield World(folder, {LEARNER: learner}, app, ("", "")), signs


def sign_in(page: Page, number: str, password: str) -> None:
    """Through the form."""
    page.goto("/sign-in")
    page.fill("#staff_number", number)
    page.fill("#password", password)
    page.get_by_role("button", name="サインインする").click()
    page.wait_for_load_state()


def shoot(page: Page, name: str, height: int = SIZE["height"]) -> None:
    """The page from its top, so many pixels high."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip={"x": 0, "y": 0, **SIZE, "height": height})


def show_learning(page: Page, world: World) -> None:
    """The new hire's way: home, a module, the test, the skill map, the certificate."""
    page.goto("/")
    shoot(page, "home", 720)
    page.get_by_role("link", name="学びはじめる").click()
    shoot(page, "module", 1100)
    while "/pages/" in page.url or "/practice" in page.url:
        if "/pages/" in page.url:
            page.get_by_role("button", name="読み終えました").click()
        else:
            page.locator("a[rel=next]").click()
    page.get_by_role("button", name="はじめる").click()
    pages = right_pages(world, LEARNER, attempt_of(page.url))
    for number, items in enumerate(pages, start=1):
        for item, fields in items.items():
            for name, values in fields.items():
                fill_in(page, f"{item}.{name}", values)
        if number == 1:
            page.locator("#saved", has_text=re.compile("に保存しました")).wait_for()
            page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
            shoot(page, "sitting", 1000)
        page.get_by_role("button", name=re.compile("^保存して(次|解答)")).click()
    page.get_by_role("button", name="提出する").click()
    shoot(page, "result", 1000)
    page.goto("/map")
    shoot(page, "skill-map", 1300)
    page.goto("/certificates")
    link = page.locator('a[type="application/pdf"]').get_attribute("href")
    pdf = page.context.request.get(link or "").body()
    draw_page(pdf, IMAGES / "certificate.png")


def show_office(page: Page, world: World) -> None:
    """HR's completion record with its files, of the new hire's section."""
    page.goto("/hr/completions")
    page.locator("#unit").select_option(world.people[LEARNER].org_unit)
    page.get_by_role("button", name="絞り込む").click()
    page.wait_for_load_state()
    bottom = page.locator("main form").nth(1).bounding_box()
    shoot(page, "hr-export", round(bottom["y"] + bottom["height"]) + 48 if bottom else SIZE["height"])


def draw_page(pdf: bytes, path: Path) -> None:
    """The first page of a PDF as a picture."""
    command = ["pdftoppm", "-png", "-r", "80", "-singlefile", "-", str(path.with_suffix(""))]
    subprocess.run(command, input=pdf, check=True)  # noqa: S603 - the words are ours


def lighten(path: Path) -> None:
    """The same picture with a palette of 256 colours: a third of the bytes, and no difference that anybody sees."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def main(words: Sequence[str] = ()) -> int:
    """Take all pictures, or with ``--golden`` those that the pages are held against; the status of the process."""
    if words[:1] == ["--golden"]:
        return take_all(CHROMIUM, FLAGS, words[1:])
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demo_city() as (world, signs), serve(world.folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*FLAGS, "--lang=ja"])
        for label, show in ((LEARNER, show_learning), (HR, show_office)):
            context = browser.new_context(
                base_url=server.url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=SIZE, reduced_motion="reduce"
            )
            page = context.new_page()
            sign_in(page, *signs[label])
            show(page, world)
            context.close()
        browser.close()
    pictures = sorted(IMAGES.glob("*.png"))
    for path in pictures:
        lighten(path)
        sys.stdout.write(f"{path.name}\t{path.stat().st_size:,} bytes\n")
    heavy = [path.name for path in pictures if path.stat().st_size > MOST_BYTES]
    if heavy:
        sys.stderr.write(f"heavier than {MOST_BYTES:,} bytes: {', '.join(heavy)}\n")
    return bool(heavy)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
