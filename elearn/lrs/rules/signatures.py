"""Signed statements: a JSON Web Signature over the statement before it was signed (1.0.3 data, section 2.6)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.rsa import HASHES, BadKey, read_certificate_key, verify_pkcs1
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.xapi.check import check_statement
from elearn.xapi.check_values import parse_timestamp

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
"""The usage type that makes an attachment a signature."""

ALGORITHMS = {"RS256": "sha256", "RS384": "sha384", "RS512": "sha512"}


def find_signature_fault(
    attachment: Mapping[str, Any], content: bytes | None, statement: Mapping[str, Any], version: str
) -> str | None:
    """The code of what is wrong with a signature, or None. Without its content only the declaration is looked at."""
    if attachment["contentType"].partition(";")[0].strip().lower() != "application/octet-stream":
        return "signature-content-type"
    if content is None:
        return None
    pieces = content.split(b".")
    if len(pieces) != 3:
        return "signature-malformed"
    try:
        header, payload = (parse_json(_decode(piece)) for piece in pieces[:2])
        signature = _decode(pieces[2])
    except (LrsFault, ValueError):
        return "signature-malformed"
    if type(header) is not dict or header.get("alg") not in ALGORITHMS or not signature:
        return "signature-algorithm"
    if not _says_the_same(payload, statement, version):
        return "signature-payload"
    return _verify(header, pieces[0] + b"." + pieces[1], signature)


def _decode(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError("base64url") from fault


def _says_the_same(payload: Any, statement: Mapping[str, Any], version: str) -> bool:
    if check_statement(payload, version):
        return False
    unsigned = {key: value for key, value in statement.items() if key != "attachments"}
    others = [one for one in statement["attachments"] if one["usageType"] != SIGNATURE]
    if others:
        unsigned["attachments"] = others
    for name in ("id", "timestamp"):
        if name in payload and name in unsigned and not _agree(payload[name], unsigned[name]):
            return False
    return fingerprint_statement(payload) == fingerprint_statement(unsigned)


def _agree(one: str, other: str) -> bool:
    moment = parse_timestamp(one)
    return one.lower() == other.lower() or (moment is not None and moment == parse_timestamp(other))


def _verify(header: Mapping[str, Any], signed: bytes, signature: bytes) -> str | None:
    """Only a header that brings its certificate (RFC 7515, ``x5c``) can be verified."""
    if "x5c" not in header:
        return None
    try:
        chain = header["x5c"]
        key = read_certificate_key(base64.b64decode(chain[0], validate=True))
    except (BadKey, binascii.Error, TypeError, LookupError, ValueError):
        return "signature-certificate"
    return None if verify_pkcs1(key, HASHES[ALGORITHMS[header["alg"]]], signed, signature) else "signature-wrong"
