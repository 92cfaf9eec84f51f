"""A store filled in bulk holds whole statements, they come out as lines, and growing memory is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import lrs_stream
from benchmarks.lrs_fill import fill_store
from benchmarks.lrs_stream import Watch


def test_what_is_filled_in_comes_out(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    fill_store(url, 1030)
    rate, count = lrs_stream._read_raw(url)
    assert (count, rate > 0) == (1030, True)
    watch = Watch(lambda: lrs_stream._read_resident(None))
    assert watch.run(lrs_stream._write_lines(url), count) == count
    assert watch.seconds > 0


def test_growth_counts_from_the_first_tenth_on() -> None:
    def give() -> Iterator[int]:
        for _ in range(200):
            yield 5

    flat, growing = iter([50.0] * 10 + [80.0] * 90), iter(range(100))
    watch = Watch(lambda: next(flat))
    assert (watch.run(give(), 1000), watch.growth) == (1000, 0.0)
    watch = Watch(lambda: float(next(growing)))
    assert (watch.run(give(), 1000), watch.growth) == (1000, 89.0)
