"""Text goes out compressed where that helps, and the body that arrives is the same."""

from __future__ import annotations

import gzip
import zlib

import pytest
from flask import Flask, Response, request
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.web.compression import SMALLEST, TEXTS, compress, squeeze
from tests.elearn.web.builder import HANAKO, make_app

LONG = "枚方市のデジタル人材育成。" * 200
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def app() -> Flask:
    return make_app(HANAKO)


def packed(app: Flask, response: Response, method: str = "GET", encodings: str = "gzip, deflate, br") -> Response:
    with app.test_request_context("/page", method=method, headers={"Accept-Encoding": encodings}):
        return compress(request, response)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=5000), st.booleans())
def test_what_goes_in_comes_out(body: bytes, padding: bool) -> None:
    assert gzip.decompress(squeeze(body, padding=padding)) == body


def test_the_length_hides_the_body() -> None:
    """The file name in the gzip header has a random length, so equal pages differ in size (BREACH)."""
    sizes = {len(squeeze(b"x" * 5000)) for _ in range(60)}
    assert len(sizes) > 15
    assert max(sizes) - min(sizes) > 40
    assert len({squeeze(b"x" * 5000, padding=False) for _ in range(5)}) == 1


def test_a_page_is_a_fraction_of_itself(app: Flask) -> None:
    answer = packed(app, Response(LONG, mimetype="text/html"))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content_length == len(answer.get_data()) < len(LONG.encode()) / 5
    assert gzip.decompress(answer.get_data()).decode() == LONG


@pytest.mark.parametrize("mimetype", sorted(TEXTS))
def test_every_kind_of_text_is_packed(app: Flask, mimetype: str) -> None:
    answer = packed(app, Response(LONG, mimetype=mimetype))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("mimetype", ["application/pdf", "text/csv", "image/png", "application/json", "font/woff2"])
def test_files_and_objects_are_left_alone(app: Flask, mimetype: str) -> None:
    answer = packed(app, Response(LONG, mimetype=mimetype))
    assert "Content-Encoding" not in answer.headers
    assert not answer.vary
    assert answer.get_data(as_text=True) == LONG


@pytest.mark.parametrize("encodings", ["", "identity", "br", "gzip;q=0", "deflate"])
def test_who_cannot_read_it_gets_it_plain_and_caches_know(app: Flask, encodings: str) -> None:
    answer = packed(app, Response(LONG, mimetype="text/html"), encodings=encodings)
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    assert answer.get_data(as_text=True) == LONG


@pytest.mark.parametrize("encodings", ["gzip", "*", "br;q=1.0, gzip;q=0.5"])
def test_who_can_read_it_gets_it_small(app: Flask, encodings: str) -> None:
    assert packed(app, Response(LONG, mimetype="text/html"), encodings=encodings).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("status", [204, 206, 304])
def test_an_answer_without_a_whole_body_is_not_packed(app: Flask, status: int) -> None:
    answer = packed(app, Response(LONG if status == 206 else "", status, mimetype="text/html"))
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary


def test_a_head_has_no_body_to_pack(app: Flask) -> None:
    assert "Content-Encoding" not in packed(app, Response(LONG, mimetype="text/html"), method="HEAD").headers


@pytest.mark.parametrize(("length", "small"), [(0, True), (SMALLEST - 1, True), (SMALLEST, False)])
def test_small_answers_stay_as_they_are(app: Flask, length: int, small: bool) -> None:
    answer = packed(app, Response("x" * length, mimetype="text/html"))
    assert ("Content-Encoding" not in answer.headers) is small


def test_what_is_packed_already_is_not_packed_twice(app: Flask) -> None:
    body = zlib.compress(LONG.encode())
    response = Response(body, mimetype="text/html", headers={"Content-Encoding": "deflate"})
    assert packed(app, response).get_data() == body


def test_the_tag_of_the_packed_text_is_another(app: Flask) -> None:
    response = Response(LONG, mimetype="text/css")
    response.set_etag("abc")
    assert packed(app, response).get_etag()[0] == "abc-gzip"
    plain = Response(LONG, mimetype="text/css")
    plain.set_etag("abc")
    assert packed(app, plain, encodings="").get_etag()[0] == "abc"


def test_a_stream_is_read_before_it_is_packed(app: Flask) -> None:
    response = Response((part for part in (LONG, LONG)), mimetype="text/html")
    assert gzip.decompress(packed(app, response).get_data()).decode() == LONG * 2


def test_pages_and_the_sheet_arrive_packed(app: Flask) -> None:
    client = app.test_client()
    for path in ("/page", "/elearn-static/css/elearn.css"):
        plain, small = client.get(path), client.get(path, headers=GZIP)
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["Vary"]
        opened = gzip.decompress(small.data)
        if path == "/page":  # every page has a form token of its own
            assert len(opened) == len(plain.data)
        else:
            assert opened == plain.data
        assert len(small.data) < len(plain.data) * 2 / 3


def test_a_program_gets_its_object_plain() -> None:
    client = make_app(HANAKO, api=True).test_client()
    assert "Content-Encoding" not in client.get("/api/refuse/400", headers=GZIP).headers
