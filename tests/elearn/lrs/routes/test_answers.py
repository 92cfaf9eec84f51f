"""What an answer carries."""

from __future__ import annotations

import json
from uuid import UUID

from elearn.lrs.routes.answers import Answer, answer_fault, answer_ids, answer_json, answer_nothing
from elearn.lrs.rules.faults import LrsFault
from elearn.xapi.problems import Problem


def test_a_body_has_its_type_and_length() -> None:
    answer = answer_json({"名": "髙﨑"})
    assert json.loads(answer.body) == {"名": "髙﨑"}
    assert dict(answer.list_headers()) == {
        "Content-Length": str(len(answer.body)),
        "Content-Type": "application/json",
    }


def test_own_headers_and_those_of_the_door_follow() -> None:
    answer = Answer(b"x", "text/plain", headers={"ETag": '"1"'})
    assert answer.list_headers([("X", "y")])[2:] == [("ETag", '"1"'), ("X", "y")]


def test_nothing_has_neither() -> None:
    assert (answer_nothing().status, answer_nothing().list_headers()) == (204, [])


def test_a_fault_says_where_in_json() -> None:
    problem = Problem("/actor", "no-identifier", {}, "2.4.2.3 Inverse Functional Identifier")
    answer = answer_fault(LrsFault(400, "invalid-statement", [problem]))
    told = json.loads(answer.body)
    assert (answer.status, told["error"]) == (400, "invalid-statement")
    assert told["problems"][0]["pointer"] == "/actor"
    assert "2.4.2.3" in told["problems"][0]["message"]


def test_a_stranger_is_told_how_to_introduce_himself() -> None:
    assert answer_fault(LrsFault(401, "credentials-missing")).headers["WWW-Authenticate"].startswith("Basic ")
    assert "WWW-Authenticate" not in answer_fault(LrsFault(403, "scope-missing")).headers


def test_ids_are_texts_in_their_order() -> None:
    uuids = [UUID(int=2), UUID(int=1)]
    assert json.loads(answer_ids(uuids).body) == [str(uuid) for uuid in uuids]
    assert answer_ids([]).body == b"[]"
