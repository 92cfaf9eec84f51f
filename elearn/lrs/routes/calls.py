"""From a Flask request to a call of the store: its version, its body within bounds, the alternate syntax opened."""

from __future__ import annotations

from flask import Request

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import Call, is_form_call, open_form
from elearn.lrs.rules.versions import VERSION_1, settle_version

MAX_BODY = 8 * 1024 * 1024
"""Bytes of the largest body taken; larger ones are refused (413)."""

VERSION_HEADER = "X-Experience-API-Version"
_VERSION = VERSION_HEADER.lower()


def read_call(request: Request) -> Call:
    """The request with its whole body. Raises ``LrsFault``: 413 for a large body, 411 for one without an end."""
    method = "GET" if request.method == "HEAD" else request.method
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = _read_body(request) if method in ("PUT", "POST") else b""
    return Call(method, request.args.to_dict(flat=False), headers, body)


def _read_body(request: Request) -> bytes:
    # Not werkzeug's stream: it ends a chunked body at the limit without a word, and half a body is not the body.
    source = request.environ["wsgi.input"]
    length = request.content_length
    if length is not None:
        if length > MAX_BODY:
            raise LrsFault(413, "body-too-large", limit=str(MAX_BODY))
        body: bytes = source.read(length)
        if len(body) < length:
            raise LrsFault(400, "body-cut-off")
        return body
    if "Transfer-Encoding" not in request.headers:
        return b""
    if not request.environ.get("wsgi.input_terminated"):
        raise LrsFault(411, "length-missing")
    body = source.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise LrsFault(413, "body-too-large", limit=str(MAX_BODY))
    return body


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
