"""The benchmark of one attempt, run small. The number of statements is exact on any machine, so it is held here."""

from __future__ import annotations

import argparse

import pytest

from benchmarks import attempt, house
from benchmarks.attempt import STATEMENT_LIMITS, measure
from benchmarks.house import Site
from benchmarks.report import Report
from elearn.demo.city import write_roster
from elearn.people.rules.roster import read_roster
from elearn.people.services import directory, roster
from elearn.people.services.directory import Member
from elearn.web.dates import jst
from tests.elearn.demo.town import the_town

REQUESTS = ["start", "page 1", "page 2", "hand in"]


def settle_town(site: Site) -> list[Member]:
    """The small town instead of the city."""
    today = jst(site.clock()).date()
    with site.house.sessions() as session:
        reading = read_roster(write_roster(the_town(today)))
        assert reading.roster is not None
        roster.apply_import(session, roster.plan_roster(session, reading.roster, today), "tests", site.clock())
        session.commit()
        return directory.members_on(session, today)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def report(request: pytest.FixtureRequest) -> Report:
    if request.param == "postgresql" and not house.has_postgres():
        pytest.skip("no PostgreSQL server is installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attempt, "settle_city", settle_town)
        patch.setattr(attempt, "MANY", 12)
        patch.setattr(attempt, "WARM_UPS", 1)
        return measure(argparse.Namespace(people=2, database=request.param))


def test_an_attempt_is_eight_requests_and_at_most_forty_statements(report: Report) -> None:
    ((header, rows),) = report.tables.values()
    assert [row[0] for row in rows] == [f"{kind} {name}" for name in REQUESTS for kind in ("POST", "GET after")]
    found = {figure.name.partition(": ")[2]: figure for figure in report.figures}
    statements = found["statements with BEGIN"]
    assert statements.limit in STATEMENT_LIMITS.values()
    assert STATEMENT_LIMITS["sqlite"] == 40
    assert statements.passes
    at = header.index("statements"), header.index("BEGIN")
    assert statements.value == sum(int(str(row[at[0]])) + int(str(row[at[1]])) for row in rows)
    assert 0 < found["statements without BEGIN"].value < statements.value


def test_a_page_that_is_only_shown_asks_the_database_twice(report: Report) -> None:
    ((header, rows),) = report.tables.values()
    shown = [row[header.index("statements")] for row in rows if str(row[0]).startswith("GET")]
    assert shown == [2, 2, 2, 2]


def test_later_attempts_of_one_person_ask_no_more_than_the_first_ones(report: Report) -> None:
    late = next(figure for figure in report.figures if "statements of attempt" in figure.name)
    assert late.ratio == 1


def test_cpu_times_are_told_with_their_reference(report: Report) -> None:
    cpu = next(figure for figure in report.figures if figure.name.endswith("CPU of an attempt"))
    assert cpu.value > 0
    assert cpu.ratio is not None
    assert cpu.ratio > 1
    assert cpu.limit == 0.037
