"""Bearer tokens of an identity provider (OpenID Connect, RFC 9068): who speaks is what a signed token says.

The provider's keys come from a file. A provider's address is asked by the relay's thread or a command, never while
somebody waits: a request only reads what was kept.
"""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from elearn.lrs.rules.credentials import SCOPES
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services.readers import Reader

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Nothing with a shared secret, and never ``none``."""

LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""

LONGEST_LIFE = 24 * 3600
"""Seconds for which a token may count: who wants longer makes a key, which can be revoked."""

LONGEST_TOKEN = 16_384
LONGEST_KEYS = 262_144
TIMEOUT = 10.0


@dataclass
class Bearer:
    """What is known of the provider: ``issuer``, our name with it (``audience``), and the file with its keys."""

    issuer: str
    audience: str
    path: Path
    now: Callable[[], datetime]
    _kept: tuple[float, int, KeySet] | None = field(default=None, init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False)

    def recognise(self, token: str) -> Reader:
        """The speaker behind a token. Raises ``LrsFault`` (401) for whatever does not count."""
        if len(token) > LONGEST_TOKEN:
            raise LrsFault(401, "credentials-wrong")
        try:
            claims = jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS)).claims
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, OSError) as fault:
            raise LrsFault(401, "credentials-wrong") from fault
        speaker = self._judge(claims)
        if speaker is None:
            raise LrsFault(401, "credentials-wrong")
        return Reader(f"oidc:{speaker}", read_scopes(claims))

    def _judge(self, claims: Mapping[str, Any]) -> str | None:
        """The name of the speaker where every claim that counts is right."""
        audience, moment = claims.get("aud"), self.now().timestamp()
        named = audience if isinstance(audience, list) else [audience]
        moments = [claims.get("iat"), claims.get("exp"), claims.get("nbf", 0)]
        begun, ends, starts = (one if type(one) in (int, float) else None for one in moments)
        if begun is None or ends is None or starts is None:
            return None
        valid = (
            claims.get("iss") == self.issuer
            and self.audience in named
            and max(begun, starts) - LEEWAY <= moment < ends + LEEWAY
            and ends - begun <= LONGEST_LIFE
        )
        speaker = claims.get("client_id") or claims.get("azp") or claims.get("sub")
        return speaker[:200] if valid and isinstance(speaker, str) and speaker else None

    def _keys(self) -> KeySet:
        """The provider's public keys as the file has them now. Raises ``OSError`` or ``ValueError``."""
        status = self.path.stat()
        with self._guard:
            if self._kept is None or self._kept[:2] != (status.st_mtime, status.st_size):
                self._kept = status.st_mtime, status.st_size, read_keys(self.path.read_bytes())
            return self._kept[2]


def read_scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """The scopes of the store that a token grants: words of ``scope`` or ``scp``, with or without an address before."""
    said = claims.get("scope", claims.get("scp", ""))
    words = said.split() if isinstance(said, str) else said if isinstance(said, list) else []
    granted = set()
    for word in words:
        for scope in SCOPES:
            if word == scope or (isinstance(word, str) and word.endswith(("/xapi/" + scope, ":" + scope))):
                granted.add(scope)
    return frozenset(granted)


def read_keys(text: bytes) -> KeySet:
    """The public keys for signatures in a JWKS document. Raises ``ValueError`` where there is none."""
    document = json.loads(text)
    listed = document.get("keys", []) if isinstance(document, dict) else []
    public = [
        {name: value for name, value in one.items() if name not in ("d", "p", "q", "dp", "dq", "qi", "key_ops")}
        for one in listed
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC") and one.get("use", "sig") == "sig"
    ]
    if not public:
        raise ValueError("no key for signatures")
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, TypeError, KeyError) as fault:
        raise ValueError("not a key set") from fault


def fetch_keys(address: str, path: Path) -> None:
    """Ask the provider for its keys and keep them, whole or not at all.

    Raises ``OSError`` or ``http.client.HTTPException`` where it does not answer, ``ValueError`` for another answer.
    """
    parts = urlsplit(address)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = make(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        line.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        answer = line.getresponse()
        text = answer.read(LONGEST_KEYS)
    finally:
        line.close()
    if answer.status != 200:
        raise ValueError(f"HTTP {answer.status}")
    read_keys(text)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    os.replace(draft, path)
