"""What can be said about a serial that someone typed; needs no renderer and no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.serial import check_serial


class Status(StrEnum):
    """The four things that can be said."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """One line of the issuer's register. ``revoked_reason`` is a code, present only with ``revoked_on``."""

    serial: str
    level: int
    issued_on: date
    revoked_on: date | None = None
    revoked_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer to a check: ``serial`` as it is printed (none when malformed), ``entry`` only when it is known."""

    status: Status
    serial: str | None = None
    entry: RegisterEntry | None = None


def describe(typed: str, entry: RegisterEntry | None) -> Verdict:
    """The verdict on ``typed``, given the register's entry for ``check_serial(typed)`` (none when there is none).

    An entry with another serial is never shown: what was typed is then unknown.
    """
    serial = check_serial(typed)
    if serial is None:
        return Verdict(status=Status.MALFORMED)
    if entry is None or entry.serial != serial:
        return Verdict(status=Status.UNKNOWN, serial=serial)
    status = Status.VALID if entry.revoked_on is None else Status.REVOKED
    return Verdict(status=status, serial=serial, entry=entry)
