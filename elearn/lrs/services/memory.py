"""What a process remembers of its store, so that it need not ask: ids of terms, and definitions merged already.

News become visible only after the commit; a rollback would leave numbers that nobody has. Terms are never deleted.
"""

from __future__ import annotations

from hashlib import blake2b

from elearn.lrs.rules.terms import Term

MOST = 200_000
"""Entries of each kind; then the memory starts anew."""


class Memory:
    """For one writer at a time: ``learn`` and ``note`` during a transaction, then ``keep`` or ``forget``."""

    def __init__(self) -> None:
        self.terms: dict[Term, int] = {}
        self._merged: dict[str, bytes] = {}
        self._new_terms: dict[Term, int] = {}
        self._new_merged: dict[str, bytes] = {}

    def learn(self, terms: dict[Term, int]) -> None:
        """Remember ids of terms, for good once the transaction is kept."""
        self._new_terms |= terms
        self.terms |= terms

    def is_new(self, activity: str, definition: bytes) -> bool:
        """Whether this is another definition than the one that was merged last; it counts as merged from now on."""
        digest = blake2b(definition, digest_size=16).digest()
        if self._new_merged.get(activity, self._merged.get(activity)) == digest:
            return False
        self._new_merged[activity] = digest
        return True

    def keep(self) -> None:
        """The transaction was committed."""
        self._new_terms = {}
        if len(self.terms) > MOST:
            self.terms.clear()
        if len(self._merged) > MOST:
            self._merged.clear()
        self._merged.update(self._new_merged)
        self._new_merged = {}

    def forget(self) -> None:
        """The transaction was rolled back."""
        for term in self._new_terms:
            del self.terms[term]
        self._new_terms, self._new_merged = {}, {}
