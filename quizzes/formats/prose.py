"""From HTML to the Markdown of an item's text. What Markdown cannot hold is named; its words are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from quizzes.formats.plain import escape_inline, escape_starts
from quizzes.formats.xmltree import DEEPEST, Node

Lose = Callable[[str], None]
"""Takes the name of an element whose meaning is lost."""

_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "pre", "blockquote", "table", "section", "article", "center"}) | {
    f"h{n}" for n in range(1, 7)
}
_BARE = frozenset({"span", "font", "a", "u", "small", "label", "body", "html", "tbody", "thead", "prompt", "content"})
"""Elements whose words say all that matters."""
_SILENT = frozenset({"script", "style", "head", "title"})
_EMPTY = frozenset({"br", "img", "hr", "input", "meta", "link", "source", "wbr", "col", "embed"})
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAK = "\x01"
"""A hard break while a paragraph is put together; no text has this sign."""


def html_to_markdown(text: str, lose: Lose) -> str:
    """The HTML source as Markdown; ``lose`` is called with the name of each element that is left out."""
    return to_markdown(parse_html(text), lose)


def to_markdown(node: Node, lose: Lose) -> str:
    """What an element holds as Markdown blocks, with an empty line between them."""
    return "\n\n".join(_blocks(node, lose)).strip()


def to_line(node: Node, lose: Lose) -> str:
    """What an element holds as Markdown of one block: blocks follow each other on lines of their own."""
    return re.sub(r"\n\s*\n", "\n", to_markdown(node, lose))


def parse_html(text: str) -> Node:
    """The tree of any text, HTML or not; what is not closed is closed at the end."""
    parser = _Parser()
    parser.feed(text.replace(_BREAK, ""))
    parser.close()
    return parser.root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("content")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "li") and self.open[-1].name == tag:
            self.open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        # Deeper than any sensible text: the rest is read as if it stood side by side.
        if tag not in _EMPTY and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.name == tag for node in self.open[1:]):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _blocks(node: Node, lose: Lose) -> list[str]:
    blocks: list[str] = []
    inline: list[Node | str] = []
    for part in node.children:
        if isinstance(part, Node) and (part.name in _BLOCKS or (part.name in _BARE and _holds_blocks(part))):
            blocks += _paragraph(inline, lose)
            inline = []
            blocks += _block(part, lose)
        else:
            inline.append(part)
    return blocks + _paragraph(inline, lose)


def _holds_blocks(node: Node) -> bool:
    return any(part.name in _BLOCKS for part in node.nodes())


def _block(node: Node, lose: Lose) -> list[str]:
    if node.name in ("ul", "ol"):
        return _list(node, lose)
    if node.name == "pre":
        text = node.text().strip("\n")
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
        return [f"{fence}\n{text}\n{fence}"] if text.strip() else []
    if node.name == "blockquote":
        quoted = to_markdown(node, lose)
        return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))] if quoted else []
    if node.name == "table":
        return _table(node, lose)
    if re.fullmatch("h[1-6]", node.name):
        # Items have no headings of their own.
        text = _inline(node, lose).strip()
        return [f"**{text}**"] if text else []
    return _blocks(node, lose)


def _paragraph(parts: list[Node | str], lose: Lose) -> list[str]:
    text = re.sub(rf"[ \n]*{_BREAK}[ \n]*", _BREAK, _inline(Node("p", {}, parts), lose)).strip(f" \n{_BREAK}")
    lines = escape_starts(re.sub(r" ?\n ?", "\n", text).replace(_BREAK, "\x02\n"))
    return [lines.replace("\x02", "\\")] if text else []


def _list(node: Node, lose: Lose) -> list[str]:
    entries: list[str] = []
    for number, entry in enumerate(node.nodes("li"), 1):
        # An asterisk, because items give the hyphen and the bracket a meaning of their own.
        head = f"{number}) " if node.name == "ol" else "* "
        text = to_markdown(entry, lose).replace("\n", "\n" + " " * len(head))
        entries.append(re.sub(r"\n +\n", "\n\n", f"{head}{text}"))
    return _strays(node, ("li",), lose) + (["\n".join(entries)] if entries else [])


def _strays(node: Node, names: tuple[str, ...], lose: Lose) -> list[str]:
    """What stands where only elements of these names should."""
    rest = [part for part in node.children if isinstance(part, str) or part.name not in names]
    return _blocks(Node("div", {}, rest), lose)


def _table(node: Node, lose: Lose) -> list[str]:
    groups = [node, *node.nodes("thead", "tbody", "tfoot")]
    rows = [row for group in groups for row in group.nodes("tr")]
    strays = [text for group in groups for text in _strays(group, ("thead", "tbody", "tfoot", "tr"), lose)]
    strays += [text for row in rows for text in _strays(row, ("td", "th"), lose)]
    cells = [
        [re.sub(rf"[\n{_BREAK}]+", " ", _inline(cell, lose)).strip() for cell in row.nodes("td", "th")] for row in rows
    ]
    width = max(map(len, cells), default=0)
    if not width:
        return strays
    if any({"rowspan", "colspan"} & cell.attributes.keys() for row in rows for cell in row.nodes()):
        lose("rowspan")
    first, *more = (f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells)
    return [*strays, "\n".join([first, "|" + " --- |" * width, *more])]


def _inline(node: Node, lose: Lose) -> str:
    pieces: list[str] = []
    for part in node.children:
        if isinstance(part, str):
            text = re.sub(r"[ \t\r\f\n\u00a0]*\n[ \t\r\f\n\u00a0]*", "\n", part)
            pieces.append(escape_inline(re.sub(r"[ \t\r\f\u00a0]+", " ", text)))
        else:
            pieces.append(_phrase(part, lose))
    return "".join(pieces)


def _phrase(node: Node, lose: Lose) -> str:
    name = node.name
    if name in _SILENT:
        lose(name)
        return ""
    if name == "br":
        return _BREAK
    if name == "img":
        lose(name)
        return escape_inline(node.attributes.get("alt", ""))
    if name in ("code", "tt", "kbd", "samp"):
        return _code(" ".join(node.text().split()))
    if name == "ruby":
        return _ruby(node, lose)
    text = _inline(node, lose)
    if name in _MARKS:
        inner = text.strip(f" \n{_BREAK}")
        return text.replace(inner, f"{_MARKS[name]}{inner}{_MARKS[name]}", 1) if inner else text
    href = node.attributes.get("href", "")
    if name == "a" and re.fullmatch(r"https?://[^\s<>()\\]+", href) and text.strip():
        return f"[{text.strip()}]({href})"
    if (name == "a" and href) or name not in _BARE | _BLOCKS:
        lose(name)
    return text


def _code(text: str) -> str:
    if not text:
        return ""
    mark = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{mark} {text} {mark}" if "`" in text else f"{mark}{text}{mark}"


def _ruby(node: Node, lose: Lose) -> str:
    base = "".join(part if isinstance(part, str) else part.text() for part in node.children if _is_base(part))
    reading = "".join(part.text() for part in node.nodes("rt"))
    base, reading = " ".join(base.split()), " ".join(reading.split())
    if base and reading and not set("{}|") & set(base + reading):
        return f"{{{base}|{reading}}}"
    lose("ruby")
    return escape_inline(base)


def _is_base(part: Node | str) -> bool:
    return isinstance(part, str) or part.name not in ("rt", "rp", "rtc")
