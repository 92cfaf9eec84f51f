"""The store's door for everybody else: store, find, and credentials."""

from __future__ import annotations

from elearn.lrs.services.access import (
    NewCredential,
    Reader,
    create_credential,
    recognise_reader,
    revoke_credential,
)
from elearn.lrs.services.consistency import find_consistent_moment, lock_store
from elearn.lrs.services.reading import Page, Stored, find_statement, find_statements
from elearn.lrs.services.wording import describe_fault, explain_code
from elearn.lrs.services.writing import store_incoming, store_statements

__all__ = [
    "NewCredential",
    "Page",
    "Reader",
    "Stored",
    "create_credential",
    "describe_fault",
    "explain_code",
    "find_consistent_moment",
    "find_statement",
    "find_statements",
    "lock_store",
    "recognise_reader",
    "revoke_credential",
    "store_incoming",
    "store_statements",
]
