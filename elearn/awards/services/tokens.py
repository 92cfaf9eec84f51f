"""A signing key that never leaves its token: a smart card, a security module, a key service, by PKCS#11.

The package ``pkcs11`` is an optional part; whoever names no token needs neither it nor a library of a maker. The token
is spoken to in the process that signs, at its first signature: a session does not survive a fork.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

try:
    import pkcs11
except ImportError:  # the optional part is not installed
    pkcs11 = None  # type: ignore[assignment]  # a module or nothing

_FIELDS = {"module", "token", "key"}
_lock = Lock()
"""One signature at a time in a process: signing in and out of a token concerns all sessions that it has there."""


class TokenUnusable(RuntimeError):
    """A token that cannot sign. ``code`` says why.

    Codes: ``token-setting`` (the file that names it cannot be read), ``token-support`` (the optional part or the
    maker's library is missing), ``token-absent``, ``token-pin`` and ``token-key`` (no such key, or it signs nothing).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class TokenPlace:
    """Where a key is: the maker's library, the token's label and the key's."""

    module: Path
    token: str
    key: str


def read_place(text: str) -> TokenPlace:
    """The place that a TOML text with ``module``, ``token`` and ``key`` names. Raises ``TokenUnusable``."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise TokenUnusable("token-setting") from fault
    if set(found) != _FIELDS or not all(isinstance(one, str) and one for one in found.values()):
        raise TokenUnusable("token-setting")
    return TokenPlace(Path(found["module"]), found["token"], found["key"])


@dataclass
class TokenHand:
    """Signs bytes with the key of a token: P-256 over their SHA-256, or RSA with PKCS#1 1.5 and SHA-256."""

    place: TokenPlace
    pin: str = field(repr=False)
    _key: Any = field(default=None, init=False, repr=False)
    _pid: int = field(default=0, init=False)

    def sign_bytes(self, data: bytes) -> bytes:
        """The signature value. A session that was lost is opened anew, once. Raises ``TokenUnusable``."""
        with _lock:
            if self._pid != os.getpid():
                self._open(anew=self._pid != 0)
            try:
                return _sign(self._key, data)
            except pkcs11.exceptions.PKCS11Error:
                self._open(anew=True)
                value: bytes = _translate(lambda: _sign(self._key, data), "token-key")
                return value

    def _open(self, *, anew: bool) -> None:
        if pkcs11 is None:
            raise TokenUnusable("token-support")
        self._key = _translate(lambda: _find_key(self.place, self.pin, anew=anew), "token-absent")
        self._pid = os.getpid()


def _find_key(place: TokenPlace, pin: str, *, anew: bool) -> Any:
    try:
        library = pkcs11.lib(str(place.module))
        if anew:
            library.reinitialize()
    except RuntimeError as fault:
        raise TokenUnusable("token-support") from fault
    token = library.get_token(token_label=place.token)
    try:
        session = token.open(user_pin=pin)
    except pkcs11.exceptions.UserAlreadyLoggedIn:  # this process is, by another key of the same token
        session = token.open()
    try:
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.key)
    except pkcs11.exceptions.PKCS11Error as fault:
        raise TokenUnusable("token-key") from fault


def _sign(key: Any, data: bytes) -> bytes:
    if key.key_type == pkcs11.KeyType.RSA:
        return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
    # Not every token hashes for this kind of key, but all take a digest; the two halves come without any structure.
    raw = bytes(key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _translate(act: Callable[[], Any], otherwise: str) -> Any:
    """What an act gives, its faults as ours."""
    pins = ("PinIncorrect", "PinInvalid", "PinLocked", "PinLenRange", "PinExpired")
    try:
        return act()
    except pkcs11.exceptions.PKCS11Error as fault:
        raise TokenUnusable("token-pin" if type(fault).__name__ in pins else otherwise) from fault
