"""The GIFT format in both directions."""

from __future__ import annotations

import re

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.decoding import first_look
from quizzes.formats.draft import Draft
from quizzes.formats.gift.read import read_gift
from quizzes.formats.gift.write import write_item
from quizzes.model import Bank


class GiftFormat:
    """Choice, true or false, matching, numeric and fill-in; sequencing it does not know."""

    name = "gift"
    suffixes: tuple[str, ...] = (".gift", ".txt")

    def recognises(self, data: bytes) -> bool:
        """Braces with something in them, or titles."""
        return re.search(r"[{｛][^{}]*[}｝]|^::", first_look(data), re.MULTILINE) is not None

    def read(self, data: bytes, path: str) -> Reading:
        """Items in the order of the file."""
        draft = Draft(path)
        read_gift(data, draft)
        return draft.reading()

    def write(self, bank: Bank) -> Writing:
        """One block an item."""
        draft = Draft("")
        blocks = [write_item(item, draft) for item in bank.items]
        data = "\n".join(block for block in blocks if block).encode("utf-8", "surrogatepass")
        return Writing(data, tuple(draft.report.problems), draft.losses.all())
