"""Counts the SQL statements that the application sends, so that a page cannot become slow unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

_BEGIN = re.compile(r"\s*BEGIN\b", re.IGNORECASE)


@dataclass
class Statements:
    """The statements sent while they were counted. The ``BEGIN`` that SQLite is told by hand does not count."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.texts)

    def clear(self) -> None:
        """Count from none again."""
        self.texts.clear()

    def __str__(self) -> str:
        return "\n".join(" ".join(text.split())[:160] for text in self.texts)


@contextmanager
def count_statements(source: Flask | Engine) -> Iterator[Statements]:
    """Count what an application or an engine sends to its database."""
    found = Statements()

    def note(_connection: Any, _cursor: Any, text: str, _parameters: Any, _context: Any, _many: bool) -> None:
        if not _BEGIN.match(text):
            found.texts.append(text)

    engine = source if isinstance(source, Engine) else _engine_of(source)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _engine_of(app: Flask) -> Engine:
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    return engine
