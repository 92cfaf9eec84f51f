"""Papers drawn before their holders ask for them, so that nobody waits for a drawing.

Only what was issued a short while ago is drawn ahead; older papers are drawn by an order for their year (``orders``) or
when they are asked for. What cannot be drawn is not tried again by the same process: its download says why.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.model import SKILL
from elearn.awards.services.batch import write_order
from elearn.awards.services.drawers import DrawingFailed, open_drawers
from elearn.awards.services.files import keep_file
from elearn.awards.services.keys import KeysUnusable
from elearn.awards.services.orders import Bench
from elearn.awards.services.register import Certificate, list_certificates
from elearn.awards.tables import CertificateRow, FileRow
from elearn.db import begin_write

FRESH = dt.timedelta(hours=1)
MOST = 20
"""Papers at a time."""


def list_fresh(session: Session, now: dt.datetime) -> list[Certificate]:
    """What was issued a short while ago, stands, and is not drawn; the oldest first."""
    undrawn = ~select(FileRow.facts_digest).where(FileRow.facts_digest == CertificateRow.facts_digest).exists()
    found = list_certificates(
        session, CertificateRow.issued_at > now - FRESH, CertificateRow.revoked_at.is_(None), undrawn
    )
    return sorted((one for one in found if one.facts is not None and one.document != SKILL), key=lambda one: one.serial)


def draw_ahead(bench: Bench, hopeless: set[str]) -> int:
    """Draw and store what is fresh, except what is ``hopeless``, to which is added what cannot be drawn; how many."""
    with bench.sessions() as session:
        due = [one for one in list_fresh(session, bench.now()) if one.facts_digest not in hopeless][:MOST]
        session.rollback()
        if not due or not _can_draw(bench):
            return 0
        count = 0
        folder, pictures = bench.press.keys.folder, bench.press.shelf.pictures
        with open_drawers(bench.fonts, folder, bench.press.base_url, bench.now(), 1, pictures) as drawers:
            for one in due:
                try:
                    data = drawers.draw(write_order(one)).result()
                except DrawingFailed:
                    hopeless.add(one.facts_digest)
                    continue
                begin_write(session)
                keep_file(session, one.facts_digest, data, bench.now())
                session.commit()
                count += 1
        return count


def _can_draw(bench: Bench) -> bool:
    try:
        return bench.press.keys.take() is not None and bench.press.shelf.take() is not None
    except KeysUnusable:
        return False
