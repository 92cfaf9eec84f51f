"""Typed reading of one TOML table: every wrong, missing or unknown key is reported, none stops the reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from courses.positions import Path

Report = Callable[..., None]
"""``report(place, code, **params)`` records a problem."""

_NO_DATE = dt.date(1, 1, 1)


class Table:
    """A table at ``place``. A key that cannot be read gives an empty value of its kind, and a problem."""

    def __init__(self, values: dict[str, Any], place: Path, report: Report) -> None:
        """Read from ``values``; problems go to ``report``."""
        self._values = values
        self._place = place
        self._report = report
        self._read: set[str] = set()

    def report(self, key: str, code: str, **params: str) -> None:
        """Record a problem of ``key`` in this table."""
        self._report((*self._place, key), code, key=key, **params)

    def _value(self, key: str, kind: type, word: str, *, optional: bool = False) -> Any:
        self._read.add(key)
        if key not in self._values:
            if not optional:
                self.report(key, "key-missing")
            return None
        value = self._values[key]
        # A bool is an int, and a datetime is a date: only the exact kind counts.
        if type(value) is not kind:
            self.report(key, "wrong-kind", expected=word)
            return None
        return value

    def read_text(self, key: str, pattern: re.Pattern[str] | None = None, *, optional: bool = False) -> str:
        """A text that is not blank and fits ``pattern`` as a whole."""
        value = self._value(key, str, "text", optional=optional)
        if value is None:
            return ""
        if not value.strip():
            self.report(key, "value-empty")
        elif pattern is not None and not pattern.fullmatch(value):
            self.report(key, "value-malformed", value=value)
        return str(value)

    def read_integer(self, key: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self._value(key, int, "integer")
        if value is None:
            return 0
        if not low <= value <= high:
            self.report(key, "value-out-of-range", value=str(value), low=str(low), high=str(high))
        return int(value)

    def read_boolean(self, key: str) -> bool:
        """True or false."""
        return bool(self._value(key, bool, "boolean"))

    def read_date(self, key: str) -> dt.date:
        """A TOML local date; the year 1 stands for none."""
        value = self._value(key, dt.date, "date")
        return value if isinstance(value, dt.date) else _NO_DATE

    def read_texts(self, key: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of at least one different text, each fitting ``pattern``."""
        values = self._value(key, list, "list")
        if values is None:
            return ()
        if not values:
            self.report(key, "value-empty")
        found: list[str] = []
        for value in values:
            if type(value) is not str:
                self.report(key, "wrong-kind", expected="text")
            elif not pattern.fullmatch(value):
                self.report(key, "value-malformed", value=value)
            elif value in found:
                self.report(key, "value-repeated", value=value)
            else:
                found.append(value)
        return tuple(found)

    def read_tables(self, key: str, *, optional: bool = False) -> Iterator[Table]:
        """The tables of an array of tables; at least one unless ``optional``."""
        values = self._value(key, list, "tables", optional=optional)
        if values == [] and not optional:
            self.report(key, "value-empty")
        for number, value in enumerate(values or []):
            if type(value) is dict:
                yield Table(value, (*self._place, key, number), self._report)
            else:
                self.report(key, "wrong-kind", expected="tables")

    def close(self) -> None:
        """Report every key that nobody read."""
        for key in self._values:
            if key not in self._read:
                self.report(key, "key-unknown")
