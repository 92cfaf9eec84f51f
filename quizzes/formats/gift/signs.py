"""The signs of GIFT: which count, which are escaped, and where an item begins and ends.

``\\~ \\= \\# \\{ \\} \\: \\\\`` stand for themselves, ``\\n`` is a line break. Inside braces that begin with a
full-width sign full-width signs count, because that is what a Japanese keyboard types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_SPECIAL = re.compile(r"[~=#{}:\\]")
_WIDE = str.maketrans("＝～〜＃％：", "=~~#%:")
_LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")


@dataclass(slots=True)
class Block:
    """One item's text with the number of its first line, and the labels of the comments before it."""

    line: int
    text: str
    ident: str = ""
    labels: list[str] = field(default_factory=list)


def split_blocks(text: str) -> Iterator[Block]:
    """The items of a file: parted by empty lines, which do not count inside braces. ``$CATEGORY`` lines come alone."""
    lines: list[str] = []
    block = Block(0, "")
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if plain.startswith("//"):
            if not lines:
                _read_labels(plain, block)
            continue
        # A title begins an item even when the one before it forgot its closing brace.
        if lines and (plain.startswith("::") if depth > 0 else not plain):
            block.text = "\n".join(lines)
            yield block
            lines, block, depth = [], Block(0, ""), 0
        if not plain and not lines:
            continue
        if plain.startswith("$CATEGORY:") and not lines:
            yield Block(number, plain)
            continue
        block.line = block.line or number
        lines.append(line)
        bare = _ESCAPED.sub("", line)
        depth += bare.count("{") - bare.count("}")
    if lines:
        block.text = "\n".join(lines)
        yield block


def _read_labels(comment: str, block: Block) -> None:
    for name, value in _LABEL.findall(comment):
        value = re.sub(r"\\(.)", r"\1", value)
        if name == "id":
            block.ident = value
        else:
            block.labels.append(value)


def find_sign(text: str, sign: str, start: int = 0) -> int:
    """Where the sign stands without a backslash before it, or -1."""
    found = re.compile(r"\\.|(" + re.escape(sign) + ")", re.DOTALL)
    return next((match.start() for match in found.finditer(text, start) if match[1]), -1)


def cut(text: str, sign: str) -> tuple[str, str | None]:
    """What stands before and behind the first such sign; None behind when there is none."""
    place = find_sign(text, sign)
    return (text, None) if place < 0 else (text[:place], text[place + len(sign) :])


def split_answers(text: str) -> list[tuple[str, str, int]]:
    """The answers between braces: sign (``=`` or ``~``; empty for what stands before the first), text, and how many
    line breaks stand before it."""
    pieces: list[tuple[str, str, int]] = []
    sign, start = "", 0
    for match in re.finditer(r"\\.|([=~])", text, re.DOTALL):
        if match[1]:
            pieces.append((sign, text[start : match.start()], text.count("\n", 0, start)))
            sign, start = match[1], match.end()
    pieces.append((sign, text[start:], text.count("\n", 0, start)))
    return [piece for piece in pieces if piece[0] or piece[1].strip()]


def narrow_signs(text: str) -> str:
    """The text between braces with full-width signs made narrow, when it begins with one."""
    return re.sub("[－ー−]>", "->", text.translate(_WIDE)) if text.lstrip()[:1] in set("＝～〜＃") else text


def narrow_braces(text: str) -> str:
    """A block whose only braces are full-width gets narrow ones."""
    if "{" in text or "｛" not in text or "｝" not in text:
        return text
    start, end = text.index("｛"), text.rindex("｝")
    return f"{text[:start]}{{{text[start + 1 : end]}}}{text[end + 1 :]}" if start < end else text


def unescape(text: str) -> str:
    """The text that stands there."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def escape_signs(text: str) -> str:
    """The text as GIFT writes it, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text).replace("\n", "\\n")


def escape_label(text: str) -> str:
    """A label inside a comment."""
    return re.sub(r"[\\\[\]]", lambda found: f"\\{found[0]}", text)
