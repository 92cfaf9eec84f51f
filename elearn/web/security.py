"""What every answer of ours carries, and what every request of ours must pass. A host's own routes are untouched."""

from __future__ import annotations

from flask import Flask, Request, Response, current_app, request
from flask_wtf.csrf import CSRFError, generate_csrf, same_origin, validate_csrf
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge
from wtforms import ValidationError

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

DATA_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""For answers to programs: no page, so nothing may be loaded by it, guessed about it or kept of it."""

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

LONGEST_FORM = 365 * 24 * 3600
"""Seconds that a form may stay open: the sign-in ends first. Who reads for an hour must still be able to hand in."""

MAX_BYTES = 2 * 1024 * 1024
"""Largest request body where a blueprint does not say otherwise (2 MiB)."""


def set_up_csrf(app: Flask) -> None:
    """Let our templates write form tokens.

    No setting of the application is touched and nothing is put before its requests: a host's forms stay as they are,
    and a host that protects them itself does so whether it sets that up before or after us.
    """
    app.jinja_env.globals.setdefault("csrf_token", generate_csrf)


def protect() -> None:
    """Refuse a writing request without a valid token. Raises ``flask_wtf.csrf.CSRFError`` (400)."""
    if request.method not in WRITING or not current_app.config.get("WTF_CSRF_ENABLED", True):
        return
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    try:
        validate_csrf(token, time_limit=LONGEST_FORM)
    except ValidationError as fault:
        raise CSRFError(fault.args[0]) from fault
    if request.is_secure and not same_origin(request.referrer or "", f"https://{request.host}/"):
        raise CSRFError("The referrer does not match the host.")


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
