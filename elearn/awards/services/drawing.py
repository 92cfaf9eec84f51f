"""The program of a drawing process: takes facts from a pipe, gives signed papers back. See ``drawers``.

Not imported by anything: it is started with ``python -m`` and pays for the drawing library alone.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO

from certificates.badge import ENCLOSURE, make_badge
from certificates.glyphs import FontSet
from certificates.model import TRANSCRIPT, load_facts
from certificates.press import Press
from certificates.render import render_transcript
from certificates.sign import empty_place, sign
from certificates.transcript import state_transcript
from certificates.wording import REASON
from elearn.awards.services.drawers import DRAWN, FAILED, read_frame, write_frame
from elearn.awards.services.keys import Keys, load_keys


class Desk:
    """Draws and signs papers one after the other; fonts and keys are opened once.

    Raises ``FileNotFoundError`` without a main font and ``LookupError`` without keys.
    """

    def __init__(
        self, fonts: Iterable[Path], folder: Path, base_url: str, now: dt.datetime, pictures: Path | None = None
    ) -> None:
        keys = load_keys(folder)
        if keys is None:
            raise LookupError("no keys")
        self.fonts, self.base_url, self.now = FontSet.load(fonts, pictures=pictures), base_url, now
        self.keys: Keys = keys
        self._presses: dict[str, Press] = {}

    def draw(self, text: str) -> bytes:
        """The signed paper of facts; in a second line stands what a transcript lists.

        Raises what ``certificates.press.Press.draw`` and ``certificates.render.render_transcript`` raise.
        """
        first, _, entries = text.partition("\n")
        facts = load_facts(first)
        if facts.issuer not in self._presses:
            place = empty_place(self.keys.signer.room, facts.issuer, REASON)
            self._presses[facts.issuer] = Press(self.fonts, place, ENCLOSURE)
        token = make_badge(facts, self.keys.issuer(self.base_url, facts.issuer)).encode("ascii")
        if facts.kind == TRANSCRIPT:
            enclosures = (replace(ENCLOSURE, data=token),)
            place = self._presses[facts.issuer].place
            drawn = render_transcript(state_transcript(facts, entries), self.fonts, enclosures, place)
            return sign(drawn, self.keys.signer, self.now)
        paper = self._presses[facts.issuer].draw(facts, token)
        if not paper.stamped:
            gc.collect()  # a full drawing leaves megabytes in circles, and few papers need one
        return sign(paper.data, self.keys.signer, self.now)


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Take orders until the pipe ends. A paper that cannot be drawn is told, and the next one is drawn."""
    opening = read_frame(source)
    if opening is None:
        return
    order = json.loads(opening)
    desk: Desk | None = None
    while (text := read_frame(source)) is not None:
        try:
            if desk is None:
                moment = dt.datetime.fromisoformat(order["now"])
                pictures = Path(order["pictures"]) if order.get("pictures") else None
                desk = Desk(map(Path, order["fonts"]), Path(order["keys"]), order["base_url"], moment, pictures)
            told = DRAWN + desk.draw(text.decode("ascii"))
        except Exception as fault:  # whatever it is belongs to this paper, and the parent says so
            told = FAILED + f"{type(fault).__name__}: {fault}".encode()
        write_frame(target, told)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
