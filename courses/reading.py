"""How long a text takes: 400 characters of Japanese a minute, and the minutes that exercises state."""

from __future__ import annotations

import unicodedata

from markdown_it.token import Token

from courses.dialect import parse_head, walk_tokens

CHARACTERS_A_MINUTE = 400
"""Reading speed of the course format."""

_TEXTS = frozenset({"text", "code_inline", "code_block", "fence", "ruby"})


def count_characters(text: str) -> int:
    """Characters that are read: no white space, no marks and no variation selectors on top of another character."""
    return sum(1 for sign in text if not sign.isspace() and unicodedata.category(sign) not in {"Mn", "Me", "Cf"})


def count_body(tokens: list[Token]) -> int:
    """Characters of the body: text, code, titles of containers. Images, citations and readings do not count."""
    total = 0
    for token, _line in walk_tokens(tokens):
        if token.type in _TEXTS:
            total += count_characters(token.content)
        elif token.type.startswith("container_") and token.nesting == 1:
            total += count_characters(parse_head(token.info).title)
    return total


def sum_exercise_minutes(tokens: list[Token]) -> int:
    """The minutes of every exercise together."""
    return sum(parse_head(token.info).minutes for token in tokens if token.type == "container_exercise_open")
