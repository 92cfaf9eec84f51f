"""One line of JSON for every request, for whoever runs the server: what was asked, how it ended, how long it took.

Nobody can be found in it: the rule stands there and not the address (which may hold a name that was searched for), no
query, no body, no cookie, no network address, and no person. What a person did stands in the access log instead.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import traceback
from typing import Any, TextIO

import msgspec
from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import Engine, event

from elearn.web.linewriter import PAUSE, LineWriter
from elearn.web.session import now

HOUSE = "elearn"
"""Every logger of ours is below it."""

LOG = logging.getLogger("elearn.requests")
_HOUSE, _ROOT = logging.getLogger(HOUSE), logging.getLogger()

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_MOST_FRAMES = 8


def show_line(event: str, at: dt.datetime, **values: object) -> str:
    """A line of the log: the moment first, so that lines of several processes can be sorted."""
    line = {"at": at.isoformat(timespec="milliseconds"), "event": event, **values}
    try:
        return msgspec.json.encode(line).decode("utf-8")
    except UnicodeEncodeError:  # half a character, as a broken address may bring it
        return json.dumps(line, separators=(",", ":"))


def show_frames(cause: BaseException) -> list[str]:
    """Where a fault arose, the innermost last: ``function:line``, never the texts of the fault."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(cause.__traceback__)][-_MOST_FRAMES:]


def show_method() -> str:
    """The request's method; one that nobody has is only called so."""
    return request.method if request.method in METHODS else "OTHER"


def note_reference(reference: str) -> None:
    """The number on the error page of this request stands in its line, too."""
    g.elearn_reference = reference


def begin_request() -> None:
    """Start the watch, before anything else is done for the request."""
    g.elearn_begun = time.perf_counter()
    g.elearn_statements = 0


def end_request(response: Response) -> Response:
    """Write the line, after everything else was done for the answer."""
    begun = g.get("elearn_begun")
    values: dict[str, object] = {
        "method": show_method(),
        "rule": str(request.url_rule or ""),
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - begun) * 1000, 1) if begun else 0.0,
        "statements": g.get("elearn_statements", 0),
        "bytes": response.content_length or 0,
    }
    if "elearn_reference" in g:
        values["reference"] = g.elearn_reference
    LOG.info(show_line("request", now(), **values))
    return response


def write_request(at: dt.datetime, method: str, rule: str, status: int, seconds: float, size: int) -> None:
    """Write the line of a request that was answered without Flask; its address is a rule without variables."""

    def show() -> str:
        told = method if method in METHODS else "OTHER"
        milliseconds = round(seconds * 1000, 1)
        return show_line("request", at, method=told, rule=rule, status=status, milliseconds=milliseconds, bytes=size)

    writer = _find_only_listener()
    if writer:
        writer.put(show)
    else:
        LOG.info(show())


def _find_only_listener() -> LineWriter | None:
    """The log of a server of ours, where nobody else hears: making a record for each of many lines would show."""
    heard_elsewhere = LOG.handlers or LOG.filters or len(_HOUSE.handlers) != 1 or (_HOUSE.propagate and _ROOT.handlers)
    if heard_elsewhere or not LOG.isEnabledFor(logging.INFO):
        return None
    writer = _HOUSE.handlers[0]
    return writer if isinstance(writer, LineWriter) and writer.takes_everything() else None


def watch_room(app: Flask, name: str) -> None:
    """Write a line for every request of a blueprint, whose own steps then stand between the two ends."""
    app.before_request_funcs.setdefault(name, []).insert(0, begin_request)
    app.after_request_funcs.setdefault(name, []).insert(0, end_request)


def watch_rest(app: Flask) -> None:
    """Write a line for addresses that no room knows, on an application that is ours alone."""

    def begin() -> None:
        if request.url_rule is None:
            begin_request()

    def end(response: Response) -> Response:
        return end_request(response) if request.url_rule is None else response

    app.before_request(begin)
    app.after_request(end)


def count_statements(engine: Engine) -> None:
    """Count what requests send to the database."""
    if not event.contains(engine, "before_cursor_execute", _count):
        event.listen(engine, "before_cursor_execute", _count)


def _count(*_asked: Any) -> None:
    if has_request_context() and "elearn_statements" in g:
        g.elearn_statements += 1


class JsonLines(logging.Formatter):
    """Our own lines as they are; those of other loggers below ours as an object, a fault by its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        said = record.getMessage()
        if said.startswith("{"):
            return said
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        values: dict[str, object] = {"logger": record.name, "level": record.levelname, "message": said}
        if record.exc_info and record.exc_info[1] is not None:
            cause = record.exc_info[1]
            values |= {"fault": type(cause).__qualname__, "frames": show_frames(cause)}
        return show_line("note", at, **values)


def open_log(stream: TextIO | None = None, pause: float = PAUSE) -> logging.Handler:
    """Send the house's lines to ``stream``, or to standard error. For a server of ours; a host's logging is its own.

    While many come they are written every ``pause`` seconds. Called again it takes the place of the call before.
    Threads and processes are not looked up: no line tells them.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    house = logging.getLogger(HOUSE)
    for old in [one for one in house.handlers if isinstance(one.formatter, JsonLines)]:
        house.removeHandler(old)
    handler = LineWriter(stream, pause)
    handler.setFormatter(JsonLines())
    house.addHandler(handler)
    house.setLevel(logging.INFO)
    return handler
