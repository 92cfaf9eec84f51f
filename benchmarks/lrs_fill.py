"""A store filled in bulk through the in-process door, so that a million statements take minutes, not an hour."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from sqlalchemy import create_engine

from benchmarks.lrs_load import BASE, make_bodies
from elearn.db import prepare_engine
from elearn.lrs.rules.incoming import MAX_BATCH, read_batch
from elearn.lrs.services import GroupWriter, Job

AUTHORITY = {"objectType": "Agent", "account": {"homePage": BASE, "name": "lrs:filler"}}


def fill_store(url: str, count: int) -> None:
    """Store so many whole statements, each read and checked as one that comes in."""
    engine = create_engine(url)
    prepare_engine(engine)
    writer = GroupWriter(engine, lambda: dt.datetime.now(dt.UTC))
    for body in _make_batches(count):
        writer.submit(Job(read_batch(body, "1.0.3"), AUTHORITY, "1.0.3"))
    engine.dispose()


def _make_batches(count: int) -> Iterator[bytes]:
    for seed in itertools.count():
        size = min(MAX_BATCH, count - seed * MAX_BATCH)
        if size <= 0:
            return
        yield from make_bodies(1, size, seed)
