"""axe-core in a page: its script is put in once, then asked in each set of colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
MORE = ["focus-order-semantics", "td-has-header"]
"""All rules but those of level AAA, the obsolete ones, and those on trial; of the last, the ones that are worth it."""

ALL = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules whose result another set of colours can change."""

RUN = """async ([only, more]) => {
  const rules = Object.fromEntries(more.map((one) => [one, { enabled: true }]));
  const told = await axe.run({ runOnly: only, rules, preload: false, resultTypes: ['violations', 'incomplete'] });
  const short = (rules) => rules.flatMap((rule) => rule.nodes.map((node) => ({
    rule: rule.id, target: node.target.join(' '), html: node.html.slice(0, 200),
    why: [...node.any, ...node.all, ...node.none].map((one) => one.message).join(' '),
  })));
  return [short(told.violations), short(told.incomplete)];
}"""


@dataclass(frozen=True)
class Finding:
    """What axe says of one element: the colours it was seen in, the rule, a selector, its markup, and why."""

    colours: str
    rule: str
    target: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.colours}: {self.rule}: {self.target}: {self.why} {self.html}"


def look(page: Page, colours: str = "light", only: dict[str, Any] = ALL) -> tuple[list[Finding], list[Finding]]:
    """What axe finds wrong, and what it leaves to a person."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wrong, unsure = (
        [Finding(colours, **one) for one in part] for part in page.evaluate(RUN, [only, MORE if only is ALL else []])
    )
    return wrong, unsure


def look_in_all_colours(page: Page) -> tuple[list[Finding], list[Finding]]:
    """Every rule in light, the rules of colours in dark and in forced colours; light again afterwards."""
    wrong, unsure = look(page)
    for name, media in (
        ("dark", {"color_scheme": "dark"}),
        ("forced", {"color_scheme": "light", "forced_colors": "active"}),
    ):
        page.emulate_media(**media)  # type: ignore[arg-type]  # words of Playwright's own
        more = look(page, name, COLOURS)
        wrong, unsure = wrong + more[0], unsure + more[1]
    page.emulate_media(color_scheme="light", forced_colors="none")
    return wrong, unsure
