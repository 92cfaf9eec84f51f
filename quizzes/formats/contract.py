"""What a format is: bytes in, items and problems out, and back. Reading and writing never raise for bad data.

Two lists tell what went wrong. **Problems**: something could not be read (or written) at all; the item is not there.
**Losses**: the item is there, but something of it is not, or counts differently. Whoever wants all or nothing takes
neither; whoever accepts losses has seen every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from quizzes.model import Bank, Header, Item, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. ``header`` only where the format knows settings of a quiz."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    losses: tuple[Problem, ...] = ()
    header: Header | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A file made from a bank. ``data`` holds every item that no problem names."""

    data: bytes
    problems: tuple[Problem, ...] = ()
    losses: tuple[Problem, ...] = ()


class Format(Protocol):
    """One file format in both directions."""

    name: str
    suffixes: tuple[str, ...]
    """Endings of file names with their dot, small letters; the first is the usual one."""

    def recognises(self, data: bytes) -> bool:
        """Whether the bytes look like this format, among those with the same ending."""
        ...

    def read(self, data: bytes, path: str) -> Reading:
        """The items of a file; ``path`` is only for the problems. Raises nothing, whatever the bytes."""
        ...

    def write(self, bank: Bank) -> Writing:
        """The file. The same bank gives the same bytes."""
        ...
