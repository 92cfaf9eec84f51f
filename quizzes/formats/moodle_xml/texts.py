"""Texts and single values of a Moodle question, each with the format that it names."""

from __future__ import annotations

from fractions import Fraction

from quizzes.formats.draft import Draft, read_decimal
from quizzes.formats.plain import break_lines
from quizzes.formats.prose import html_to_markdown
from quizzes.formats.xmltree import Node

DELIVERY = frozenset(
    {
        "penalty",
        "answernumbering",
        "showstandardinstruction",
        "shownumcorrect",
        "showgrading",
        "layouttype",
        "numberingstyle",
        "showunits",
        "unitsleft",
    }
)
"""How a question is delivered, not what it says or what it is worth: with us that is the quiz's or the page's."""


class Entry:
    """One ``<question>``: reads its parts, and knows which of them nobody has read."""

    def __init__(self, node: Node, draft: Draft) -> None:
        self.node, self.draft = node, draft
        self.line = node.line
        self._read: set[str] = set()

    def parts(self, name: str) -> list[Node]:
        """The child elements of a name."""
        self._read.add(name)
        return self.node.nodes(name)

    def value(self, name: str, default: str = "") -> str:
        """The plain value of a child element; Moodle sometimes puts it into a ``<text>``."""
        node = next(iter(self.parts(name)), None)
        return node.text().strip() if node is not None else default

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no, which Moodle writes as 1, true, 0, false, or as an empty element for yes."""
        return self.value(name, str(default)).lower() in ("1", "true", "")

    def prose(self, name: str) -> str:
        """A text as Markdown."""
        node = next(iter(self.parts(name)), None)
        return self.markdown(node) if node is not None else ""

    def markdown(self, node: Node, default: str = "html") -> str:
        """What an element with a ``<text>`` says, as Markdown."""
        text = node.first("text")
        source = text.text() if text is not None else "".join(part for part in node.children if isinstance(part, str))
        for other in node.nodes():
            if other.name == "file":
                self.draft.lose(other.line, "<file>")
        markup = node.attributes.get("format", default)
        if markup == "markdown":
            return source.replace("\r\n", "\n").strip()
        if markup == "plain_text":
            return break_lines(source)
        if markup == "moodle_auto_format":
            source = source.strip().replace("\n", "<br>")
        return html_to_markdown(source, lambda name: self.draft.lose(node.line, f"<{name}>"))

    def share(self, node: Node) -> Fraction:
        """The share that an answer earns; Moodle writes 100 for all."""
        value = read_decimal(node.attributes.get("fraction", "0"))
        return Fraction(value) / 100 if value is not None else Fraction(0)

    def lose_rest(self) -> None:
        """Note every part that nobody has read and that says something."""
        for node in self.node.nodes():
            says = node.text().strip() or any(part.name != "text" for part in node.nodes())
            if says and node.name not in self._read | DELIVERY:
                self.draft.lose(node.line, f"<{node.name}>")
