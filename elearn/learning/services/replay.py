"""Responses that a browser kept while they could not be sent: taken once, in the order of the hand that gave them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from elearn.db import table_of, upsert
from elearn.learning.services.attempts import (
    Fields,
    Receipt,
    Refused,
    Sitting,
    open_sitting,
    parse_fields,
    put_flags,
    record_save,
)
from elearn.learning.services.catalog import Catalog
from elearn.learning.tables import ReceiptRow
from elearn.records.reactor import Recorder

RECEIPT = table_of(ReceiptRow)
_RECEIPTS = select(RECEIPT).where(RECEIPT.c.attempt == bindparam("attempt"))


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """One item's fields as the browser kept them.

    ``base`` is the number of the save that the page knew when they were given, ``age`` how long ago that is.
    """

    item: str
    fields: Fields
    base: int
    age: dt.timedelta


@dataclass(frozen=True, slots=True)
class Sending:
    """What a browser sends at once.

    ``device`` names the browser and ``number`` counts what it sends, so that a sending is known when it comes again.
    ``flags``: item id -> whether it is to be looked at again.
    """

    device: str
    number: int
    entries: Sequence[KeptResponse]
    flags: Mapping[str, bool]

    @property
    def client(self) -> str:
        """The name of the sending."""
        return f"{self.device}:{self.number}"


def replay_responses(recorder: Recorder, catalog: Catalog, person: str, attempt: UUID, sending: Sending) -> Receipt:
    """Take what a browser kept. A sending that was taken before adds nothing and gets its first receipt, even when
    the attempt has ended meanwhile.

    A response that is older than one from another device (or than one from the same device that was sent later) does
    not overwrite it: its item is in the receipt's ``older``. Raises ``UnknownAttempt``, ``Refused`` (handed in already,
    time over).
    """
    recorder.begin()
    sitting = open_sitting(recorder.session, catalog, person, attempt)
    rows = recorder.session.connection().execute(_RECEIPTS, {"attempt": str(attempt)}).all()
    for row in rows:
        if row.client == sending.client:
            return _repeat(sitting, row, sending)
    senders = {row.sequence: row.client for row in rows if row.recorded}
    said, _ = parse_fields(sitting, {one.item: one.fields for one in sending.entries})
    differing = [one for one in sending.entries if said.get(one.item) != sitting.attempt.responses.get(one.item)]
    older = tuple(one.item for one in differing if _is_older(one, sending, sitting, senders, recorder.now))
    fields = {one.item: one.fields for one in sending.entries if one.item not in older}
    receipt = record_save(recorder, sitting, fields)
    put_flags(recorder.session, sitting, sending.flags)
    fresh: dict[str, Any] = {
        "attempt": str(attempt),
        "client": sending.client,
        "sequence": receipt.sequence,
        "saved_at": receipt.saved_at,
        "recorded": receipt.sequence > sitting.attempt.sequence,
        "older": json.dumps(older),
    }
    upsert(recorder.session, RECEIPT, [fresh], tuple(fresh))
    return Receipt(receipt.sequence, receipt.answered, receipt.problems, receipt.saved_at, older)


def _repeat(sitting: Sitting, row: Row[Any], sending: Sending) -> Receipt:
    older = tuple(json.loads(row.older))
    _, problems = parse_fields(sitting, {one.item: one.fields for one in sending.entries if one.item not in older})
    return Receipt(row.sequence, len(sitting.attempt.responses_at(row.sequence)), problems, row.saved_at, older)


def _is_older(
    one: KeptResponse, sending: Sending, sitting: Sitting, senders: Mapping[int, str], now: dt.datetime
) -> bool:
    """Whether the item has a response by now that was given after this one."""
    last = next((saved for saved in reversed(sitting.attempt.saves) if one.item in saved.responses), None)
    if last is None or last.sequence <= one.base:
        return False
    device, _, number = senders.get(last.sequence, "").rpartition(":")
    if device == sending.device:
        return int(number) > sending.number
    return now - one.age < last.at


__all__ = ["KeptResponse", "Refused", "Sending", "replay_responses"]
