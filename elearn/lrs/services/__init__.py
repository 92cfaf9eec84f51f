"""The store's door for everybody else: store, find, and credentials."""

from __future__ import annotations

from elearn.lrs.services.access import (
    Keyring,
    NewCredential,
    Reader,
    create_credential,
    recognise_reader,
    revoke_credential,
)
from elearn.lrs.services.consistency import find_consistent_moment, lock_store
from elearn.lrs.services.documents import (
    delete_documents,
    find_document,
    list_documents,
    post_document,
    put_document,
)
from elearn.lrs.services.grouping import GroupWriter
from elearn.lrs.services.knowledge import find_contents, find_definitions, find_person
from elearn.lrs.services.reading import Page, Stored, find_statement, find_statements
from elearn.lrs.services.wording import describe_fault, explain_code
from elearn.lrs.services.writing import Job, store_incoming, store_statements

__all__ = [
    "GroupWriter",
    "Job",
    "Keyring",
    "NewCredential",
    "Page",
    "Reader",
    "Stored",
    "create_credential",
    "delete_documents",
    "describe_fault",
    "explain_code",
    "find_consistent_moment",
    "find_contents",
    "find_definitions",
    "find_document",
    "find_person",
    "find_statement",
    "find_statements",
    "list_documents",
    "lock_store",
    "post_document",
    "put_document",
    "recognise_reader",
    "revoke_credential",
    "store_incoming",
    "store_statements",
]
