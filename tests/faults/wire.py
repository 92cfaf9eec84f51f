"""A browser that can be cut off: HTTP over sockets, with replies that nobody reads and requests that end half-way."""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.faults.served import AHEAD

SECONDS = 60.0
"""How long a reply is waited for, and how long a request is repeated while the server is away."""

_RESET = struct.pack("ii", 1, 0)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Pairs = list[tuple[str, str]]


class Away(RuntimeError):
    """The server did not come back."""


@dataclass(frozen=True)
class Answer:
    """A whole reply."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def leads(self) -> str:
        """Where a redirect leads, as a path."""
        return self.headers.get("location", "")

    @property
    def token(self) -> str:
        """The form token on the page."""
        found = _TOKEN.search(self.text)
        assert found, f"no form on this page: {self.text[:300]}"
        return found[1]


@dataclass
class Browser:
    """One device: its cookies, and how far ahead its reader's clock is. ``broken``: replies that a kill took away."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    ahead: float = 0.0
    broken: int = 0

    def now(self) -> float:
        """The reader's time in seconds."""
        return time.time() + self.ahead

    def try_send(
        self, method: str, path: str, body: bytes = b"", kind: str = "", fault: str = "", **more: str
    ) -> Answer | None:
        """One request; none when there was no whole reply. ``fault``: ``cut`` in the middle, ``dropped`` reply."""
        head = {
            "Host": f"127.0.0.1:{self.port}",
            "Connection": "close",
            "Accept": "text/html",
            AHEAD: f"{self.ahead:.3f}",
        }
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            head |= {"Content-Type": kind, "Content-Length": str(len(body))}
        head |= {name.replace("_", "-"): value for name, value in more.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        whole = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as wire:
                if fault == "cut":
                    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    wire.sendall(whole[: len(whole) - max(1, len(body) // 2)])
                    return None
                wire.sendall(whole)
                if fault == "dropped":
                    return None
                return self._read(wire)
        except OSError:
            self.broken += 1
            return None

    def _read(self, wire: socket.socket) -> Answer | None:
        pieces = []
        while piece := wire.recv(65536):
            pieces.append(piece)
        head, gap, body = b"".join(pieces).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        if not gap:
            self.broken += 1
            return None
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if len(body) < int(headers.get("content-length", "0")):
            self.broken += 1
            return None
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return Answer(int(first.split()[1]), headers, body.decode("utf-8", "replace"))

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "", **more: str) -> Answer:
        """The same until there is a whole reply. Raises ``Away``."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            answer = self.try_send(method, path, body, kind, **more)
            if answer is not None:
                return answer
            time.sleep(0.1)
        raise Away(path)

    def get(self, path: str) -> Answer:
        """A page, without following."""
        return self.send("GET", path)

    def post(self, path: str, pairs: Pairs) -> Answer:
        """A form, without following."""
        return self.send("POST", path, encode(pairs), FORM)

    def sign_in(self, number: str, password: str) -> None:
        """Sign in anew; what the browser had of a session is forgotten."""
        self.cookies.clear()
        token = self.get("/sign-in").token
        answer = self.post("/sign-in", [("staff_number", number), ("password", password), ("csrf_token", token)])
        if answer.status != 303:
            raise Away(f"the sign-in was answered with {answer.status}")


def encode(pairs: Pairs) -> bytes:
    """The body of a form."""
    return urlencode(pairs).encode()
