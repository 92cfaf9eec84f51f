"""The Markdown of a course: CommonMark and tables, plus containers, citations and ruby; no raw HTML.

Syntax of a page::

    ::: exercise 5 title     ::: example title   ::: note title   ::: warning title
    ::: quote title          ::: summary         ::: answer       (``:::`` ends; more colons nest)
    [[key]]                  {base|reading}
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from courses.emphasis import tokenize_run

CONTAINERS = ("exercise", "example", "note", "warning", "quote", "summary", "answer")

_CITATION = re.compile(r"\[\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]")
_RUBY = re.compile(r"\{([^{}|\n]+)\|([^{}|\n]+)\}")
_EXERCISE = re.compile(r"\s*exercise\s+([0-9]{1,3})(?:\s+(.*))?")


@dataclass(frozen=True)
class ContainerHead:
    """The first line of a container: its name, an exercise's minutes (else 0), and its title."""

    name: str
    minutes: int
    title: str


def parse_head(info: str) -> ContainerHead:
    """The head of a container from the text behind its colons; an exercise without minutes has 0."""
    name, _, title = info.strip().partition(" ")
    minutes = 0
    found = _EXERCISE.fullmatch(info)
    if found:
        minutes, title = int(found[1]), found[2] or ""
    return ContainerHead(name, minutes, title.strip())


def _match_citation(state: StateInline, silent: bool) -> bool:
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the mark stands close to what it is for
        state.push("citation", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _match_ruby(state: StateInline, silent: bool) -> bool:
    found = _RUBY.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("ruby", "", 0)
        token.content, token.info = found[1], found[2]
    state.pos = found.end()
    return True


def _validator(name: str) -> Any:
    def is_head(params: str, _markup: str) -> bool:
        return params.split()[:1] == [name]

    return is_head


@functools.cache
def make_parser(*, html: bool = False) -> MarkdownIt:
    """The parser of the dialect, made once. ``html`` lets raw HTML through *as tokens*, for a check to point at.

    A parser keeps nothing of what it parses, so one serves every page and every thread.
    """
    parser = MarkdownIt("commonmark", {"html": html}).enable("table")
    for name in CONTAINERS:
        container_plugin(parser, name, validate=_validator(name))
    parser.inline.ruler.at("emphasis", tokenize_run)
    parser.inline.ruler.before("link", "citation", _match_citation)
    parser.inline.ruler.before("link", "ruby", _match_ruby)
    return parser


def walk_tokens(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Every token, children after their parent, each with its line (from 1; 0 where the parser gives none)."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        yield token, line
        inner = line
        for child in token.children or ():
            yield child, inner
            if child.type in {"softbreak", "hardbreak"}:
                inner += 1


def cited_keys(text: str) -> tuple[str, ...]:
    """The keys that ``text`` cites, in order, each once. Code spans and blocks do not count."""
    tokens = walk_tokens(make_parser().parse(text))
    return tuple(dict.fromkeys(token.content for token, _ in tokens if token.type == "citation"))
