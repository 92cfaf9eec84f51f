"""Delivery to a remote LRS through tincan's ``RemoteLRS``, with the time-out and the exact bytes it lacks."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import tincan
from tincan.http_request import HTTPRequest
from tincan.lrs_response import LRSResponse

from elearn.records.relay import ACCEPTED, Delivery

TIMEOUT_SECONDS = 20.0

LONGEST_ANSWER = 65_536
"""Bytes of an answer that are read: a store answers with a list of ids."""

REFUSALS = frozenset({400, 409, 413, 422})
"""Answers that are about the statements. Every other one is about the store or the way to it, and passes or is mended
by people: a wrong address or password must not cost a single statement."""


class PatientLRS(tincan.RemoteLRS):  # type: ignore[misc]  # tincan ships no types
    """tincan's client with a time-out: its own sends wait for ever."""

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        parts = urlsplit(self.endpoint + request.resource)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        query = urlencode({name: str(value) for name, value in request.query_params.items()})
        headers = {"X-Experience-API-Version": self.version, **request.headers}
        if self.auth is not None:
            headers["Authorization"] = self.auth
        # tincan turns bytes into text, and http.client would send text as Latin-1.
        content = request.content.encode() if isinstance(request.content, str) else request.content
        connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(
                request.method, parts.path + (f"?{query}" if query else ""), body=content, headers=headers
            )
            response = connection.getresponse()
            data = response.read(LONGEST_ANSWER).decode(errors="replace")  # tincan would raise at a bad sign
        finally:
            connection.close()
        return LRSResponse(success=200 <= response.status < 300, request=request, response=response, data=data)


class RemoteSink:
    """A store elsewhere, spoken to in xAPI 1.0.3. A repeat is harmless there: statements carry their ids."""

    target = "remote"

    def __init__(self, endpoint: str, key: str, secret: str) -> None:
        token = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.lrs = PatientLRS(version="1.0.3", endpoint=endpoint, auth=f"Basic {token}")

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        """POST a batch. 2xx is accepted, ``REFUSALS`` are refused for good, everything else is tried later."""
        request = HTTPRequest(method="POST", resource="statements")
        request.headers["Content-Type"] = "application/json"
        request.content = b"[" + b",".join(bodies) + b"]"
        try:
            answer: Any = self.lrs._send_request(request)
        except (OSError, http.client.HTTPException) as fault:
            return Delivery("later", type(fault).__name__)
        status = answer.response.status
        if answer.success:
            return ACCEPTED
        if status in REFUSALS:
            return Delivery("refused", f"HTTP {status}: {answer.data[:300]}")
        return Delivery("later", f"HTTP {status}")
