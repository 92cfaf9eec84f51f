"""Forwarding: rules by which statements of this store go on to others, in order, each rule with a place of its own.

What a rule has reached goes into the outbox, whose relay delivers it like everything else. Only so many wait there at a
time: a store that is away fills no database, it only keeps its rule where it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.lrs.rules.attachments import compose_parts, list_attachments, read_hash
from elearn.lrs.rules.bodies import join_object, parse_json, split_object
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.terms import Term
from elearn.lrs.services.knowledge import find_contents
from elearn.lrs.services.reading import find_statements
from elearn.lrs.tables import ForwardRow, StatementRow
from elearn.xapi.check_values import parse_timestamp

VERSIONS = ("1.0.3", "2.0.0")
"""What the other side may speak."""

WAITING = 500
"""Statements of one rule that may wait in the outbox; the rest waits in the store, where it is anyway."""

STEP = 200
"""Statements that are looked up at once."""

TARGET = "to:"
"""Before a rule's name: the outbox's target."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_SET_BY_STORE = ("stored", "authority", "version")


class _Id(msgspec.Struct):
    id: str


@dataclass(frozen=True, slots=True)
class Forward:
    """A rule. ``verb``, ``activity`` and ``registration`` narrow it where they are not empty; ``after`` is how far it
    has come, ``behind`` how many statements of the store it has not looked at yet.
    """

    name: str
    endpoint: str
    key: str
    version: str
    verb: str = ""
    activity: str = ""
    registration: str = ""
    after: int = 0
    behind: int = 0
    created_at: dt.datetime | None = None
    paused_at: dt.datetime | None = None

    @property
    def target(self) -> str:
        """The name of its queue in the outbox."""
        return TARGET + self.name


def seal(secret: str, key: str) -> bytes:
    """A secret that only this installation (by its own ``key``) can open again."""
    return _box(key).encrypt(secret.encode("utf-8"))


def unseal(sealed: bytes, key: str) -> str | None:
    """The secret, or None when the installation's key is another one by now."""
    try:
        return _box(key).decrypt(sealed).decode("utf-8")
    except InvalidToken:
        return None


def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"elearn forward\x1f" + key.encode("utf-8")).digest()))


def add_forward(session: Session, forward: Forward, sealed: bytes, now: dt.datetime, *, from_now: bool) -> None:
    """Add a rule, for all statements or for those that are stored from now on.

    Raises ``ValueError`` (with a code) for ``bad-name``, ``bad-version`` or ``name-taken``.
    """
    if not _NAME.fullmatch(forward.name):
        raise ValueError("bad-name")
    if forward.version not in VERSIONS:
        raise ValueError("bad-version")
    begin_write(session)
    if session.get(ForwardRow, forward.name) is not None:
        raise ValueError("name-taken")
    session.execute(
        insert(ForwardRow).values(
            name=forward.name,
            endpoint=forward.endpoint,
            key=forward.key,
            secret=sealed,
            version=forward.version,
            verb=forward.verb,
            activity=forward.activity,
            registration=forward.registration,
            after=_newest(session) if from_now else 0,
            created_at=now,
            paused_at=None,
        )
    )


def list_forwards(session: Session) -> list[Forward]:
    """Every rule by name."""
    newest = _newest(session)
    return [
        Forward(
            name=row.name,
            endpoint=row.endpoint,
            key=row.key,
            version=row.version,
            verb=row.verb,
            activity=row.activity,
            registration=row.registration,
            after=row.after,
            behind=max(0, newest - row.after),
            created_at=row.created_at,
            paused_at=row.paused_at,
        )
        for row in session.scalars(select(ForwardRow).order_by(ForwardRow.name))
    ]


def find_secret(session: Session, name: str) -> bytes | None:
    """The sealed secret of a rule."""
    return session.scalar(select(ForwardRow.secret).where(ForwardRow.name == name))


def pause_forward(session: Session, name: str, now: dt.datetime | None) -> bool:
    """Let a rule rest from ``now`` on, or (None) go on; False where there is no such rule."""
    begin_write(session)
    done = update(ForwardRow).where(ForwardRow.name == name).values(paused_at=now).returning(ForwardRow.name)
    return bool(session.execute(done).all())


def remove_forward(session: Session, name: str) -> bool:
    """Take a rule away; False where there is none. What waits in the outbox is the relay's to drop."""
    begin_write(session)
    return bool(session.execute(delete(ForwardRow).where(ForwardRow.name == name).returning(ForwardRow.name)).all())


def take_next(session: Session, name: str, most: int = STEP) -> list[tuple[str, bytes]]:
    """The next statements of a rule as (id, JSON bytes as another store takes them), oldest first; moves the rule on.

    The caller enqueues them in the same transaction. Voided statements stay here; what voids them goes on.
    """
    begin_write(session)
    row = session.execute(
        select(ForwardRow).where(ForwardRow.name == name, ForwardRow.paused_at.is_(None)).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        return []
    ceiling = _newest(session)
    if row.after >= ceiling:
        return []
    page = find_statements(
        session,
        StatementQuery(
            verb=Term("verb", row.verb).digest if row.verb else None,
            activity=Term("activity", row.activity).digest if row.activity else None,
            registration=Term("registration", row.registration).digest if row.registration else None,
            limit=most,
            ascending=True,
            after=row.after,
            ceiling=ceiling,
        ),
    )
    row.after = page.rest.after if page.rest and page.rest.after else ceiling
    session.flush()
    return [(msgspec.json.decode(body, type=_Id).id, export_body(body)) for body in page.bodies]


def export_body(body: bytes) -> bytes:
    """A stored statement without what only a store may say: the next one says its own."""
    members = split_object(body)
    for name in _SET_BY_STORE:
        members.pop(name, None)
    return join_object(members)


def pack_attachments(session: Session, bodies: Sequence[bytes]) -> tuple[bytes, str] | None:
    """Statements with the contents of their attachments as one body, with its type; None where there are none."""
    if not any(b'"attachments"' in body for body in bodies):
        return None
    statements = [parse_json(body) for body in bodies]
    hashes = {read_hash(one) for statement in statements for _, one in list_attachments(statement)}
    contents = find_contents(session, (one for one in hashes if one))
    return compose_parts(b"[" + b",".join(bodies) + b"]", statements, contents) if contents else None


def says_same(one: bytes, other: bytes) -> bool:
    """Whether two statements with one id say the same, whatever a store has written differently.

    Times are compared to the millisecond: that is all that a store must keep.
    """
    first, second = parse_json(one), parse_json(other)
    if not (isinstance(first, dict) and isinstance(second, dict) and "actor" in first and "object" in first):
        return False
    if fingerprint_statement(first) != fingerprint_statement(second):
        return False
    moments = [parse_timestamp(value.get("timestamp", "")) for value in (first, second)]
    if moments[0] is None or moments[1] is None:
        return True
    return abs(moments[0] - moments[1]) < dt.timedelta(milliseconds=1)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(StatementRow.seq))) or 0
