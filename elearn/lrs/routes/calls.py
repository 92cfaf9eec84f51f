"""From a WSGI request to a call of the store: its version, its body within bounds, the alternate syntax opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from elearn.lrs.rules.bodies import FORMAT
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import HEADERS, Call, is_form_call, open_form
from elearn.lrs.rules.parameters import find_problem
from elearn.lrs.rules.versions import VERSION_1, settle_version

MAX_BODY = 8 * 1024 * 1024
"""Bytes of the largest body taken; larger ones are refused (413)."""

MOST_POURED = 8 * MAX_BODY
_SIP = 65536

VERSION_HEADER = "X-Experience-API-Version"
_VERSION = VERSION_HEADER.lower()

_KNOWN = tuple(
    (key if key.startswith("CONTENT_") else f"HTTP_{key}", name)
    for name in (*HEADERS, "transfer-encoding")
    for key in [name.replace("-", "_").upper()]
)
"""What the store asks for of a request's headers, as WSGI names them and as the store does."""

Environ = Mapping[str, Any]
"""A request as WSGI hands it over (PEP 3333)."""


def read_call(environ: Environ) -> Call:
    """The request with its whole body.

    Raises ``LrsFault``: 413 for a large body, 411 for one without an end, 400 for one cut off or a query that is no
    UTF-8.
    """
    method = environ["REQUEST_METHOD"]
    headers = _read_headers(environ)
    body = _read_body(environ, headers) if method in ("PUT", "POST") else b""
    query = environ.get("QUERY_STRING", "")
    return Call("GET" if method == "HEAD" else method, _read_query(query) if query else {}, headers, body)


def _read_headers(environ: Environ) -> dict[str, str]:
    return {name: environ[key] for key, name in _KNOWN if environ.get(key)}


def _read_query(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        exact = text.encode("latin-1").decode("utf-8")  # PEP 3333 hands bytes over as latin-1
        for name, value in parse_qsl(exact, keep_blank_values=True, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError:
        raise LrsFault(400, "bad-parameters", [find_problem("", "bad-parameter", FORMAT)]) from None
    return found


def _read_body(environ: Environ, headers: Mapping[str, str]) -> bytes:
    # Not werkzeug's stream: it ends a chunked body at the limit without a word, and half a body is not the body.
    source = environ["wsgi.input"]
    stated = headers.get("content-length")
    if stated is not None:
        if not stated.isascii() or not stated.isdigit():
            raise LrsFault(400, "body-cut-off")
        if len(stated) > 12 or int(stated) > MAX_BODY:
            _pour_away(source)
            raise LrsFault(413, "body-too-large", limit=str(MAX_BODY))
        body: bytes = source.read(int(stated))
        if len(body) < int(stated):
            raise LrsFault(400, "body-cut-off")
        return body
    if "transfer-encoding" not in headers:
        return b""
    if not environ.get("wsgi.input_terminated"):
        raise LrsFault(411, "length-missing")
    body = source.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise LrsFault(413, "body-too-large", limit=str(MAX_BODY))
    return body


def _pour_away(source: Any) -> None:
    """Take a body that nobody wants, up to a bound: whoever is hung up on while still sending never sees the answer."""
    for _ in range(MOST_POURED // _SIP):
        if not source.read(_SIP):
            return


def settle_call(call: Call, *, version_needed: bool, default: str) -> tuple[Call, str]:
    """The call, opened where it is a form, and the version of the conversation.

    Raises ``LrsFault`` (400) for a missing or unknown version, or a form that is none.
    """
    stated = call.headers.get(_VERSION)
    if is_form_call(call) and (stated is None or settle_version(stated) == VERSION_1):
        opened = open_form(call)
        # What the form says of the version counts, and only version 1 knows forms.
        version = settle_version(opened.headers.get(_VERSION))
        if version != VERSION_1:
            raise LrsFault(400, "form-version")
        return opened, version
    if stated is None and not version_needed:
        return call, default
    return call, settle_version(stated)
