"""A drawn picture: its name, its description, its markup; shown in a page or written as a file of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.pictures.marks import mark, patterns, plain

_KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is called in a page: ``key`` begins its ids, ``title`` names it, ``text`` says what it shows.

    Raises ``ValueError`` for a key that is no id, and for a picture without a name.
    """

    key: str
    title: str
    text: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"{self.key!r} cannot begin an id")
        if not self.title.strip():
            raise ValueError("a picture needs a name")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as wide as its place and ``height`` pixels high. ``body`` is markup in the order of drawing.

    ``links`` tells that parts of it lead somewhere: it is then a group of links and not one image.
    """

    caption: Caption
    height: float
    body: str
    links: bool = False

    def __html__(self) -> str:
        """The markup for a page; templates ask for it by this name."""
        return self._draw(width="100%")

    def to_file(self, width: int) -> str:
        """A whole SVG document, ``width`` pixels wide, for paper and for files."""
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + self._draw(
            width=str(width), xmlns="http://www.w3.org/2000/svg", font_family="sans-serif"
        )

    def _draw(self, **attributes: str) -> str:
        key = self.caption.key
        return mark(
            "svg",
            mark("title", plain(self.caption.title), id=f"{key}-title"),
            mark("desc", plain(self.caption.text), id=f"{key}-desc"),
            patterns(key),
            self.body,
            class_="pic",
            role="group" if self.links else "img",
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-desc",
            height=self.height,
            **attributes,
        )
