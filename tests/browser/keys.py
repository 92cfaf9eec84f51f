"""Hands on a keyboard: what cannot be reached with Tab, or is reached without showing it, ends the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Page

STOPS = 250
"""More stops than any page has."""

LOOK = """([selector, words]) => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const shown = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    shown, covered: !top || !(here.contains(top) || top.contains(here) || top.closest("label")?.control === here),
    what: here.outerHTML.slice(0, 160),
    found: here.matches(selector) && (here.innerText ?? here.value ?? "").includes(words),
  };
}"""
"""What has the focus: whether it is what we look for, and whether a person can see that it has it."""


class Keyboard:
    """Somebody who works without a mouse. ``stops`` counts every stop of the focus that was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)

    def tab_to(self, selector: str, words: str = "", *, back: bool = False) -> None:
        """Tab on (or back) until the focus is on an element of this selector that holds the words."""
        passed = []
        for _ in range(STOPS):
            self.press("Shift+Tab" if back else "Tab")
            seen = self.page.evaluate(LOOK, [selector, words])
            if seen is None:
                continue
            self.stops += 1
            assert seen["outline"] >= 2, f"the focus does not show on {seen['what']}"
            assert seen["shown"], f"the focus is outside the window on {seen['what']}"
            assert not seen["covered"], f"something covers {seen['what']}"
            if seen["found"]:
                return
            passed.append(seen["what"])
        raise AssertionError(f"no stop at {selector} {words!r}; passed {passed[:40]}")

    def follow(self, words: str, selector: str = "a", *, back: bool = False) -> None:
        """Tab to a link of these words and press Enter."""
        self.tab_to(selector, words, back=back)
        self._leave("Enter")

    def push(self, words: str, *, back: bool = False) -> None:
        """Tab to a button of these words and press Space."""
        self.tab_to("button", words, back=back)
        self._leave("Space")

    def _leave(self, key: str) -> None:
        """Press a key that leads to another page, and wait until that page is there."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(key)

    def write(self, selector: str, text: str) -> None:
        """Tab to a field and type."""
        self.tab_to(selector)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def respond(self, item: str, fields: Mapping[str, Sequence[str]]) -> None:
        """Fill in an item's fields, in the order of the page."""
        for field, values in fields.items():
            name = f"{item}.{field}"
            kind: Any = self.page.evaluate(
                "(name) => { const one = document.getElementsByName(name)[0];"
                " return one.type ?? one.tagName.toLowerCase(); }",
                name,
            )
            if kind == "radio":
                self._pick_radio(name, values[0])
            elif kind == "checkbox":
                for value in self._offered(name):
                    if value in values:
                        self.tab_to(f'input[name="{name}"][value="{value}"]')
                        self.press("Space")
            elif kind == "select-one":
                self._pick_option(name, values[0])
            else:
                self.write(f'[name="{name}"]', values[0])

    def _pick_radio(self, name: str, value: str) -> None:
        self.tab_to(f'input[name="{name}"]')
        self.press("Space")
        for _ in self._offered(name):
            if self.page.evaluate("() => document.activeElement.value") == value:
                break
            self.press("ArrowDown")
        assert self.page.evaluate(f"""() => document.querySelector('input[name="{name}"]:checked').value""") == value

    def _offered(self, name: str) -> list[str]:
        return list(self.page.evaluate("(name) => [...document.getElementsByName(name)].map((one) => one.value)", name))

    def _pick_option(self, name: str, value: str) -> None:
        self.tab_to(f'select[name="{name}"]')
        places = self.page.evaluate("() => [...document.activeElement.options].map((one) => one.value)")
        self.press("Home")
        self.press("ArrowDown", places.index(value))
        assert self.page.evaluate("() => document.activeElement.value") == value
