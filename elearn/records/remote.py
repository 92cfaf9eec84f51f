"""Delivery to a remote LRS through tincan's ``RemoteLRS``, with the patience and the exact bytes it lacks.

What each answer of a store means stands in ``docs/explanation/relay.md``.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import tincan
from tincan.http_request import HTTPRequest
from tincan.lrs_response import LRSResponse

from elearn.records.relay import ACCEPTED, Delivery

TIMEOUT_SECONDS = 20.0
"""How long a store may keep silent."""

DEADLINE_SECONDS = 40.0
"""How long one request may take in all: a store that sends a byte now and then is no better than a silent one."""

LONGEST_ANSWER = 65_536
"""Bytes of an answer that are read: a store answers with a list of ids."""

LONGEST_STATEMENT = 8 * 1024 * 1024
"""Bytes that are read of a statement that a store has already."""

REFUSALS = frozenset({400, 409, 413, 422})
"""Answers that are about the statements. Every other one is about the store or the way to it, and passes or is mended
by people: a wrong address or password must not cost a single statement."""

JSON = "application/json"

Same = Callable[[bytes, bytes], bool]
"""Whether two statements (JSON bytes) say the same, though a store may write one of them in its own way."""

Pack = Callable[[Sequence[bytes]], "tuple[bytes, str] | None"]
"""The body and content type of a request with attachments; None where statements need none."""


class PatientLRS(tincan.RemoteLRS):  # type: ignore[misc]  # tincan ships no types
    """tincan's client mended: a time-out and a deadline, a line that is kept open, and any version of xAPI.

    Its own sends wait for ever, open a connection for each call, write text as Latin-1 and refuse 2.0.0.
    """

    _props = (*tincan.RemoteLRS._props, "speaks", "longest", "line")  # tincan lets nothing else be set
    speaks: str = ""
    longest: int = LONGEST_ANSWER
    _line: http.client.HTTPConnection | None = None

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        parts = urlsplit(self.endpoint + request.resource)
        query = urlencode({name: str(value) for name, value in request.query_params.items()})
        path = parts.path + (f"?{query}" if query else "")
        headers = {"X-Experience-API-Version": self.speaks or self.version, **request.headers}
        if self.auth is not None:
            headers["Authorization"] = self.auth
        # tincan turns bytes into text, and http.client would send text as Latin-1.
        content = request.content.encode() if isinstance(request.content, str) else request.content
        while True:
            line, used = self._take_line(parts)
            try:
                return self._ask(line, request, path, content, headers)
            except (OSError, http.client.HTTPException) as fault:
                self.hang_up()
                # A store may end a line that was kept open at any time, and that is no failure of it.
                if not used or not isinstance(fault, (ConnectionError, http.client.RemoteDisconnected)):
                    raise

    def _take_line(self, parts: SplitResult) -> tuple[http.client.HTTPConnection, bool]:
        """The open line, or a new one; and whether it has served before."""
        if self._line is not None:
            return self._line, True
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._line = make(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        return self._line, False

    def _ask(
        self, line: http.client.HTTPConnection, request: HTTPRequest, path: str, content: Any, headers: dict[str, str]
    ) -> LRSResponse:
        late = threading.Event()
        watch = threading.Timer(DEADLINE_SECONDS, _cut, (line, late))
        watch.daemon = True
        watch.start()
        try:
            line.request(request.method, path, body=content, headers=headers)
            response = line.getresponse()
            data = response.read(self.longest).decode(errors="replace")  # tincan would raise at a bad sign
        except (OSError, http.client.HTTPException) as fault:
            raise TimeoutError if late.is_set() else fault from None
        finally:
            watch.cancel()
        if late.is_set():
            raise TimeoutError
        if not response.isclosed() or response.will_close:
            self.hang_up()
        return LRSResponse(success=200 <= response.status < 300, request=request, response=response, data=data)

    def hang_up(self) -> None:
        """End the line; the next request opens a new one."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def __del__(self) -> None:
        self.hang_up()


def _cut(line: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    if line.sock is not None:
        try:
            line.sock.shutdown(socket.SHUT_RDWR)
        except OSError:  # it is gone already
            return


class RemoteSink:
    """A store elsewhere. A repeat is harmless there: statements carry their ids.

    ``same`` decides about a statement that the store has already; without it only equal bytes are the same.
    """

    remote = True
    """It may keep one waiting, so it gets a thread of its own."""

    def __init__(
        self,
        endpoint: str,
        key: str,
        secret: str,
        *,
        target: str = "remote",
        version: str = "1.0.3",
        same: Same | None = None,
        pack: Pack | None = None,
    ) -> None:
        token = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.target, self._same, self._pack = target, same, pack
        self.lrs = PatientLRS(version="1.0.3", endpoint=endpoint, auth=f"Basic {token}")
        self.lrs.speaks = version

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        """POST a batch and say what the answer means. Never raises for what the other side does."""
        request = HTTPRequest(method="POST", resource="statements")
        packed = self._pack(bodies) if self._pack else None
        content, kind = packed or (b"[" + b",".join(bodies) + b"]", JSON)
        request.headers["Content-Type"] = kind
        request.content = content
        answer = self._send(request)
        if isinstance(answer, Delivery):
            return answer
        status = answer.response.status
        if status == 204:
            return ACCEPTED
        if answer.success:
            # Something on the way may say yes without ever having asked the store.
            named = _names_all(answer.data, bodies)
            return ACCEPTED if named else Delivery("later", f"HTTP {status} without the ids of the statements")
        reason = f"HTTP {status}: {answer.data[:300]}".rstrip(": ")
        if status == 409 and len(bodies) == 1:
            return self._settle_conflict(bodies[0], reason)
        if status in REFUSALS:
            return Delivery("refused", reason)
        return Delivery("later", f"HTTP {status}", _read_wait(answer.response.getheader("Retry-After")))

    def _send(self, request: HTTPRequest) -> Any:
        """The answer, or the ``Delivery`` that follows from there being none."""
        try:
            return self.lrs._send_request(request)
        except (OSError, http.client.HTTPException, UnicodeError) as fault:
            return Delivery("later", type(fault).__name__)

    def _settle_conflict(self, body: bytes, reason: str) -> Delivery:
        """The store has a statement with this id: the same one, so all is well, or another one."""
        self.lrs.longest = LONGEST_STATEMENT
        try:
            for name in ("statementId", "voidedStatementId"):
                request = HTTPRequest(method="GET", resource="statements", query_params={name: _read_id(body)})
                answer = self._send(request)
                if isinstance(answer, Delivery):
                    return answer
                status = answer.response.status
                if status == 200:
                    theirs = answer.data.encode()
                    same = self._same(theirs, body) if self._same else theirs == body
                    return ACCEPTED if same else Delivery("refused", f"{reason} (another statement has this id)")
                if status >= 500 or status in (408, 429):
                    return Delivery("later", f"HTTP {status}", _read_wait(answer.response.getheader("Retry-After")))
        finally:
            self.lrs.longest = LONGEST_ANSWER
        return Delivery("refused", f"{reason} (and its own cannot be read: HTTP {status})")


def _read_id(body: bytes) -> str:
    try:
        return str(json.loads(body)["id"]).lower()
    except (ValueError, KeyError, TypeError):
        return ""


def _names_all(answer: str, bodies: Sequence[bytes]) -> bool:
    """Whether the answer is a list with the ids of all statements."""
    try:
        named = json.loads(answer)
    except ValueError:
        return False
    return isinstance(named, list) and {_read_id(body) for body in bodies} <= {str(one).lower() for one in named}


def _read_wait(header: str | None) -> float | None:
    """The seconds of a Retry-After header. Its other form, a date by the store's clock, is no news: it may be wrong."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
