"""The record store as it is served: gunicorn with threads on the loopback address, over a fresh database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.db import prepare_engine
from elearn.lrs.rules.credentials import ALL
from elearn.lrs.services import create_credential
from elearn.migrations.run import upgrade_database
from tests.databases import free_port
from tests.elearn.lrs.house import NOON

KEY, SECRET = "client", "s3cret-of-the-client"
ROOT = Path(__file__).parents[2]
STATEMENT = (
    b'{"actor":{"mbox":"mailto:warm@example.com"},"verb":{"id":"http://example.com/verbs/warmed"},'
    b'"object":{"id":"http://example.com/warm"}}'
)


def prepare_store(url: str, scopes: tuple[str, ...] = (ALL,)) -> None:
    """Bring a database up to date and make the one credential."""
    engine = create_engine(url)
    prepare_engine(engine)
    with engine.begin() as connection:
        upgrade_database(connection)
    with Session(engine) as session:
        create_credential(session, "client", NOON, scopes, KEY, SECRET)
        session.commit()
    engine.dispose()


@dataclass
class Server:
    """A running server. ``kill`` ends it without a farewell, ``start`` begins it anew on the same port and database."""

    url: str
    folder: Path
    workers: int = 1
    threads: int = 16
    application: str = "wsgi:app"
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    def start(self) -> None:
        self.port = self.port or free_port()
        environ = os.environ | {
            "ELEARN_DATA_DIR": str(self.folder / "data"),
            "ELEARN_DATABASE_URL": self.url,
            "ELEARN_RELAY_SECONDS": "0",
        }
        command = [sys.executable, "-m", "gunicorn", self.application, "-b", f"127.0.0.1:{self.port}", "-k", "gthread"]
        command += [
            "-w",
            str(self.workers),
            "--threads",
            str(self.threads),
            "--keep-alive",
            "60",
            "--log-level",
            "error",
        ]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def _wait(self, seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                if self.ask("GET", "/xapi/about")[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > end:
                raise TimeoutError((self.folder / "server.log").read_text())
            time.sleep(0.05)

    def ask(self, method: str, path: str, body: bytes | None = None, version: str = "2.0.0") -> tuple[int, bytes]:
        """One request; status and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, make_headers(version))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def warm(self) -> None:
        """Let every first time be over: a write and a read in both versions."""
        for base, version in (("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")):
            for _ in range(4):
                assert self.ask("POST", f"{base}/statements", STATEMENT, version)[0] == 200
                assert self.ask("GET", f"{base}/statements?limit=1", version=version)[0] == 200

    def kill(self) -> None:
        """SIGKILL to the server and its workers, as a power cut would do it to them."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


def make_headers(version: str = "2.0.0") -> dict[str, str]:
    token = b64encode(f"{KEY}:{SECRET}".encode()).decode()
    return {
        "Authorization": f"Basic {token}",
        "X-Experience-API-Version": version,
        "Content-Type": "application/json",
    }


@contextmanager
def run_server(
    url: str, folder: Path, workers: int = 1, threads: int = 16, application: str = "wsgi:app"
) -> Iterator[Server]:
    """A served store over this database, made ready and warmed."""
    folder.mkdir(parents=True, exist_ok=True)
    prepare_store(url)
    server = Server(url, folder, workers, threads, application)
    try:
        server.start()
        server.warm()
        yield server
    finally:
        server.stop()
