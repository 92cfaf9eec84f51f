"""Bodies within bounds, whole or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest

from elearn.lrs.routes.calls import MAX_BODY, MOST_POURED, Environ, read_call, settle_call
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import FORM, Call


def request(body: bytes, method: str = "POST", **environ: Any) -> Environ:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/xapi/statements",
        "QUERY_STRING": "a=1&a=2&b=%E9%AB%99",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **environ,
    }


def status(one: Environ) -> int:
    with pytest.raises(LrsFault) as caught:
        read_call(one)
    return caught.value.status


def test_a_call_has_everything_of_the_request() -> None:
    call = read_call(request(b"xyz", CONTENT_LENGTH="3", CONTENT_TYPE="Text/Plain; a=b", HTTP_IF_MATCH='"1"'))
    assert (call.method, call.parameters, call.body) == ("POST", {"a": ["1", "2"], "b": ["髙"]}, b"xyz")
    assert (call.headers["if-match"], call.media_type) == ('"1"', "text/plain")


@pytest.mark.parametrize(("method", "seen"), [("HEAD", "GET"), ("GET", "GET"), ("DELETE", "DELETE")])
def test_other_methods_have_no_body(method: str, seen: str) -> None:
    call = read_call(request(b"xyz", method, CONTENT_LENGTH="3"))
    assert (call.method, call.body) == (seen, b"")


def test_chunked_bodies_are_read_to_their_end() -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert read_call(request(b"x" * 5000, **chunked)).body == b"x" * 5000
    assert len(read_call(request(b"x" * MAX_BODY, **chunked)).body) == MAX_BODY
    assert status(request(b"x" * (MAX_BODY + 1), **chunked)) == 413


def test_a_large_body_is_poured_away_so_that_its_sender_can_read_the_answer() -> None:
    one = request(b"x" * (MAX_BODY + 1), CONTENT_LENGTH=str(MAX_BODY + 1))
    assert status(one) == 413
    assert one["wsgi.input"].read() == b""


def test_not_every_flood_is_poured_away() -> None:
    class Flood:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += size
            return b"x" * size

    flood = Flood()
    assert status(request(b"", CONTENT_LENGTH="9" * 40, **{"wsgi.input": flood})) == 413
    assert flood.taken == MOST_POURED


def test_half_a_body_is_no_body() -> None:
    assert status(request(b"xy", CONTENT_LENGTH="3")) == 400


def test_a_body_without_an_end_is_refused() -> None:
    assert status(request(b"xyz", HTTP_TRANSFER_ENCODING="chunked")) == 411
    assert read_call(request(b"xyz")).body == b""


@pytest.mark.parametrize("stated", ["-1", "1e3", "３", "0x10", ""])
def test_a_length_that_is_no_number_is_no_length(stated: str) -> None:
    one = request(b"xyz", CONTENT_LENGTH=stated)
    if stated:
        assert status(one) == 400
    else:
        assert read_call(one).body == b""


def test_a_query_that_is_no_utf8_is_refused() -> None:
    assert status(request(b"", "GET", QUERY_STRING="verb=%FF%FE")) == 400
    assert status(request(b"", "GET", QUERY_STRING="verb=\xff")) == 400
    assert read_call(request(b"", "GET", QUERY_STRING="v=\xe9\xab\x99")).parameters == {"v": ["髙"]}
    assert read_call(request(b"", "GET", QUERY_STRING="")).parameters == {}


def call(version: str | None, parameters: dict[str, list[str]] | None = None, form: bytes = b"") -> Call:
    headers = {"content-type": FORM} | ({"x-experience-api-version": version} if version else {})
    return Call("POST", parameters or {}, headers, form)


@pytest.mark.parametrize(("version", "settled"), [("1.0", "1.0.3"), ("1.0.1", "1.0.3"), ("2.0.0", "2.0.0")])
def test_a_stated_version_decides(version: str, settled: str) -> None:
    assert settle_call(call(version), version_needed=True, default="2.0.0")[1] == settled


def test_the_default_is_for_those_who_need_none() -> None:
    assert settle_call(call(None), version_needed=False, default="1.0.3")[1] == "1.0.3"
    with pytest.raises(LrsFault, match="version-missing"):
        settle_call(call(None), version_needed=True, default="1.0.3")


def test_the_version_inside_a_form_counts() -> None:
    asked = {"method": ["GET"]}
    assert settle_call(call("1.0.3", asked), version_needed=True, default="2.0.0")[0].method == "GET"
    with pytest.raises(LrsFault, match="version-unknown"):
        settle_call(call("1.0.3", asked, b"X-Experience-API-Version=0.8"), version_needed=True, default="2.0.0")
    with pytest.raises(LrsFault, match="form-version"):
        settle_call(call("1.0.3", asked, b"X-Experience-API-Version=2.0.0"), version_needed=True, default="2.0.0")
    opened, version = settle_call(call("2.0.0", asked), version_needed=True, default="2.0.0")
    assert (opened.parameters, version) == (asked, "2.0.0")
