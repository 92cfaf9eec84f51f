"""A small storm over each kind of database in every run; ``python -m tests.faults.storm`` raises the great one.

And the model by itself: what it calls a loss is one, what it allows is none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import fresh_postgres
from tests.faults.model import ASIDE, NOTHING, REFUSED, SLACK, TAKEN, Story, Write, find_losses, plain
from tests.faults.storm import weather


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_small_storm_loses_nothing(
    database: str, tmp_path: Path, sqlite_template: Path, request: pytest.FixtureRequest
) -> None:
    if database == "sqlite":
        path = tmp_path / "elearn.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        _weather(f"sqlite:///{path}", tmp_path)
    else:
        with fresh_postgres(request.getfixturevalue("postgres_url")) as url:
            _weather(url, tmp_path)


def _weather(url: str, folder: Path) -> None:
    storm, verdict = weather(url, folder, wanted=100, learners=4, calm=3.0)
    assert storm.troubles == []
    assert storm.faults["SIGKILL of the server"] >= 1
    assert storm.faults.total() >= 100
    assert verdict.acknowledged > 20
    assert [*verdict.losses, *verdict.doubles, *verdict.disagreements, *verdict.failures, *verdict.others] == []


def _write(value: str, begin: float, end: float, fate: str = TAKEN, **more: object) -> Write:
    write = Write("item", plain(value), begin, begin, sender=str(more.get("sender", "")))
    write.number = int(str(more.get("number", 0)))
    write.settle(fate, end, int(str(more.get("sequence", 0))))
    return write


def _losses(*writes: Write, kept: str | None, history: tuple[dict[str, object], ...] = ()) -> list[str]:
    story = Story("attempt", "person", "quiz", [*writes])
    return find_losses(story, {} if kept is None else {"item": kept}, history)


def test_the_last_acknowledged_response_must_be_there() -> None:
    first, second = _write("a", 1, 2), _write("b", 3, 4)
    assert _losses(first, second, kept="b") == []
    assert len(_losses(first, second, kept="a")) == 1
    assert len(_losses(first, second, kept=None)) == 1


def test_of_two_at_the_same_time_either_may_stay() -> None:
    first, second = _write("a", 1, 4), _write("b", 3, 5)
    assert _losses(first, second, kept="a") == _losses(first, second, kept="b") == []


def test_what_nobody_was_told_may_be_there_or_not() -> None:
    unknown = Write("item", plain("a"), 1, 1)
    assert _losses(unknown, kept="a") == _losses(unknown, kept=None) == []
    assert len(_losses(unknown, kept="b")) == 1
    assert unknown.value != NOTHING


def test_what_was_refused_must_not_be_there() -> None:
    assert _losses(_write("a", 1, 2, REFUSED), kept=None) == []
    assert len(_losses(_write("a", 1, 2, REFUSED), kept="a")) == 1


def test_a_response_is_set_aside_for_a_newer_one_only() -> None:
    newer, late = _write("b", 5, 6), _write("a", 1, 8, ASIDE)
    assert _losses(newer, late, kept="b") == []
    older, early = _write("b", 1, 2), _write("a", 2 + 2 * SLACK, 8, ASIDE)
    assert len(_losses(older, early, kept="b")) == 1
    later, mine = _write("b", 1, 2, sender="me", number=2), _write("a", 9, 10, ASIDE, sender="me", number=1)
    assert _losses(later, mine, kept="b") == []


def test_a_receipt_must_be_true_at_its_number() -> None:
    first, second = _write("a", 1, 2, sequence=1), _write("b", 3, 4, sequence=2)
    assert _losses(first, second, kept="b", history=({}, {"item": "a"}, {"item": "b"})) == []
    assert len(_losses(first, second, kept="b", history=({}, {}, {"item": "b"}))) == 1
