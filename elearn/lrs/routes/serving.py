"""The whole way from a WSGI request to the store's answer, whatever stands before it: a framework, or a bare door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.lrs.routes import documents, statements, things
from elearn.lrs.routes.answers import Answer, answer_fault
from elearn.lrs.routes.calls import VERSION_HEADER, Environ, read_call, settle_call
from elearn.lrs.routes.desk import Desk, Office
from elearn.lrs.rules.documents import ACTIVITY_PROFILE, AGENT_PROFILE, STATE
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds, write_stored
from elearn.lrs.rules.versions import VERSION_1, VERSION_2

CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
BASES = {"/xapi": VERSION_2, f"/xapi/{VERSION_1}": VERSION_1}
"""Two base paths to one store, each with the version that a request without one is told."""

STATEMENTS = "statements"
ABOUT = "about"

Handlers = Mapping[str, Callable[[Desk], Answer]]
"""Method -> who answers it; HEAD is answered as GET."""

RESOURCES: dict[str, Handlers] = {
    STATEMENTS: {"GET": statements.read, "PUT": statements.put, "POST": statements.post},
    "activities": {"GET": things.show_activity},
    "agents": {"GET": things.show_person},
    "activities/state": documents.make_handlers(STATE),
    "activities/profile": documents.make_handlers(ACTIVITY_PROFILE),
    "agents/profile": documents.make_handlers(AGENT_PROFILE),
}


class _Visit:
    """What an answer tells of its request even where it is a refusal."""

    def __init__(self, version: str, consistent: dt.datetime) -> None:
        self.version = version
        self.consistent = consistent
        self.method = ""


def answer_request(
    office: Office, open_session: Callable[[], Session], environ: Environ, resource: str, default: str
) -> Answer:
    """Answer a request for a resource; ``default`` is the version of its base path. Raises nothing that is foreseen.

    The session that ``open_session`` gives has no transaction open afterwards.
    """
    visit = _Visit(default, office.now())
    try:
        answer = _serve(office, open_session, environ, resource, visit)
    except LrsFault as fault:
        answer = answer_fault(fault)
    except OperationalError:
        answer = answer_fault(LrsFault(503, "store-busy"))
        answer.headers["Retry-After"] = "5"
    answer.headers[VERSION_HEADER] = visit.version
    method = visit.method or environ["REQUEST_METHOD"]
    if resource == STATEMENTS and method in ("GET", "HEAD"):
        answer.headers[CONSISTENT_HEADER] = write_stored(count_microseconds(visit.consistent))
    return answer


def _serve(
    office: Office, open_session: Callable[[], Session], environ: Environ, resource: str, visit: _Visit
) -> Answer:
    call, visit.version = settle_call(read_call(environ), version_needed=resource != ABOUT, default=visit.version)
    visit.method = call.method
    if resource == ABOUT:
        if call.method != "GET":
            raise LrsFault(405, "method-not-allowed", method=call.method)
        return things.show_about()
    if resource not in RESOURCES:
        raise LrsFault(404, "unknown-resource", resource=resource[:100])
    handler = RESOURCES[resource].get(call.method)
    if handler is None:
        raise LrsFault(405, "method-not-allowed", method=call.method)
    opened: list[Session] = []

    def open_once() -> Session:
        if not opened:
            opened.append(open_session())
        return opened[0]

    keep = False
    try:
        reader = office.keyring.recognise(open_once, call.headers.get("authorization"))
        for session in opened:  # no connection is held while another one writes
            _end_transaction(session, keep=False)
        desk = Desk(office, open_once, reader, call, visit.version, environ, visit.consistent)
        try:
            answer = handler(desk)
        finally:
            visit.consistent = desk.consistent
        keep = True
        return answer
    finally:
        for session in opened:
            _end_transaction(session, keep=keep)


def _end_transaction(session: Session, *, keep: bool) -> None:
    if session.in_transaction():
        session.commit() if keep else session.rollback()
