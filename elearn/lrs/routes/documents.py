"""The resources ``activities/state``, ``activities/profile`` and ``agents/profile``."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, jsonify

from elearn.lrs import services
from elearn.lrs.routes.desk import Desk
from elearn.lrs.rules.documents import STATE, Conditions, Place, read_place
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import read_microseconds

DEFAULT_TYPE = "application/octet-stream"

Handler = Callable[[Desk], Response]


def make_handlers(kind: str) -> dict[str, Handler]:
    """Method -> handler for one kind of documents."""

    def serve(answer: Callable[[Desk, Place], Response]) -> Handler:
        def handler(desk: Desk) -> Response:
            desk.require(desk.reader.may_state if kind == STATE else desk.reader.may_profile)
            return answer(desk, read_place(kind, desk.call.parameters, desk.call.method))

        return handler

    return {"GET": serve(_get), "PUT": serve(_put), "POST": serve(_post), "DELETE": serve(_delete)}


def _conditions(desk: Desk) -> Conditions:
    return Conditions(desk.call.headers.get("if-match"), desk.call.headers.get("if-none-match"))


def _get(desk: Desk, place: Place) -> Response:
    if place.name is None:
        return jsonify(services.list_documents(desk.session, place))
    found = services.find_document(desk.session, place)
    if found is None:
        raise LrsFault(404, "no-such-document")
    response = Response(found.content, content_type=found.content_type)
    response.set_etag(found.etag)
    response.last_modified = read_microseconds(found.updated)
    return response


def _put(desk: Desk, place: Place) -> Response:
    content_type = desk.header("content-type", DEFAULT_TYPE)
    services.put_document(
        desk.session, place, desk.call.body, content_type, _conditions(desk), desk.count_now(), desk.version
    )
    return Response(status=204)


def _post(desk: Desk, place: Place) -> Response:
    content_type = desk.header("content-type", DEFAULT_TYPE)
    services.post_document(desk.session, place, desk.call.body, content_type, _conditions(desk), desk.count_now())
    return Response(status=204)


def _delete(desk: Desk, place: Place) -> Response:
    services.delete_documents(desk.session, place, _conditions(desk))
    return Response(status=204)
