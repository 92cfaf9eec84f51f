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
RETRY = frozenset({408, 425, 429})
"""Client errors that pass by themselves."""


class PatientLRS(tincan.RemoteLRS):  # type: ignore[misc]  # tincan ships no types
    """tincan's client with a time-out: its own sends wait for ever."""

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        parts = urlsplit(self.endpoint + request.resource)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        query = urlencode({name: str(value) for name, value in request.query_params.items()})
        headers = {"X-Experience-API-Version": self.version, **request.headers}
        if self.auth is not None:
            headers["Authorization"] = self.auth
        connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(
                request.method, parts.path + (f"?{query}" if query else ""), body=request.content, headers=headers
            )
            response = connection.getresponse()
            data = response.read()
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
        """POST a batch. 2xx is accepted, a passing fault is tried later, any other 4xx is refused for good."""
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
        if status in RETRY or status >= 500 or status in (401, 403):
            # A wrong password is mended by people, not by dropping statements: wait for them.
            return Delivery("later", f"HTTP {status}")
        return Delivery("refused", f"HTTP {status}: {answer.data[:300]!r}")
