"""The store among an application's routes, at its two base paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request

from elearn.lrs.routes.answers import Answer
from elearn.lrs.routes.calls import VERSION_HEADER
from elearn.lrs.routes.desk import Office
from elearn.lrs.routes.serving import ABOUT, BASES, RESOURCES, answer_request

EXTENSION = "elearn_lrs"
_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]


def create_blueprints() -> list[Blueprint]:
    """The store at ``/xapi`` (speaks 2.0.0 unless told otherwise) and at ``/xapi/1.0.3``.

    The application's own sign-in guard and CSRF protection must leave both alone: they have Basic credentials.
    """
    return [_create("lrs" + prefix[5:].replace("/", "_").replace(".", "_"), prefix) for prefix in BASES]


def _create(name: str, prefix: str) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=prefix)

    def name_version(response: Response) -> Response:
        # A guard of the host may have answered before the store could.
        response.headers.setdefault(VERSION_HEADER, BASES[prefix])
        return response

    blueprint.after_request(name_version)
    for path in (ABOUT, *RESOURCES):
        blueprint.add_url_rule(f"/{path}", path.replace("/", "_"), _serve(path, BASES[prefix]), methods=_METHODS)

    def serve_other(resource: str) -> Response:
        return _serve(resource, BASES[prefix])()

    blueprint.add_url_rule("/<path:resource>", "other", serve_other, methods=_METHODS)
    return blueprint


def _serve(resource: str, version: str) -> Callable[[], Response]:
    def serve() -> Response:
        house = current_app.extensions["elearn"]
        return _respond(answer_request(find_office(), house.session, request.environ, resource, version))

    return serve


def _respond(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    del response.headers["Content-Type"]
    response.headers.extend(answer.list_headers())
    return response


def find_office() -> Office:
    """The current application's; the first request makes it."""
    extensions: dict[str, Any] = current_app.extensions
    office: Office = extensions.get(EXTENSION) or extensions.setdefault(
        EXTENSION, Office(extensions["elearn"], current_app.secret_key)
    )
    return office
