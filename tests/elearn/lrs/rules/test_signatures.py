"""Signed statements: the signature is one, over this statement, with the key that it names."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from elearn.lrs.rules.signatures import SIGNATURE, find_signature_fault
from tests.elearn.lrs.house import new_id, statement
from tests.elearn.lrs.keys import encode, make_certificate, make_jws, make_key

KEY, OTHER = make_key(), make_key(2)
CERTIFICATE = base64.b64encode(make_certificate(KEY.public)).decode()
PLAIN = statement(id=new_id(), timestamp="2026-11-22T03:00:00Z", result={"duration": "PT1.23S", "score": {"raw": 8}})


def declare(content: bytes, content_type: str = "application/octet-stream") -> dict[str, Any]:
    return {
        "usageType": SIGNATURE,
        "display": {"en": "signature"},
        "contentType": content_type,
        "length": len(content),
        "sha2": hashlib.sha256(content).hexdigest(),
    }


def judge(content: bytes, sent: dict[str, Any] = PLAIN, content_type: str = "application/octet-stream") -> str | None:
    one = declare(content, content_type)
    signed = {**sent, "attachments": [*sent.get("attachments", []), one]}
    return find_signature_fault(one, content, signed, "2.0.0")


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_good_signature_is_good_with_and_without_certificate(algorithm: str) -> None:
    assert judge(make_jws(PLAIN, KEY, algorithm)) is None
    assert judge(make_jws(PLAIN, KEY, algorithm, x5c=[CERTIFICATE])) is None


@pytest.mark.parametrize("algorithm", ["HS256", "none", "ES256", "rs256", None, 5])
def test_other_algorithms_are_refused(algorithm: Any) -> None:
    assert judge(make_jws(PLAIN, KEY, algorithm)) == "signature-algorithm"


@pytest.mark.parametrize(
    "content",
    [b"", b"a.b", b"a.b.c.d", b"!.!.!", make_jws(b"{'a': 1}", KEY), make_jws(b'{"a":1,"a":2}', KEY), b"\xff.\xff.\xff"],
)
def test_what_is_no_signature_is_refused(content: bytes) -> None:
    assert judge(content) == "signature-malformed"


def test_an_empty_signature_is_none() -> None:
    assert judge(make_jws(PLAIN, KEY).rpartition(b".")[0] + b".") == "signature-algorithm"
    assert judge(encode(b"[]") + b".e30.AA") == "signature-algorithm"


def test_the_declaration_alone_is_judged_where_the_content_lies_elsewhere() -> None:
    one = declare(b"")
    assert find_signature_fault(one, None, PLAIN, "1.0.3") is None
    assert find_signature_fault({**one, "contentType": "text/plain"}, None, PLAIN, "1.0.3") == "signature-content-type"


@pytest.mark.parametrize(
    "change",
    [
        {"actor": {"mbox": "mailto:x@example.com"}},
        {"verb": {"id": "https://x.example.jp/other"}},
        {"id": new_id()},
        {"timestamp": "2026-11-22T03:00:01Z"},
        {"result": {"duration": "PT1.24S", "score": {"raw": 8}}},
        {"result": {"duration": "PT1.23S", "score": {"raw": 9}}},
    ],
)
def test_a_signature_over_something_else_is_refused(change: dict[str, Any]) -> None:
    assert judge(make_jws(PLAIN | change, KEY)) == "signature-payload"


@pytest.mark.parametrize("payload", [{}, [], 5, {"actor": {}}])
def test_a_signature_over_no_statement_is_refused(payload: Any) -> None:
    assert judge(make_jws(payload, KEY)) == "signature-payload"


@pytest.mark.parametrize(
    "change",
    [
        {"id": PLAIN["id"].upper()},
        {"timestamp": "2026-11-22T12:00:00+09:00"},
        {"result": {"score": {"raw": 8.0}, "duration": "PT1.23999S"}},
    ],
)
def test_another_way_to_say_the_same_is_the_same(change: dict[str, Any]) -> None:
    assert judge(make_jws(PLAIN | change, KEY)) is None


def test_what_the_payload_leaves_to_the_store_may_be_there() -> None:
    unsaid = {key: value for key, value in PLAIN.items() if key not in ("id", "timestamp")}
    assert judge(make_jws(unsaid, KEY)) is None


def test_other_attachments_are_part_of_what_was_signed() -> None:
    other = {**declare(b"x"), "usageType": "https://x.example.jp/usage", "fileUrl": "https://x.example.jp/f"}
    sent = {**PLAIN, "attachments": [other]}
    assert judge(make_jws(sent, KEY), sent) is None
    assert judge(make_jws(PLAIN, KEY), sent) == "signature-payload"


def test_the_wrong_key_is_noticed_where_the_certificate_is_there() -> None:
    assert judge(make_jws(PLAIN, OTHER)) is None
    assert judge(make_jws(PLAIN, OTHER, x5c=[CERTIFICATE])) == "signature-wrong"


@pytest.mark.parametrize("chain", [[], "", ["!"], [base64.b64encode(b"\x30\x00").decode()], {}, [5], None])
def test_a_certificate_that_is_none_is_refused(chain: Any) -> None:
    assert judge(make_jws(PLAIN, KEY, x5c=chain)) == "signature-certificate"
