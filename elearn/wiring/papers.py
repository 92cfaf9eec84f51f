"""The embedded worker for papers: a thread that works orders for a year off and draws what was just issued.

The drawing itself happens in small processes of its own, so that nobody's page waits for it.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from elearn.awards.projector import AwardReaction
from elearn.awards.services.ahead import draw_ahead
from elearn.awards.services.files import Press
from elearn.awards.services.keys import FOLDER, KeyShelf
from elearn.awards.services.orders import Bench, work_off
from elearn.wiring.house import House
from elearn.wiring.relaying import RelayWorker

log = logging.getLogger("elearn.papers")

SECONDS = 2.0
"""How often it looks, at most."""


def make_bench(house: House, holder: str, workers: int = 1) -> Bench | None:
    """What work on papers needs in a house; none where the award room is not wired in."""
    for reaction in house.reactions:
        if isinstance(reaction, AwardReaction):
            keys = KeyShelf(house.settings.data_dir / FOLDER)
            return Bench(
                sessions=house.sessions,
                recorder=lambda session: house.recorder(session),
                reaction=reaction,
                press=Press(reaction.shelf, keys, house.settings.base_url.rstrip("/")),
                fonts=tuple(Path(one) for one in house.settings.font_dirs),
                now=house.now,
                holder=holder,
                workers=workers,
            )
    return None


class PaperWorker(RelayWorker):
    """One more daemon thread per process, started and stopped as the relay's."""

    def _run(self, stopped: threading.Event) -> None:
        bench = make_bench(self.house, f"{os.uname().nodename}:{os.getpid()}")
        hopeless: set[str] = set()
        while bench is not None and not stopped.is_set():
            try:
                work_off(bench)
                draw_ahead(bench, hopeless)
            except Exception:  # the thread must outlive a database that is away for a while
                log.exception("work on papers failed; trying again")
            stopped.wait(max(SECONDS, self.house.settings.relay_seconds))
