"""How many items stand on a page: as the quiz says, or one, as the learner chose. The address says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, session, url_for
from werkzeug.exceptions import NotFound

import quizzes
from elearn.learning.services.attempts import Sitting

ONE = "one"
"""One item on each page; anything else is the quiz's own number."""

_CHOICE = "items_per_page"
"""Where the browser's session keeps the choice for the next attempt."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of an attempt as its reader wants them. ``per`` is ``one`` or empty; a scenario stays together."""

    found: Sitting
    per: str

    @property
    def pages(self) -> Sequence[Sequence[str]]:
        """The ids of the items on each page."""
        form, items = self.found.form, self.found.quiz.items()
        if self.per != ONE:
            return form.pages
        return [[item.id for item in unit] for unit in quizzes.gather(items[one] for one in form.item_ids)]

    @property
    def usual(self) -> int:
        """How many items the quiz's own pages hold at most; 1 leaves nothing to choose."""
        return max(map(len, self.found.form.pages), default=1)

    def items_on(self, number: int) -> Sequence[str]:
        """The items of a page, from 1. Raises ``NotFound`` for a page that there is not."""
        if not 1 <= number <= len(self.pages):
            raise NotFound
        return self.pages[number - 1]

    def page_of(self, item: str) -> int:
        """The page that an item stands on, from 1."""
        return next(number for number, items in enumerate(self.pages, start=1) if item in items)

    def url(self, number: int, endpoint: str = "learning.sitting", item: int = 0) -> str:
        """The address of a page; ``item``: the number of the item to begin at."""
        anchor = f"item-{item}" if item else None
        return url_for(endpoint, attempt=self.found.uuid, number=number, per=self.per or None, _anchor=anchor)

    def item_url(self, item: int) -> str:
        """The address of an item by its number, from 1. Raises ``NotFound`` for an item that there is not."""
        if not 1 <= item <= len(self.found.form.item_ids):
            raise NotFound
        return self.url(self.page_of(self.found.form.item_ids[item - 1]), item=item)

    def overview(self, here: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Every item with its number, page and state; ``here``: the items of the page that is shown."""
        found = self.found
        pages = {item: number for number, items in enumerate(self.pages, start=1) for item in items}
        return [
            {
                "id": item,
                "number": number,
                "page": pages[item],
                "answered": item in found.attempt.responses,
                "flagged": item in found.flags,
                "here": item in here,
            }
            for number, item in enumerate(found.form.item_ids, start=1)
        ]


def read_per() -> str | None:
    """What the address of this request says: ``one``, or nothing."""
    return ONE if request.args.get("per") == ONE else None


def read_paging(found: Sitting) -> Paging:
    """The pages that the address of this request means."""
    return Paging(found, read_per() or "")


def remember_choice(per: str) -> str:
    """Keep the choice for the next attempt in this browser; gives it back, or empty when it is none of ours."""
    chosen = ONE if per == ONE else ""
    if session.get(_CHOICE, "") != chosen:
        session[_CHOICE] = chosen
    return chosen


def last_choice() -> str | None:
    """What this browser chose before, for the address of a first page."""
    return ONE if session.get(_CHOICE) == ONE else None
