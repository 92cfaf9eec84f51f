"""The award room's blueprints, and what their views share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from cryptography import x509
from flask import Blueprint, Response, current_app, request
from markupsafe import Markup, escape
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound, TooManyRequests

from certificates.examination import MOST_BYTES
from certificates.model import CertificateFacts
from elearn.awards.forms import DOCUMENT_WORDS, REASON_WORDS
from elearn.awards.projector import AwardReaction
from elearn.awards.services.files import CertificateFile, Press
from elearn.awards.services.keys import FOLDER, KeyShelf, KeysUnusable, load_roots, load_times
from elearn.awards.services.register import Certificate, find_certificate
from elearn.config import Settings
from elearn.learning.services.catalog import Catalog
from elearn.records.reactor import Reaction, Recorder
from elearn.skills.rules.skillmap import SkillMap
from elearn.web.furniture import furnish
from elearn.web.language import SOURCE, page_language, tag_japanese
from elearn.web.limits import RateLimit
from elearn.web.session import installation

blueprint = furnish(Blueprint("awards", __name__))
papers = furnish(Blueprint("awards_papers", __name__), max_bytes=MOST_BYTES + 4096)
"""Takes a PDF; a body of this size is held in memory and never spooled to a disk (werkzeug does from 500 KiB)."""
api = furnish(Blueprint("awards_api", __name__), api=True, max_bytes=MOST_BYTES)
"""For programs."""

BURST, SECONDS = 20, 6.0
"""Twenty checks at once, then ten a minute: enough for a desk with a pile of papers, too little to list a city."""

OFFICES = ("dx-office", "administrator")
"""Who revokes and issues again."""

MANAGERS = ("dx-office", "hr", "administrator")
"""Who sees the register, orders a year's papers, packs them, and decides about requests after a change of name."""

READERS = ("dx-office", "hr", "auditor", "administrator")
"""Who may open another person's certificate; every time is noted."""

_PRESS, _LIMIT = "elearn_awards_press", "elearn_awards_limit"


class House(Protocol):
    """What this room's views need of the joined house."""

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        ...

    @property
    def skill_map(self) -> SkillMap:
        """The map in force."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The published courses."""
        ...

    @property
    def reactions(self) -> Sequence[Reaction]:
        """The reactions of all rooms."""
        ...

    def recorder(self) -> Recorder:
        """A pen for this request."""
        ...

    def session(self) -> Session:
        """The request's session."""
        ...

    def now(self) -> dt.datetime:
        """The moment."""
        ...


def house() -> House:
    """The house of this request."""
    return cast(House, installation())


def reaction() -> AwardReaction:
    """This room's reaction in the house. Raises ``LookupError`` when the room was not wired in."""
    for one in house().reactions:
        if isinstance(one, AwardReaction):
            return one
    raise LookupError("the award room is not wired in")


def press() -> Press:
    """What draws and signs for this application; its keys are read once and again when they change."""
    kept: Press | None = current_app.extensions.get(_PRESS)
    if kept is None:
        settings = house().settings
        keys = KeyShelf(settings.data_dir / FOLDER)
        kept = current_app.extensions[_PRESS] = Press(reaction().shelf, keys, settings.base_url.rstrip("/"))
    return kept


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """The roots of this installation; none while no keys were made or while they cannot be read."""
    try:
        return load_roots(press().keys.folder)
    except KeysUnusable:
        return ()


def trusted_times() -> tuple[x509.Certificate, ...]:
    """The roots that this installation trusts for time stamps."""
    try:
        return load_times(press().keys.folder)
    except KeysUnusable:
        return ()


def brake() -> None:
    """Count a check of this address. Raises ``TooManyRequests`` for one that tries too many."""
    limit: RateLimit = current_app.extensions.setdefault(_LIMIT, RateLimit(BURST, SECONDS))
    wait = limit.take(request.remote_addr or "", house().now())
    if wait:
        raise TooManyRequests(retry_after=int(wait) + 1)


def get_certificate(certificate: UUID) -> Certificate:
    """The certificate of an address; raises ``NotFound``."""
    found = find_certificate(house().session(), certificate)
    if found is None:
        raise NotFound
    return found


def send_certificate(file: CertificateFile) -> Response:
    """The PDF, to be shown by the browser under its serial as name."""
    response = Response(file.data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file.filename}"'
    response.set_etag(file.sha256)
    return response


def title_of(level: int, facts: CertificateFacts | None = None) -> Markup:
    """What a level is called: on Japanese pages as the paper says, on others as translated, else marked as Japanese."""
    title = facts.level_title if facts else reaction().terms.titles.get(level, "")
    if page_language() == SOURCE:
        return escape(title)
    known = {one.level: one.title_en for one in house().skill_map.levels if one.title == title}
    english = (facts.level_title_en if facts else "") or known.get(level, "")
    return escape(english) if english else tag_japanese(title)


@blueprint.context_processor
@papers.context_processor
def _words() -> dict[str, Any]:
    """What every template of the room may use."""
    return {
        "reason_words": REASON_WORDS,
        "terms": reaction().terms,
        "title_of": title_of,
        "document_words": DOCUMENT_WORDS,
    }
