"""The clock tells the machine's time, aware, in UTC."""

from __future__ import annotations

import datetime as dt
import time

from elearn.wiring.clock import Clock, utc_now


def test_the_clock_is_aware_utc_and_right() -> None:
    clock: Clock = utc_now
    before = time.time()
    moment = clock()
    assert before <= moment.timestamp() <= time.time()
    assert moment.tzinfo is dt.UTC


def test_the_clock_goes_on() -> None:
    assert utc_now() <= utc_now()
