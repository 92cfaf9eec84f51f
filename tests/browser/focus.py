"""A walk over a page with Tab: every stop in the order of the page, each with a ring that can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

STOPS = """() => {
  const radios = new Set();
  return [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex]')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => {
    if (one.type !== 'radio') return true;
    const group = [...document.getElementsByName(one.name)];
    const chosen = group.find((each) => each.checked);
    if (chosen ? chosen !== one : radios.has(one.name)) return false;
    radios.add(one.name);
    return true;
  }).map((one, place) => { one.dataset.stop = String(place); return one.outerHTML.slice(0, 120); });
}"""
"""What Tab must reach, in the order of the page; of a group of radio buttons one."""

LOOK = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const draw = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d',
    { willReadFrequently: true });
  const paint = (...colours) => {
    draw.clearRect(0, 0, 1, 1);
    for (const colour of colours) { draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1); }
    return [...draw.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => [red, green, blue].map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const grounds = [];
  for (let one = here.parentElement; one; one = one.parentElement) {
    grounds.unshift(getComputedStyle(one).backgroundColor);
  }
  const ground = paint('Canvas', ...grounds);
  const halo = style.boxShadow.match(/(rgba?|color|oklch|oklab)\\([^)]*\\)/);
  const rings = [style.outlineColor, ...(halo ? [halo[0]] : [])].map((one) => contrast(paint('Canvas', one), ground));
  const covers = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].filter(([across, down]) => {
    const x = box.left + box.width * across, y = Math.min(box.top + box.height * down, innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return top && (here.contains(top) || top.contains(here) || top.closest('label')?.control === here);
  });
  return {
    stop: Number(here.dataset.stop ?? -1), what: here.outerHTML.slice(0, 120),
    width: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), contrast: Math.max(...rings),
    shown: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    seen: covers.length > 0,
  };
}"""


TO_THE_TOP = """() => {
  const top = Object.assign(document.createElement('span'), { tabIndex: -1 });
  document.body.prepend(top);
  top.focus();
  top.remove();
  scrollTo(0, 0);
}"""
"""Tab goes on from where something was that had the focus, even after it is gone."""

PARTS = 8
"""More stops than there are inside one field: a date has one for each of its numbers."""


@dataclass(frozen=True)
class Walk:
    """A walk: how many stops there were, and what was wrong."""

    stops: int
    faults: list[str]


def walk(page: Page) -> Walk:
    """Tab from the top of the page to its end.

    Every stop shows a ring of 2 px or more with a contrast of 3 to 1 (WCAG 2.2, 1.4.11, 2.4.7), is in the window and
    not covered (2.4.11), and comes in the order of the page (2.4.3); after the last the focus leaves (2.1.2).
    """
    wanted: list[str] = page.evaluate(STOPS)
    faults: list[str] = []
    page.evaluate(TO_THE_TOP)
    for place in range(len(wanted)):
        seen = _press(page, place - 1)
        if seen is None or seen["stop"] != place:
            faults.append(f"stop {place} should be {wanted[place]}, is {seen and seen['what']}")
            break
        if seen["width"] < 2 or seen["contrast"] < 3:
            faults.append(f"a ring of {seen['width']} px, {seen['contrast']:.1f} to 1, on {seen['what']}")
        if not seen["shown"] or not seen["seen"]:
            faults.append(f"out of sight or covered: {seen['what']}")
    else:
        if (left := _press(page, len(wanted) - 1)) is not None and left["stop"] not in (0, -1):
            faults.append(f"the focus does not leave the page: {left['what']}")
    return Walk(len(wanted), faults)


def _press(page: Page, last: int) -> dict[str, Any] | None:
    """Press Tab until the focus has left the stop of this number; what has it then."""
    for _ in range(PARTS):
        page.keyboard.press("Tab")
        seen: dict[str, Any] | None = page.evaluate(LOOK)
        if seen is None or seen["stop"] != last:
            return seen
    return seen
