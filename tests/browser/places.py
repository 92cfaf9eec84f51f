"""Every page that anybody can come to, and how: an address, or an address and what is pressed there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from elearn.awards.services.register import certificates_of
from elearn.learning.services.attempts import newest_attempts
from elearn.learning.services.registrations import read_standings
from tests.browser.window import Window
from tests.browser.world import NUMBERS, PASSWORD, SAMPLE, World, invent_rows, write_roster
from tests.builders import PRACTICE, TEST

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """A page: its name in reports, who goes there, where it is, what is done there, and the status of the answer.

    ``{words}`` in the path are those of ``look_up``.
    """

    name: str
    who: str
    path: str
    act: Act | None = None
    status: int = 200

    def visit(self, window: Window, world: World) -> Page:
        """Go there and do it."""
        path = self.path.format_map(look_up(world, self.who)) if "{" in self.path else self.path
        if self.act is None:
            return window.go(path, self.status)
        page = window.go(path)
        window.expected.add(self.status)
        self.act(page)
        return page


def look_up(world: World, who: str) -> dict[str, str]:
    """Words of paths: a course id -> the person's registration; the leader's attempts and certificate; people."""
    with world.open() as (_, session):
        standings = read_standings(session, world.people[who or "leader"].uuid)
        found = {one.course: f"/registrations/{one.registration}" for one in standings}
        sample = next((one for one in standings if one.course == SAMPLE), None)
        if sample is not None:
            newest = newest_attempts(session, sample.registration)
            found |= {"result": str(newest[PRACTICE].attempt), "attempt": str(newest[TEST].attempt)}
        leader = world.people["leader"].uuid
        certificate = certificates_of(session, leader)[0]
    people = {word: member.uuid for word, member in world.people.items()}
    return found | people | {"serial": certificate.serial, "certificate": str(certificate.uuid)}


def fill(button: str, **fields: str) -> Act:
    """Fill in fields by their ids and press the button, with the browser's own checks switched off."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"#{name}").fill(value)
        page.evaluate("() => [...document.forms].forEach((one) => { one.noValidate = true; })")
        with page.expect_navigation():
            page.get_by_role("button", name=button).first.click()

    return act


def upload(make: Callable[[], bytes]) -> Act:
    """Choose a roster file and have it checked."""

    def act(page: Page) -> None:
        page.locator("#file").set_input_files({"name": "roster.csv", "mimeType": "text/csv", "buffer": make()})
        with page.expect_navigation():
            page.get_by_role("button", name="内容を確認する").click()

    return act


def good_roster() -> bytes:
    """A roster that changes a few posts, with a private-use character to be warned of."""
    rows = invent_rows(dt.datetime.now(dt.UTC).date())[-8:]
    return write_roster([(row[0], row[1] + "\ue000", *row[2:6], "係長", *row[7:]) for row in rows])


def bad_roster() -> bytes:
    """A roster with faults of several kinds."""
    rows = invent_rows(dt.datetime.now(dt.UTC).date())[-3:]
    return write_roster([*rows, rows[0], ("", "名無し", "", "", "", "", "", "きのう", "", "王様")])


def purpose(page: Page) -> None:
    """Ask what Shift_JIS cannot hold."""
    page.locator("#purpose").select_option("監査への対応")
    page.get_by_role("button", name="CSV（Shift_JIS）を確認").click()


def check_paper(page: Page) -> None:
    """Hand the own certificate's PDF in for a check."""
    page.goto("/certificates")
    link = page.locator('a[type="application/pdf"]').get_attribute("href") or ""
    paper = page.context.request.get(link).body()
    page.goto("/verify/file")
    page.locator("input[type=file]").set_input_files(
        {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    page.get_by_role("button", name="調べる").click()
    page.get_by_text("この認定証は有効です").wait_for()


def open_everything(page: Page) -> None:
    """Open whatever is folded away."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def ask_for_number(page: Page) -> None:
    """Type a number that can be read in two ways, and save."""
    while not page.locator("input[inputmode=decimal]").count():
        page.get_by_role("button", name="保存して次のページへ").click()
    page.locator("input[inputmode=decimal]").first.fill("1,5")
    with page.expect_navigation():
        page.get_by_role("button", name="保存だけする").click()


PLACES = (
    Place("sign-in", "", "/sign-in"),
    Place("sign-in refused", "", "/sign-in", fill("サインインする", staff_number="9999999", password="x"), 422),
    Place("verify form", "", "/verify"),
    Place("verify valid", "", "/verify/{serial}"),
    Place("verify unknown", "", "/verify/R08-L1-000999-X", status=404),
    Place("verify malformed", "", "/verify?serial=12345"),
    Place("verify file", "", "/verify/file"),
    Place("verify file valid", "leader", "/verify/file", check_paper),
    Place(
        "first password", "", "/sign-in", fill("サインインする", staff_number=NUMBERS["first-time"], password=PASSWORD)
    ),
    Place("home", "newcomer", "/"),
    Place("home later", "leader", "/"),
    Place("catalogue", "leader", "/courses"),
    Place("offer", "newcomer", "/courses/genai-use"),
    Place("course", "newcomer", "{dx-basics}"),
    Place("course done", "leader", "{dx-basics}"),
    Place("module", "newcomer", "{dx-basics}/pages/01-why-dx/read", open_everything),
    Place("module words", "newcomer", "{dx-basics}/pages/02-words/read", open_everything),
    Place("module threats", "newcomer", "{security-basics}/pages/02-threats/read", open_everything),
    Place("task sheet", "newcomer", "{security-basics}/pages/05-report/task"),
    Place("quiz front", "newcomer", "{dx-basics}/quizzes/90-test/test"),
    Place("quiz front later", "leader", "{every-kind}/quizzes/01-why/practice"),
    Place("sitting 1", "leader", "/attempts/{attempt}/pages/1"),
    Place("sitting 2", "leader", "/attempts/{attempt}/pages/2"),
    Place("sitting 3", "leader", "/attempts/{attempt}/pages/3"),
    Place("sitting asked", "leader", "/attempts/{attempt}/pages/1", ask_for_number),
    Place("check", "leader", "/attempts/{attempt}/check"),
    Place("result of all kinds", "leader", "/attempts/{result}"),
    Place("map", "leader", "/map", open_everything),
    Place("map of nothing", "hr", "/map"),
    Place("certificates", "leader", "/certificates"),
    Place("certificates of nobody", "hr", "/certificates"),
    Place("profile", "newcomer", "/profile"),
    Place("password", "newcomer", "/password"),
    Place("password refused", "newcomer", "/password", fill("パスワードを変更する", current="x", password="y"), 422),
    Place("completions", "hr", "/hr/completions?state=completed", open_everything),
    Place("completions of none", "hr", "/hr/completions?state=overdue"),
    Place("shift-jis", "hr", "/hr/completions", purpose),
    Place("roster", "hr", "/roster", open_everything),
    Place("roster problems", "hr", "/roster", upload(bad_roster)),
    Place("roster changes", "hr", "/roster", upload(good_roster)),
    Place("staff", "hr", "/staff"),
    Place("staff found", "hr", "/staff?q=高崎"),
    Place("person", "hr", "/staff/{leader}"),
    Place("evidence", "dx-office", "/office/evidence"),
    Place("evidence refused", "dx-office", "/office/evidence", fill("証跡を登録する", staff_numbers="42"), 422),
    Place("section", "head", "/section"),
    Place("leaders", "head", "/section/leaders"),
    Place("certificate desk", "dx-office", "/certificates/office"),
    Place("certificate found", "dx-office", "/certificates/{certificate}"),
    Place("person administered", "administrator", "/staff/{leader}"),
    Place("access log", "auditor", "/access-log"),
    Place("forbidden", "newcomer", "/hr/completions", status=403),
    Place("not found", "newcomer", "/no-such-page", status=404),
    Place("somebody else's", "newcomer", "/staff/{leader}", status=404),
)
"""The pages by name. Their texts and tables differ enough that each is looked at on its own."""
