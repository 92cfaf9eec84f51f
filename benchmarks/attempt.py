"""One full attempt at the ten items of dx-basics' final test, without JavaScript, through the whole application.

Four POST (start, page 1, page 2, hand in) and the four GET that they redirect to. Everything is recorded on the way:
ledger, projections, certificates' cells, outbox, the statements built. Each measured attempt is another person's.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.house import Site, has_postgres, open_site, publish_catalog, settle_city
from benchmarks.meters import Counts, count_statements, own_cpu
from benchmarks.report import Figure, Report, run
from elearn.demo.responses import fill_fields
from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.registrations import complete_reading, register
from elearn.people.services.accounts import set_password
from elearn.people.services.directory import Member

CPU_LIMIT, PAGE_LIMIT = 0.037, 16 * 1024
"""A twentieth of what the deepest free engine was measured to need (0.74 CPU-s), and bytes of a page of five items."""

STATEMENT_LIMITS = {"sqlite": 40, "postgresql": 44}
"""The most statements, BEGIN included. On PostgreSQL each of the four POST also takes the ledger's lock by one."""

COURSE, TEST = "dx-basics", "90-test/test"
PASSWORD = "three green cups of tea"
WARM_UPS, NO_OPS, MANY = 5, 25, 100
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Spent:
    """What one request, or one attempt, took."""

    cpu: float = 0.0
    server: float = 0.0
    size: int = 0
    counts: Counts = field(default_factory=Counts)

    @property
    def total(self) -> float:
        """CPU seconds of application and database server together."""
        return self.cpu + self.server

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.cpu + other.cpu, self.server + other.server, self.size + other.size, self.counts + other.counts
        )


Steps = dict[str, Spent]


class Learner:
    """Somebody's browser without script, with a meter on every request."""

    def __init__(self, site: Site, counts: Counts, member: Member) -> None:
        self.site, self.counts, self.member = site, counts, member
        self.client: FlaskClient = site.app.test_client()
        self.steps: Steps = {}
        self.token = ""

    def sign_in(self) -> None:
        """Sign in; not measured."""
        with self.site.house.sessions() as session:
            house = self.site.house
            if set_password(session, self.member.uuid, PASSWORD, house.now(), house.settings):
                raise RuntimeError("the password was refused")
            session.commit()
        found = _TOKEN.search(self.client.get("/sign-in").text)
        sent = {"staff_number": self.member.staff_number, "password": PASSWORD, "csrf_token": found and found[1]}
        if self.client.post("/sign-in", data=sent).status_code != 303:
            raise RuntimeError("the sign-in was refused")

    def study(self) -> UUID:
        """Register and read everything, so that only the test is left; not measured."""
        house, person = self.site.house, self.member.uuid
        with house.sessions() as session:
            registration = register(house.recorder(session), house.catalog, person, COURSE, person)
            package = house.catalog.registered(session, registration)
            for key in package.required:
                if key not in package.quizzes:
                    complete_reading(house.recorder(session), house.catalog, person, registration, key)
            session.commit()
        found = _TOKEN.search(self.client.get(f"/registrations/{registration}/quizzes/{TEST}").text)
        self.token = found[1] if found else ""
        return registration

    def attempt(self, registration: UUID) -> Steps:
        """One attempt, all items rightly; what every request took."""
        self.steps = {}
        start = f"/registrations/{registration}/quizzes/{TEST}"
        address = self._post("start", start, {})
        uuid = UUID(address.split("/")[2])
        with self.site.house.sessions() as session:
            sitting = open_sitting(session, self.site.house.catalog, self.member.uuid, uuid)
            session.commit()  # a rollback would make psycopg forget the statements that it has prepared
        items = sitting.quiz.items()
        for number, page in enumerate(sitting.form.pages, start=1):
            sent: dict[str, object] = {
                f"{item}.{name}": list(values)
                for item in page
                for name, values in fill_fields(items[item], sitting.form, True).items()
            }
            go = str(number + 1) if number < len(sitting.form.pages) else "check"
            sent |= {"items": list(page), "base": str(number - 1), "go": go}
            address = self._post(f"page {number}", address, sent)
        self._post("hand in", address, {})
        return self.steps

    def _post(self, name: str, address: str, sent: dict[str, object]) -> str:
        """POST and follow the redirect; where it led."""
        answer = self._meter(f"POST {name}", lambda: self.client.post(address, data={**sent, "csrf_token": self.token}))
        if answer.status_code != 303:
            raise RuntimeError(f"{address}: {answer.status_code}\n{answer.text[:500]}")
        leads = str(answer.headers["Location"])
        shown = self._meter(f"GET after {name}", lambda: self.client.get(leads))
        if shown.status_code != 200:
            raise RuntimeError(f"{leads}: {shown.status_code}\n{shown.text[:500]}")
        return leads

    def _meter(self, name: str, send: Callable[[], TestResponse]) -> TestResponse:
        counts, server, cpu = self.counts.copy(), self.site.server_seconds(), own_cpu()
        answer = send()
        size = len(answer.data)
        cpu = own_cpu() - cpu
        self.steps[name] = Spent(cpu, self.site.server_seconds() - server, size, self.counts - counts)
        return answer


def make_no_op() -> Callable[[], float]:
    """CPU seconds of one request to a Flask application that does nothing, through the same kind of client."""
    app = Flask("nothing")
    app.add_url_rule("/", "nothing", lambda: "")
    client = app.test_client()

    def request() -> float:
        cpu = own_cpu()
        client.get("/")
        return own_cpu() - cpu

    return request


@contextmanager
def open_school(kind: str) -> Iterator[tuple[Site, Counts, list[Member]]]:
    """The application with courses and people, and a counter on its engine."""
    with open_site(kind) as site:
        publish_catalog(site)
        members = [member for member in settle_city(site) if member.title == "主任"]
        with count_statements(site.engine) as counts:
            yield site, counts, members


def measure_people(site: Site, counts: Counts, members: Sequence[Member]) -> tuple[list[Steps], float]:
    """The attempts of different people after the warm-ups, and the no-op request's CPU seconds between them."""
    no_op = make_no_op()
    attempts, idle = [], []
    for place, member in enumerate(members):
        learner = Learner(site, counts, member)
        learner.sign_in()
        steps = learner.attempt(learner.study())
        if place >= WARM_UPS:
            attempts.append(steps)
            idle += [no_op() for _ in range(NO_OPS)]
    return attempts, median(idle)


def measure_one(site: Site, counts: Counts, member: Member) -> list[Spent]:
    """One person's attempts, a hundred of them."""
    learner = Learner(site, counts, member)
    learner.sign_in()
    registration = learner.study()
    return [sum_up(learner.attempt(registration)) for _ in range(MANY)]


def sum_up(steps: Steps) -> Spent:
    """A whole attempt."""
    return sum(steps.values(), Spent())


def middle(attempts: Sequence[Steps], name: str) -> tuple[object, ...]:
    """One row of the table of requests: medians over the attempts."""
    spent = [steps[name] for steps in attempts]
    counts = spent[-1].counts
    return (
        name,
        round(median(one.cpu for one in spent) * 1000, 2),
        round(median(one.server for one in spent) * 1000, 2),
        counts.statements,
        counts.begins,
        counts.ends,
        spent[-1].size,
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--people", type=int, default=24, help="measured attempts, each by another person (>= 20)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this kind of database")


def measure(options: argparse.Namespace) -> Report:
    """CPU seconds and SQL statements of one full attempt."""
    report = Report("attempt")
    kinds = [options.database] if options.database else ["sqlite", *(["postgresql"] if has_postgres() else [])]
    for kind in kinds:
        with open_school(kind) as (site, counts, members):
            attempts, no_op = measure_people(site, counts, members[: options.people + WARM_UPS])
            _report_people(report, kind, attempts, no_op)
            _report_one(report, kind, measure_one(site, counts, members[options.people + WARM_UPS]))
    return report


def _report_people(report: Report, kind: str, attempts: Sequence[Steps], no_op: float) -> None:
    header = ("request", "CPU ms", "server CPU ms", "statements", "BEGIN", "COMMIT or ROLLBACK", "bytes")
    report.tables[f"{kind}, by request (medians of {len(attempts)})"] = (
        header,
        [middle(attempts, name) for name in attempts[0]],
    )
    whole = [sum_up(steps) for steps in attempts]
    cpu = median(one.total for one in whole)
    most = max((one.counts for one in whole), key=lambda one: one.statements)
    pages = sorted(steps[name].size for steps in attempts for name in ("GET after start", "GET after page 1"))
    report.figures += [
        Figure(f"{kind}: a page of five items, median", median(pages), "bytes", limit=PAGE_LIMIT),
        Figure(f"{kind}: a page of five items, largest", pages[-1], "bytes"),
        Figure(f"{kind}: pages of five items above it", sum(one > PAGE_LIMIT for one in pages), f"of {len(pages)}"),
        Figure(f"{kind}: CPU of an attempt", cpu, "s", cpu / no_op, "a request that does nothing", CPU_LIMIT),
        Figure(f"{kind}: of that the server", median(one.server for one in whole), "s"),
        Figure(f"{kind}: statements with BEGIN", most.statements + most.begins, "", limit=STATEMENT_LIMITS[kind]),
        Figure(f"{kind}: statements without BEGIN", most.statements, ""),
        Figure(f"{kind}: a request that does nothing", no_op * 1000, "ms CPU"),
    ]


def _report_one(report: Report, kind: str, attempts: Sequence[Spent]) -> None:
    """The hundredth attempt of one person beside the first ones."""
    early, late = (median(one.total for one in part) for part in (attempts[1:11], attempts[-10:]))
    report.figures += [
        Figure(f"{kind}: CPU of attempts {MANY - 9} to {MANY}", late, "s", late / early, "attempts 2 to 11"),
        Figure(
            f"{kind}: statements of attempt {MANY}",
            attempts[-1].counts.statements,
            "",
            attempts[-1].counts.statements / attempts[1].counts.statements,
            "attempt 2",
        ),
    ]


if __name__ == "__main__":
    run("attempt", measure, add_options)
