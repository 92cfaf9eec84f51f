"""Attachments: what statements declare, what came with them, and that both are the same (1.0.3 data, 2.4.11)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.multipart import Part, join_multipart, split_multipart
from elearn.lrs.rules.signatures import SIGNATURE, find_signature_fault
from elearn.xapi.problems import Problem

SECTION = "2.4.11 Attachments"
SIGNED = "2.6 Signed Statements"
_SHA2 = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_HEX = re.compile(r"[0-9A-Fa-f]+")

Contents = Mapping[bytes, bytes]
"""The contents that came, by the bytes of their SHA-2."""


def open_parts(body: bytes, content_type: str) -> tuple[bytes, dict[bytes, bytes]]:
    """The JSON text of a multipart body and the contents behind it by their hashes.

    Raises ``LrsFault`` (400): the first part is no JSON, a part lacks its hash or the binary encoding, or its hash is
    another one.
    """
    parts = split_multipart(body, content_type)
    if not parts or parts[0].headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise LrsFault(400, "first-part-not-json")
    problems: list[Problem] = []
    contents: dict[bytes, bytes] = {}
    for index, part in enumerate(parts[1:], 1):
        code = _find_part_fault(part)
        if code:
            problems.append(Problem(f"part {index}", code, {}, SECTION))
        else:
            contents[bytes.fromhex(part.headers["x-experience-api-hash"])] = part.content
    if problems:
        raise LrsFault(400, "bad-parts", problems)
    return parts[0].content, contents


def _find_part_fault(part: Part) -> str | None:
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        return "part-not-binary"
    stated = part.headers.get("x-experience-api-hash", "")
    if len(stated) not in _SHA2 or _HEX.fullmatch(stated) is None:
        return "part-without-hash"
    return None if hmac.compare_digest(_hash(part.content, len(stated)), stated.lower()) else "wrong-hash"


def _hash(content: bytes, length: int) -> str:
    return hashlib.new(_SHA2[length], content).hexdigest()


def list_attachments(statement: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every attachment that a statement and its SubStatement declare, with its pointer."""
    for pointer, holder in (("", statement), ("/object", statement["object"])):
        if not pointer or holder.get("objectType") == "SubStatement":
            for index, one in enumerate(holder.get("attachments", ())):
                yield f"{pointer}/attachments/{index}", one


def read_hash(attachment: Mapping[str, Any]) -> bytes | None:
    """The bytes of the declared SHA-2, or None where the text is none."""
    text: str = attachment["sha2"]
    return bytes.fromhex(text) if len(text) in _SHA2 and _HEX.fullmatch(text) else None


def find_attachment_problems(statement: dict[str, Any], contents: Contents | None, version: str) -> list[Problem]:
    """What is wrong with a checked statement's attachments; ``contents`` is None for a plain JSON request."""
    problems: list[Problem] = []
    for pointer, one in list_attachments(statement):
        content = (contents or {}).get(read_hash(one) or b"")
        if content is None and "fileUrl" not in one:
            code = "attachment-without-file" if contents is None else "attachment-without-content"
            problems.append(Problem(pointer, code, {}, SECTION))
        if one["usageType"] == SIGNATURE:
            fault = find_signature_fault(one, content, statement, version)
            if fault:
                problems.append(Problem(pointer, fault, {}, SIGNED))
    return problems


def refuse_surplus(statements: Sequence[Mapping[str, Any]], contents: Contents) -> None:
    """Raise ``LrsFault`` (400) for a content that no statement declares."""
    declared = {read_hash(one) for statement in statements for _, one in list_attachments(statement)}
    surplus = [Problem("", "surplus-part", {"sha2": key.hex()}, SECTION) for key in contents if key not in declared]
    if surplus:
        raise LrsFault(400, "bad-parts", surplus)


def compose_parts(result: bytes, statements: Sequence[Mapping[str, Any]], contents: Contents) -> tuple[bytes, str]:
    """An answer with attachments, and its content type: the JSON text, then every content that is there, once."""
    parts = [Part({"Content-Type": "application/json"}, result)]
    sent: set[bytes] = set()
    for statement in statements:
        for _, one in list_attachments(statement):
            key = read_hash(one)
            if key is None or key in sent or key not in contents:
                continue
            sent.add(key)
            headers = {
                "Content-Type": re.sub(r"[\r\n]", " ", one["contentType"]),
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": one["sha2"],
            }
            parts.append(Part(headers, contents[key]))
    boundary = hashlib.sha256(b"".join(part.content for part in parts)).hexdigest()
    return join_multipart(parts, boundary), f'multipart/mixed; boundary="{boundary}"'
