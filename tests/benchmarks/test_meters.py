"""The meters: CPU time that was really spent, statements that were really sent."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from benchmarks.meters import Counts, ServerCpu, count_statements, own_cpu, time_together
from tests.databases import find_postgres, fresh_postgres, run_postgres


def burn(seconds: float) -> None:
    """Spend CPU time."""
    end = own_cpu() + seconds
    while own_cpu() < end:
        sum(range(200))


def test_waiting_costs_no_cpu_and_working_does() -> None:
    before = own_cpu()
    time.sleep(0.3)
    rested = own_cpu() - before
    burn(0.05)
    assert rested < 0.15
    assert own_cpu() - before >= 0.05


def test_acts_are_timed_in_turns_after_their_warm_ups() -> None:
    order: list[str] = []
    took = time_together({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, repeats=3, warm_ups=1)
    assert order == ["a", "b"] * 4
    assert set(took) == {"a", "b"}


def test_the_median_of_the_acts_is_told() -> None:
    lengths = iter([0.2, 0.001, 0.02, 0.3])  # the first is the warm-up
    took = time_together({"act": lambda: burn(next(lengths))}, repeats=3, warm_ups=1)
    assert 0.02 <= took["act"].cpu < 0.2
    assert took["act"].wall >= took["act"].cpu * 0.9


def test_statements_begins_and_ends_are_counted_apart(engine: Engine) -> None:
    with count_statements(engine) as counts:
        with engine.begin() as connection:
            connection.execute(text("SELECT 1"))
            connection.execute(text("SELECT 2"))
        with engine.connect() as connection:
            connection.execute(text("SELECT 3"))
            connection.rollback()
        assert counts == Counts(statements=3, begins=2, ends=2)
    with engine.connect() as connection:
        connection.execute(text("SELECT 4"))
    assert counts.statements == 3


def test_many_rows_at_once_are_one_statement(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE grains (n INTEGER)"))
        with count_statements(engine) as counts:
            connection.execute(text("INSERT INTO grains VALUES (:n)"), [{"n": n} for n in range(50)])
    assert counts.statements == 1


def test_counts_are_added_and_taken_apart() -> None:
    total = Counts(5, 2, 2) + Counts(1, 1, 1)
    assert total - Counts(1, 1, 1) == Counts(5, 2, 2)
    kept = total.copy()
    total.statements += 1
    assert kept == Counts(6, 3, 3)


@pytest.mark.postgres
@pytest.mark.skipif(find_postgres() is None, reason="no PostgreSQL server is installed")
def test_the_servers_cpu_is_that_of_its_processes_dead_ones_included(tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    with run_postgres(cluster) as base, fresh_postgres(base) as url:
        server = ServerCpu(cluster / "data")
        before, own = server(), own_cpu()
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.execute(text("SELECT sum(n::bigint * n) FROM generate_series(1, 1500000) AS n"))
        during = server() - before
        engine.dispose()  # its process ends
        deadline = time.monotonic() + 5
        while os.path.exists(f"/proc/{_backend(server)}") and time.monotonic() < deadline:
            time.sleep(0.02)
        after = server() - before
        assert during > 0.05
        assert during > (own_cpu() - own) / 2
        assert after > 0.5 * during


def _backend(server: ServerCpu) -> int:
    """The newest process of the server: the one that served us."""
    children = Path(f"/proc/{server.postmaster}/task/{server.postmaster}/children").read_text(encoding="ascii").split()
    return max(map(int, children))
