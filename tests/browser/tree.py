"""The accessibility tree as Chromium gives it to screen readers: names and roles of controls, headings, landmarks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page

NO_ROLE = frozenset({"generic", "none", "presentation", "GenericContainer", "unknown", ""})
NAMELESS = frozenset({"RootWebArea", "main", "document"})
"""What may have the focus without a name: the page, and its main part as the target of the skip link."""

ONCE = ("main", "banner", "contentinfo")
PARTS = frozenset({*ONCE, "navigation"})
"""The parts of a page that a link is understood in (WCAG 2.2, 2.4.4): the menu and the text may use one word."""

TOLD_APART = ("navigation", "region", "form", "complementary", "search")
"""Landmarks that need names when there are several of a kind."""

LABELS = """() => [...document.querySelectorAll('a[aria-label], button[aria-label], summary[aria-label]')]
  .map((one) => [one.innerText ?? one.textContent, one.getAttribute('aria-label')])
  .map((pair) => pair.map((text) => text.replace(/[^\\p{L}\\p{N}]+/gu, '')))
  .filter(([shown, told]) => shown && !told.includes(shown))
  .map(([shown, told]) => `the label ${told} does not hold the words that are shown: ${shown}`)"""
"""WCAG 2.2, 2.5.3 Label in Name."""

REVERSED = """() => [...document.querySelectorAll('body *')].filter((one) => {
    const style = getComputedStyle(one);
    const turned = style.display.includes('flex') && style.flexDirection.includes('reverse');
    return one.tabIndex > 0 || style.order !== '0' || turned;
  }).slice(0, 5).map((one) => `the order on the screen is not that of the page: ${one.outerHTML.slice(0, 100)}`)"""
"""WCAG 2.2, 1.3.2 and 2.4.3: nothing is moved away from its place in the page's order."""

LETTERS = r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]"
FOREIGN = """([letters]) => {
  const sign = new RegExp(letters, 'u'), runs = new RegExp(`(?:${letters})+`, 'gu'), found = [];
  const japanese = (one) => one.closest('[lang]')?.getAttribute('lang').startsWith('ja');
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const told = [...document.body.querySelectorAll('[lang^=ja]')].map((one) => one.textContent).join('\\n');
  const isName = (text) => text.match(runs).every((run) => told.includes(run));
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (text.parentElement.tagName === 'TITLE' && sign.test(text.data) && isName(text.data)) continue;
    if (sign.test(text.data) && !text.parentElement.closest('script, style') && !japanese(text.parentElement)) {
      found.push(`${text.parentElement.tagName}: ${text.data.trim().slice(0, 60)}`);
    }
  }
  for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'aria-description', 'content']) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      const words = one.getAttribute(name);
      if (sign.test(words) && !japanese(one) && !isName(words)) {
        found.push(`${one.tagName} ${name}: ${one.getAttribute(name).slice(0, 60)}`);
      }
    }
  }
  return found.slice(0, 12);
}"""
"""Japanese words on a page of another language outside elements that say so (WCAG 2.2, 3.1.2). Attributes and titles
cannot say so: they may repeat names that the page itself marks as Japanese."""


AROUND = """() => [...document.querySelectorAll('header a[href], footer a[href]')]
  .filter((one) => !one.closest('main')).map((one) => one.textContent.trim().replace(/\\s+/g, ' '))"""
"""The links that stand on every page, in their order (WCAG 2.2, 3.2.3 and 3.2.6)."""


@dataclass(frozen=True)
class Node:
    """A node of the tree that is not ignored. ``address`` is where a link leads, ``focusable`` whether Tab may stop,
    ``landmark`` the part of the page that it stands in."""

    role: str
    name: str
    focusable: bool
    level: int
    address: str
    html: str
    landmark: str = ""


def read_tree(page: Page) -> list[Node]:
    """The nodes of the page in their order."""
    talk = page.context.new_cdp_session(page)
    elements = dict(_elements(talk.send("DOM.getDocument", {"depth": -1})["root"]))
    tree = talk.send("Accessibility.getFullAXTree")["nodes"]
    talk.detach()
    return [
        _node(one, elements.get(one.get("backendDOMNodeId", 0), ("", {})), page.url, landmark)
        for one, landmark in _kept(tree)
    ]


def _kept(tree: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    """The nodes in the order of the page, each with its landmark: the list of the protocol is level by level."""
    known = {one["nodeId"]: one for one in tree}
    order, waiting = [], [(tree[0]["nodeId"], "")]
    while waiting:
        name, landmark = waiting.pop()
        one = known.get(name)
        if one is not None:
            role = one.get("role", {}).get("value", "")
            landmark = f"{role} {one.get('name', {}).get('value', '')}" if role in PARTS else landmark
            if not one.get("ignored"):
                order.append((one, landmark))
            waiting.extend((child, landmark) for child in reversed(one.get("childIds", [])))
    return order


def _elements(node: dict[str, Any]) -> Iterator[tuple[int, tuple[str, dict[str, str]]]]:
    flat = node.get("attributes", [])
    yield node["backendNodeId"], (node["nodeName"].lower(), dict(zip(flat[::2], flat[1::2], strict=True)))
    for child in node.get("children", []):
        yield from _elements(child)


def _node(one: dict[str, Any], element: tuple[str, dict[str, str]], address: str, landmark: str) -> Node:
    traits = {trait["name"]: trait["value"].get("value") for trait in one.get("properties", [])}
    tag, attributes = element
    shown = " ".join([tag, *(f'{name}="{value}"' for name, value in attributes.items() if name != "class")])
    return Node(
        role=str(one.get("role", {}).get("value", "")),
        name=str(one.get("name", {}).get("value", "")).strip(),
        focusable=bool(traits.get("focusable")),
        level=int(traits.get("level") or 0),
        address=urljoin(address, attributes["href"]) if "href" in attributes else "",
        html=f"<{shown}>"[:160],
        landmark=landmark,
    )


def find_faults(nodes: list[Node]) -> list[str]:
    """Controls without name or role, links of one name to several places, headings out of order, landmarks."""
    return [*_controls(nodes), *_links(nodes), *_headings(nodes), *_landmarks(nodes)]


def _controls(nodes: list[Node]) -> Iterator[str]:
    for one in nodes:
        if one.focusable and one.role not in NAMELESS:
            if one.role in NO_ROLE:
                yield f"no role: {one.html}"
            if not one.name:
                yield f"no name: {one.role} {one.html}"


def _links(nodes: list[Node]) -> Iterator[str]:
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in nodes:
        if one.role == "link":
            places[one.landmark, one.name].add(one.address)
    for (_, name), addresses in places.items():
        if len(addresses) > 1:
            yield f"one name, several places: {name!r} leads to {sorted(addresses)[:4]}"


def _headings(nodes: list[Node]) -> Iterator[str]:
    levels = [one.level for one in nodes if one.role == "heading"]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"one h1 comes first: {levels}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}: {levels}"
    yield from (f"an empty heading: {one.html}" for one in nodes if one.role == "heading" and not one.name)


def _landmarks(nodes: list[Node]) -> Iterator[str]:
    roles = Counter(one.role for one in nodes)
    yield from (f"{roles[role]} landmarks {role}" for role in ONCE if roles[role] != 1)
    for role in TOLD_APART:
        # A form without a name is no landmark, whatever the tree calls it (HTML-AAM, form).
        names = Counter(one.name for one in nodes if one.role == role and (one.name or role != "form"))
        yield from (f"{count} landmarks {role} named {name!r}" for name, count in names.items() if count > 1)
