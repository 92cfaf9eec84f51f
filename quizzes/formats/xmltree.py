"""XML in and out, safely: no document types, no entities of its own, nothing from outside, bounded in every way.

Every element knows its line, so that a problem can name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from quizzes.report import Report

LARGEST_XML = 16 * 1024 * 1024
DEEPEST, MOST_NODES = 60, 400_000


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, attributes without namespace, and children in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    line: int = 0

    def nodes(self, *names: str) -> list[Node]:
        """The child elements, all or those with one of these names."""
        return [part for part in self.children if isinstance(part, Node) and (not names or part.name in names)]

    def first(self, name: str) -> Node | None:
        """The first child element of this name."""
        return next(iter(self.nodes(name)), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.nodes()))

    def text(self) -> str:
        """All text below, as it stands."""
        pieces: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                pieces.append(part)
            else:
                waiting.extend(reversed(part.children))
        return "".join(pieces)


class _Refused(Exception):
    """The document is not one that we read; the arguments are the problem's code."""


class _Builder:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_NODES or len(self.open) >= DEEPEST:
            raise _Refused("xml-too-complex")
        plain = {_local(key): value for key, value in attributes.items()}
        node = Node(_local(name), plain, [], self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise _Refused("xml-too-complex")
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)

    def doctype(self, *_: object) -> None:
        raise _Refused("xml-doctype")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def parse_xml(data: bytes, report: Report) -> Node | None:
    """The root element; None when the bytes are no such document, which the report then says with its line."""
    if len(data) > LARGEST_XML:
        report.add(0, "file-too-large", most=LARGEST_XML)
        return None
    parser = expat.ParserCreate(namespace_separator=" ")
    # Long texts come in few large pieces: adding up many small ones takes time like their number squared.
    parser.buffer_text, parser.buffer_size = True, 1 << 20
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    builder = _Builder(parser)
    try:
        parser.Parse(data, True)
    except _Refused as refusal:
        report.add(parser.CurrentLineNumber, str(refusal))
    except expat.ExpatError as error:
        report.add(error.lineno, "xml-not-readable", error=expat.ErrorString(error.code))
    except (ValueError, LookupError) as error:
        # An encoding that Python does not know, or that has more than one byte a sign.
        report.add(1, "xml-not-readable", error=error)
    else:
        return builder.root
    return None


def write_xml(root: Node) -> bytes:
    """The document in UTF-8. White space is written as it stands in the tree."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    waiting: list[Node | str | None] = [root]
    closing: list[str] = []
    while waiting:
        part = waiting.pop()
        if part is None:
            pieces.append(closing.pop())
        elif isinstance(part, str):
            # A bare carriage return would come back as a line feed.
            pieces.append(escape(part, quote=False).replace("\r", "&#13;"))
        else:
            attributes = "".join(f' {key}="{_attribute(value)}"' for key, value in part.attributes.items())
            pieces.append(f"<{part.name}{attributes}{'' if part.children else '/'}>")
            if part.children:
                closing.append(f"</{part.name}>")
                waiting += [None, *reversed(part.children)]
    return ("".join(pieces) + "\n").encode("utf-8", "surrogatepass")


def _attribute(value: str) -> str:
    # White space of other kinds would come back as blanks.
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
