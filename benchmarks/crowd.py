"""Eight people take the final test of dx-basics at the same time, again and again, from gunicorn as the demo runs it.

Four POST and the four GET that they redirect to, without script, everything recorded. The clients run on the same
cores as the server, so what is told is less than the server could do alone.
"""

from __future__ import annotations

import argparse
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from benchmarks.house import Site, has_postgres, open_url, publish_catalog, scratch_folder
from benchmarks.report import Figure, Report, run
from elearn.demo.responses import fill_fields
from elearn.learning.services.catalog import current_version
from elearn.learning.services.registrations import complete_reading, register
from quizzes import assemble
from tests.builders import add_person
from tests.faults.storm import Server, open_database
from tests.faults.town import PASSWORD
from tests.faults.wire import Browser, Pairs

COURSE, TEST = "dx-basics", "90-test/test"
MOODLE = 63.1
"""Attempts a minute of eight users, the least that was measured of the engine that we compare with (README)."""

WANTED = 15 * 101.7
_ITEMS = re.compile(r'name="items" value="([^"]+)"')
_BASE = re.compile(r'name="(base|tab)" value="([^"]*)"')


@dataclass
class Crowd:
    """What eight people did."""

    attempts: int = 0
    waits: dict[str, list[float]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)


def settle(site: Site, people: int) -> tuple[list[tuple[str, UUID]], dict[str, Pairs]]:
    """People who have read everything: number and registration; and the right fields of every item."""
    found = []
    with site.house.sessions() as session:
        package = site.house.catalog.package(session, current_version(session, COURSE).digest)
        for place in range(people):
            number = f"{place + 1:07d}"
            person = add_person(session, number, house=site.house, password=PASSWORD)
            registration = register(site.house.recorder(session), site.house.catalog, person, COURSE, person)
            for key in package.required:
                if key not in package.quizzes:
                    complete_reading(site.house.recorder(session), site.house.catalog, person, registration, key)
            session.commit()
            found.append((number, registration))
    quiz = package.quizzes[TEST]
    form = assemble(quiz, 1)
    items = {item.id: item for section in quiz.sections for item in section.items}
    right: dict[str, Pairs] = {
        item.id: [
            (f"{item.id}.{name}", value) for name, values in fill_fields(item, form, True).items() for value in values
        ]
        for item in items.values()
    }
    return found, right


def take_tests(crowd: Crowd, browser: Browser, registration: UUID, right: dict[str, Pairs], until: float) -> None:
    """One person's attempts until the time is over."""
    start = f"/registrations/{registration}/quizzes/{TEST}"
    token = browser.get(start).token
    while time.monotonic() < until:
        address = _post(crowd, browser, "start", start, [("csrf_token", token)])
        for number in (1, 2):
            page = _get(crowd, browser, "page", address)
            kept: Pairs = _BASE.findall(page)
            items = _ITEMS.findall(page)
            sent = [("items", item) for item in items] + [pair for item in items for pair in right[item]]
            go = "2" if number == 1 else "check"
            address = _post(crowd, browser, "save", address, [("csrf_token", token), *kept, *sent, ("go", go)])
        _get(crowd, browser, "check", address)
        address = _post(crowd, browser, "hand in", address, [("csrf_token", token)])
        _get(crowd, browser, "result", address)
        with crowd.guard:
            crowd.attempts += 1


def _post(crowd: Crowd, browser: Browser, name: str, path: str, pairs: Pairs) -> str:
    begin = time.perf_counter()
    answer = browser.post(path, pairs)
    _note(crowd, f"POST {name}", begin)
    if answer.status != 303:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.leads


def _get(crowd: Crowd, browser: Browser, name: str, path: str) -> str:
    begin = time.perf_counter()
    answer = browser.get(path)
    _note(crowd, f"GET {name}", begin)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {answer.leads}")
    return answer.text


def _note(crowd: Crowd, name: str, begin: float) -> None:
    with crowd.guard:
        crowd.waits.setdefault(name, []).append(time.perf_counter() - begin)


def raise_crowd(port: int, people: Sequence[tuple[str, UUID]], right: dict[str, Pairs], seconds: float) -> Crowd:
    """Let everybody take tests for so long."""
    crowd, browsers = Crowd(), [Browser(port) for _ in people]
    for browser, (number, _) in zip(browsers, people, strict=True):
        browser.sign_in(number, PASSWORD)
    until = time.monotonic() + seconds

    def act(browser: Browser, registration: UUID) -> None:
        try:
            take_tests(crowd, browser, registration, right, until)
        except Exception as trouble:  # told in the report
            crowd.troubles.append(repr(trouble))

    threads = [
        threading.Thread(target=act, args=(browser, registration))
        for browser, (_, registration) in zip(browsers, people, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this kind of database")


def measure(options: argparse.Namespace) -> Report:
    """Attempts a minute of several people at once, and the medians of their waits."""
    report = Report("crowd")
    for kind in [options.database] if options.database else ["sqlite", *(["postgresql"] if has_postgres() else [])]:
        with scratch_folder() as folder:
            folder.chmod(0o711)
            with open_database(kind, folder) as url:
                _measure_one(report, kind, url, folder, options)
    return report


def _measure_one(report: Report, kind: str, url: str, folder: Path, options: argparse.Namespace) -> None:
    with open_url(url, folder) as site:
        publish_catalog(site)
        people, right = settle(site, options.people)
    server = Server(url, folder)
    try:
        server.start()
        raise_crowd(server.port, people, right, min(3.0, options.seconds))  # both workers open the course
        crowd = raise_crowd(server.port, people, right, options.seconds)
    finally:
        server.kill()
    rate = crowd.attempts / options.seconds * 60
    rows = [(name, len(waits), round(median(waits) * 1000, 1)) for name, waits in sorted(crowd.waits.items())]
    report.tables[f"{kind}: waits of {options.people} at once"] = (("request", "times", "median ms"), rows)
    report.figures += [
        Figure(f"{kind}: attempts a minute", rate, "", rate / MOODLE, f"Moodle 5.1's {MOODLE} (it had 63 to 102)"),
        Figure(f"{kind}: share of the wanted {WANTED:.0f} a minute", rate / WANTED, ""),
        Figure(f"{kind}: troubles", len(crowd.troubles), "", limit=0),
    ]


if __name__ == "__main__":
    run("crowd", measure, add_options)
