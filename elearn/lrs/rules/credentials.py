"""Who may speak to the store: Basic credentials and their scopes, without the database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple

WRITE = "statements/write"
READ = "statements/read"
READ_MINE = "statements/read/mine"
STATE = "state"
PROFILE = "profile"
ALL = "all"
SCOPES = (WRITE, READ, READ_MINE, STATE, PROFILE, ALL)


class Basic(NamedTuple):
    """The two parts of an ``Authorization: Basic`` header (RFC 7617)."""

    key: str
    secret: str


def read_basic(header: str | None) -> Basic | None:
    """The parts of the header, or None where there is no such header or it is not well formed."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(token.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    key, colon, secret = text.partition(":")
    return Basic(key, secret) if colon and "\x00" not in key else None


def read_bearer(header: str | None) -> str | None:
    """The token of an ``Authorization: Bearer`` header (RFC 6750), or None where there is no such header."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def digest_secret(salt: bytes, secret: str) -> bytes:
    """HMAC-SHA-256 of a secret. Secrets are made at random with 256 bits, so a slow hash would protect nothing."""
    return hmac.new(salt, secret.encode("utf-8"), hashlib.sha256).digest()


def match_secret(salt: bytes, digest: bytes, secret: str) -> bool:
    """Whether the secret is the one behind the digest, in constant time."""
    return hmac.compare_digest(digest, digest_secret(salt, secret))
