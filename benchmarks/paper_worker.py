"""The worker of ``certificate_killed``: works orders off in a house, under a clock that stands still, until killed."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from elearn.app import create_app
from elearn.awards.services.orders import work_off
from elearn.config import Settings
from elearn.wiring.house import House
from elearn.wiring.papers import make_bench


def work(folder: Path, url: str, moment: dt.datetime) -> int:
    """Work off what is due; how many orders were brought to an end."""
    settings = Settings(data_dir=folder, database_url=url, relay_seconds=0.0, argon2_memory_kib=8)
    house: House = create_app(settings, clock=lambda: moment).extensions["elearn"]
    bench = make_bench(house, f"worker:{os.getpid()}", workers=2)
    return 0 if bench is None else work_off(bench)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], dt.datetime.fromisoformat(sys.argv[3]))
