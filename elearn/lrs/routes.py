"""The store over HTTP (xAPI 1.0.3 communication; IEEE 9274.1.1): the resources ``statements`` and ``about``.

Two base paths serve the same store. The path sets only what a request without a version header is told; a header
that is there decides by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request, url_for
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from elearn.lrs import services
from elearn.lrs.rules.cursors import read_cursor, sign_cursor
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.formats import format_bodies
from elearn.lrs.rules.incoming import read_batch, read_statement
from elearn.lrs.rules.moments import count_microseconds, write_stored
from elearn.lrs.rules.queries import SingleQuery, StatementQuery, limit_authority, parse_query, parse_statement_id
from elearn.lrs.rules.terms import name_agent
from elearn.lrs.rules.versions import SUPPORTED, VERSION_1, VERSION_2, settle_version

MAX_BODY = 8 * 1024 * 1024
"""Bytes of the largest body taken; larger ones are refused (413)."""

VERSION_HEADER = "X-Experience-API-Version"
CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]


def create_blueprints() -> list[Blueprint]:
    """The store at ``/xapi`` (speaks 2.0.0 unless told otherwise) and at ``/xapi/1.0.3``.

    The application's own sign-in guard and CSRF protection must leave both alone: they have Basic credentials.
    """
    return [_create("lrs", "/xapi", VERSION_2), _create("lrs_1_0_3", f"/xapi/{VERSION_1}", VERSION_1)]


def _create(name: str, prefix: str, version: str) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=prefix)
    blueprint.before_request(_begin(version))
    blueprint.after_request(_end(version))
    blueprint.register_error_handler(LrsFault, _answer_fault)
    blueprint.register_error_handler(HTTPException, _answer_http)
    blueprint.register_error_handler(OperationalError, _answer_busy)
    blueprint.add_url_rule("/about", "about", _serve_about, methods=_METHODS)
    blueprint.add_url_rule("/statements", "statements", _serve_statements, methods=_METHODS)
    blueprint.add_url_rule("/<path:resource>", "other", _refuse_resource, methods=_METHODS)
    return blueprint


def _begin(version: str) -> Callable[[], None]:
    def begin() -> None:
        g.lrs_version = version
        g.lrs_consistent = _now()
        request.max_content_length = MAX_BODY
        header = request.headers.get(VERSION_HEADER)
        if header is not None or _resource() != "about":
            g.lrs_version = settle_version(header)

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
        if "lrs_consistent" in g and _resource() == "statements" and request.method in ("GET", "HEAD"):
            response.headers[CONSISTENT_HEADER] = write_stored(count_microseconds(g.lrs_consistent))
        return response

    return end


def _answer_fault(fault: LrsFault) -> Response:
    response = jsonify(services.describe_fault(fault))
    response.status_code = fault.status
    if fault.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    return response


def _answer_http(fault: HTTPException) -> Response:
    code = "body-too-large" if fault.code == 413 else "bad-request"
    return _answer_fault(LrsFault(fault.code or 400, code, limit=str(MAX_BODY)))


def _answer_busy(_: OperationalError) -> Response:
    response = _answer_fault(LrsFault(503, "store-busy"))
    response.headers["Retry-After"] = "5"
    return response


def _refuse_resource(resource: str) -> Response:
    raise LrsFault(404, "unknown-resource", resource=resource[:100])


def _serve_about() -> Response:
    _refuse_methods("GET", "HEAD")
    return jsonify({"version": list(SUPPORTED)})


def _refuse_methods(*allowed: str) -> None:
    if request.method not in allowed:
        raise LrsFault(405, "method-not-allowed", method=request.method)


def _serve_statements() -> Response:
    _refuse_methods("GET", "HEAD", "PUT", "POST")
    session: Session = current_app.extensions["elearn"].session()
    try:
        reader = services.recognise_reader(session, request.headers.get("Authorization"))
        if request.method in ("GET", "HEAD"):
            g.lrs_consistent = services.find_consistent_moment(session, g.lrs_consistent)
            response = _read(session, reader)
        elif request.method == "PUT":
            response = _put(session, reader)
        else:
            response = _post(session, reader)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return response


def _write_body(reader: services.Reader) -> bytes:
    if not reader.may_write:
        raise LrsFault(403, "scope-missing")
    if request.mimetype == "multipart/mixed":
        raise LrsFault(400, "attachments-unsupported")
    if request.mimetype != "application/json":
        raise LrsFault(400, "content-type", wanted="application/json")
    return request.get_data(cache=False)


def _authority(reader: services.Reader) -> dict[str, Any]:
    home_page = current_app.extensions["elearn"].settings.home_page
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": f"lrs:{reader.key}"}}


def _put(session: Session, reader: services.Reader) -> Response:
    uuid = parse_statement_id(request.args.to_dict(flat=False))
    one = read_statement(_write_body(reader), g.lrs_version)
    if one.uuid not in (None, uuid):
        raise LrsFault(400, "id-differs", id=str(uuid))
    services.lock_store(session)
    services.store_incoming(session, [replace(one, uuid=uuid)], _authority(reader), _now(), g.lrs_version)
    return Response(status=204)


def _post(session: Session, reader: services.Reader) -> Response:
    if request.args:
        raise LrsFault(400, "parameters-unwanted")
    batch = read_batch(_write_body(reader), g.lrs_version)
    services.lock_store(session)
    uuids = services.store_incoming(session, batch, _authority(reader), _now(), g.lrs_version)
    return jsonify([str(uuid) for uuid in uuids])


def _read(session: Session, reader: services.Reader) -> Response:
    if not reader.may_read:
        raise LrsFault(403, "scope-missing")
    own = name_agent(_authority(reader)) if reader.reads_own_only else None
    authority = own.digest if own else None
    parameters = request.args.to_dict(flat=False)
    if set(parameters) == {"more"} and len(parameters["more"]) == 1:
        rest = read_cursor(parameters["more"][0], reader.key, g.lrs_version, _secret())
        return _answer_page(session, rest, reader)
    query = parse_query(parameters)
    if isinstance(query, SingleQuery):
        return _answer_single(session, query, authority)
    return _answer_page(session, limit_authority(query, authority), reader)


def _secret() -> bytes:
    secret = current_app.secret_key or current_app.extensions["elearn"].settings.secret_key
    return secret.encode("utf-8") if isinstance(secret, str) else secret


def _answer_single(session: Session, query: SingleQuery, authority: bytes | None) -> Response:
    found = services.find_statement(session, query.uuid, voided=query.voided, authority=authority)
    if found is None:
        raise LrsFault(404, "no-such-statement", id=str(query.uuid))
    body = format_bodies([found.body], query.format, request.headers.get("Accept-Language", ""))[0]
    response = Response(body, mimetype="application/json")
    response.last_modified = found.stored
    return response


def _answer_page(session: Session, query: StatementQuery, reader: services.Reader) -> Response:
    page = services.find_statements(session, query)
    bodies = format_bodies(page.bodies, query.format, request.headers.get("Accept-Language", ""))
    more = ""
    if page.rest:
        more = url_for(".statements", more=sign_cursor(page.rest, reader.key, g.lrs_version, _secret()))
    body = b'{"statements":[' + b",".join(bodies) + b'],"more":"' + more.encode("ascii") + b'"}'
    return Response(body, mimetype="application/json")
