"""The blueprint of drafts, which takes larger files than the rest of the studio, and what its views share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Blueprint
from werkzeug.exceptions import NotFound

from elearn.learning.services.catalog import current_versions
from elearn.learning.services.packages import Problem
from elearn.people.rules.roles import AUTHOR, DX_OFFICE
from elearn.people.services.directory import names_of
from elearn.studio.routes.desk import house, note, today
from elearn.studio.services.authors import EVERY, courses_of_author
from elearn.studio.services.bundles import MOST_BYTES
from elearn.studio.services.drafts import UnknownDraft
from elearn.studio.services.shelf import Draft, find_draft
from elearn.web.furniture import furnish
from elearn.web.identity import the_identity
from elearn.web.language import page_language
from elearn.web.problems import describe
from elearn.web.session import db_session
from elearn.wording import noted

drafts = furnish(Blueprint("drafts", __name__, url_prefix="/studio/drafts"), max_bytes=MOST_BYTES + 64 * 1024)

ROLES = (AUTHOR, DX_OFFICE)
"""Who comes to this desk at all; which drafts one finds there is another matter."""

PURPOSE = noted("教材の公開")

STATES = {
    "open": ("todo", noted("作成中")),
    "submitted": ("due", noted("承認待ち")),
    "returned": ("late", noted("差し戻し")),
    "published": ("done", noted("公開済み")),
    "withdrawn": ("todo", noted("取り下げ")),
}
"""State of a draft -> its badge and its words."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the desk is a person's own: ``writes`` these courses (``EVERY``: all); the office sees all drafts."""

    writes: frozenset[str]
    office: bool

    def may_write(self, course: str) -> bool:
        """Whether the person hands in drafts of a course."""
        return not self.writes.isdisjoint({course, EVERY})

    def may_see(self, course: str) -> bool:
        """Whether the person sees the drafts of a course, and decides about those of others."""
        return self.office or self.may_write(course)


def reach() -> Reach:
    """What the person of this request reaches."""
    me = the_identity()
    return Reach(courses_of_author(db_session(), me.uuid, today()), me.has_role(DX_OFFICE))


def open_one(draft: UUID) -> tuple[Draft, Reach]:
    """A draft that the person may see. Raises ``NotFound`` for others', as for what there is not."""
    own = reach()
    try:
        found = find_draft(db_session(), draft)
    except UnknownDraft as fault:
        raise NotFound from fault
    if not own.may_see(found.course):
        raise NotFound
    return found, own


def draft_home() -> Path:
    """Where drafts are unpacked."""
    return house().catalog.folder.with_name("drafts")


def note_draft(action: str, draft: Draft) -> None:
    """Put what was done with a draft into the access log, as about its author."""
    note(action, PURPOSE, draft.author, f"{draft.course} {draft.draft}")


def titles() -> dict[str, str]:
    """Course id -> title of what is published."""
    return {one.course: one.title for one in current_versions(db_session())}


def named(people: set[str]) -> dict[str, str]:
    """Uuid -> name."""
    return names_of(db_session(), people)


def say_refusal(code: str) -> str:
    """Why something cannot be done, in words of the page's language."""
    return describe(Problem("", 0, code, {}, "studio"), page_language(), room="studio")
