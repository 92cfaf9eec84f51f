"""The application as in production: gunicorn with threads, on a port of the loopback address."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.world import environment
from tests.databases import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@dataclass
class Server:
    """A server on the data of one folder; it can be stopped and started again under the same address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until a page is answered."""
        log = (self.folder / f"server-{self.port}.log").open("ab")
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "wsgi:app",
            "--chdir",
            str(ROOT),
            "--log-level",
            "warning",
            "--graceful-timeout",
            "1",
        ]
        command += ["--worker-class", "gthread", "--threads", "8", "--bind", f"127.0.0.1:{self.port}"]
        mine = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
        with log:
            self.process = subprocess.Popen(
                command, env=mine | environment(self.folder), stdout=log, stderr=log, cwd=ROOT
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            told = (self.folder / f"server-{self.port}.log").read_text(encoding="utf-8", errors="replace")
            assert self.process.poll() is None, told
            assert time.monotonic() < deadline, f"no answer within {START_SECONDS} s\n{told}"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/sign-in", timeout=10) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        """Stop and wait until nobody listens any more; stopping twice does no harm."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)
            self.process = None

    def log(self) -> str:
        """What the server has written beside a line for every request and every refusal; a quiet server is silent."""
        told = (self.folder / f"server-{self.port}.log").read_text(encoding="utf-8", errors="replace")
        return "".join(line for line in told.splitlines(keepends=True) if not is_usual(line))


def is_usual(line: str) -> bool:
    """Whether a line of the log tells of a request or of a refusal (a fault has a status of 500 or more)."""
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return told["event"] == "request" or (told["event"] == "request-failed" and 400 <= told["status"] < 500)


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """A running server on the data of a folder."""
    server = Server(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
