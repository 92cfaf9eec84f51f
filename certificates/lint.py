"""Rules that keep a design accessible, archival and quick; each stands for a fault that is silent when it happens.

The sources of the rules: ISO 14289-1 (PDF/UA) as the drawing library meets it, and measured times. A design is judged
from its three files; whether it holds a text of every length is shown by drawing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from certificates.designs import BadDesign, read_design
from certificates.model import Problem
from certificates.tag_rules import judge_tags
from certificates.template_rules import judge_template

FILES = ("design.toml", "page.css", "page.html")

HARMFUL = {
    "opacity": "accessibility",  # breaks PDF/UA 7.1-3, and PDF/A alone does not notice
    "@top-": "accessibility",  # text in page margins is read as content
    "@bottom-": "accessibility",
    "::before": "accessibility",  # is read aloud as text
    "::after": "accessibility",
    "column-count": "speed",  # a quarter of the layout's time
    "columns:": "speed",
    "flex": "speed",
    "grid": "speed",
    "url(": "reach",  # a design fetches nothing
    "@import": "reach",
    "@font-face": "reach",  # fonts are checked for glyphs before anything is drawn, so none may be brought along
}
"""What a style must do without -> what it would harm."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FAMILY = re.compile(r"font-family\s*:\s*((?:\{\{[^}]*\}\}|[^;}])+)")
_FAMILIES = frozenset({'"{{ mincho }}"', '"{{ gothic }}"'})
_HEADING = re.compile(r"<h([1-6])")
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r"""alt=(["'])[^"']+\1""")
_NEEDED = {
    '<html lang="{{ facts.language }}">': "language",
    "<title>": "title",
    'name="author"': "author",
    'name="dcterms.created"': "created",
    'name="dcterms.modified"': "modified",
    "facts.name": "name",
    "sheet.name": "name-drawn",
    "sheet.serial": "serial",
    "sheet.verify_url": "verify_url",
    "sheet.date_text": "date",
}
"""What a page must contain -> the word for it."""
_FORBIDDEN_MARKUP = {
    "<script": "script",
    "<dl": "dl",  # weak tags
    "<table": "table",  # weak tags without headers
    "<style": "style",  # read anew for each paper
    'style="font-family': "font-family",
}


def check_design(folder: Path) -> list[Problem]:
    """Everything that is wrong with a design's files, in the order of files and lines; empty when nothing is."""
    problems = [Problem(name, 0, "design-file", {"file": name}) for name in FILES if not (folder / name).is_file()]
    if problems:
        return problems
    try:
        read_design(folder)
    except BadDesign as fault:
        problems.append(Problem("design.toml", 0, fault.code, {"what": fault.what}))
    for name, judge in (("page.css", _judge_style), ("page.html", _judge_page)):
        try:
            text = (folder / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            problems.append(Problem(name, 0, "design-not-utf8", {}))
            continue
        problems.extend(sorted(judge(name, text), key=lambda problem: problem.line))
    return problems


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _find_all(text: str, word: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(re.escape(word), text))


def _judge_style(name: str, text: str) -> Iterator[Problem]:
    # A comment becomes blanks, so that places stay where they were.
    style = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    yield from judge_template(name, text)
    for place in _find_all(style, "\\"):
        yield Problem(name, _line(style, place), "design-markup", {"word": "\\"})  # a word written in another way
    small = style.lower()
    for word, harm in HARMFUL.items():
        for place in _find_all(small, word):
            yield Problem(name, _line(style, place), f"design-harms-{harm}", {"word": word})
    for match in _FAMILY.finditer(style):
        if match[1].strip() not in _FAMILIES:
            yield Problem(name, _line(style, match.start()), "design-foreign-font", {"font": match[1].strip()})
    if "bookmark-level: none" not in style:
        yield Problem(name, 0, "design-bookmarks", {})
    if not re.search(r"@page\s*\{", style):
        yield Problem(name, 0, "design-no-page", {})


def _judge_page(name: str, text: str) -> Iterator[Problem]:
    for part, word in _NEEDED.items():
        if part not in text:
            yield Problem(name, 0, "design-lacks", {"part": word})
    for part, word in _FORBIDDEN_MARKUP.items():
        for place in _find_all(text, part):
            # The shared macro names the font of each run itself; a page has no business to.
            yield Problem(name, _line(text, place), "design-markup", {"word": word})
    for match in _IMAGE.finditer(text):
        if not _ALT.search(match[0]):
            yield Problem(name, _line(text, match.start()), "design-image-text", {})
    yield from judge_tags(name, text)
    yield from judge_template(name, text)
    yield from _judge_headings(name, text)


def _judge_headings(name: str, text: str) -> Iterator[Problem]:
    found = [(int(match[1]), match.start()) for match in _HEADING.finditer(text)]
    levels = [level for level, _ in found]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield Problem(name, 0, "design-headings", {"level": "1"})
    for (upper, _), (lower, place) in pairwise(found):
        if lower > upper + 1:
            yield Problem(name, _line(text, place), "design-headings", {"level": str(lower)})
