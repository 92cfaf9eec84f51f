"""Getting ready beside the first requests: what is read once per process is read before somebody waits for it."""

from __future__ import annotations

import logging

from elearn.awards.projector import AwardReaction
from elearn.learning.services.catalog import current_versions
from elearn.wiring.house import House

log = logging.getLogger("elearn.warming")


def warm_house(house: House) -> None:
    """Open the published courses and read the fonts' tables. A fault here is logged: the request meets it, if any."""
    try:
        with house.sessions() as session:
            for version in current_versions(session):
                house.catalog.package(session, version.digest)
        for reaction in house.reactions:
            if isinstance(reaction, AwardReaction):
                reaction.shelf.take()
    except Exception:  # whatever is wrong, learning goes on
        log.exception("warming failed")
