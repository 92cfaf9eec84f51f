"""What the store knows beside statements, on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.lrs.rules.terms import Term
from elearn.lrs.services import find_contents, find_definitions, find_person, store_statements
from elearn.lrs.services.driver import CHUNK, Driver
from elearn.lrs.services.knowledge import NAMED_FROM, keep_contents, merge_definitions
from tests.elearn.lrs.house import AUTHORITY, NOON, account, body, statement

ONE, OTHER = "https://x.example.jp/one", "https://x.example.jp/other"


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


def merge(session: Session, *news: tuple[str, dict[str, Any]]) -> None:
    merge_definitions(Driver(session.connection()), [(name, json.dumps(one).encode()) for name, one in news])


def test_definitions_add_up_in_the_order_of_coming(session: Session) -> None:
    merge(session, (ONE, {"name": {"ja": "一", "en": "old"}}), (OTHER, {"type": "urn:t"}), (ONE, {"name": {"en": "1"}}))
    merge(session, (ONE, {"moreInfo": "urn:m"}), (ONE, {}))
    assert find_definitions(session, [ONE, OTHER, "https://x.example.jp/unknown"]) == {
        ONE: {"name": {"ja": "一", "en": "1"}, "moreInfo": "urn:m"},
        OTHER: {"type": "urn:t"},
    }


def test_statements_bring_definitions_from_everywhere(session: Session) -> None:
    inner = {**statement(), "object": {"id": ONE, "definition": {"type": "urn:t"}}}
    value = statement(context={"contextActivities": {"parent": {"id": OTHER, "definition": {"name": {"ja": "他"}}}}})
    value["object"] = {"objectType": "SubStatement", **inner}
    store_statements(session, [body(value), body(statement())], AUTHORITY, NOON)
    assert find_definitions(session, [ONE, OTHER]) == {ONE: {"type": "urn:t"}, OTHER: {"name": {"ja": "他"}}}


def test_contents_are_kept_once_and_found_by_hash(session: Session) -> None:
    contents = {hashlib.sha256(one).digest(): one for one in (b"", b"\x00\xff", b"x" * 100_000)}
    keep_contents(Driver(session.connection()), contents, 1)
    keep_contents(Driver(session.connection()), contents, 2)
    assert find_contents(session, [*contents, b"?" * 32]) == contents
    assert find_contents(session, []) == {}


def test_many_contents_are_asked_for_in_pieces(session: Session) -> None:
    contents = {hashlib.sha256(b"%d" % one).digest(): b"%d" % one for one in range(CHUNK + 3)}
    keep_contents(Driver(session.connection()), contents, 1)
    assert find_contents(session, contents) == contents


def test_a_person_is_called_by_its_newest_names(session: Session) -> None:
    named = [statement() | {"actor": account("p") | {"name": name}} for name in ("高橋", "髙橋")]
    store_statements(session, [body(one) for one in named], AUTHORITY, NOON)
    assert find_person(session, account("p"))["name"] == ["髙橋", "高橋"]
    store_statements(session, [body(statement(who="p"))] * NAMED_FROM, AUTHORITY, NOON)
    assert "name" not in find_person(session, account("p"))


def test_asking_for_a_person_creates_no_term(session: Session) -> None:
    person = find_person(session, account("nobody"))
    assert person == {"objectType": "Person", "account": [account("nobody")["account"]]}
    digest = Term("agent", "x").digest
    rows = Driver(session.connection()).all("SELECT count(*) FROM elearn_lrs_term WHERE digest <> ?", digest)
    assert rows == [(0,)]
