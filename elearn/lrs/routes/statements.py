"""The resource ``statements`` (1.0.3 communication, section 2.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from elearn.lrs import services
from elearn.lrs.routes.answers import JSON, Answer, answer_ids, answer_nothing
from elearn.lrs.routes.desk import Desk
from elearn.lrs.rules.attachments import compose_parts, list_attachments, open_parts, read_hash
from elearn.lrs.rules.cursors import read_cursor, sign_cursor
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.formats import EXACT, format_bodies, list_known_activities
from elearn.lrs.rules.incoming import read_batch, read_statement
from elearn.lrs.rules.moments import count_microseconds, write_http_date
from elearn.lrs.rules.queries import SingleQuery, StatementQuery, limit_authority, parse_query, parse_statement_id
from elearn.lrs.rules.terms import name_agent

SMALL = 128 * 1024
"""Bytes of a body that whoever stores it may read, too; larger ones are read by their own thread."""


def put(desk: Desk) -> Answer:
    """Store one statement under the id in the parameters."""
    text, contents = _open_body(desk)
    uuid = parse_statement_id(desk.call.parameters)

    def read() -> services.Job:
        one = read_statement(text, desk.version, contents)
        if one.uuid not in (None, uuid):
            raise LrsFault(400, "id-differs", id=str(uuid))
        return services.Job([one._replace(uuid=uuid)], desk.authority(), desk.version, contents or {})

    _write(desk, text, read)
    return answer_nothing()


def post(desk: Desk) -> Answer:
    """Store one statement or an array of them, and answer with their ids."""
    text, contents = _open_body(desk)
    if desk.call.parameters:
        raise LrsFault(400, "parameters-unwanted")

    def read() -> services.Job:
        return services.Job(read_batch(text, desk.version, contents), desk.authority(), desk.version, contents or {})

    return answer_ids(_write(desk, text, read))


def _open_body(desk: Desk) -> tuple[bytes, dict[bytes, bytes] | None]:
    """The JSON text, and the contents of attachments where the request could bring some."""
    desk.require(desk.reader.may_write)
    if desk.call.media_type == "multipart/mixed":
        return open_parts(desk.call.body, desk.header("content-type"))
    if desk.call.media_type != JSON:
        raise LrsFault(400, "content-type", wanted=JSON)
    return desk.call.body, None


def _write(desk: Desk, text: bytes, read: Callable[[], services.Job]) -> Sequence[UUID]:
    writer = desk.office.writer
    return writer.submit_unread(read) if len(text) <= SMALL else writer.submit(read())


def read(desk: Desk) -> Answer:
    """One statement, or a page of those that meet the filters."""
    desk.require(desk.reader.may_read)
    own = name_agent(desk.authority()) if desk.reader.reads_own_only else None
    authority = own.digest if own else None
    parameters = desk.call.parameters
    if set(parameters) == {"more"} and len(parameters["more"]) == 1:
        rest = read_cursor(parameters["more"][0], desk.reader.key, desk.version, desk.office.secret)
        return _answer_page(desk, rest)
    query = parse_query(parameters)
    if isinstance(query, SingleQuery):
        return _answer_single(desk, query, authority)
    return _answer_page(desk, limit_authority(query, authority) if authority else query)


@contextmanager
def _look(desk: Desk) -> Iterator[services.Driver]:
    """What the search asks. Its connection is given back before anything else asks for one."""
    with services.Driver.peek(desk.office.engine) as driver:
        desk.consistent = services.judge_moment(driver, desk.office.engine, desk.consistent)
        yield driver


def _answer_single(desk: Desk, query: SingleQuery, authority: bytes | None) -> Answer:
    with _look(desk) as driver:
        found = services.find_one(driver, query.uuid, voided=query.voided, authority=authority)
    if found is None:
        raise LrsFault(404, "no-such-statement", id=str(query.uuid))
    body = _format(desk, [found.body], query.format)[0]
    answer = _answer(desk, body, [found.body] if query.attachments else None)
    answer.headers["Last-Modified"] = write_http_date(count_microseconds(found.stored))
    return answer


def _answer_page(desk: Desk, query: StatementQuery) -> Answer:
    with _look(desk) as driver:
        page = services.find_page(driver, query, desk.office.known)
    text = page.joined if query.format == EXACT else b",".join(_format(desk, page.bodies, query.format))
    more = ""
    if page.rest:
        more = f"{desk.path}?more={sign_cursor(page.rest, desk.reader.key, desk.version, desk.office.secret)}"
    body = b"".join((b'{"statements":[', text, b'],"more":"', more.encode("ascii"), b'"}'))
    return _answer(desk, body, page.bodies if query.attachments else None)


def _format(desk: Desk, bodies: Sequence[bytes], form: str) -> Sequence[bytes]:
    if form != "canonical":
        return format_bodies(bodies, form)
    definitions = services.find_definitions(desk.session, list_known_activities(bodies))
    return format_bodies(bodies, form, desk.header("accept-language"), definitions)


def _answer(desk: Desk, body: bytes, stored: Sequence[bytes] | None) -> Answer:
    """The JSON text alone, or with the contents of the attachments of these stored bodies."""
    if stored is None:
        return Answer(body)
    statements: list[Mapping[str, Any]] = [json.loads(one) for one in stored if b'"attachments"' in one]
    hashes = {read_hash(one) for statement in statements for _, one in list_attachments(statement)}
    contents = services.find_contents(desk.session, (one for one in hashes if one))
    answer, content_type = compose_parts(body, statements, contents)
    return Answer(answer, content_type)
