"""Lines of a log are written at once, or together a moment later; none is lost, none is torn, none comes twice."""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.web.linewriter import MOST_BYTES, LineWriter, _join


class Paper(io.StringIO):
    """A stream that keeps every write by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, text: str) -> int:
        self.writes.append(text)
        return super().write(text)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    made = logging.Logger("of-this-test")
    yield made
    for handler in made.handlers:
        handler.close()


def open_on(log: logging.Logger, paper: Paper, pause: float) -> LineWriter:
    handler = LineWriter(paper, pause)
    log.addHandler(handler)
    return handler


def wait_for(paper: Paper, text: str) -> None:
    end = time.monotonic() + 20
    while paper.getvalue() != text:
        assert time.monotonic() < end, paper.writes
        time.sleep(0.005)


def test_a_line_alone_is_written_at_once_and_needs_no_thread(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 60)
    log.info("one")
    assert paper.writes == ["one\n"]
    assert handler._thread is None


def test_without_a_pause_every_line_is_written_by_itself(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 0)
    for word in "abc":
        log.info(word)
    assert paper.writes == ["a\n", "b\n", "c\n"]
    assert handler._thread is None


def test_lines_that_follow_wait_for_one_another(log: logging.Logger, paper: Paper) -> None:
    open_on(log, paper, 0.2)
    for word in "abcd":
        log.info(word)
    assert paper.getvalue() == "a\n"
    wait_for(paper, "a\nb\nc\nd\n")
    assert paper.writes == ["a\n", "b\nc\nd\n"]


def test_one_thread_does_it_again_and_again(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 0.05)
    threads = set()
    for wave in range(3):
        for _ in range(4):
            log.info("%d", wave)
        threads.add(handler._thread)
        wait_for(paper, "".join(f"{one}\n" * 4 for one in range(wave + 1)))
    assert len(threads) == 1


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR, logging.CRITICAL])
def test_what_tells_of_a_fault_waits_for_nothing_and_overtakes_nobody(
    log: logging.Logger, paper: Paper, level: int
) -> None:
    open_on(log, paper, 60)
    log.info("first")
    log.info("second")
    log.log(level, "fault")
    assert paper.writes == ["first\n", "second\nfault\n"]


def test_a_line_may_come_without_a_record(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 60)
    told: list[str] = []

    def tell(word: str) -> str:
        told.append(word)
        return word

    handler.put(lambda: tell("one"))
    handler.put(lambda: tell("two"))
    assert told == ["one"]
    log.info("three")
    assert paper.writes == ["one\n"]
    log.error("four")
    assert paper.writes == ["one\n", "two\nthree\nfour\n"]


def test_what_keeps_lines_out_is_known(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 0)
    assert handler.takes_everything()
    handler.addFilter(lambda record: False)
    assert not handler.takes_everything()
    handler.filters.clear()
    handler.setLevel(logging.WARNING)
    assert not handler.takes_everything()


def test_a_farewell_writes_what_waits(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 60)
    log.info("first")
    log.info("last")
    assert paper.getvalue() == "first\n"
    handler.flush()
    assert paper.getvalue() == "first\nlast\n"


def test_many_threads_lose_no_line_and_mix_none(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 0.001)
    threads = [
        threading.Thread(target=lambda name=name: [log.info("%s %03d", name, turn) for turn in range(200)])
        for name in "abcdef"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    handler.flush()
    lines = paper.getvalue().splitlines()
    assert sorted(lines) == [f"{name} {turn:03d}" for name in "abcdef" for turn in range(200)]
    assert [one for one in lines if one.startswith("a")] == [f"a {turn:03d}" for turn in range(200)]


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=3000), max_size=12))
def test_pieces_hold_whole_lines_and_stay_together_in_a_pipe(texts: list[str]) -> None:
    lines = [text + "\n" for text in texts]
    pieces = list(_join(lines))
    assert "".join(pieces) == "".join(lines)
    for piece in pieces:
        assert piece.endswith("\n")
        assert len(piece.encode("utf-8", "replace")) <= MOST_BYTES or piece.count("\n") == 1


def test_a_stream_that_fails_hurts_nobody_who_logs(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    class Full(Paper):
        broken = True

        def write(self, text: str) -> int:
            if self.broken:
                raise OSError("disk full")
            return super().write(text)

    full = Full()
    handler = open_on(log, full, 0)
    log.info("lost")
    assert "disk full" in capsys.readouterr().err
    handler.put(lambda: "lost, too")
    assert "disk full" in capsys.readouterr().err
    full.broken = False
    log.info("kept")
    assert full.getvalue() == "kept\n"


def test_the_thread_outlives_a_stream_that_fails(log: logging.Logger, paper: Paper) -> None:
    handler = open_on(log, paper, 0.02)
    log.info("one")
    flush, calls = handler.flush, list[int]()

    def fail_once() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("gone")
        flush()

    handler.flush = fail_once  # type: ignore[method-assign]
    log.info("two")
    while not calls:
        time.sleep(0.005)
    log.info("three")
    handler.flush = flush  # type: ignore[method-assign]
    wait_for(paper, "one\ntwo\nthree\n")


def test_a_child_after_a_fork_writes_its_own_lines_only(log: logging.Logger, tmp_path: Path) -> None:
    with (tmp_path / "log").open("a", encoding="utf-8") as stream:
        handler = LineWriter(stream, 0.1)
        log.addHandler(handler)
        log.info("parent 1")
        log.info("parent 2")

        def run() -> None:
            handler.flush()
            for turn in range(3):
                log.info("child %d", turn)
            time.sleep(0.5)
            os._exit(0)

        child = multiprocessing.get_context("fork").Process(target=run)
        child.start()
        child.join(20)
        handler.flush()
    lines = (tmp_path / "log").read_text().splitlines()
    assert sorted(lines) == ["child 0", "child 1", "child 2", "parent 1", "parent 2"]


PROGRAM = """
import logging, sys, time
from elearn.web.requestlog import open_log
open_log(pause=60)
for turn in range(3):
    logging.getLogger("elearn.requests").info('{"turn": %d}', turn)
if sys.argv[1:]:
    sys.stdin.read()
"""


def test_a_process_that_ends_has_written_everything() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr.splitlines() == ['{"turn": 0}', '{"turn": 1}', '{"turn": 2}']


def test_a_process_that_is_killed_has_written_whole_lines_only() -> None:
    command = [sys.executable, "-c", PROGRAM, "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline() == '{"turn": 0}\n'
        process.send_signal(signal.SIGKILL)
        assert process.stderr.read() == ""
