"""The fuzzing of the readers, for a moment each; and a reader that raises, hangs or says something new is noticed."""

from __future__ import annotations

import argparse
import random
import resource
import signal
from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.fuzz import READERS, TooSlow, bend, find_seeds, hunt, measure, read_all


@pytest.mark.parametrize("reader", READERS)
def test_sound_files_are_read_and_bent_ones_only_complained_about(reader: str) -> None:
    found = hunt(reader, 0.0, seed=1)
    assert found.executions == len(find_seeds(reader)) > 10
    assert found.crashes == []
    rng, seeds = random.Random(2), find_seeds(reader)
    said = [read_all(reader, bend(rng.choice(seeds), rng.choice(seeds), reader, rng)) for _ in range(10)]
    assert len(set(said)) > 1


def test_a_reader_that_raises_is_a_crash_and_its_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_reader: str, data: bytes) -> frozenset[str]:
        raise RecursionError(str(len(data)))

    monkeypatch.setattr(fuzz, "read_all", read)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    before = signal.getsignal(signal.SIGPROF)
    try:
        report = measure(argparse.Namespace(reader="aiken", minutes=0.0, seed=1, keep=tmp_path))
    finally:
        signal.signal(signal.SIGPROF, before)
    crashes = next(figure for figure in report.figures if figure.name == "crashes")
    assert crashes.value > 1
    assert crashes.passes is False
    texts = [path.read_text("utf-8") for path in tmp_path.glob("*.txt")]
    assert texts
    assert all("RecursionError" in text for text in texts)
    assert len(list(tmp_path.glob("aiken-*"))) == 2 * len(texts)


def test_a_reader_that_takes_too_long_is_a_crash() -> None:
    def watch(seconds: float) -> None:
        if seconds:
            raise TooSlow

    with pytest.raises(TooSlow):
        hunt("aiken", 0.0, 1, watch)
