"""Course text to HTML: a whole page, a fragment (stem, explanation), or one line (a choice)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from courses.dialect import make_parser, walk_tokens
from courses.model import Source
from courses.reading import CHARACTERS_A_MINUTE, count_body, sum_exercise_minutes
from courses.renderer import MediaUrl, PageRenderer, TocEntry, plain_text
from courses.sanitise import clean_html

__all__ = ["MediaUrl", "Page", "TocEntry", "render_fragment", "render_inline_text", "render_page"]


@dataclass(frozen=True)
class Page:
    """A rendered page.

    ``html`` is the body without the H1; ``title`` is the H1's text. ``cited`` holds source keys in the order of their
    first citation: the caller prints the list, each entry with the id ``source-<key>`` and its number in the course.
    ``places`` holds the ids of its paragraphs and list items (``p-1`` and so on), in order: where a reader may be.
    ``reading_minutes`` is ``characters`` / 400, without ``exercise_minutes``.
    """

    title: str
    html: str
    toc: tuple[TocEntry, ...]
    characters: int
    exercise_minutes: int
    reading_minutes: float
    cited: tuple[str, ...]
    places: tuple[str, ...] = ()

    @property
    def minutes(self) -> float:
        """Reading and exercises together."""
        return self.reading_minutes + self.exercise_minutes


def _split_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """The text of the H1, and the tokens without any H1."""
    title = ""
    body: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag == "h1":
            title = title or plain_text(tokens[position + 1])
            position += 3
            continue
        body.append(token)
        position += 1
    return title, body


def _mark_tables(tokens: list[Token]) -> None:
    """Scopes for header cells, the first cell of a body row as its header, classes in place of inline styles."""
    part = ""
    first = False
    for position, token in enumerate(tokens):
        if token.type in {"thead_open", "tbody_open"}:
            part = token.tag
        elif token.type == "tr_open":
            first = True
        elif token.type in {"th_open", "td_open"}:
            style = str(token.attrs.pop("style", ""))
            if style in {"text-align:right", "text-align:center"}:
                token.attrSet("class", style.replace("text-align:", "align-"))
            is_empty = not tokens[position + 1].content.strip()
            is_header = (part == "thead" or first) and not is_empty
            token.tag = tokens[position + 2].tag = "th" if is_header else "td"
            if is_header:
                token.attrSet("scope", "col" if part == "thead" else "row")
            first = False


def _mark_places(tokens: list[Token]) -> tuple[str, ...]:
    """Ids for paragraphs and list items, counted from 1. Within one version of a course they never change."""
    places: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        opens_item = before is not None and before.type == "list_item_open"
        if token.type == "list_item_open" or (token.type == "paragraph_open" and not opens_item):
            places.append(f"p-{len(places) + 1}")
            token.attrSet("id", places[-1])
    return tuple(places)


def _mark_pictures(tokens: list[Token], renderer: PageRenderer) -> None:
    """A paragraph that holds one image and nothing else is a figure."""
    for position, token in enumerate(tokens):
        children = token.children or []
        alone = len(children) == 1 and children[0].type == "image" and tokens[position - 1].type == "paragraph_open"
        if alone and renderer.shows_picture(children[0]):
            children[0].meta["alone"] = True
            opening, closing = tokens[position - 1], tokens[position + 1]
            opening.tag = closing.tag = "figure"
            opening.hidden = closing.hidden = False
            opening.attrSet("class", "picture")


def _render(tokens: list[Token], renderer: PageRenderer) -> str:
    _mark_tables(tokens)
    _mark_pictures(tokens, renderer)
    return clean_html(renderer.render(tokens, make_parser().options, {}))


def _cited(tokens: list[Token]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.content for token, _line in walk_tokens(tokens) if token.type == "citation"))


def render_page(text: str, sources: Sequence[Source], *, media_url: MediaUrl, language: str = "ja") -> Page:
    """The page that ``text`` describes. Never raises on odd input: what is wrong in it is for ``check_page`` to say.

    ``sources`` are all sources of the course: a citation shows its number in that order, the same on every page.
    ``media_url`` turns ``media/x.svg`` into a URL.
    """
    title, tokens = _split_title(make_parser().parse(text))
    cited = tuple(key for key in _cited(tokens) if any(source.key == key for source in sources))
    characters, exercises = count_body(tokens), sum_exercise_minutes(tokens)
    places = _mark_places(tokens)
    renderer = PageRenderer(sources, media_url, language)
    lang = language if language.replace("-", "").isalnum() else "ja"
    html = clean_html(f'<div class="reading" lang="{lang}">\n{_render(tokens, renderer)}</div>\n')
    minutes = characters / CHARACTERS_A_MINUTE
    return Page(title, html, tuple(renderer.toc), characters, exercises, minutes, cited, places)


def render_fragment(
    text: str,
    sources: Sequence[Source],
    *,
    media_url: MediaUrl | None = None,
    language: str = "ja",
    prefix: str = "",
) -> str:
    """Blocks of HTML for a stem or an explanation. ``prefix`` keeps the ids of several fragments on a page apart.

    Without ``media_url`` an image gives its text.
    """
    return _render(make_parser().parse(text), PageRenderer(sources, media_url, language, prefix))


def render_inline_text(text: str, sources: Sequence[Source], *, language: str = "ja") -> str:
    """HTML for one line, without a paragraph around it: a choice, a cell, a title."""
    return _render(make_parser().parseInline(text), PageRenderer(sources, None, language)).strip()
