"""Cells of a file that a spreadsheet opens: a text that looks like a formula is made harmless, and back again.

Excel runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return; a Japanese Excel takes the
full-width forms, too. An apostrophe in front stops it; a text with apostrophes before such a sign gets one more, so
that ``restore_cell(neutralise_cell(text)) == text`` for every text.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def neutralise_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + text if _RISKY.match(text) else text


def restore_cell(text: str) -> str:
    """What ``neutralise_cell`` was given; any other text comes back as it is."""
    return text[1:] if _NEUTRALISED.match(text) else text
