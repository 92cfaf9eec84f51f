"""Many papers one after the other: stamped where that is safe, drawn in full where it is not.

Which way a paper goes follows from its facts and its design alone, never from how many there are.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date

from certificates.glyphs import FontSet, is_selector
from certificates.imprint import Imprint, imprint, make_imprint
from certificates.layout import Sheet, lay_out
from certificates.model import CertificateFacts, Enclosure
from certificates.render import LABEL, open_template, render
from certificates.stamp import NoTemplate

_Key = tuple[CertificateFacts, float, float]
_ANY_DAY = date(2000, 1, 1)
_MOST = 12
"""Templates that are kept; each takes a quarter of a megabyte."""


@dataclass(frozen=True)
class Paper:
    """A drawn paper, and whether it was stamped."""

    data: bytes
    stamped: bool


class Press:
    """Draws papers with one enclosed file each and an empty ``place`` for a signature (``sign.empty_place``)."""

    def __init__(self, fonts: FontSet, place: bytes, enclosure: Enclosure) -> None:
        self.fonts, self.place, self.enclosure = fonts, place, enclosure
        self._imprints: OrderedDict[_Key, Imprint | None] = OrderedDict()

    def draw(self, facts: CertificateFacts, data: bytes) -> Paper:
        """The paper with its enclosed ``data``. Raises what ``render.render`` raises."""
        sheet = lay_out(facts, self.fonts)
        made = self._find(facts, sheet)
        if made is not None:
            try:
                return Paper(imprint(made, facts, sheet.date_text, data), True)
            except NoTemplate:  # a glyph that the main font has not under this shaping
                pass
        return Paper(render(facts, self.fonts, (replace(self.enclosure, data=data),), self.place), False)

    def _find(self, facts: CertificateFacts, sheet: Sheet) -> Imprint | None:
        """What is shared by all papers like this one; none where there is no template."""
        varied = any(is_selector(ord(character)) for character in facts.name)
        if facts.kana or varied or len(sheet.faces()) > 1 or len(sheet.name.rows) > 1:
            return None
        shared = replace(facts, name="", serial="", verify_url="", salt="", issued_on=_ANY_DAY)
        key = shared, sheet.name.size, sheet.verify_url.size
        if key not in self._imprints:
            try:
                made = make_imprint(open_template(facts, self.fonts), self.place, LABEL, self.enclosure)
            except NoTemplate:
                made = None
            self._imprints[key] = made
            if len(self._imprints) > _MOST:
                self._imprints.popitem(last=False)
        self._imprints.move_to_end(key)
        return self._imprints[key]
