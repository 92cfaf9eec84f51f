"""One strict grammar for numbers, as Japanese keyboards type them and as authors write them.

    number  = [sign] digits [ "." digits ]
    digits  = plain digits, or groups of three parted by commas

Full-width digits, signs, points and commas are read like their narrow twins. A comma parts thousands and nothing
else: ``1,5`` could be 1.5 or a slip for 15, so it is refused by name instead of being scored as something. Digits of
other scripts, ``①`` and ``10²`` are no numbers here, although Unicode's compatibility folding would make them so.
"""

from __future__ import annotations

import re
from decimal import Decimal

AMBIGUOUS = "number-ambiguous"
UNREADABLE = "number-unreadable"
TOO_LONG = "number-too-long"
LONGEST = 40
"""More signs than any sensible figure needs; also keeps a hostile text from costing time."""

_HYPHENS = "－−‐‑‒–—―"
_TWINS = str.maketrans("０１２３４５６７８９．，＋\u3000\u00a0" + _HYPHENS, "0123456789.,+  " + "-" * len(_HYPHENS))
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_NUMBER_LIKE = re.compile(r"[+-]?[\d.,]*\d[\d.,]*", re.ASCII)
_LEADING = re.compile(r"[+-]?[\d.,]+(?: +[\d.,]+)*", re.ASCII)


def narrow(text: str) -> str:
    """The text with full-width digits and signs made narrow and outer blanks off; one sign stays one sign."""
    return text.translate(_TWINS).strip()


def read_number(text: str) -> Decimal | str:
    """The number that the text spells, or the problem code that says why it spells none.

    Codes: ``number-ambiguous`` (commas not in threes, several points), ``number-unreadable``, ``number-too-long``.
    """
    plain = narrow(text)
    if len(plain) > LONGEST:
        return TOO_LONG
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    if _GROUPED.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    return AMBIGUOUS if _NUMBER_LIKE.fullmatch(plain) else UNREADABLE


def split_unit(text: str) -> tuple[str, str]:
    """``１２ 人`` -> (``12``, ``人``): the leading number-like run and what follows it, without blanks around."""
    plain = narrow(text)
    run = _LEADING.match(plain)
    if run is None:
        return plain, ""
    return run.group(), plain[run.end() :].strip()
