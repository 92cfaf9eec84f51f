"""What every learner page takes: server time, SQL statements, and bytes over the wire, on a small city in SQLite.

First visit: a page with everything it asks for. Later page: the page with what no other page asks for, such as its
drawings; style and scripts are kept by browsers for a year and come once.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.house import scratch_folder
from benchmarks.meters import Timing, count_statements, time_together
from benchmarks.report import Figure, Report, run
from tests.browser.acts import open_everything
from tests.browser.places import PLACES, REFUSED, Place
from tests.browser.world import NUMBERS, PASSWORD, World, build_world

SECONDS, STATEMENTS, FIRST_BYTES, LATER_BYTES = 0.020, 12, 60_000, 15_000
"""The most that a learner page may take."""

LEARNERS = ("", "newcomer", "leader")
NO_OP = "a Flask page that does nothing"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PARTS = re.compile(r'<(?:script|img|source)[^>]*?\bsrc="([^"]+)"|<link[^>]*?\bhref="([^"#][^"]*)"')
_IMPORTS = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+\.js)["']""")


def learner_pages() -> list[Place]:
    """The places that a learner comes to by their address alone."""
    return [
        place
        for place in PLACES
        if place.who in LEARNERS
        and place.act in (None, open_everything)
        and place.status == 200
        and not place.path.startswith(REFUSED)
    ]


def sign_in(app: Flask, who: str) -> FlaskClient:
    """A browser without script, signed in; a word of the small city says as whom."""
    client = app.test_client()
    if who:
        found = _TOKEN.search(client.get("/sign-in").text)
        sent = {"staff_number": NUMBERS[who], "password": PASSWORD, "csrf_token": found and found[1]}
        if client.post("/sign-in", data=sent).status_code != 303:
            raise RuntimeError(f"{who} could not sign in")
    return client


def fetch(client: FlaskClient, path: str) -> TestResponse:
    """An answer as a browser asks for it. Raises ``RuntimeError`` for any other status than 200."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate"})
    answer.get_data()
    answer.close()  # a file that was sent is open until now
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} for {path}")
    return answer


def weigh(answer: TestResponse) -> int:
    """Bytes of an answer: status line, headers, body."""
    head = sum(len(f"{name}: {value}\r\n".encode()) for name, value in answer.headers)
    return len(f"HTTP/1.1 {answer.status}\r\n\r\n") + head + len(answer.get_data())


def read(client: FlaskClient, path: str) -> str:
    """The text of an answer."""
    with client.get(path) as answer:
        return str(answer.text)


def parts_of(client: FlaskClient, path: str) -> dict[str, int]:
    """What a page asks for: address -> bytes, in the order found; scripts with everything that they import."""
    found: dict[str, int] = {}
    waiting = [urljoin(path, one[0] or one[1]) for one in _PARTS.findall(read(client, path))]
    while waiting:
        address = waiting.pop(0)
        if address in found or address.startswith("data:"):
            continue
        found[address] = weigh(fetch(client, address))
        if address.partition("?")[0].endswith(".js"):
            waiting += [urljoin(address, one) for one in _IMPORTS.findall(read(client, address))]
    return found


def make_no_op() -> Callable[[], object]:
    """The reference: a request to an application without anything."""
    app = Flask("noop")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>x</title>")
    return partial(app.test_client().get, "/")


@dataclass(frozen=True)
class Taken:
    """What one page took."""

    place: Place
    timing: Timing
    statements: int
    later: int
    first: int


def measure_pages(world: World, repeats: int) -> tuple[Timing, list[Taken]]:
    """The no-op's times, and what every learner page took."""
    clients = {who: sign_in(world.app, who) for who in LEARNERS}
    places = {place.name: (place, place.address(world)) for place in learner_pages()}
    with world.app.app_context():
        engine = world.app.extensions["sqlalchemy"].engine
    statements, weights, parts = {}, {}, {}
    for name, (place, path) in places.items():
        client = clients[place.who]
        weights[name] = weigh(fetch(client, path))  # and warms up what is read once
        parts[name] = parts_of(client, path)
        with count_statements(engine) as counts:
            fetch(client, path)
        statements[name] = counts.statements
    asked = Counter(part for found in parts.values() for part in found)
    acts: dict[str, Callable[[], object]] = {NO_OP: make_no_op()}
    acts |= {name: partial(fetch, clients[place.who], path) for name, (place, path) in places.items()}
    timings = time_together(acts, repeats)
    return timings[NO_OP], [
        Taken(
            place,
            timings[name],
            statements[name],
            weights[name] + sum(size for part, size in parts[name].items() if asked[part] == 1),
            weights[name] + sum(parts[name].values()),
        )
        for name, (place, _) in places.items()
    ]


def measure(options: argparse.Namespace) -> Report:
    """Server time, SQL statements and bytes of every learner page."""
    with scratch_folder() as folder:
        world = build_world(folder / "data")
        no_op, taken = measure_pages(world, options.repeats)
        with world.app.app_context():
            world.app.extensions["sqlalchemy"].engine.dispose()
    slow = max(taken, key=lambda one: one.timing.cpu)
    busy = max(taken, key=lambda one: one.statements)
    first = max(taken, key=lambda one: one.first)
    later = max(taken, key=lambda one: one.later)
    report = Report("pages")
    header = ("page", "CPU ms", "wall ms", "x no-op", "statements", "bytes later", "bytes first")
    report.tables["every learner page"] = (
        header,
        [
            (
                one.place.name,
                one.timing.cpu * 1000,
                one.timing.wall * 1000,
                one.timing.cpu / no_op.cpu,
                one.statements,
                one.later,
                one.first,
            )
            for one in taken
        ],
    )
    report.figures += [
        Figure(
            f"CPU of the slowest page ({slow.place.name})",
            slow.timing.cpu,
            "s",
            slow.timing.cpu / no_op.cpu,
            NO_OP,
            SECONDS,
        ),
        Figure(f"statements of the busiest page ({busy.place.name})", busy.statements, "", limit=STATEMENTS),
        Figure(f"first visit of the heaviest page ({first.place.name})", first.first, "bytes", limit=FIRST_BYTES),
        Figure(f"heaviest later page ({later.place.name})", later.later, "bytes", limit=LATER_BYTES),
    ]
    return report


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--repeats", type=int, default=9, help="how often each page is asked for")


if __name__ == "__main__":
    run("pages", measure, add_options)
