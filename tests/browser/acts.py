"""What is done on a page to bring it into a further state. Nothing here reads words, so it works in every language."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping

from playwright.sync_api import Page

from elearn.learning.services.attempts import newest_attempts, open_sitting
from elearn.learning.services.registrations import read_standings
from tests.browser.world import SAMPLE, World, invent_rows, write_roster
from tests.builders import TEST

Act = Callable[[Page], None]

UNCHECKED = "() => [...document.forms].forEach((one) => { one.noValidate = true; })"
SUBMIT = "(one) => one.form.requestSubmit(one.form.querySelector('button[type=submit], button:not([type])'))"


def fill(**fields: str) -> Act:
    """Fill in fields by their ids and send their form, with the browser's own checks switched off."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"#{name}").fill(value)
        page.evaluate(UNCHECKED)
        with page.expect_navigation():
            page.locator(f"#{next(iter(fields))}").evaluate(SUBMIT)

    return act


def press(selector: str) -> Act:
    """Press the first button or link of a selector and wait for the page that follows."""

    def act(page: Page) -> None:
        page.evaluate(UNCHECKED)
        with page.expect_navigation():
            page.locator(selector).first.click()

    return act


def order_year(page: Page) -> None:
    """Order the papers of this year."""
    press("main form[method=post] button")(page)


def hand_in_file(name: str, make: Callable[[], bytes]) -> Act:
    """Choose a file in the page's only file field and send its form."""

    def act(page: Page) -> None:
        field = page.locator("main input[type=file]").first
        field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": make()})
        with page.expect_navigation():
            field.evaluate(SUBMIT)

    return act


def good_roster() -> bytes:
    """A roster that changes a few posts, with a private-use character to be warned of."""
    rows = invent_rows(dt.datetime.now(dt.UTC).date())[-8:]
    return write_roster([(row[0], row[1] + "\ue000", *row[2:6], "係長", *row[7:]) for row in rows])


def bad_roster() -> bytes:
    """A roster with faults of several kinds."""
    rows = invent_rows(dt.datetime.now(dt.UTC).date())[-3:]
    return write_roster([*rows, rows[0], ("", "名無し", "", "", "", "", "", "きのう", "", "王様")])


def no_paper() -> bytes:
    """A file that is no PDF."""
    return unicodedata.normalize("NFC", "これは認定証ではありません。").encode()


def ask_shift_jis(page: Page) -> None:
    """Ask what Shift_JIS cannot hold."""
    page.locator("#purpose").select_option(index=1)
    press('button[formaction*="shift-jis"]')(page)


def check_paper(page: Page) -> None:
    """Hand the own certificate's PDF in for a check."""
    page.goto("/certificates")
    link = page.locator('a[type="application/pdf"]').first.get_attribute("href") or ""
    paper = page.context.request.get(link).body()
    page.goto("/verify/file")
    hand_in_file("paper.pdf", lambda: paper)(page)
    page.locator("main .notice-success").wait_for()


def open_everything(page: Page) -> None:
    """Open whatever is folded away."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def ask_for_number(page: Page) -> None:
    """Type a number that can be read in two ways, and save."""
    page.locator("input[inputmode=decimal]").first.fill("1,5")
    press('button[name=go][value="stay"]')(page)


def sign_out_and_save(page: Page) -> None:
    """Press the button of a page of items after the sign-in has ended."""
    page.context.clear_cookies(name="elearn")
    press('button[name=go][value="stay"]')(page)


def page_with_number(world: World) -> str:
    """The page of the leader's open attempt that asks for a number, from 1."""
    with world.open() as (house, session):
        leader = world.people["leader"].uuid
        sample = next(one for one in read_standings(session, leader) if one.course == SAMPLE)
        attempt = newest_attempts(session, sample.registration)[TEST].attempt
        sitting = open_sitting(session, house.catalog, leader, attempt)
        kinds: Mapping[str, str] = {name: item.kind for name, item in sitting.quiz.items().items()}
        return str(
            next(
                number
                for number, page in enumerate(sitting.form.pages, start=1)
                if any(kinds[item] == "numeric" for item in page)
            )
        )


def make_store_key(page: Page) -> None:
    """Make a key of the record store."""
    page.locator("#label").fill("研修の集計")
    page.locator("#scopes input").first.check()
    with page.expect_navigation():
        page.locator("#label").evaluate(SUBMIT)


def erase_somebody(page: Page) -> None:
    """Ask what erasing somebody's records would do."""
    page.locator("#agent").fill("0000020")
    page.locator("#act input").first.check()
    page.locator("#purpose").fill("本人の求め")
    with page.expect_navigation():
        page.locator("#agent").evaluate(SUBMIT)


def record_regrading(page: Page) -> None:
    """Record a regrading without saying why."""
    with page.expect_navigation():
        page.locator("#reason").evaluate(SUBMIT)


def pick_one_level(page: Page) -> None:
    """Pick a level for one criterion of two, and record the grade."""
    page.locator("input[name=level-0]").first.check()
    with page.expect_navigation():
        page.locator("#comment").evaluate(SUBMIT)
