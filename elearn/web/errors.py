"""Pages for when something is wrong: what, where, why, what to do, and a number that is also in the log."""

from __future__ import annotations

import json
import logging
import secrets

from flask import Blueprint, Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
    TooManyRequests,
    default_exceptions,
)

from elearn.web.errorwords import ErrorWords, words_for
from elearn.web.identity import safe_next, sign_in_url
from elearn.web.language import t
from elearn.web.requestlog import note_reference, show_frames, show_line, show_method
from elearn.web.session import now

LOG = logging.getLogger("elearn.web")

STATUSES = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)
"""Every status that has words of its own; others borrow those of 400 or 500."""

AWAY_SECONDS = 30
"""After how many seconds a program may try again when the database is away."""

# No 0/O, 1/I/L: people read this aloud on the telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def make_reference() -> str:
    """A number to quote, such as ``7K3M-92QF``."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def wants_json() -> bool:
    """Whether the answer is for a program: an API path, or a client that asks for JSON and not for a page."""
    if "xapi" in request.path.split("/") or "api" in request.path.split("/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def log_error(status: int, reference: str, cause: BaseException | None) -> None:
    """One line of JSON: the rule and not the address, the kind of fault and not its text. No personal data."""
    line: dict[str, object] = {
        "reference": reference,
        "status": status,
        "method": show_method(),
        "rule": str(request.url_rule or ""),
    }
    if cause is not None:
        line |= {"fault": type(cause).__qualname__, "frames": show_frames(cause)}
    note_reference(reference)
    LOG.log(logging.ERROR if status >= 500 else logging.INFO, show_line("request-failed", now(), **line))


def _here() -> str:
    return request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else "/"


def answer_error(error: HTTPException) -> ResponseReturnValue:
    """The answer to a refused request: a redirect to sign in, a JSON object, or a page."""
    if error.response is not None:
        return error.get_response()
    cause = error.original_exception if isinstance(error, InternalServerError) else None
    if cause is not None and _is_away(cause):
        error = ServiceUnavailable(retry_after=AWAY_SECONDS)
    status = error.code or 500
    as_json = wants_json()
    sign_in = sign_in_url(_here()) if status == 401 else None
    if sign_in and not as_json and request.method in {"GET", "HEAD"}:
        return redirect(sign_in, 303)
    reference = make_reference()
    log_error(status, reference, cause)
    if status >= 500:
        g.setdefault("elearn_identity", None)  # the page must not ask what may just have failed
    words = words_for(status, is_form=isinstance(error, CSRFError))
    if as_json:
        body = json.dumps(_describe(error, status, reference, words), ensure_ascii=False) + "\n"
        response = Response(body, status, mimetype="application/json")
    else:
        html = render_template(
            "errors/error.html",
            words=words,
            status=status,
            at=now(),
            reference=reference,
            sign_in_url=sign_in,
            back_url=safe_next(_referrer_path(), ""),
            wait_seconds=_wait_seconds(error),
        )
        response = Response(html, status)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            response.headers[name] = value
    return response


def _describe(error: HTTPException, status: int, reference: str, words: ErrorWords) -> dict[str, object]:
    """What a program is told; nothing of the inside for a fault of ours. ``message`` is for the person before it."""
    said = error.description if status < 500 else None
    standard = default_exceptions[status].description if status in default_exceptions else None
    name = error.name.lower().replace(" ", "-")
    return {
        "error": name,
        "status": status,
        "reference": reference,
        "description": said or standard or error.name,
        "message": t(words.what),
    }


def _is_away(fault: BaseException) -> bool:
    """Whether the database cannot be reached, is locked for too long, or has let us go: that passes or is mended."""
    if isinstance(fault, OperationalError | InterfaceError | PoolTimeout):
        return True
    return isinstance(fault, DBAPIError) and fault.connection_invalidated


def _referrer_path() -> str:
    """The path of the page before, when it is one of ours."""
    before = request.referrer or ""
    own = request.host_url.rstrip("/")
    return before[len(own) :] if before.startswith(own + "/") else ""


def _wait_seconds(error: HTTPException) -> int:
    if not isinstance(error, TooManyRequests):
        return 0
    return int(error.retry_after) if isinstance(error.retry_after, int) else 0


def answer_fault(error: Exception) -> ResponseReturnValue:
    """The answer to a fault of ours."""
    return answer_error(InternalServerError(original_exception=error))


def register_errors(target: Flask | Blueprint) -> None:
    """Answer every refusal and every fault of ``target`` with these pages."""
    target.register_error_handler(HTTPException, answer_error)
    target.register_error_handler(Exception, answer_fault)
