"""Who speaks to the store, and what that one may do."""

from __future__ import annotations

from dataclasses import dataclass

from elearn.lrs.rules.credentials import ALL, PROFILE, READ, READ_MINE, STATE, WRITE


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is speaking: the credential's key and its scopes."""

    key: str
    scopes: frozenset[str]

    def may(self, *scopes: str) -> bool:
        """Whether one of these scopes (or the one for everything) is there."""
        return ALL in self.scopes or not self.scopes.isdisjoint(scopes)

    @property
    def may_write(self) -> bool:
        """Whether statements may be stored."""
        return self.may(WRITE)

    @property
    def may_read(self) -> bool:
        """Whether statements may be read at all."""
        return self.may(READ, READ_MINE)

    @property
    def reads_own_only(self) -> bool:
        """Whether only the statements stored with this credential may be read."""
        return not self.may(READ)

    @property
    def may_state(self) -> bool:
        """Whether state documents may be read and written."""
        return self.may(STATE)

    @property
    def may_profile(self) -> bool:
        """Whether profile documents may be read and written."""
        return self.may(PROFILE)
