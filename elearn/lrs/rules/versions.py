"""The version of a conversation (xAPI 1.0.3 communication, section 3.3; IEEE 9274.1.1)."""

from __future__ import annotations

import re

from elearn.lrs.rules.faults import LrsFault

VERSION_1 = "1.0.3"
VERSION_2 = "2.0.0"
SUPPORTED = ("1.0.0", "1.0.1", "1.0.2", VERSION_1, VERSION_2)
"""What ``about`` tells."""

_FIRST = re.compile(r"1\.0(?:\.[0-9]+)?")
_SECOND = re.compile(r"2\.0(?:\.[0-9]+)?")


def settle_version(header: str | None) -> str:
    """The version that an answer follows and states: ``1.0.3`` or ``2.0.0``.

    Raises ``LrsFault`` (400) for a header that is missing or names another version.
    """
    if header is None:
        raise LrsFault(400, "version-missing")
    if _FIRST.fullmatch(header):
        return VERSION_1
    if _SECOND.fullmatch(header):
        return VERSION_2
    raise LrsFault(400, "version-unknown", version=header[:20])


def assume_statement_version(version: str) -> str:
    """The ``version`` that a statement gets when it states none (1.0.3 data, section 2.4.10: 1.0.0)."""
    return VERSION_2 if version == VERSION_2 else "1.0.0"
