"""What a sitter holds in the hand: devices that are signed in or not, and the pages that they show."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.town import PASSWORD, Fields
from tests.faults.wire import Browser, Pairs

SESSION_SECONDS = 9 * 3600


class Trouble(AssertionError):
    """An answer that nobody should get."""


class Device(Browser):
    """A browser that knows when it signed in, and how often."""

    signed_at = 0.0
    signed_in = False
    session = 0

    def enter(self, number: str) -> None:
        self.sign_in(number, PASSWORD)
        self.signed_at, self.signed_in = self.now(), True
        self.session += 1

    def lose_session(self) -> None:
        self.cookies.clear()
        self.signed_in = False

    @property
    def is_out(self) -> bool:
        return not self.signed_in or self.now() - self.signed_at > SESSION_SECONDS - 60


@dataclass
class Tab:
    """A page of an attempt as one device shows it."""

    device: Device
    path: str
    base: int
    token: str
    session: int
    fields: dict[str, Fields]
    kept: Pairs
    """What else the page sends back as it came."""

    def pairs(self, changes: dict[str, Fields], go: str) -> Pairs:
        """What the form sends."""
        fields = self.fields | changes
        sent = [(f"{item}.{name}", value) for item in fields for name, many in fields[item].items() for value in many]
        items = [("items", item) for item in self.fields]
        return [("csrf_token", self.token), *self.kept, *items, *sent, ("go", go)]


def at_once(acts: list[Callable[[], object]]) -> None:
    """Do several things at the same time; the first trouble is raised."""
    troubles: list[BaseException] = []

    def act(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
