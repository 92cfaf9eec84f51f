from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import MAX_BATCH, read_batch, read_statement
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.terms import Term, name_agent
from elearn.xapi.check_values import parse_timestamp
from tests.elearn.lrs.house import PASSED, VOIDED, account, body, new_id, reference, statement
from tests.elearn.xapi.samples import FULL, drop

FILE = FULL["attachments"][0]


def refused(value: Any, version: str = "1.0.3") -> LrsFault:
    with pytest.raises(LrsFault) as raised:
        read_batch(body(value), version)
    return raised.value


def test_a_plain_statement() -> None:
    one = read_statement(body(statement()), "1.0.3")
    assert (one.uuid, one.timestamp, one.target, one.voids) == (None, None, None, False)
    assert one.terms[Term("verb", PASSED)]


def test_what_is_stated_is_read() -> None:
    uuid = new_id()
    one = read_statement(body(statement(id=uuid.upper(), timestamp="2026-11-22T12:00:00+09:00")), "1.0.3")
    moment = parse_timestamp("2026-11-22T03:00:00Z")
    assert moment
    assert one.uuid == UUID(uuid)
    assert one.timestamp == count_microseconds(moment)


def test_a_reference_names_its_target() -> None:
    uuid = new_id()
    one = read_statement(body(reference(uuid)), "1.0.3")
    assert (one.target, one.voids) == (UUID(uuid), False)
    assert read_statement(body(reference(uuid, VOIDED)), "1.0.3").voids


def test_a_sender_cannot_be_found_by_an_authority_of_its_own_making() -> None:
    one = read_statement(body(statement(authority=account("forged"))), "1.0.3")
    assert name_agent(account("forged")) not in one.terms


def test_one_statement_and_a_batch_of_one_are_the_same() -> None:
    (single,), (batch,) = read_batch(body(statement()), "1.0.3"), read_batch(body([statement()]), "1.0.3")
    assert (single.fingerprint, single.terms) == (batch.fingerprint, batch.terms)


def test_pointers_start_with_the_index_in_a_batch_only() -> None:
    faulty = statement(verb="x")
    assert [problem.pointer for problem in refused(faulty).problems] == ["/verb/id"]
    assert [problem.pointer for problem in refused([statement(), faulty]).problems] == ["/1/verb/id"]


def test_repeated_ids_are_told() -> None:
    uuid = new_id()
    fault = refused([statement(id=uuid), statement(), statement(id=uuid), statement(id=uuid)])
    assert [(one.pointer, one.code) for one in fault.problems] == [("/2/id", "repeated-id"), ("/3/id", "repeated-id")]


def test_too_many_at_once() -> None:
    fault = refused([1] * (MAX_BATCH + 1))
    assert (fault.status, fault.code) == (413, "batch-too-large")


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_the_full_statement_is_read_in_both_versions(version: str) -> None:
    assert read_statement(body(FULL), version).uuid == UUID(FULL["id"])


def test_the_version_of_the_conversation_counts() -> None:
    value = statement(version="2.0.0")
    assert refused(value).problems[0].code == "invalid-version"
    assert read_batch(body(value), "2.0.0")


def test_an_attachment_without_content_needs_a_place() -> None:
    fault = refused(statement(attachments=[FILE, drop({"f": FILE}, "/f/fileUrl")["f"]]))
    assert [(one.pointer, one.code) for one in fault.problems] == [("/attachments/1", "attachment-without-file")]


def test_an_attachment_of_a_sub_statement_too() -> None:
    inner = {"objectType": "SubStatement", **statement(attachments=[drop({"f": FILE}, "/f/fileUrl")["f"]])}
    fault = refused(statement() | {"object": inner})
    assert [one.pointer for one in fault.problems] == ["/object/attachments/0"]


@pytest.mark.parametrize("value", [[], None])
def test_one_statement_is_never_an_array(value: Any) -> None:
    with pytest.raises(LrsFault, match="invalid-statement"):
        read_statement(body(value), "1.0.3")


def test_an_empty_batch_has_no_statements() -> None:
    assert read_batch(b" [ ] ", "1.0.3") == []
