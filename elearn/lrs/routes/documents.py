"""The resources ``activities/state``, ``activities/profile`` and ``agents/profile``."""

from __future__ import annotations

from collections.abc import Callable

from elearn.lrs import services
from elearn.lrs.routes.answers import Answer, answer_json, answer_nothing
from elearn.lrs.routes.desk import Desk
from elearn.lrs.rules.documents import STATE, Conditions, Place, read_place
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import write_http_date

DEFAULT_TYPE = "application/octet-stream"

Handler = Callable[[Desk], Answer]


def make_handlers(kind: str) -> dict[str, Handler]:
    """Method -> handler for one kind of documents."""

    def serve(answer: Callable[[Desk, Place], Answer]) -> Handler:
        def handler(desk: Desk) -> Answer:
            desk.require(desk.reader.may_state if kind == STATE else desk.reader.may_profile)
            return answer(desk, read_place(kind, desk.call.parameters, desk.call.method))

        return handler

    return {"GET": serve(_get), "PUT": serve(_put), "POST": serve(_post), "DELETE": serve(_delete)}


def _conditions(desk: Desk) -> Conditions:
    return Conditions(desk.call.headers.get("if-match"), desk.call.headers.get("if-none-match"))


def _get(desk: Desk, place: Place) -> Answer:
    if place.name is None:
        return answer_json(services.list_documents(desk.session, place))
    found = services.find_document(desk.session, place)
    if found is None:
        raise LrsFault(404, "no-such-document")
    headers = {"ETag": f'"{found.etag}"', "Last-Modified": write_http_date(found.updated)}
    return Answer(found.content, found.content_type, headers=headers)


def _put(desk: Desk, place: Place) -> Answer:
    content_type = desk.header("content-type", DEFAULT_TYPE)
    services.put_document(
        desk.session, place, desk.call.body, content_type, _conditions(desk), desk.count_now(), desk.version
    )
    return answer_nothing()


def _post(desk: Desk, place: Place) -> Answer:
    content_type = desk.header("content-type", DEFAULT_TYPE)
    services.post_document(desk.session, place, desk.call.body, content_type, _conditions(desk), desk.count_now())
    return answer_nothing()


def _delete(desk: Desk, place: Place) -> Answer:
    services.delete_documents(desk.session, place, _conditions(desk))
    return answer_nothing()
