"""Whatever is valid is taken and comes back as it was said; every single change that the rules forbid is refused."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.db import prepare_engine
from elearn.lrs.rules.bodies import parse_json, split_object
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import read_statement
from elearn.lrs.services import find_statement, store_statements
from elearn.xapi.check import check_statement
from tests.properties.statements import VERSIONS, apply, list_changes, statements, write

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
AUTHORITY = {"objectType": "Agent", "account": {"homePage": "https://x.example.jp/", "name": "client"}}
EITHER = st.sampled_from(VERSIONS)
SET_BY_STORE = {"id", "stored", "authority", "timestamp", "version"}
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.data(), EITHER)
def test_every_valid_statement_is_accepted(data: st.DataObject, version: str) -> None:
    text = write(data.draw(statements(version))).encode()
    assert check_statement(parse_json(text), version) == []


@QUICK
@given(st.data(), EITHER)
def test_every_single_forbidden_change_is_refused(data: st.DataObject, version: str) -> None:
    value = data.draw(statements(version))
    change = data.draw(st.sampled_from(list(list_changes(value))))
    kind, pointer, _ = change
    with pytest.raises(LrsFault) as caught:
        read_statement(write(apply(value, change)).encode(), version)
    assert caught.value.status == 400
    problems = caught.value.problems
    # At the very place, below it, or (where a member makes its neighbours wrong) at the object that holds it.
    holder = pointer.rpartition("/")[0]
    near = [one for one in problems if one.pointer.startswith(pointer) or one.pointer in (holder, pointer)]
    assert near, (kind, pointer, problems)
    assert all(one.section[0].isdigit() for one in problems)


@settings(QUICK, max_examples=8)
@given(st.data(), EITHER)
def test_what_was_said_comes_back_to_the_byte(sqlite_url: str, data: st.DataObject, version: str) -> None:
    engine = create_engine(sqlite_url)
    prepare_engine(engine)
    texts = [write(data.draw(statements(version))).encode() for _ in range(3)]
    with Session(engine) as session:
        uuids: list[UUID] = []
        for text in texts:
            uuids += store_statements(session, [text], AUTHORITY, NOW, version)
        session.commit()
        for uuid, text in zip(uuids, texts, strict=True):
            found = find_statement(session, uuid) or find_statement(session, uuid, voided=True)
            assert found is not None
            sent, back = split_object(text), split_object(found.body)
            assert set(back) == set(sent) | SET_BY_STORE
            for name in set(sent) - {"stored", "authority"}:
                assert _same(name, bytes(sent[name]), bytes(back[name])), name
    engine.dispose()


def _same(name: str, sent: bytes, back: bytes) -> bool:
    """Equal bytes; but a single context activity is put into an array, as the standard asks, so those parts alone are
    compared as values whose numbers kept their texts."""
    if sent == back:
        return True
    if name == "context":
        inner, outer = (split_object(one) for one in (sent, back))
        activities = [split_object(bytes(one["contextActivities"])) for one in (inner, outer)]
        return all(bytes(inner[key]) == bytes(outer[key]) for key in inner if key != "contextActivities") and all(
            bytes(activities[1][key]) in (bytes(raw), b"[" + bytes(raw) + b"]") for key, raw in activities[0].items()
        )
    if name == "object":
        inner, outer = (split_object(one) for one in (sent, back))
        return set(inner) == set(outer) and all(_same(key, bytes(inner[key]), bytes(outer[key])) for key in inner)
    return False
