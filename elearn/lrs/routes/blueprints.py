"""Two base paths to one store. The path sets only what a request without a version header is told.

A version header that is there decides by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app, g, jsonify, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from elearn.lrs import services
from elearn.lrs.routes import documents, statements, things
from elearn.lrs.routes.calls import MAX_BODY, VERSION_HEADER, read_call, settle_call
from elearn.lrs.routes.desk import Desk, find_office
from elearn.lrs.rules.documents import ACTIVITY_PROFILE, AGENT_PROFILE, STATE
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds, write_stored
from elearn.lrs.rules.versions import VERSION_1, VERSION_2

CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]

Handlers = Mapping[str, Callable[[Desk], Response]]
"""Method -> who answers it; HEAD is answered as GET."""

_RESOURCES: dict[str, Handlers] = {
    "statements": {"GET": statements.read, "PUT": statements.put, "POST": statements.post},
    "activities": {"GET": things.show_activity},
    "agents": {"GET": things.show_person},
    "activities/state": documents.make_handlers(STATE),
    "activities/profile": documents.make_handlers(ACTIVITY_PROFILE),
    "agents/profile": documents.make_handlers(AGENT_PROFILE),
}


def create_blueprints() -> list[Blueprint]:
    """The store at ``/xapi`` (speaks 2.0.0 unless told otherwise) and at ``/xapi/1.0.3``.

    The application's own sign-in guard and CSRF protection must leave both alone: they have Basic credentials.
    """
    return [_create("lrs", "/xapi", VERSION_2), _create("lrs_1_0_3", f"/xapi/{VERSION_1}", VERSION_1)]


def _create(name: str, prefix: str, version: str) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=prefix)
    blueprint.before_request(_begin(version))
    blueprint.after_request(_end(version))
    blueprint.register_error_handler(LrsFault, answer_fault)
    blueprint.register_error_handler(HTTPException, _answer_http)
    blueprint.register_error_handler(OperationalError, _answer_busy)
    blueprint.add_url_rule("/about", "about", _serve_about, methods=_METHODS)
    for path, handlers in _RESOURCES.items():
        blueprint.add_url_rule(f"/{path}", path.replace("/", "_"), _serve(handlers), methods=_METHODS)
    blueprint.add_url_rule("/<path:resource>", "other", _refuse_resource, methods=_METHODS)
    return blueprint


def _begin(version: str) -> Callable[[], None]:
    def begin() -> None:
        g.lrs_version = version
        g.lrs_consistent = _now()
        call = read_call(request)
        needed = _resource() != "about"
        g.lrs_call, g.lrs_version = settle_call(call, version_needed=needed, default=version)

    return begin


def _resource() -> str:
    return (request.endpoint or "").rpartition(".")[2]


def _now() -> dt.datetime:
    now: dt.datetime = current_app.extensions["elearn"].now()
    return now


def _end(version: str) -> Callable[[Response], Response]:
    def end(response: Response) -> Response:
        # A guard of the host may have answered before this blueprint began.
        response.headers[VERSION_HEADER] = g.get("lrs_version", version)
        call = g.get("lrs_call")
        method = call.method if call else request.method
        if "lrs_consistent" in g and _resource() == "statements" and method in ("GET", "HEAD"):
            response.headers[CONSISTENT_HEADER] = write_stored(count_microseconds(g.lrs_consistent))
        return response

    return end


def answer_fault(fault: LrsFault) -> Response:
    """The JSON answer to a refused request."""
    response = jsonify(services.describe_fault(fault))
    response.status_code = fault.status
    if fault.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    return response


def _answer_http(fault: HTTPException) -> Response:
    code = "body-too-large" if fault.code == 413 else "bad-request"
    return answer_fault(LrsFault(fault.code or 400, code, limit=str(MAX_BODY)))


def _answer_busy(_: OperationalError) -> Response:
    response = answer_fault(LrsFault(503, "store-busy"))
    response.headers["Retry-After"] = "5"
    return response


def _refuse_resource(resource: str) -> Response:
    raise LrsFault(404, "unknown-resource", resource=resource[:100])


def _serve_about() -> Response:
    if g.lrs_call.method != "GET":
        raise LrsFault(405, "method-not-allowed", method=request.method)
    return things.show_about()


def _serve(handlers: Handlers) -> Callable[[], Response]:
    def serve() -> Response:
        handler = handlers.get(g.lrs_call.method)
        if handler is None:
            raise LrsFault(405, "method-not-allowed", method=g.lrs_call.method)
        house = current_app.extensions["elearn"]
        try:
            reader = find_office().keyring.recognise(house.session, g.lrs_call.headers.get("authorization"))
            response = handler(Desk(house.session, reader, g.lrs_call, g.lrs_version))
            _end_transaction(house.session(), keep=True)
        except BaseException:
            _end_transaction(house.session(), keep=False)
            raise
        return response

    return serve


def _end_transaction(session: Session, *, keep: bool) -> None:
    if session.in_transaction():
        session.commit() if keep else session.rollback()
