"""The log of requests: a line for each, and nobody in it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, Response, g

from elearn.web.requestlog import (
    JsonLines,
    begin_request,
    count_statements,
    end_request,
    note_reference,
    open_log,
    show_frames,
    show_line,
    show_method,
    write_request,
)
from tests.builders import add_person
from tests.conftest import MOMENT
from tests.elearn.web.builder import HANAKO, make_app
from tests.visitor import PASSWORD, Visitor, inside

NUMBER, NAME = "0012345", "髙﨑　𠮷男"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log as a server would write it."""
    text = io.StringIO()
    level = logging.getLogger("elearn").level
    handler = open_log(text, pause=0)
    yield text
    logging.getLogger("elearn").removeHandler(handler)
    logging.getLogger("elearn").setLevel(level)


@pytest.fixture
def served(make_app: Callable[..., Flask], sqlite_url: str, stream: io.StringIO) -> Flask:
    """The whole application with a person in it, its log in ``stream``."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        add_person(house.session(), NUMBER, NAME, ("hr", "administrator"), house=house, password=PASSWORD)
    stream.truncate(0)
    stream.seek(0)
    return app


def lines(stream: io.StringIO, event: str = "") -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if not event or line["event"] == event]


def test_a_request_is_one_line(served: Flask, stream: io.StringIO) -> None:
    served.test_client().get("/sign-in")
    (line,) = lines(stream)
    assert list(line) == ["at", "event", "method", "rule", "status", "milliseconds", "statements", "bytes"]
    assert (line["event"], line["method"], line["rule"], line["status"]) == ("request", "GET", "/sign-in", 200)
    assert line["at"] == MOMENT.isoformat(timespec="milliseconds")
    assert 0 < line["milliseconds"] < 10_000
    assert line["bytes"] > 500


def test_statements_are_counted_for_each_request_by_itself(served: Flask, stream: io.StringIO) -> None:
    visitor = Visitor(served)
    visitor.sign_in(NUMBER)
    stream.truncate(0)
    stream.seek(0)
    for _ in range(2):
        visitor.open("/staff")
    first, second = (line["statements"] for line in lines(stream, "request"))
    assert 1 <= first == second <= 12


def test_nobody_can_be_found_in_the_log(served: Flask, stream: io.StringIO) -> None:
    """Somebody errs, signs in, searches, looks and exports: neither name, number, uuid nor query is written."""
    visitor = Visitor(served)
    client = served.test_client()
    visitor.open("/sign-in")
    visitor.press("サインインする", expect=422, staff_number=NUMBER, password="wrong " + NAME)
    visitor.sign_in(NUMBER)
    visitor.open(f"/staff?q={quote(NAME)}")
    person = next(node.attrs["href"] for node in visitor.page.main.find("a") if "/staff/" in node.attrs["href"])
    visitor.open(person)
    visitor.open("/hr/completions?unit=0100&purpose=secret")
    visitor.open(f"/no/such/{quote(NAME)}", expect=404)
    visitor.open("/staff/00000000-0000-4000-8000-000000000000?q=hidden", expect=404)
    client.get("/sign-in", headers={"User-Agent": "secret agent", "Cookie": f"x={NUMBER}", "Referer": f"/{NUMBER}"})
    text = stream.getvalue()
    assert len(lines(stream, "request")) >= 8
    uuid = person.rpartition("/")[2]
    for word in (NUMBER, NAME, "髙", uuid, "wrong", "secret", "hidden", "0100", "127.0.0.1", "00000000-"):
        assert word not in text, word


def test_the_number_on_an_error_page_finds_both_its_lines(served: Flask, stream: io.StringIO) -> None:
    page = served.test_client().get("/no/such/page").text
    reference = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.partition("お問い合わせ番号")[2])
    assert reference is not None
    failed, asked = lines(stream)
    assert failed["event"] == "request-failed"
    assert asked["event"] == "request"
    assert failed["reference"] == asked["reference"] == reference[0]
    assert failed["status"] == asked["status"] == 404
    assert asked["milliseconds"] > 0


def test_static_files_are_not_worth_a_line(served: Flask, stream: io.StringIO) -> None:
    served.test_client().get("/elearn-static/css/elearn.css")
    assert lines(stream) == []


def test_the_log_can_be_switched_off_but_failures_stay(
    make_app: Callable[..., Flask], sqlite_url: str, stream: io.StringIO
) -> None:
    client = make_app(sqlite_url, request_log=False).test_client()
    client.get("/sign-in")
    assert lines(stream) == []
    client.get("/no/such/page")
    assert [line["event"] for line in lines(stream)] == ["request-failed"]


def test_a_programs_door_is_watched_too(served: Flask, stream: io.StringIO) -> None:
    served.test_client().get("/xapi/statements?agent=" + NUMBER, headers={"X-Experience-API-Version": "1.0.3"})
    (line,) = lines(stream, "request")
    assert line["rule"].endswith("/xapi/statements")
    assert line["status"] == 401


def test_a_commit_that_fails_is_logged_as_what_the_visitor_got(served: Flask, stream: io.StringIO) -> None:
    served.after_request_funcs["people"].append(lambda response: Response("changed", 418))
    served.test_client().get("/sign-in")
    assert lines(stream, "request")[0]["status"] == 418


@pytest.mark.parametrize(
    ("method", "shown"), [("GET", "GET"), ("DELETE", "DELETE"), ("TANAKA", "OTHER"), ("get", "OTHER")]
)
def test_a_method_that_nobody_has_is_not_repeated(method: str, shown: str) -> None:
    app = make_app(HANAKO)
    with app.test_request_context("/page", method=method) as context:
        context.request.environ["REQUEST_METHOD"] = method
        context.request.method = method
        assert show_method() == shown


def test_the_ends_work_without_each_other() -> None:
    app = make_app(HANAKO)
    with app.test_request_context("/page"):
        answer = Response("x")
        assert end_request(answer) is answer
        begin_request()
        note_reference("7K3M-92QF")
        assert (g.elearn_statements, g.elearn_reference) == (0, "7K3M-92QF")
        assert end_request(answer) is answer


def test_a_line_begins_with_its_moment_and_keeps_japanese() -> None:
    line = show_line("note", MOMENT, message="枚方")
    assert line.startswith('{"at":"2026-11-20T01:30:00.000+00:00","event":"note"')
    assert "枚方" in line
    assert "\n" not in show_line("note", MOMENT, message="two\nlines")


def test_half_a_character_is_written_by_its_number() -> None:
    line = show_line("note", MOMENT, message="a\ud800b")
    assert "\\ud800" in line
    line.encode("utf-8")
    assert json.loads(line)["message"] == "a\ud800b"


def fail_deep(depth: int) -> None:
    if depth:
        fail_deep(depth - 1)
    raise ZeroDivisionError(f"secret {NUMBER}")


def test_a_fault_is_shown_by_its_place() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        fail_deep(20)
    frames = show_frames(caught.value)
    assert len(frames) == 8
    assert all(re.fullmatch(r"fail_deep:\d+", frame) for frame in frames)


def test_other_lines_of_the_house_become_objects_without_the_words_of_a_fault(stream: io.StringIO) -> None:
    log = logging.getLogger("elearn.relay")
    try:
        fail_deep(1)
    except ZeroDivisionError:
        log.exception("relay failed; trying again")
    log.info("resting")
    broken, resting = lines(stream)
    assert (broken["logger"], broken["level"], broken["fault"]) == ("elearn.relay", "ERROR", "ZeroDivisionError")
    assert broken["message"] == "relay failed; trying again"
    assert NUMBER not in stream.getvalue()
    assert "fault" not in resting


def test_opening_the_log_twice_writes_once(stream: io.StringIO) -> None:
    second = io.StringIO()
    handler = open_log(second)
    logging.getLogger("elearn.relay").info("hello")
    assert stream.getvalue() == ""
    assert len(second.getvalue().splitlines()) == 1
    assert isinstance(handler.formatter, JsonLines)
    logging.getLogger("elearn").removeHandler(handler)


def listen(logger: str) -> Iterator[list[str]]:
    """What another handler hears there."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    ear = Ear()
    logging.getLogger(logger).addHandler(ear)
    yield heard
    logging.getLogger(logger).removeHandler(ear)


@pytest.mark.parametrize("logger", ["elearn.requests", "elearn"])
def test_whoever_else_listens_hears_of_programs_requests_too(stream: io.StringIO, logger: str) -> None:
    ear = contextmanager(listen)
    with ear(logger) as heard:
        write_request(MOMENT, "POST", "/xapi/statements", 200, 0.0021, 40)
    write_request(MOMENT, "TANAKA", "/xapi/statements", 405, 0.0, 0)
    first, second = lines(stream)
    assert [json.loads(one) for one in heard] == [first]
    assert first["milliseconds"] == 2.1
    assert (second["method"], second["status"]) == ("OTHER", 405)


def test_where_nobody_else_listens_no_record_is_made(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.Logger, "info", lambda *_: pytest.fail("a record was made"))
    write_request(MOMENT, "POST", "/xapi/statements", 200, 0.0021, 40)
    (line,) = lines(stream)
    assert (line["rule"], line["bytes"]) == ("/xapi/statements", 40)


def test_a_log_that_is_to_be_silent_is_silent(stream: io.StringIO) -> None:
    requests = logging.getLogger("elearn.requests")
    requests.setLevel(logging.WARNING)
    write_request(MOMENT, "POST", "/xapi/statements", 200, 0.0, 0)
    requests.setLevel(logging.NOTSET)
    write_request(MOMENT, "GET", "/xapi/about", 200, 0.0, 0)
    assert [line["rule"] for line in lines(stream)] == ["/xapi/about"]


def test_counting_twice_counts_once(served: Flask, stream: io.StringIO) -> None:
    served.test_client().get("/verify")
    with served.app_context():
        count_statements(served.extensions["sqlalchemy"].engine)
    served.test_client().get("/verify")
    first, second = (line["statements"] for line in lines(stream, "request"))
    assert first == second
