"""Reads pages as somebody does who knows one language: what stands there in another without saying so.

WCAG 2.2, 3.1.1 Language of Page and 3.1.2 Language of Parts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from tests.markup import Node
from tests.visitor import Page, Visitor

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff65-\uff9f\U00020000-\U0003ffff]+")
SENTENCE = re.compile(r"\b[A-Za-z][a-z]+(?:[ ,]+[A-Za-z][a-z]+){2,}\b")
"""Three words in a row: what a label or a sentence of the pages has and a product's name hardly ever."""

SPOKEN = ("aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription", "label")
"""Attributes that are read aloud."""

QUIET = frozenset({"script", "style", "textarea", "code"})
"""Elements whose content is nobody's prose: what was typed, and what is no language."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{5,}")


def language_of(node: Node) -> str:
    """The language that an element says it is in: its own, or that of the nearest element around it."""
    at: Node | None = node
    while at is not None:
        if "lang" in at.attrs:
            return at.attrs["lang"]
        at = at.parent
    return ""


def said(root: Node) -> Iterator[tuple[Node, str]]:
    """Every piece of text of a page with its element: what stands there and what is read aloud."""
    for node in root.walk():
        if node.tag in QUIET or node.above(*QUIET):
            continue
        for part in node.inside:
            if isinstance(part, str) and part.strip():
                yield node, part
        for name in SPOKEN:
            if node.attrs.get(name):
                yield node, node.attrs[name]
        if node.tag in {"input", "button"} and node.attrs.get("type") in {"submit", "button"}:
            yield node, node.attrs.get("value", "")


def find_japanese(root: Node) -> list[str]:
    """Japanese on an English page that does not say that it is Japanese.

    A title or a spoken attribute cannot mark a part of itself: names that stand marked on the page may stay in them.
    """
    marked = {run for node, text in said(root) if language_of(node) == "ja" for run in JAPANESE.findall(text)}
    found = []
    for node, text in said(root):
        if language_of(node) == "ja":
            continue
        runs = JAPANESE.findall(text)
        is_part = text not in node.inside or node.tag == "title"
        if runs and not (is_part and all(any(run in one for one in marked) for run in runs)):
            found.append(f"<{node.tag}> {' '.join(text.split())[:120]}")
    return found


def find_english(root: Node, known: Callable[[str], bool]) -> list[str]:
    """English sentences on a Japanese page that do not say that they are English; ``known`` lets names pass."""
    found = []
    for node, text in said(root):
        if language_of(node) == "ja" and not node.attrs.get("translate"):
            found += [f"<{node.tag}> {one}" for one in SENTENCE.findall(text) if not known(one)]
    return found


def shape_of(address: str) -> str:
    """Addresses that show the same page of another thing are one: numbers and uuids do not count, values neither."""
    parts = urlsplit(address)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair} - {"next"})
    return f"{_UUID.sub('…', parts.path)}?{','.join(names)}"


def crawl(visitor: Visitor, starts: list[str], most: int = 150) -> Iterator[Page]:
    """Every kind of page that can be reached by links, one of each; files to download are left alone."""
    waiting, seen = deque(starts), set()
    while waiting:
        address = waiting.popleft().partition("#")[0]
        shape = shape_of(address)
        if shape in seen or not address.startswith("/") or "/elearn-static/" in address or address.endswith(".pdf"):
            continue
        seen.add(shape)
        assert len(seen) <= most, "the house has no end"
        answer = visitor.client.get(address)
        hops = 0
        while answer.status_code in {302, 303} and hops < 4:
            address, hops = urljoin(address, answer.headers["Location"]), hops + 1
            answer = visitor.client.get(address)
        if answer.mimetype != "text/html" or re.search(r"/(badge|backpack)\.\w+$", address):
            continue
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        page = Page(answer, address)
        waiting.extend(urljoin(address, node.attrs["href"]) for node in page.root.find("a") if "href" in node.attrs)
        yield page
