"""Reads a page as a tree, and tells what a careful reader of the HTML would find wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
CONTROLS = frozenset({"input", "select", "textarea"})
_BLOCKS = """
address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p
pre section table ul
"""
BLOCKS = frozenset(_BLOCKS.split())
"""What may not stand inside a paragraph, a label, a heading or a span."""

PHRASES_ONLY = frozenset({"p", "span", "label", "h1", "h2", "h3", "h4", "legend", "summary", "strong", "em", "button"})
MAY_HOLD_HEADING = frozenset({"legend", "summary"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass
class Node:
    """An element with its attributes, and what is inside in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)
    parent: Node | None = None

    @property
    def text(self) -> str:
        """The text inside, blanks folded as a browser does; the wide blank of Japanese names stays."""
        return _BLANKS.sub(" ", "".join(self._texts())).strip(" ")

    @property
    def typed(self) -> str:
        """The text inside just as it is, but for the line break that begins a text area and does not count."""
        return "".join(self._texts()).removeprefix("\n")

    @property
    def spoken(self) -> str:
        """What is read aloud: a label instead of what stands inside, and nothing that is hidden from who listens."""
        return _BLANKS.sub(" ", "".join(self._said())).strip(" ")

    def _said(self) -> Iterator[str]:
        if self.attrs.get("aria-hidden") == "true":
            return
        if "aria-label" in self.attrs:
            yield self.attrs["aria-label"]
            return
        for part in self.inside:
            if isinstance(part, str):
                yield part
            else:
                yield from part._said()

    def _texts(self) -> Iterator[str]:
        for part in self.inside:
            if isinstance(part, str):
                yield part
            else:
                yield from part._texts()

    def walk(self) -> Iterator[Node]:
        """Every element below, in the order of the page."""
        for part in self.inside:
            if isinstance(part, Node):
                yield part
                yield from part.walk()

    def find(self, *tags: str, **attrs: str) -> list[Node]:
        """The elements below with one of the tags (any, when none is named) and these attributes."""
        return [
            node
            for node in self.walk()
            if (not tags or node.tag in tags) and all(node.attrs.get(key) == value for key, value in attrs.items())
        ]

    def first(self, *tags: str, **attrs: str) -> Node:
        """The first of ``find``; a page without one is a failure."""
        found = self.find(*tags, **attrs)
        assert found, f"no {tags} {attrs} in the page"
        return found[0]

    def above(self, *tags: str) -> Node | None:
        """The nearest element around this one with one of the tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.faults: list[str] = []
        self.doctype = ""
        self._open = [self.root]

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self._open[-1])
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in VOID:
            return
        if any(node.tag == "svg" for node in self._open):  # in a drawing it may
            self._open.pop()
        else:
            self.faults.append(f"<{tag}/> closes itself")
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) == 1 or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self._open[-1].tag}> at line {self.getpos()[0]}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def finish(self) -> None:
        self.close()
        self.faults += [f"<{node.tag}> is never closed" for node in self._open[1:]]


def read(html: str) -> Node:
    """The page as a tree; nesting that does not fit is for ``find_faults`` to tell."""
    reader = _Reader()
    reader.feed(html)
    reader.finish()
    return reader.root


def find_faults(html: str) -> list[str]:
    """Everything wrong with a whole page; empty for a good one."""
    reader = _Reader()
    reader.feed(html)
    reader.finish()
    faults = list(reader.faults)
    if reader.doctype != "doctype html":
        faults.append("no doctype")
    root = reader.root
    for check in (_whole, _ids, _headings, _controls, _inline, _links, _nesting, _tables, _words):
        faults += check(root)
    return faults


def _whole(root: Node) -> list[str]:
    faults = []
    if [node.attrs.get("lang") for node in root.find("html")] not in (["ja"], ["en"]):
        faults.append("the page does not say its language")
    titles = [node.text for node in root.find("title") if node.above("head")]
    if len(titles) != 1 or not titles[0] or titles[0].startswith("｜"):
        faults.append(f"titles {titles}")
    if len(root.find("main")) != 1:
        faults.append("not one main")
    return faults


def _ids(root: Node) -> list[str]:
    ids = [node.attrs["id"] for node in root.walk() if "id" in node.attrs]
    faults = [f"id {name!r} stands twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    faults += [f"id {name!r} is empty or holds a blank" for name in ids if not name or " " in name]
    for node in root.walk():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            faults += [f"{name}={one!r} names nothing" for one in node.attrs.get(name, "").split() if one not in ids]
    return faults


def _headings(root: Node) -> list[str]:
    levels = [(int(node.tag[1]), node.text) for node in root.find("h1", "h2", "h3", "h4", "h5", "h6")]
    faults = [f"a heading {level} is empty" for level, text in levels if not text]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        faults.append(f"the page begins with {levels[:1]}, not with its one h1")
    for (before, _), (level, text) in pairwise(levels):
        if level > before + 1:
            faults.append(f"heading {text!r} jumps from {before} to {level}")
    return faults


def _controls(root: Node) -> list[str]:
    faults = []
    labels = {node.attrs["for"]: node.text for node in root.find("label") if "for" in node.attrs}
    for node in root.find(*CONTROLS):
        if node.attrs.get("type") in {"hidden", "submit"} or "hidden" in node.attrs:
            continue
        around = node.above("label")
        named = labels.get(node.attrs.get("id", "")) or (around.text if around else "") or node.attrs.get("aria-label")
        if not named:
            faults.append(f"<{node.tag} name={node.attrs.get('name')!r}> has no label")
        if not node.attrs.get("name"):
            faults.append(f"<{node.tag} id={node.attrs.get('id')!r}> has no name")
    faults += ["a button without words" for node in root.find("button") if not node.text]
    faults += ["a link without words" for node in root.find("a") if not node.text and not node.attrs.get("aria-label")]
    faults += ["a fieldset without legend" for node in root.find("fieldset") if not node.find("legend")]
    faults += ["an image without alt" for node in root.find("img") if "alt" not in node.attrs]
    for form in root.find("form"):
        if form.attrs.get("method", "get").lower() == "post" and not form.find("input", name="csrf_token"):
            faults.append(f"the form to {form.attrs.get('action')!r} has no token")
    return faults


def _inline(root: Node) -> list[str]:
    faults = []
    for node in root.walk():
        if "style" in node.attrs or node.tag == "style":
            faults.append(f"<{node.tag}> carries its own style")
        faults += [f"<{node.tag}> carries {name}" for name in node.attrs if name.startswith("on")]
        if node.tag == "script" and (node.text or "src" not in node.attrs):
            faults.append("a script stands in the page")
    return faults


def _links(root: Node) -> list[str]:
    ids = {node.attrs.get("id") for node in root.walk()}
    faults = []
    for node in root.walk():
        for name in ("href", "src", "action"):
            target = node.attrs.get(name)
            if target is None:
                continue
            if target.startswith("#") and target[1:] not in ids:
                faults.append(f"{target!r} leads nowhere")
            if not target or (name != "href" and "://" in target) or target.startswith(("//", "javascript:")):
                faults.append(f"{name}={target!r} leaves the house")
    return faults


def _nesting(root: Node) -> list[str]:
    faults = []
    for node in root.walk():
        around = node.parent
        if node.tag in BLOCKS and around is not None and around.tag in PHRASES_ONLY:
            is_title = node.tag in {"h1", "h2", "h3", "h4"} and around.tag in MAY_HOLD_HEADING
            faults += [] if is_title else [f"<{node.tag}> inside <{around.tag}>"]
        if node.tag == "li" and (around is None or around.tag not in {"ul", "ol"}):
            faults.append("<li> outside a list")
        if node.tag in {"ul", "ol"}:
            faults += [f"<{one.tag}> in a list" for one in node.inside if isinstance(one, Node) and one.tag != "li"]
        if node.tag == "legend" and (around is None or around.tag != "fieldset"):
            faults.append("<legend> outside a fieldset")
        if node.tag in {"a", "button"} and (outer := node.above("a", "button", "summary")) is not None:
            faults.append(f"<{node.tag}> inside <{outer.tag}>")
        if node.tag == "form" and node.above("form"):
            faults.append("a form inside a form")
    return faults


def _tables(root: Node) -> list[str]:
    faults = [f"header cell {node.text!r} has no scope" for node in root.find("th") if not node.attrs.get("scope")]
    for table in root.find("table"):
        widths = {sum(int(cell.attrs.get("colspan", "1")) for cell in row.find("th", "td")) for row in table.find("tr")}
        if len(widths) > 1:
            faults.append(f"rows of {sorted(widths)} cells in one table")
    return faults


def _words(root: Node) -> list[str]:
    """What betrays a template that was fed nothing."""
    text = root.text
    words = ("Undefined", "{{", "}}", "{%", "nan％", "nan%")
    if not root.find("html", lang="en"):  # where it is a word
        words += ("None",)
    faults = [f"the page says {word!r}" for word in words if word in text]
    faults += [f"the page says {word!r}" for word in ("&amp;lt;", "&lt;") if word in text]
    return faults
