"""A proxy between the browser and the world: it writes down every host that is asked for and lets only one through."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = frozenset({"connection", "proxy-connection", "keep-alive", "transfer-encoding"})


@dataclass
class Proxy:
    """A running proxy. ``asked`` are the hosts with their ports, ``refused`` the requests not let on."""

    port: int
    asked: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def run_proxy(allowed: str) -> Iterator[Proxy]:
    """A proxy that lets requests to one ``host:port`` through and answers 502 to every other."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nothing is written."""

        def answer(self) -> None:
            parts = urlsplit(self.path)
            proxy.asked.add(parts.netloc or self.path)
            if parts.netloc != allowed:
                proxy.refused.append(f"{self.command} {self.path}")
                self.send_error(502)
                return
            told = http.client.HTTPConnection(allowed, timeout=20)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = parts._replace(scheme="", netloc="").geturl() or "/"
            told.request(self.command, path, body, {k: v for k, v in self.headers.items() if k.lower() not in HOP})
            given = told.getresponse()
            data = given.read()
            told.close()
            self.send_response_only(given.status)
            for name, value in given.getheaders():
                if name.lower() not in HOP | {"content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_HEAD = do_PUT = do_OPTIONS = do_CONNECT = answer

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    proxy = Proxy(running.server_port)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
