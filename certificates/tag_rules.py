"""Which elements and attributes a design's page may have, and where they may lead: into the facts, nowhere else.

What the templates fill in is blanked out first, so that a place is told by its line, and a name that holds markup is
nobody's concern here: it is escaped when it is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from certificates.model import Problem

ELEMENTS = frozenset(
    {"html", "head", "meta", "title", "body", "div", "p", "span", "br", "h1", "h2", "h3", "ul", "ol", "li", "img", "a"}
    | {"b", "strong", "em", "small", "ruby", "rt", "rp", "section", "header", "footer", "main", "wbr", "sup", "sub"}
)
ATTRIBUTES = frozenset({"alt", "charset", "class", "content", "href", "id", "lang", "name", "src", "style"})
_TOLD_ELSEWHERE = frozenset({"script", "style", "dl", "table", "h4", "h5", "h6"})
"""Elements with a rule of their own in ``lint``."""
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLANK = "\N{OBJECT REPLACEMENT CHARACTER}"


def blank(text: str) -> str:
    """The text with everything that is filled in made one sign each character; lines stay where they were."""
    return _FILLED.sub(lambda found: re.sub(r"[^\n]", _BLANK, found[0]), text)


class _Reader(HTMLParser):
    """Collects what is wrong with tags."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.found = name, list[Problem]()

    def _tell(self, code: str, word: str) -> None:
        self.found.append(Problem(self.name, self.getpos()[0], code, {"word": word}))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS | _TOLD_ELSEWHERE:
            self._tell("design-markup", f"<{tag}")
        for name, value in attrs:
            if _BLANK in name:
                self._tell("design-markup", "{{ }}")  # a fact must not become an attribute
            elif name not in ATTRIBUTES:
                self._tell("design-markup", name)
            elif name in ("href", "src") and (value or "").strip(_BLANK + " "):
                self._tell("design-harms-reach", value or "")
            elif name == "style":
                self._judge_style(value or "")

    def _judge_style(self, value: str) -> None:
        for word in ("\\", "url(", "opacity", "position:fixed", "content:", "@"):
            if word in value.lower().replace(" ", ""):
                self._tell("design-markup", word)

    def handle_pi(self, data: str) -> None:
        self._tell("design-markup", "<?")

    def unknown_decl(self, data: str) -> None:
        self._tell("design-markup", "<![")


def judge_tags(name: str, text: str) -> Iterator[Problem]:
    """Everything in a page that no page of a certificate has, by line."""
    reader = _Reader(name)
    reader.feed(blank(text))
    reader.close()
    yield from reader.found
