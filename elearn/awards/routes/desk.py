"""The award room's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from elearn.awards.forms import REASON_WORDS
from elearn.awards.projector import AwardReaction
from elearn.awards.services.files import CertificateFile
from elearn.awards.services.register import Certificate, find_certificate
from elearn.records.reactor import Reaction, Recorder
from elearn.web.furniture import furnish
from elearn.web.session import installation

blueprint = furnish(Blueprint("awards", __name__))

OFFICES = ("dx-office", "administrator")
"""Who revokes and issues again."""

READERS = ("dx-office", "hr", "auditor", "administrator")
"""Who may open another person's certificate; every time is noted."""


class House(Protocol):
    """What this room's views need of the joined house."""

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


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """What every template of the room may use."""
    return {"reason_words": REASON_WORDS, "terms": reaction().terms}
