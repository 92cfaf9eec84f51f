"""Processes that write into one SQLite file take turns; nothing depends on it, and nobody is left waiting."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from elearn.lrs.services.turns import ENDING, take_turn

HOLD = """
import sys
from sqlalchemy import create_engine
from elearn.lrs.services.turns import take_turn
with take_turn(create_engine(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.sqlite3"


@pytest.fixture
def other(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process whose turn it is, until its input ends."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD), url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def wait_for_turn(engine: Engine) -> tuple[threading.Thread, threading.Event]:
    """A thread that takes its turn, and what tells that it had it."""
    had = threading.Event()

    def run() -> None:
        with take_turn(engine):
            had.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, had


def test_another_process_is_waited_for(url: str, other: subprocess.Popen[str]) -> None:
    thread, had = wait_for_turn(create_engine(url))
    assert not had.wait(0.3)
    assert other.stdin
    other.stdin.close()
    thread.join(20)
    assert had.is_set()


def test_a_process_that_was_killed_holds_nobody_up(url: str, other: subprocess.Popen[str]) -> None:
    thread, had = wait_for_turn(create_engine(url))
    other.kill()
    thread.join(20)
    assert had.is_set()


def test_threads_of_a_process_take_turns_too(url: str) -> None:
    engine = create_engine(url)
    with ExitStack() as stack:
        stack.enter_context(take_turn(engine))
        thread, had = wait_for_turn(engine)
        assert not had.wait(0.2)
    thread.join(20)
    assert had.is_set()


def test_a_turn_ends_however_it_ends(url: str) -> None:
    engine = create_engine(url)
    with pytest.raises(RuntimeError), take_turn(engine):
        raise RuntimeError("in the middle")
    thread, had = wait_for_turn(create_engine(url))
    thread.join(20)
    assert had.is_set()


def test_the_file_beside_the_database_is_nobody_elses_to_read(url: str, tmp_path: Path) -> None:
    with take_turn(create_engine(url)):
        beside = tmp_path / f"store.sqlite3{ENDING}"
        assert beside.stat().st_size == 0
        assert beside.stat().st_mode & 0o077 == 0


@pytest.mark.filterwarnings("ignore:Selection of the SingletonThreadPool")
@pytest.mark.parametrize("place", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_without_a_file_has_no_line(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine(place)
    with take_turn(engine), take_turn(engine):
        assert not list(tmp_path.iterdir())


def test_where_no_file_can_be_made_nobody_waits(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/nowhere/store.sqlite3")
    for _ in range(2):
        with take_turn(engine):
            assert not (tmp_path / "nowhere").exists()


def test_a_child_after_a_fork_has_a_place_of_its_own(url: str) -> None:
    """A file opened before the fork would be one lock for both, and neither would wait for the other."""
    engine = create_engine(url)
    with take_turn(engine):
        pass
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()

    def run() -> None:
        with take_turn(engine):
            theirs.send(os.getpid())

    with take_turn(engine):
        child = context.Process(target=run)
        child.start()
        assert not mine.poll(0.4)
    assert mine.poll(20)
    assert mine.recv() == child.pid
    child.join(20)
    assert child.exitcode == 0
