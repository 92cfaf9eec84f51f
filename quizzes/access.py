"""Who gets into a quiz: a password, kept as a hash only, and networks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import unicodedata
from collections.abc import Iterable

_COST, _BLOCK, _LANES = 2**14, 8, 1
_LENGTH = 32
_HASH = re.compile(r"scrypt\$([A-Za-z0-9+/]{16,88}={0,2})\$([A-Za-z0-9+/]{43}=)")
LONGEST_PASSWORD = 200
"""Signs; more is no password, and would cost time."""


def hash_password(password: str, salt: bytes) -> str:
    """The text that a quiz file holds instead of the password (scrypt, RFC 7914). ``salt``: 12 to 64 chance bytes.

    Raises ``ValueError`` for another salt.
    """
    if not 12 <= len(salt) <= 64:
        raise ValueError("a salt has 12 to 64 bytes")
    parts = (base64.b64encode(part).decode("ascii") for part in (salt, _derive(password, salt)))
    return "$".join(("scrypt", *parts))


def is_hash(text: str) -> bool:
    """Whether the text is what ``hash_password`` gives."""
    match = _HASH.fullmatch(text)
    if match is None:
        return False
    try:
        return 12 <= len(base64.b64decode(match[1], validate=True)) <= 64
    except binascii.Error:
        return False


def verify_password(kept: str, password: str) -> bool:
    """Whether this is the password that was kept; takes as long for every wrong one. No hash lets nobody in."""
    match = _HASH.fullmatch(kept)
    if match is None or len(password) > LONGEST_PASSWORD:
        return False
    salt, wanted = (base64.b64decode(part) for part in match.groups())
    return hmac.compare_digest(_derive(password, salt), wanted)


def _derive(password: str, salt: bytes) -> bytes:
    # The same password may be typed in full width on one keyboard and in half width on another.
    plain = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=_LENGTH)


def is_network(text: str) -> bool:
    """Whether the text is an address or a block in CIDR notation."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def admits_address(networks: Iterable[str], address: str | None) -> bool:
    """Whether the address lies in one of the networks; no networks admit everybody, no address is in none."""
    blocks = [ipaddress.ip_network(text) for text in networks]
    if not blocks:
        return True
    try:
        one = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = one.ipv4_mapped if isinstance(one, ipaddress.IPv6Address) else None
    return any((mapped or one) in block for block in blocks)
