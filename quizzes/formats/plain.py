"""Between plain text and Markdown: an item's texts are Markdown source, other formats' often are not."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")

_INLINE = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word an underscore means nothing
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
    r"|\{(?=[^{}|\n]+\|[^{}|\n]+\})"  # ruby
    r"|\|"
)
_START = re.compile(r"^([ \t]*)(#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|-{2,}|=+(?=[ \t]*$)|~~~|:::)", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d{1,9})([.)])(?=[ \t]|$)", re.MULTILINE)
_CITATION = re.compile(r"\\\[\\\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~\n])")


def escape_text(text: str) -> str:
    """The text so that Markdown shows it as it is. Line breaks stay soft; ``[[plan]]`` stays a citation."""
    text = escape_inline(text)
    return escape_starts(text)


def escape_inline(text: str) -> str:
    """Escape the signs that mean something anywhere in a line."""
    return _CITATION.sub(r"[[\1]]", _INLINE.sub(lambda found: f"\\{found[0]}", text))


def escape_starts(text: str) -> str:
    """Escape the signs that mean something at the beginning of a line."""
    return _NUMBER.sub(r"\1\\\2", _START.sub(r"\1\\\2", text))


def break_lines(text: str) -> str:
    """Plain text whose line breaks count: single ones become hard breaks, empty lines part paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", escape_text(text.strip()))
    return "\n\n".join("\\\n".join(line.strip(" \t") for line in part.split("\n")) for part in paragraphs)


def read_plain(text: str) -> tuple[str, bool]:
    """The Markdown as plain text, and whether nothing is lost by that: no emphasis, no list, no picture."""
    plain = _ESCAPED.sub(r"\1", text)
    return plain, render(text) == render(break_lines(plain)) or render(text) == render(escape_text(plain))


def render(text: str) -> str:
    """The Markdown as XHTML, raw HTML shown as text."""
    rendered: str = _PARSER.render(text)
    return rendered
