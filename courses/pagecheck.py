"""Everything that can be wrong on one page, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from courses.claims import find_uncited
from courses.dialect import make_parser, parse_head, walk_tokens
from courses.markdown import render_page
from courses.model import Problem, Source
from courses.renderer import plain_text

_DEEPEST = 3
_FENCE_LINE = re.compile(r"[\s>]*(:{3,})\s*")
_FENCE_HEAD = re.compile(r":{3,}\s*(\S*)")

Found = Iterator[tuple[int, str, dict[str, str]]]
"""Line, code, parameters."""


def _check_headings(tokens: list[Token]) -> Found:
    level = 0
    titles = 0
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        line = token.map[0] + 1 if token.map else 0
        here = int(token.tag[1])
        text = plain_text(tokens[position + 1]).strip()
        if not text:
            yield line, "heading-empty", {}
        if here == 1:
            titles += 1
            if titles > 1:
                yield line, "title-repeated", {}
        if here > _DEEPEST:
            yield line, "heading-too-deep", {"heading": text}
        elif here > level + 1:
            yield line, "heading-skipped", {"heading": text, "before": str(level), "here": str(here)}
        level = here
    if not titles:
        yield 1, "title-missing", {}


def _check_containers(tokens: list[Token], lines: list[str]) -> Found:
    around: list[tuple[str, int]] = []
    for token in tokens:
        if not token.type.startswith("container_"):
            continue
        if token.nesting == -1:
            around.pop()
            continue
        start, end = token.map or [0, 0]
        head = parse_head(token.info)
        closing = _FENCE_LINE.fullmatch(lines[end]) if end < len(lines) else None
        ends_with_outer = bool(around) and end >= around[-1][1]
        if ends_with_outer or closing is None or len(closing[1]) < len(token.markup):
            yield start + 1, "container-unclosed", {"name": head.name}
        if head.name == "exercise" and not head.minutes:
            yield start + 1, "exercise-minutes-missing", {}
        if head.name == "exercise" and not head.title:
            yield start + 1, "exercise-title-missing", {}
        if head.name == "answer" and all(name != "exercise" for name, _ in around):
            yield start + 1, "answer-outside-exercise", {}
        around.append((head.name, end))


def _check_left_over(token: Token, line: int, *, starts_line: bool) -> Found:
    """Signs that the author meant as markup, printed as text."""
    fence = _FENCE_HEAD.match(token.content) if starts_line else None
    if fence and fence[1]:
        yield line, "container-unknown", {"name": fence[1]}
    elif fence:
        yield line, "container-stray", {}
    if "[[" in token.content:
        yield line, "citation-malformed", {}
    if "**" in token.content:
        yield line, "emphasis-unresolved", {}


def _check_texts(tokens: list[Token]) -> Found:
    starts_line = True
    for token, line in walk_tokens(tokens):
        if token.type == "text" and token.content:
            yield from _check_left_over(token, line, starts_line=starts_line)
        starts_line = token.type in {"inline", "softbreak", "hardbreak"}


def _check_links(tokens: list[Token], anchors: set[str], has_media: Callable[[str], bool]) -> Found:
    for token, line in walk_tokens(tokens):
        if token.type == "image":
            path = unquote(str(token.attrs.get("src", "")))
            if not plain_text(token).strip():
                yield line, "image-alt-missing", {"path": path}
            if not path.startswith("media/"):
                yield line, "image-outside-media", {"path": path}
            elif not has_media(path):
                yield line, "image-missing", {"path": path}
        elif token.type == "link_open":
            target = unquote(str(token.attrs.get("href", "")))
            if target.startswith("#"):
                if target[1:] not in anchors:
                    yield line, "link-target-missing", {"target": target}
            elif not target.startswith(("https://", "http://")):
                yield line, "link-refused", {"target": target}


def _check_raw_html(text: str) -> Found:
    for token, line in walk_tokens(make_parser(html=True).parse(text)):
        if token.type in {"html_block", "html_inline"}:
            yield line, "raw-html", {"html": token.content.strip()[:40]}


def _check_citations(tokens: list[Token], keys: set[str]) -> Found:
    for token, line in walk_tokens(tokens):
        if token.type == "citation" and token.content not in keys:
            yield line, "citation-unknown", {"key": token.content}
    for line, claim in find_uncited(tokens):
        yield line, "claim-uncited", {"claim": claim}


def check_page(path: str, text: str, sources: Sequence[Source], has_media: Callable[[str], bool]) -> list[Problem]:
    """The problems of the page ``text`` that stands at ``path``.

    ``has_media`` says whether a path such as ``media/x.svg`` is there to be shown.
    """
    tokens = make_parser().parse(text)
    page = render_page(text, sources, media_url=lambda media: media)
    keys = {source.key for source in sources}
    anchors = {entry.id for entry in page.toc} | {f"source-{key}" for key in page.cited}
    found = [
        *_check_headings(tokens),
        *_check_containers(tokens, text.split("\n")),
        *_check_texts(tokens),
        *_check_links(tokens, anchors, has_media),
        *_check_raw_html(text),
        *_check_citations(tokens, keys),
    ]
    if not page.characters:
        found.append((1, "page-empty", {}))
    return [Problem(path, line, code, params) for line, code, params in found]
