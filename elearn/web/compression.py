"""Smaller answers: text goes out compressed when the browser says that it can read it."""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Request, Response

SMALLEST = 1024
"""Answers below this many bytes gain nothing."""

_LEVEL = 5
_MOST_PADDING = 100

TEXTS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
"""What is compressed. Files to download are not: some are packed already, all are rare."""


def squeeze(body: bytes, *, padding: bool = True) -> bytes:
    """``body`` as gzip.

    A random number of bytes in the header's file name (RFC 1952, 2.3.1) hides the true length: otherwise who can put
    words into a page and watch its size could guess the form token in it (the attack known as BREACH).
    """
    name = "a" * secrets.randbelow(_MOST_PADDING) if padding else ""
    packed = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=_LEVEL, fileobj=packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def compress(asked: Request, response: Response) -> Response:
    """Compress ``response`` where that helps; its ``Vary`` tells caches either way."""
    if response.mimetype not in TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    packed = (
        response.status_code not in {204, 206, 304}
        and asked.method != "HEAD"
        and "Content-Encoding" not in response.headers
        and asked.accept_encodings.best_match(["gzip"]) == "gzip"
    )
    if not packed:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    response.set_data(squeeze(body))
    response.headers["Content-Encoding"] = "gzip"
    if response.headers.get("ETag"):
        response.set_etag(f"{response.get_etag()[0]}-gzip")
    return response
