"""Numbers that claim something about the world, and whether the block they stand in cites a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

_DIGITS = r"[0-9０-９][0-9０-９,，.．]*(?:\s?[百千万億兆])*\s?"
_ERA = r"(?:[0-9０-９]{4}|(?:昭和|平成|令和)\s?(?:元|[0-9０-９]{1,2}))"

STATISTIC = re.compile(
    rf"{_DIGITS}(?:人|%|％|パーセント|件|円|団体|分の[0-9０-９一二三四五六七八九十])|{_ERA}年\s?[0-9０-９]{{1,2}}月"
)
"""A count of people, cases, money or bodies, a share, a fraction, or a month of publication."""

_WHOLE = frozenset({"table_open", "container_quote_open"})
_INVENTED = frozenset({"container_exercise_open", "container_answer_open"})


@dataclass
class Block:
    """What a citation covers: a paragraph, a list item, a whole table or a whole quotation."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    cited: bool = False


def _add_inline(block: Block, token: Token) -> None:
    line = token.map[0] + 1 if token.map else 0
    text = ""
    for child in token.children or ():
        if child.type == "citation":
            block.cited = True
        elif child.type in {"softbreak", "hardbreak"}:
            block.lines.append((line, text))
            line, text = line + 1, ""
        elif child.type in {"text", "ruby"}:
            text += child.content
    block.lines.append((line, text))


def _target(around: list[tuple[str, Block]]) -> Block | None:
    """The block that text inside these containers belongs to: the outermost whole one, else the nearest list item."""
    for kind, block in around:
        if kind in _WHOLE:
            return block
    return next((block for kind, block in reversed(around) if kind == "list_item_open"), None)


def gather_blocks(tokens: list[Token]) -> list[Block]:
    """The blocks of a page in order. Headings and the inside of exercises do not count.

    The figures of an exercise are the made-up case that the learner works on, so there is nothing to cite.
    """
    blocks: list[Block] = []
    around: list[tuple[str, Block]] = []
    for position, token in enumerate(tokens):
        if token.nesting == 1 and (token.type in _WHOLE | _INVENTED or token.type == "list_item_open"):
            around.append((token.type, Block()))
            blocks.append(around[-1][1])
        elif token.nesting == -1 and around and token.type.replace("_close", "_open") == around[-1][0]:
            around.pop()
        elif token.type == "inline" and tokens[position - 1].type != "heading_open":
            if any(kind in _INVENTED for kind, _ in around):
                continue
            block = _target(around)
            if block is None:
                block = Block()
                blocks.append(block)
            _add_inline(block, token)
    return blocks


def find_uncited(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Line and wording of the first statistic of every block that has one and cites nothing."""
    for block in gather_blocks(tokens):
        if block.cited:
            continue
        for line, text in block.lines:
            found = STATISTIC.search(text)
            if found:
                yield line, found[0]
                break
