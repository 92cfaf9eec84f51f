"""Names: the folded key they are found by, and characters that need a person's eye. Stored names are never changed."""

from __future__ import annotations

import unicodedata

_VARIANTS = {
    "髙": "高",
    "﨑": "崎",
    "嵜": "崎",
    "𠮷": "吉",
    "邊": "辺",
    "邉": "辺",
    "濵": "浜",
    "濱": "浜",
    "齋": "斎",
    "齊": "斉",
    "斎": "斉",
    "桒": "桑",
    "瀨": "瀬",
    "槗": "橋",
    "德": "徳",
    "栁": "柳",
    "桺": "柳",
    "澤": "沢",
    "嶋": "島",
    "嶌": "島",
    "廣": "広",
    "國": "国",
    "眞": "真",
    "惠": "恵",
    "櫻": "桜",
    "龍": "竜",
    "驒": "騨",
    "彅": "薙",
    "黑": "黒",
    "冨": "富",
    "舘": "館",
}
"""Forms that people type for one another when they search. 斎 and 斉 are two characters; searching finds both."""

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_TABLE = str.maketrans(_VARIANTS)


def fold_name(text: str) -> str:
    """The key to search by: compatibility forms, variants, kana kinds, case, blanks and variation selectors are one.

    Never shown and never stored in place of a name. The 齋 -> 斎 -> 斉 chain is followed to its end.
    """
    plain = "".join(char for char in text if not _is_variation_selector(char))
    plain = unicodedata.normalize("NFKC", plain).translate(_TABLE).translate(_TABLE)
    plain = plain.translate(_KATAKANA_TO_HIRAGANA).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "・\0")


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def find_private_use(text: str) -> tuple[str, ...]:
    """The private-use characters (外字) of a text as ``U+E000``, each once, in order of appearance.

    Their shape exists in one machine's font only: another machine prints another shape, or a box.
    """
    found = dict.fromkeys(f"U+{ord(char):04X}" for char in text if unicodedata.category(char) == "Co")
    return tuple(found)


def find_lost_marks(text: str) -> tuple[str, ...]:
    """Signs that stand where an older system lost a character (``?``, ``〓``, U+FFFD), each once."""
    return tuple(dict.fromkeys(char for char in text if char in "?？〓\ufffd"))


def find_controls(text: str) -> tuple[str, ...]:
    """Control and line characters, and those that Unicode keeps out of texts, as ``U+000A``, each once.

    No name has them; a file format such as XML has no way to hold some of them at all.
    """
    return tuple(dict.fromkeys(f"U+{ord(char):04X}" for char in text if _is_control(char)))


def _is_control(char: str) -> bool:
    code = ord(char)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return is_noncharacter or unicodedata.category(char) in {"Cc", "Zl", "Zp"}
