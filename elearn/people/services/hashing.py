"""Password hashes: Argon2id, and the same time spent where there is no hash to check."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearn.people.rules.passwords import LONGEST


@lru_cache(maxsize=4)
def _hasher(memory_kib: int) -> PasswordHasher:
    # Two passes, one lane: with 19 MiB, the default setting, these are OWASP's parameters for Argon2id.
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _decoy(memory_kib: int) -> str:
    return _hasher(memory_kib).hash("nobody has this password")


def _prepare(password: str) -> str:
    # The same keys may send composed or decomposed letters, depending on the machine.
    return unicodedata.normalize("NFC", password)


def hash_password(password: str, memory_kib: int) -> str:
    """The hash to store, its parameters inside."""
    return _hasher(memory_kib).hash(_prepare(password))


def verify_password(stored: str | None, password: str, memory_kib: int) -> bool:
    """Whether the password is the one hashed. Without a hash it works just as long and says no."""
    text = _prepare(password) if len(password) <= LONGEST else ""
    try:
        return _hasher(memory_kib).verify(stored or _decoy(memory_kib), text) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str, memory_kib: int) -> bool:
    """Whether the hash was made with other parameters than those in force."""
    return _hasher(memory_kib).check_needs_rehash(stored)
