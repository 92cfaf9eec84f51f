"""Tokens of the dialect to accessible HTML. Knows how a thing is marked up; ``courses.markdown`` is the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from courses.dialect import ContainerHead, parse_head
from courses.emphasis import is_wide
from courses.model import Source
from courses.words import words_for

MediaUrl = Callable[[str], str]
"""From a path in the module's folder (``media/x.svg``) to a URL."""

_NO_SLUG = re.compile(r"[^\w]+")
_DEEPEST_TITLE = 4


@dataclass(frozen=True)
class TocEntry:
    """A heading of the page: its level (2 or 3), its id in the HTML, its text."""

    level: int
    id: str
    text: str


def plain_text(token: Token) -> str:
    """The text of an inline token without markup."""
    children = token.children or []
    return "".join(child.content for child in children if child.type in {"text", "code_inline", "ruby"})


def _text(token: Token) -> str:
    """What a reader sees of an inline token; a citation is a mark above the line, not part of it."""
    return "" if token.type == "citation" else token.content


class PageRenderer(RendererHTML):
    """One rendering: numbers exercises, boxes and tables, and gathers the table of contents on the way."""

    def __init__(self, sources: Sequence[Source], media_url: MediaUrl | None, language: str, prefix: str = "") -> None:
        """``prefix`` keeps the ids of several fragments on one page apart."""
        super().__init__()
        self._sources = {source.key: (number, source) for number, source in enumerate(sources, start=1)}
        self._media_url = media_url
        self._words = words_for(language)
        self._prefix = prefix
        self._ids: set[str] = set()
        self._counts: dict[str, int] = {}
        self._open: list[ContainerHead] = []
        self._wraps: list[bool] = []
        self._level = 1
        self._heading = ""
        self.toc: list[TocEntry] = []

    def _next(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]

    def _unique_id(self, text: str) -> str:
        slug = self._prefix + "h-" + (_NO_SLUG.sub("-", text).strip("-").lower() or "x")
        found, number = slug, 1
        while found in self._ids:
            number += 1
            found = f"{slug}-{number}"
        self._ids.add(found)
        return found

    def shows_picture(self, token: Token) -> bool:
        """Whether an image token is shown; otherwise its text stands in its place."""
        return self._media_url is not None and str(token.attrs.get("src", "")).startswith("media/")

    # Blocks

    def heading_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        text = plain_text(tokens[idx + 1])
        level = min(max(int(tokens[idx].tag[1]), 2), _DEEPEST_TITLE)
        entry = TocEntry(level, self._unique_id(text), text)
        self._level, self._heading = level, text
        if level < _DEEPEST_TITLE:
            self.toc.append(entry)
        return f'<h{level} id="{escapeHtml(entry.id)}">'

    def heading_close(self, *_: Any) -> str:
        return f"</h{self._level}>\n"

    def container_exercise_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        head = self._push(tokens[idx])
        number = self._next("exercise")
        name = f"{self._prefix}exercise-{number}"
        level = min(self._level + 1, _DEEPEST_TITLE)
        parts = [f'<span class="exercise-label">{self._words["exercise"]}{number}</span>', escapeHtml(head.title)]
        if head.minutes:
            minutes = self._words["minutes"].format(minutes=head.minutes)
            parts.append(f'<span class="exercise-minutes">{minutes}</span>')
        title = " ".join(part for part in parts if part)
        return (
            f'<section class="exercise" aria-labelledby="{name}">\n'
            f'<h{level} class="exercise-title" id="{name}">{title}</h{level}>\n'
        )

    def container_exercise_close(self, *_: Any) -> str:
        self._open.pop()
        return "</section>\n"

    def container_answer_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        head = self._push(tokens[idx])
        title = f"：{escapeHtml(head.title)}" if head.title else ""
        summary = f"<summary>{self._words['answer']}{title}</summary>"
        return f'<details class="answer">\n{summary}\n<div class="answer-body">\n'

    def container_answer_close(self, *_: Any) -> str:
        self._open.pop()
        return "</div>\n</details>\n"

    def container_quote_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """One block quotation, whether or not its author also wrote ``>``."""
        self._push(tokens[idx])
        wraps = tokens[idx + 1].type != "blockquote_open"
        self._wraps.append(wraps)
        return '<figure class="quote">\n' + ("<blockquote>\n" if wraps else "")

    def container_quote_close(self, *_: Any) -> str:
        title = self._open.pop().title
        caption = self._words["quote"] + (f"：{escapeHtml(title)}" if title else "")
        end = "</blockquote>\n" if self._wraps.pop() else ""
        return f"{end}<figcaption>{caption}</figcaption>\n</figure>\n"

    def _box(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        head = self._push(tokens[idx])
        name = f"{self._prefix}box-{self._next('box')}"
        label = self._words[head.name]
        title = f" {escapeHtml(head.title)}" if head.title not in {"", label} else ""
        return (
            f'<div class="box box-{head.name}" role="note" aria-labelledby="{name}">\n'
            f'<p class="box-title" id="{name}"><span class="box-label">{label}</span>{title}</p>\n'
        )

    def _box_end(self, *_: Any) -> str:
        self._open.pop()
        return "</div>\n"

    container_example_open = container_note_open = container_warning_open = container_summary_open = _box
    container_example_close = container_note_close = container_warning_close = container_summary_close = _box_end

    def _push(self, token: Token) -> ContainerHead:
        head = parse_head(token.info)
        self._open.append(head)
        return head

    def table_open(self, *_: Any) -> str:
        number = self._next("table")
        word = "table-of" if self._heading else "table"
        label = escapeHtml(self._words[word].format(number=number, heading=self._heading))
        return f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">\n<table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table>\n</div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return f'<pre tabindex="0"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.fence(tokens, idx, options, env)

    # Inlines

    def citation(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        key = tokens[idx].content
        if key not in self._sources:
            return f'<span class="citation-unknown">[{escapeHtml(key)}]</span>'
        number, source = self._sources[key]
        label = escapeHtml(self._words["source"].format(number=number, title=source.title))
        link = f'<a href="#source-{key}" role="doc-noteref" aria-label="{label}">[{number}]</a>'
        return f'<sup class="citation">{link}</sup>'

    def ruby(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        base, reading = escapeHtml(tokens[idx].content), escapeHtml(tokens[idx].info)
        return f"<ruby>{base}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"

    def softbreak(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """No blank where a line of Japanese was wrapped: there are no spaces between its words."""
        before = next((_text(token)[-1] for token in reversed(tokens[:idx]) if _text(token)), "")
        after = next((_text(token)[0] for token in tokens[idx + 1 :] if _text(token)), "")
        return "" if before and after and is_wide(before) and is_wide(after) else "\n"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        path = str(token.attrs.get("src", ""))
        alt = escapeHtml(self.renderInlineAsText(token.children, options, env))
        if self._media_url is None or not self.shows_picture(token):
            return alt
        caption = str(token.attrs.get("title", ""))
        below = f"\n<figcaption>{escapeHtml(caption)}</figcaption>" if caption and token.meta.get("alone") else ""
        return f'<img src="{escapeHtml(self._media_url(path))}" alt="{alt}" loading="lazy">{below}'

    def link_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        href = str(tokens[idx].attrs.get("href", ""))
        outside = ' rel="external noopener noreferrer"' if "://" in href else ""
        return f'<a href="{escapeHtml(href)}"{outside}>'
