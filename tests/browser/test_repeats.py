"""A second press, the back button and a reload: nothing is counted twice, nothing is shown that is not so."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Page, expect

from elearn.records.ledger import read_person
from tests.browser.answers import attempt_of, right_pages
from tests.browser.conftest import OpenWindow
from tests.browser.hands import fill_in
from tests.browser.world import World

WHO = "repeats"


def facts_of(world: World) -> Counter[str]:
    """How many facts of each kind the ledger has about the person."""
    with world.open() as (_, session):
        facts = read_person(session, world.people[WHO].uuid)
        # The second half of a double click may press what stands there on the next page: a voluntary practice.
        return Counter(type(fact).__name__ for fact in facts if "/practice" not in getattr(fact, "activity", ""))


def press_twice(page: Page, button: str, leads_to: str) -> None:
    """An impatient double click; then the page is there whose address holds these characters."""
    page.get_by_role("button", name=button, exact=True).dblclick(delay=20)
    expect(page).to_have_url(re.compile(leads_to))  # the first press's way may be cut short by the second
    page.wait_for_load_state("load")


def test_repeats_are_harmless(open_window: OpenWindow, world: World) -> None:
    window = open_window(WHO)
    page = window.page
    page.goto("/courses/genai-use")
    press_twice(page, "この講座を受講する", "/pages/01")
    expect(page.get_by_role("button", name="読み終えました")).to_be_visible()
    assert facts_of(world)["RegistrationOpened"] == 3, "two were assigned"

    press_twice(page, "読み終えました", "/quizzes/01")
    assert facts_of(world)["ActivityCompleted"] == 1
    page.go_back()
    expect(page.locator("main")).to_contain_text("この章は読み終えています")

    page.goto("/courses/dx-basics")
    page.get_by_role("link", name="修了テスト").click()
    press_twice(page, "はじめる", "/attempts/")
    attempt = attempt_of(page.url)
    second = window.context.new_page()
    second.goto("/courses/dx-basics")
    second.get_by_role("link", name="修了テスト").click()
    second.get_by_role("button", name="続きから解く").click()
    assert attempt_of(second.url) == attempt
    assert facts_of(world)["AttemptStarted"] == 1
    page.bring_to_front()  # a window behind another one draws only now and then

    for number, items in enumerate(right_pages(world, WHO, attempt), start=1):
        page.goto(f"/attempts/{attempt}/pages/{number}")
        for item, fields in items.items():
            for name, values in fields.items():
                fill_in(page, f"{item}.{name}", values)
        page.get_by_role("button", name="保存だけする").click()
    hand_in_again_and_again(page, second, world)


def hand_in_again_and_again(page: Page, second: Page, world: World) -> None:
    """Double press, back, reload, and the other window's button."""
    attempt = attempt_of(page.url)
    page.goto(f"/attempts/{attempt}/check")
    second.goto(f"/attempts/{attempt}/check")
    press_twice(page, "提出する", f"/attempts/{attempt}$")
    result = page.locator("main").inner_text()
    assert "得点率 100％" in re.sub(r"\s+", " ", result)

    second.get_by_role("button", name="提出する").click()
    assert second.locator("main").inner_text() == result
    page.reload()
    assert page.locator("main").inner_text() == result
    page.go_back()
    expect(page.locator("h1")).to_contain_text("結果")  # the page before handing in is no longer there
    second.goto(f"/attempts/{attempt}/pages/1")
    assert second.locator("main").inner_text() == result

    facts = facts_of(world)
    assert facts["AttemptSubmitted"] == 1
    assert facts["ActivityCompleted"] == 2
    assert facts["CourseCompleted"] == 0, "nothing but the test was done"


def test_a_window_that_was_left_open_after_the_hand_in_loses_nothing_silently(
    open_window: OpenWindow, world: World
) -> None:
    window = open_window(WHO, expected=(409,))
    page = window.page
    page.goto("/courses/security-basics")
    page.locator("a[href*='/quizzes/01']").first.click()
    page.get_by_role("button", name="はじめる").click()
    attempt = attempt_of(page.url)
    other = window.context.new_page()
    other.goto(f"/attempts/{attempt}/check")
    other.get_by_role("button", name="提出する").click()

    items = right_pages(world, WHO, attempt)[0]
    item, fields = next(iter(items.items()))
    for name, values in fields.items():
        fill_in(page, f"{item}.{name}", values)
    expect(page.locator("#saved")).to_contain_text("提出")
    page.get_by_role("button", name="保存だけする").click()
    page.wait_for_url(f"**/attempts/{attempt}")
    expect(page.locator(".messages")).to_contain_text("提出")
