"""Puts the furniture into blueprints: guards before a view, headers after it, words and links inside templates."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request, send_file, url_for
from markupsafe import Markup

from elearn.web import bundle
from elearn.web.compression import compress
from elearn.web.errors import register_errors
from elearn.web.identity import current_identity, sign_out_url
from elearn.web.language import LANGUAGES, SOURCE, init_language, page_language
from elearn.web.security import MAX_BYTES, add_headers, add_static_headers, limit_body, protect, set_up_csrf
from elearn.web.session import installation
from elearn.web.whitespace import init_whitespace

_ROOT = Path(__file__).parent.parent
_STATIC = _ROOT / "static"
NAME = "elearn_web"
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


@functools.cache
def _digest(path: str) -> str:
    """A short digest of a static file; files do not change while the program runs."""
    if path == bundle.NAME:
        return bundle.style_digest()
    return hashlib.sha256((_STATIC / path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """The address of a static file of ours with its digest. Raises ``FileNotFoundError`` for a wrong name."""
    return url_for(f"{NAME}.static", filename=path, v=_digest(path))


@functools.cache
def site_mark() -> Markup:
    """The icon's drawing, to stand in a page: a picture of its own would be one more request and one more document."""
    drawing = (_STATIC / "img" / "mark.svg").read_text(encoding="utf-8").strip()
    return Markup(drawing.replace(_NAMESPACE, ' width="32" height="32" aria-hidden="true"', 1))  # noqa: S704 (a file of ours)


def _site_name() -> str:
    settings = installation().settings
    return settings.site_name if page_language() == SOURCE else settings.site_name_en


def _context() -> dict[str, Any]:
    """What every template of ours may use."""
    return {
        "identity": current_identity(),
        "site_name": _site_name(),
        "site_mark": site_mark(),
        "sign_out_url": sign_out_url(),
        "static_url": static_url,
        "languages": LANGUAGES,
    }


def furnish(blueprint: Blueprint, *, api: bool = False, max_bytes: int = MAX_BYTES) -> Blueprint:
    """Give a room's blueprint its guards, headers, error pages and template words.

    ``api``: for programs, which sign their requests and carry no form token. ``max_bytes``: largest body, in bytes.
    """

    def guard() -> None:
        limit_body(request, max_bytes)
        if not api:
            protect()

    blueprint.before_request(guard)
    blueprint.after_request(add_headers)
    if not api:
        blueprint.after_request(lambda response: compress(request, response))
    blueprint.context_processor(_context)
    register_errors(blueprint)
    return blueprint


def _style_sheet() -> Response:
    answer = Response(bundle.style_sheet(), mimetype="text/css")
    answer.set_etag(bundle.style_digest())
    answer.make_conditional(request)
    return answer


def init_web(app: Flask, *, url_prefix: str = "") -> None:
    """Set up what all rooms share on ``app``: form tokens, templates and static files below ``url_prefix``."""
    set_up_csrf(app)
    init_language(app)
    init_whitespace(app)
    furniture = Blueprint(
        NAME,
        __name__,
        template_folder=str(_ROOT / "templates"),
        static_folder=str(_STATIC),
        static_url_path="/elearn-static",  # not /static, where a host keeps its own
    )
    furniture.add_url_rule(f"/elearn-static/{bundle.NAME}", "style_sheet", _style_sheet)
    furniture.after_request(lambda response: compress(request, add_static_headers(response)))
    app.register_blueprint(furniture, url_prefix=url_prefix or None)


def own_app(app: Flask) -> None:
    """For an application that is ours alone: addresses that no room knows get our pages and headers, too."""
    register_errors(app)
    app.context_processor(_context)
    app.after_request(add_headers)
    # A PDF in the browser's own viewer names no icon, so the browser asks for this one.
    app.add_url_rule("/favicon.ico", "favicon", lambda: send_file(_STATIC / "img" / "mark.svg", max_age=86400))
