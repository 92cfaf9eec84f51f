"""Attachments: what is declared, what comes, and that both are the same."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from elearn.lrs.rules.attachments import (
    compose_parts,
    find_attachment_problems,
    list_attachments,
    open_parts,
    read_hash,
    refuse_surplus,
)
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.multipart import Part, join_multipart, split_multipart
from tests.elearn.lrs.house import statement

TYPE = "multipart/mixed; boundary=abc"
JSON = Part({"Content-Type": "application/json; charset=utf-8"}, b"{}")


def attachment(content: bytes, name: str = "sha256", **more: Any) -> dict[str, Any]:
    return {
        "usageType": "https://x.example.jp/usage",
        "display": {"ja": "証明"},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": hashlib.new(name, content).hexdigest(),
        **more,
    }


def part(content: bytes, sha2: str | None = None, encoding: str = "binary") -> Part:
    stated = hashlib.sha256(content).hexdigest() if sha2 is None else sha2
    headers = {"Content-Type": "text/plain", "Content-Transfer-Encoding": encoding, "X-Experience-API-Hash": stated}
    return Part(headers, content)


def opened(*parts: Part) -> tuple[bytes, dict[bytes, bytes]]:
    return open_parts(join_multipart(parts, "abc"), TYPE)


def test_contents_are_found_by_their_hashes() -> None:
    text, contents = opened(JSON, part(b"one"), part(b""), part(b"one"))
    assert text == b"{}"
    assert contents == {hashlib.sha256(one).digest(): one for one in (b"one", b"")}


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
def test_every_sha2_is_known(name: str) -> None:
    stated = hashlib.new(name, b"x").hexdigest()
    _, contents = opened(JSON, part(b"x", stated.upper()))
    assert contents == {bytes.fromhex(stated): b"x"}
    assert read_hash(attachment(b"x", name)) in contents


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (part(b"x", "0" * 64), "wrong-hash"),
        (part(b"x", ""), "part-without-hash"),
        (part(b"x", "z" * 64), "part-without-hash"),
        (part(b"x", "0" * 40), "part-without-hash"),
        (part(b"x", encoding="base64"), "part-not-binary"),
        (Part({"X-Experience-API-Hash": hashlib.sha256(b"x").hexdigest()}, b"x"), "part-not-binary"),
    ],
)
def test_faulty_parts_are_all_told(bad: Part, code: str) -> None:
    with pytest.raises(LrsFault) as caught:
        opened(JSON, part(b"good"), bad, bad)
    assert caught.value.status == 400
    assert [(one.pointer, one.code) for one in caught.value.problems] == [("part 2", code), ("part 3", code)]


@pytest.mark.parametrize("parts", [[], [part(b"x")], [Part({"Content-Type": "application/jsonx"}, b"{}")]])
def test_the_first_part_is_json(parts: list[Part]) -> None:
    with pytest.raises(LrsFault, match="first-part-not-json"):
        opened(*parts)


def test_attachments_of_a_sub_statement_count() -> None:
    inner = statement(attachments=[attachment(b"in")])
    outer = statement(attachments=[attachment(b"out")]) | {"object": {"objectType": "SubStatement", **inner}}
    assert [pointer for pointer, _ in list_attachments(outer)] == ["/attachments/0", "/object/attachments/0"]
    problems = find_attachment_problems(outer, {hashlib.sha256(b"out").digest(): b"out"}, "1.0.3")
    assert [(one.pointer, one.code) for one in problems] == [("/object/attachments/0", "attachment-without-content")]


def test_an_attachment_is_here_or_says_where_it_lies() -> None:
    value = statement(attachments=[attachment(b"x")])
    assert [one.code for one in find_attachment_problems(value, None, "1.0.3")] == ["attachment-without-file"]
    assert [one.code for one in find_attachment_problems(value, {}, "1.0.3")] == ["attachment-without-content"]
    value["attachments"][0]["fileUrl"] = "https://x.example.jp/file"
    assert find_attachment_problems(value, None, "1.0.3") == []
    assert find_attachment_problems(value, {}, "1.0.3") == []


def test_what_nobody_declares_is_refused() -> None:
    value = statement(attachments=[attachment(b"x")])
    refuse_surplus([value], {hashlib.sha256(b"x").digest(): b"x"})
    with pytest.raises(LrsFault) as caught:
        refuse_surplus([statement(), value], {hashlib.sha256(b"y").digest(): b"y"})
    assert [one.code for one in caught.value.problems] == ["surplus-part"]


def test_an_answer_brings_each_content_once() -> None:
    contents = {hashlib.sha256(one).digest(): one for one in (b"a", b"b\r\n--x")}
    values = [statement(attachments=[attachment(b"a"), attachment(b"b\r\n--x"), attachment(b"gone")])] * 2
    body, content_type = compose_parts(b'{"statements":[]}', values, contents)
    parts = split_multipart(body, content_type)
    assert json.loads(parts[0].content) == {"statements": []}
    assert [one.content for one in parts[1:]] == [b"a", b"b\r\n--x"]
    assert {one.headers["content-transfer-encoding"] for one in parts[1:]} == {"binary"}
    assert open_parts(body, content_type)[1] == contents


def test_a_content_type_cannot_bring_headers_of_its_own() -> None:
    value = statement(attachments=[attachment(b"a", contentType="text/plain\r\nX-Evil: 1")])
    body, _ = compose_parts(b"{}", [value], {hashlib.sha256(b"a").digest(): b"a"})
    assert b"\r\nX-Evil" not in body
