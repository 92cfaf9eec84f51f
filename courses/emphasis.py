"""Emphasis beside Japanese punctuation.

CommonMark 0.31 section 6.2 decides by the signs around a run of ``*`` whether it opens or closes. Its rule fits
scripts with spaces: in ``**「枚方市」**は`` the closing run stands between punctuation and a letter, so it cannot close
and the stars are printed. Here an ideograph or kana beside the run counts like a space would, which changes nothing
for text without them.
"""

from __future__ import annotations

import unicodedata

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_EDGE = " "


def is_wide(sign: str) -> bool:
    """Whether ``sign`` belongs to a script written without spaces: kana, ideographs, full-width signs."""
    return unicodedata.east_asian_width(sign) in {"W", "F"}


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in {"P", "S"}


def scan_run(source: str, start: int, end: int) -> tuple[int, bool, bool]:
    """The run of one marker at ``start``: its length, whether it can open, whether it can close."""
    marker = source[start]
    stop = start
    while stop < end and source[stop] == marker:
        stop += 1
    before = source[start - 1] if start else _EDGE
    after = source[stop] if stop < end else _EDGE
    left = not after.isspace() and (
        not _is_punctuation(after) or before.isspace() or _is_punctuation(before) or is_wide(before)
    )
    right = not before.isspace() and (
        not _is_punctuation(before) or after.isspace() or _is_punctuation(after) or is_wide(after)
    )
    if marker == "_":
        return (
            stop - start,
            left and (not right or _is_punctuation(before)),
            right and (not left or _is_punctuation(after)),
        )
    return stop - start, left, right


def tokenize_run(state: StateInline, silent: bool) -> bool:
    """Inline rule in place of markdown-it's ``emphasis``: each marker a text token, and a delimiter."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    length, can_open, can_close = scan_run(state.src, state.pos, state.posMax)
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker), length=length, token=len(state.tokens) - 1, end=-1, open=can_open, close=can_close
            )
        )
    state.pos += length
    return True
