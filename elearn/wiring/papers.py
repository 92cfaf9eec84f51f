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
from elearn.awards.services.samples import OWN, find_folder, warm_drawing
from elearn.wiring.house import House
from elearn.wiring.relaying import RelayWorker

log = logging.getLogger("elearn.papers")

SECONDS = 2.0
"""How often it looks, at most."""
WARM_ROUND = 3
"""When the drawing library is loaded: not at once, for the first requests are being answered then.

It takes 80 MB of the process and spares whoever opens an old paper first half a second.
"""


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


def warm_press(bench: Bench) -> bool:
    """Get this process ready to draw a paper that somebody asks for; whether it could."""
    fonts = bench.press.shelf.take()
    if fonts is None:
        return False
    design = bench.reaction.terms.design
    warm_drawing(find_folder(OWN if Path(design).is_absolute() else design, design), fonts)
    return True


class PaperWorker(RelayWorker):
    """One more daemon thread per process, started and stopped as the relay's."""

    def _run(self, stopped: threading.Event) -> None:
        bench = make_bench(self.house, f"{os.uname().nodename}:{os.getpid()}")
        hopeless: set[str] = set()
        rounds = 0
        while bench is not None and not stopped.is_set():
            try:
                work_off(bench)
                draw_ahead(bench, hopeless)
                rounds += 1
                if rounds == WARM_ROUND:
                    warm_press(bench)
            except Exception:  # the thread must outlive a database that is away for a while
                log.exception("work on papers failed; trying again")
            stopped.wait(max(SECONDS, self.house.settings.relay_seconds))
