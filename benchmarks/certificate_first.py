"""What a learner waits for a certificate: from the request to the first byte, whatever was kept before.

The server is started anew for every download, on the loopback address, as in production. Once the paper is there
already, drawn ahead as every fresh one is; once nothing was ever drawn. The server has had some seconds to get ready,
as it has in a city's night.
"""

from __future__ import annotations

import argparse
import http.client
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode, urlsplit

from sqlalchemy import delete

from benchmarks.house import scratch_folder
from benchmarks.report import Figure, Report, run
from benchmarks.sessions import as_header
from elearn.awards.tables import FileRow
from elearn.wiring.papers import SECONDS, WARM_ROUND
from tests.browser.server import Server, serve
from tests.browser.world import NUMBERS, PASSWORD, World, build_world

FIRST_BYTE_MS = 300.0
WHO = "leader"
READY_SECONDS = SECONDS * (WARM_ROUND + 1)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PAPER = re.compile(r'href="(/certificates/[^"]+\.pdf)"')


class Caller:
    """Somebody with a connection and a cookie."""

    def __init__(self, server: Server) -> None:
        parts = urlsplit(server.url)
        self.line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Milliseconds to the first byte, the answer, and its body."""
        headers = {"Cookie": as_header(self.cookies)}
        body = None if form is None else urlencode(form)
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.line.request("GET" if form is None else "POST", path, body, headers)
        answer = self.line.getresponse()
        first = (time.perf_counter() - start) * 1000
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return first, answer, answer.read()

    def sign_in(self) -> None:
        """Sign in as the learner. Raises ``RuntimeError`` when that is refused."""
        _, _, page = self.ask("/sign-in")
        token = _find(_TOKEN, page)
        answer = self.ask("/sign-in", {"csrf_token": token, "staff_number": NUMBERS[WHO], "password": PASSWORD})[1]
        if answer.status != 303 and answer.status != 302:
            raise RuntimeError(f"{answer.status} for a sign-in")


def _find(what: re.Pattern[str], page: bytes) -> str:
    found = what.search(page.decode())
    if found is None:
        raise RuntimeError(f"nothing like {what.pattern} on the page")
    return found.group(1)


@contextmanager
def fresh_caller(world: World) -> Iterator[Caller]:
    """Somebody who has signed in to a server that was just started."""
    with serve(world.folder) as server:
        caller = Caller(server)
        caller.sign_in()
        caller.line.close()  # the server would not keep it open that long
        time.sleep(READY_SECONDS)
        yield caller
        caller.line.close()


def download(world: World, drawn: bool) -> tuple[float, float]:
    """Milliseconds to the first byte of a page that does nothing much, and of the paper; ``drawn``: it is kept."""
    with fresh_caller(world) as caller:
        path = _find(_PAPER, caller.ask("/certificates")[2])
        if drawn:
            caller.ask(path)
        else:
            with world.open() as (_, session):
                session.execute(delete(FileRow))
                session.commit()
        reference = caller.ask("/profile")[0]
        first, answer, data = caller.ask(path)
        if answer.status != 200 or not data.startswith(b"%PDF"):
            raise RuntimeError(f"{answer.status} for a certificate")
        return reference, first


def measure(options: argparse.Namespace) -> Report:
    """Milliseconds to the first byte of a certificate's download."""
    with scratch_folder() as folder:
        world = build_world(folder / "data")
        told = {drawn: [download(world, drawn) for _ in range(options.repeats)] for drawn in (True, False)}
    report = Report("certificate_first")
    for drawn, words in ((True, "drawn before"), (False, "never drawn")):
        reference, first = (median(values) for values in zip(*told[drawn], strict=True))
        report.figures.append(
            Figure(f"first byte: {words}", first, "ms", first / reference, "the profile page", FIRST_BYTE_MS)
        )
    return report


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--repeats", type=int, default=5, help="servers started for each case")


if __name__ == "__main__":
    run("certificate_first", measure, add_options)
