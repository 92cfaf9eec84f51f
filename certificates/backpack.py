"""A badge as somebody hands it in: whichever form it was taken away in, is it the issuer's, to the last letter?

What is needed is the file and the issuer's document (the one that its did:web identifier leads to), no network. Whether
the badge was revoked is told by the status list that it names.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.badge import NotAToken, open_token
from certificates.baking import NotAPicture, unbake_png

MOST_BYTES = 2 * 1024 * 1024
"""A badge has a twentieth of that, its picture included."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_BAKED = re.compile(rb"<openbadges:credential\s+verify=\"([A-Za-z0-9_.-]{20,65536})\"")
_ENVELOPE = "data:application/vc+jwt,"


class NotABadge(ValueError):
    """A file in which no badge was found, or an issuer's document that names no key."""


def find_token(data: bytes) -> str:
    """The token in a file: a bare one, JSON around one, a PNG or an SVG with one baked in. Raises ``NotABadge``."""
    if len(data) > MOST_BYTES:
        raise NotABadge("too large")
    if data.startswith(b"\x89PNG"):
        try:
            found = unbake_png(data)
        except NotAPicture as fault:
            raise NotABadge(str(fault)) from fault
    elif baked := _BAKED.search(data):
        found = baked[1].decode("ascii")
    else:
        found = _read_text(data.strip())
    if found is None or not _TOKEN.fullmatch(found):
        raise NotABadge("no badge in it")
    return found


def _read_text(data: bytes) -> str | None:
    if not data.startswith(b"{"):
        return data.decode("ascii", "replace")
    try:
        enveloped = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise NotABadge("JSON that cannot be read") from fault
    identifier = enveloped.get("id")
    return identifier.removeprefix(_ENVELOPE) if isinstance(identifier, str) else None


def read_keys(document: bytes) -> dict[str, Ed25519PublicKey]:
    """The keys of an issuer's document (DID Core), by their full id. Raises ``NotABadge`` when it names none."""
    try:
        said = json.loads(document)
        allowed, methods = said["assertionMethod"], said["verificationMethod"]
        keys = {
            method["id"]: _read_key(method["publicKeyJwk"])
            for method in methods
            if method["id"] in allowed and method["controller"] == said["id"]
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise NotABadge("not an issuer's document") from fault
    if not keys:
        raise NotABadge("a document without a key")
    return keys


def _read_key(said: Mapping[str, str]) -> Ed25519PublicKey:
    if (said["kty"], said["crv"]) != ("OKP", "Ed25519"):
        raise ValueError("a key of another kind")
    text = said["x"]
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def open_badge(data: bytes, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The claims of a badge in a file, signed by one of the keys, whose id begins with the issuer that it names.

    Raises ``NotABadge`` when there is none in the file, and ``badge.NotAToken`` when it is not the issuer's.
    """
    token = find_token(data)
    claims = open_token(token, keys.values())
    issuer = claims.get("iss")
    named = claims.get("issuer")
    stated = named.get("id") if isinstance(named, dict) else named
    if not isinstance(issuer, str) or stated != issuer or not any(key.startswith(f"{issuer}#") for key in keys):
        raise NotAToken("of another issuer")
    return claims
