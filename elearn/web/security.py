"""What every answer of ours carries, and what every request of ours must pass. A host's own routes are untouched."""

from __future__ import annotations

from flask import Flask, Request, Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""Everything from this server, nothing inline, no frame around it."""

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Set where a view did not say otherwise."""

MAX_BYTES = 2 * 1024 * 1024
"""Largest request body where a blueprint does not say otherwise (2 MiB)."""


def set_up_csrf(app: Flask) -> None:
    """Token checks for our forms. Where the host protects its forms already, that protection serves ours too."""
    if "csrf" in app.extensions:
        return
    # The host's own forms stay as they are: only blueprints that call `protect` are checked.
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    # A token lives as long as the sign-in: somebody who reads for an hour must still be able to hand in.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    CSRFProtect(app)


def protect() -> None:
    """Refuse a writing request without a valid token. Raises ``flask_wtf.csrf.CSRFError`` (400)."""
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        current_app.extensions["csrf"].protect()


def limit_body(asked: Request, max_bytes: int) -> None:
    """Refuse a body that is too large (``RequestEntityTooLarge``) or does not say its size (``LengthRequired``).

    A body of unknown size would be cut off at the limit without an error (werkzeug's ``LimitedStream.readall``), and
    half a form must not be taken for a whole one.
    """
    asked.max_content_length = max_bytes
    if asked.content_length is None and "Transfer-Encoding" in asked.headers:
        raise LengthRequired
    if asked.content_length is not None and asked.content_length > max_bytes:
        raise RequestEntityTooLarge


def add_headers(response: Response) -> Response:
    """The security headers; and no copy of a page in any cache, because pages show a person's record."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def add_static_headers(response: Response) -> Response:
    """For static files: kept for a year when the address carries the file's digest, asked for again otherwise."""
    if "v" in request.args and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return add_headers(response)
