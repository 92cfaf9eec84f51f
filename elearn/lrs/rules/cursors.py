"""The ``more`` link: a search and where it stopped, signed, and good for one credential and version only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import msgspec

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.queries import StatementQuery

_CONTEXT = b"elearn statement cursor"
_SIGNATURE = 16


def sign_cursor(query: StatementQuery, reader: str, version: str, secret: bytes) -> str:
    """The token for the rest of a search, in letters that need no quoting in a URL."""
    payload = msgspec.json.encode(query)
    return base64.urlsafe_b64encode(_sign(payload, reader, version, secret) + payload).decode("ascii").rstrip("=")


def read_cursor(token: str, reader: str, version: str, secret: bytes) -> StatementQuery:
    """The search behind a token. Raises ``LrsFault`` (400) for a token that is not ours or not for this reader."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, _sign(payload, reader, version, secret)):
            raise ValueError("signature")
        return msgspec.json.decode(payload, type=StatementQuery)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise LrsFault(400, "bad-cursor") from None


def _sign(payload: bytes, reader: str, version: str, secret: bytes) -> bytes:
    text = b"\x00".join((_CONTEXT, reader.encode("utf-8"), version.encode("ascii"), payload))
    return hmac.new(secret, text, hashlib.sha256).digest()[:_SIGNATURE]
