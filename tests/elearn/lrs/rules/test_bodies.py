from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.bodies import (
    MAX_DEPTH,
    compose_body,
    join_object,
    open_members,
    open_text,
    parse_json,
    split_batch,
    split_object,
    wrap_context_activities,
)
from elearn.lrs.rules.faults import LrsFault
from tests.elearn.lrs.house import body, statement

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=15,
)


def refused(raw: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(LrsFault) as raised:
        parse_json(raw)
    assert (raised.value.status, raised.value.code) == (400, "bad-json")
    (problem,) = raised.value.problems
    return problem.code, problem.params


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_every_exact_json_text_is_read(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_upset_the_reader(raw: bytes) -> None:
    try:
        value = parse_json(raw)
    except LrsFault:
        return
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("raw", "params"),
    [
        (b'{"a": 1, "a": 1}', {"name": "a"}),
        (b'[{"x": {"b": 1, "c": 2, "b": 3}}]', {"name": "b"}),
        (b'{"a": 1, "\\u0061": 2}', {"name": "a"}),
    ],
)
def test_equal_keys_are_told(raw: bytes, params: dict[str, str]) -> None:
    assert refused(raw) == ("repeated-key", params)


@pytest.mark.parametrize(
    "raw",
    [
        rb'{"a":1,"a":"\u0022:"}',
        rb'{"a":1,"a":"\"\u003a"}',
        rb'{"a":1,"a":"\"\u003A"}',
        rb'{"a":1, "b":2, "a" :3}',
        b'{"a":1, "b"\r\n:2, "a":3}',
        rb'[{"\":":1,"\":":2}]',
        '{"\\u3042":1,"あ":2}'.encode(),
        rb'{"a":{"b":1,"b":"\u0022:"}}',
    ],
)
def test_equal_keys_cannot_hide_behind_marks_that_are_none(raw: bytes) -> None:
    with pytest.raises(LrsFault) as caught:
        parse_json(raw)
    assert [problem.code for problem in caught.value.problems] == ["repeated-key"]


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_json_has_no_word_for(name: str) -> None:
    assert refused(f'{{"a": {name}}}'.encode()) == ("not-a-json-number", {"name": name})


@pytest.mark.parametrize("number", [b"1e309", b"-1e309", b"9" * 4301])
def test_numbers_that_cannot_be_kept(number: bytes) -> None:
    assert refused(number)[0] == "number-out-of-range"


@pytest.mark.parametrize("number", [b"1e308", b"-0.0", b"9" * 4000, b"1e-400", b"8.00"])
def test_numbers_that_can_be_kept(number: bytes) -> None:
    assert parse_json(b"[" + number + b"]") is not None


@pytest.mark.parametrize("text", [b'"\\ud800"', b'"\\uDFFF"', b'{"\\ud800": 1}', b'["\\udc00\\ud800"]'])
def test_half_a_pair_is_refused(text: bytes) -> None:
    assert refused(text)[0] == "lone-surrogate"


@pytest.mark.parametrize("text", [b'"\\ud842\\udfb7"', b'"\\\\ud800"', '"𠮷"'.encode()])
def test_whole_pairs_are_kept(text: bytes) -> None:
    assert parse_json(text)


@pytest.mark.parametrize("raw", [b'"\xff"', b'"\xed\xa0\x80"', '"髙"'.encode("shift_jis", "ignore") + b"\x81"])
def test_other_encodings_are_refused(raw: bytes) -> None:
    assert refused(raw)[0] in ("not-utf8", "malformed-json")


@pytest.mark.parametrize("depth", [1, MAX_DEPTH - 1, MAX_DEPTH])
def test_nesting_up_to_the_bound(depth: int) -> None:
    assert parse_json(b"[" * depth + b"]" * depth) is not None
    assert parse_json(b'{"a":' * depth + b"1" + b"}" * depth) is not None


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 900, 5000, 200000])
@pytest.mark.parametrize(("opener", "closer"), [(b"[", b"]"), (b'{"a":[', b"]}")])
def test_nesting_beyond_the_bound(depth: int, opener: bytes, closer: bytes) -> None:
    assert refused(opener * depth + closer * depth) == ("too-deep", {"limit": str(MAX_DEPTH)})


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert len(parse_json(b"[" + b",".join([b"[]"] * 500) + b"]")) == 500


def test_brackets_inside_a_text_are_not_deep() -> None:
    assert parse_json(b'"' + b"[" * 500 + b'"') == "[" * 500
    assert parse_json(b'{"a": "' + b"{[" * 500 + b'"}') == {"a": "{[" * 500}


@settings(max_examples=50, deadline=None)
@given(st.lists(JSON, max_size=5), st.sampled_from([None, 2]))
def test_a_batch_is_split_into_the_bytes_that_were_sent(values: list[Any], indent: int | None) -> None:
    parts = [json.dumps(value, indent=indent) for value in values]
    raw = ("[ " + " ,\n".join(parts) + " ]").encode()
    assert split_batch(raw) == [part.encode() for part in parts]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=6), JSON, max_size=5))
def test_an_object_is_split_and_joined_without_loss(value: dict[str, Any]) -> None:
    members = split_object(json.dumps(value).encode())
    assert list(members) == list(value)
    assert json.loads(join_object(members)) == value
    assert all(bytes(members[key]) == json.dumps(one).encode() for key, one in value.items())


@pytest.mark.parametrize("odd", [b"8.00", b"1e2", b"123456789012345678901234", b'"\\u9ad9"', b'{ "a" : [ 1 ] }'])
def test_a_member_keeps_its_very_bytes(odd: bytes) -> None:
    assert join_object(split_object(b'{"a":' + odd + b"}")) == b'{"a":' + odd + b"}"


def composed(value: dict[str, Any], **more: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "uuid": UUID(int=7),
        "version": "1.0.0",
        "stored": "S",
        "authority": b'{"mbox":"mailto:l@x"}',
    }
    result: dict[str, Any] = json.loads(compose_body(open_members(split_object(body(value))), **{**arguments, **more}))
    return result


def test_what_is_missing_is_added() -> None:
    value = composed(statement())
    assert (value["id"], value["version"]) == (str(UUID(int=7)), "1.0.0")
    assert value["timestamp"] == value["stored"] == "S"
    assert value["authority"] == {"mbox": "mailto:l@x"}


def test_what_is_there_stays() -> None:
    value = composed(statement(id="mine", timestamp="T", version="1.0.2"))
    assert (value["id"], value["timestamp"], value["version"], value["stored"]) == ("mine", "T", "1.0.2", "S")


def test_what_only_a_store_sets_is_replaced() -> None:
    value = composed(statement(stored="mine", authority={"mbox": "mailto:me@x"}))
    assert (value["stored"], value["authority"]) == ("S", {"mbox": "mailto:l@x"})


def test_members_keep_their_order() -> None:
    given_order = list(statement(result={}, id="x"))
    assert list(composed(statement(result={}, id="x")))[: len(given_order)] == given_order


@pytest.mark.parametrize("name", ["parent", "grouping", "category", "other"])
def test_a_single_context_activity_is_put_into_an_array(name: str) -> None:
    value = statement(
        context={"platform": "x", "contextActivities": {name: {"id": "https://a"}, "x": [{"id": "https://b"}]}}
    )
    members = split_object(body(value))
    wrap_context_activities(members, value)
    context = json.loads(join_object(members))["context"]
    assert context["contextActivities"][name] == [{"id": "https://a"}]
    assert context["contextActivities"]["x"] == [{"id": "https://b"}]
    assert context["platform"] == "x"


def test_a_sub_statement_is_treated_alike() -> None:
    inner = {"objectType": "SubStatement", **statement(context={"contextActivities": {"parent": {"id": "https://a"}}})}
    value = statement() | {"object": inner}
    members = split_object(body(value))
    wrap_context_activities(members, value)
    target = json.loads(join_object(members))["object"]
    assert target["context"]["contextActivities"]["parent"] == [{"id": "https://a"}]
    assert target["actor"] == inner["actor"]


@pytest.mark.parametrize(
    "context", [{}, {"contextActivities": {}}, {"contextActivities": {"parent": [{"id": "https://a"}]}}]
)
def test_other_contexts_are_not_touched(context: dict[str, Any]) -> None:
    value = statement(context=context)
    members = split_object(body(value))
    before = {key: bytes(raw) for key, raw in members.items()}
    wrap_context_activities(members, value)
    assert {key: bytes(raw) for key, raw in members.items()} == before


def test_the_composed_body_is_json_for_every_reader() -> None:
    raw = compose_body(
        open_members(split_object(body(statement()))), uuid=UUID(int=7), version="1.0.0", stored="S", authority=b"{}"
    )
    assert msgspec.json.decode(raw) == json.loads(raw)


@pytest.mark.parametrize("blanks", ["", " ", "\n\t "])
@pytest.mark.parametrize("lacks", [(), ("id",), ("id", "timestamp", "version"), ("version",)])
def test_a_text_is_kept_whole_and_added_to(lacks: tuple[str, ...], blanks: str) -> None:
    value = {"id": "u", "timestamp": "T", "version": "1.0.3", "actor": {"name": "}"}, "object": {"z": {}}}
    value = {name: one for name, one in value.items() if name not in lacks}
    text = f"{blanks}{json.dumps(value)[:-1]}{blanks}}}{blanks}".encode()
    raw = compose_body(open_text(text, lacks), uuid=UUID(int=7), version="1.0.0", stored="S", authority=b'{"a":1}')
    assert raw.startswith(text.rstrip()[:-1])
    added = {"id": str(UUID(int=7)), "timestamp": "S", "version": "1.0.0"}
    own = {"stored": "S", "authority": {"a": 1}}
    assert json.loads(raw) == value | {name: added[name] for name in lacks} | own
