"""A brake on repeated tries: token buckets, one per key. Pure but for the store; the time is an argument."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Bucket:
    """Tokens left at a moment."""

    tokens: float
    at: dt.datetime


class BucketStore(Protocol):
    """Where buckets are kept; a shared store lets several web processes count together."""

    def read(self, key: str) -> Bucket | None:
        """The bucket of ``key``, if any."""
        ...

    def write(self, key: str, bucket: Bucket) -> None:
        """Keep the bucket of ``key``."""
        ...


class MemoryStore:
    """Buckets in this process. Holds at most ``size``: the longest untouched go first, so no flood fills memory."""

    def __init__(self, size: int = 10_000) -> None:
        """An empty store."""
        self._size = size
        self._buckets: dict[str, Bucket] = {}

    def read(self, key: str) -> Bucket | None:
        """The bucket of ``key``, if any."""
        return self._buckets.get(key)

    def write(self, key: str, bucket: Bucket) -> None:
        """Keep the bucket of ``key``, as the newest."""
        self._buckets.pop(key, None)
        self._buckets[key] = bucket
        while len(self._buckets) > self._size:
            del self._buckets[next(iter(self._buckets))]


class RateLimit:
    """At most ``burst`` tries at once and, after that, one every ``seconds``."""

    def __init__(self, burst: int, seconds: float, store: BucketStore | None = None) -> None:
        """A limit over ``store`` (of this process when none is given)."""
        self._burst = burst
        self._seconds = seconds
        self._store = store or MemoryStore()
        self._lock = threading.Lock()

    def take(self, key: str, now: dt.datetime) -> float:
        """Try once for ``key`` at ``now``. 0.0: allowed; otherwise refused, and the seconds to wait."""
        with self._lock:
            bucket = self._store.read(key) or Bucket(float(self._burst), now)
            if now < bucket.at:
                # A clock set back must not lock anybody out or hand out tokens: time goes on from here.
                bucket = Bucket(bucket.tokens, now)
                self._store.write(key, bucket)
            passed = (now - bucket.at).total_seconds()
            tokens = min(float(self._burst), bucket.tokens + passed / self._seconds)
            if tokens < 1.0:
                return (1.0 - tokens) * self._seconds
            self._store.write(key, Bucket(tokens - 1.0, now))
            return 0.0
