"""The store's door for everybody else: store, find, and credentials."""

from __future__ import annotations

from elearn.lrs.services.access import (
    Credential,
    Keyring,
    NewCredential,
    create_credential,
    list_credentials,
    recognise_reader,
    revoke_credential,
)
from elearn.lrs.services.consistency import find_consistent_moment, judge_moment, lock_store
from elearn.lrs.services.documents import (
    delete_documents,
    find_document,
    list_documents,
    post_document,
    put_document,
)
from elearn.lrs.services.driver import Driver
from elearn.lrs.services.exporting import ParquetMissing, can_write_parquet, list_bodies, write_lines, write_parquet
from elearn.lrs.services.forwards import (
    Forward,
    add_forward,
    find_secret,
    list_forwards,
    pack_attachments,
    pause_forward,
    remove_forward,
    says_same,
    seal,
    take_next,
    unseal,
)
from elearn.lrs.services.grouping import GroupWriter
from elearn.lrs.services.knowledge import find_contents, find_definitions, find_person
from elearn.lrs.services.readers import Reader
from elearn.lrs.services.reading import Known, Page, Stored, find_one, find_page, find_statement, find_statements
from elearn.lrs.services.statistics import Statistics, count_store
from elearn.lrs.services.upkeep import Upkeep, erase_agent, merge_agents, pseudonymise_agent, purge_statements
from elearn.lrs.services.wording import describe_fault, explain_code
from elearn.lrs.services.writing import Job, store_incoming, store_statements

__all__ = [
    "Credential",
    "Driver",
    "Forward",
    "GroupWriter",
    "Job",
    "Keyring",
    "Known",
    "NewCredential",
    "Page",
    "ParquetMissing",
    "Reader",
    "Statistics",
    "Stored",
    "Upkeep",
    "add_forward",
    "can_write_parquet",
    "count_store",
    "create_credential",
    "delete_documents",
    "describe_fault",
    "erase_agent",
    "explain_code",
    "find_consistent_moment",
    "find_contents",
    "find_definitions",
    "find_document",
    "find_one",
    "find_page",
    "find_person",
    "find_secret",
    "find_statement",
    "find_statements",
    "judge_moment",
    "list_bodies",
    "list_credentials",
    "list_documents",
    "list_forwards",
    "lock_store",
    "merge_agents",
    "pack_attachments",
    "pause_forward",
    "post_document",
    "pseudonymise_agent",
    "purge_statements",
    "put_document",
    "recognise_reader",
    "remove_forward",
    "revoke_credential",
    "says_same",
    "seal",
    "store_incoming",
    "store_statements",
    "take_next",
    "unseal",
    "write_lines",
    "write_parquet",
]
