"""The pictures of an item: who picked what, each with its numbers in a table beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape

from elearn.pictures.bars import Bar, Part, draw_bars
from elearn.pictures.marks import Tone
from elearn.pictures.picture import Caption, Picture
from elearn.web.language import page_language, t, tn
from quizzes.statistics.model import PickRow

_TAG = re.compile(r"<[^>]*>")
_READING = re.compile(r"<rp>.*?</rp>|<rt>.*?</rt>")

Fragment = Callable[[str, bool], str]


def plain_text(html: str) -> str:
    """The words of a fragment, without tags and without the small readings above them."""
    return unescape(_TAG.sub("", _READING.sub("", html))).strip()


def name_pick(row: PickRow, fragment: Fragment) -> str:
    """What was picked, as plain words: a text, a left with its right, or nothing."""
    text = plain_text(fragment(row.text, True)) if row.text else t("無解答")
    return t("%(left)s → %(right)s", left=plain_text(fragment(row.group, True)), right=text) if row.group else text


def draw_picks(key: str, rows: Sequence[PickRow], count: int, fragment: Fragment) -> Picture:
    """A bar for each pick, as long as all attempts: those who made it, and the others."""
    right, wrong = Part(t("正答を選んだ"), "✓", Tone.SOLID), Part(t("誤答を選んだ"), "▲", Tone.CROSSED)
    rest = Part(t("選ばなかった"), "○", Tone.BLANK)
    bars = [
        Bar(
            name_pick(row, fragment),
            (row.count if row.right else 0, 0 if row.right else row.count, max(count - row.count, 0)),
            tn("%(num)s件（%(share)s％）", row.count, share=f"{row.share * 100:.0f}"),
            "" if page_language() == "ja" else "ja",
        )
        for row in rows
    ]
    caption = Caption(key, t("選ばれ方"), tn("%(num)s件の受験で、それぞれを選んだ割合です。", count))
    return draw_bars(caption, (right, wrong, rest), bars)
