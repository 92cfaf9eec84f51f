"""Pages without the white space that only their templates need: an indented page is some hundred bytes heavier."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from jinja2.ext import Extension

TEMPLATES = Path(__file__).parents[1] / "templates"

_INDENT = re.compile(r"\n[ \t]+")
_TAGS_ALONE = re.compile(r"(?m)^((?:\{%(?:(?!%\}).)*%\})*\{%(?:(?!%\}).)*)(?<!-)%\}\n")


def tighten(source: str) -> str:
    """The template without indents, and without lines that nothing but tags stand on.

    A line stays where it was, so that errors name it. Between what stood on different lines a line end is left, which
    reads like any other white space; nothing of ours keeps its own in ``pre`` or ``textarea``.
    """
    return _TAGS_ALONE.sub(r"\1\n%}", _INDENT.sub("\n", source))


class Tight(Extension):
    """Tightens our own templates when they are compiled; those of a host are left as they are."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """See ``jinja2.ext.Extension``."""
        own = filename is not None and Path(filename).is_relative_to(TEMPLATES)
        return tighten(source) if own else source


def init_whitespace(app: Flask) -> None:
    """Have our templates tightened from now on."""
    app.jinja_env.add_extension(Tight)
