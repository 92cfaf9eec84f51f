"""Who is there: the signed-in person as pages see one, and the guard before a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, has_request_context, session, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, Unauthorized

from elearn.db import begin_write
from elearn.web.session import db_session

ROLES = ("learner", "section-head", "dx-office", "hr", "auditor", "author", "grader", "administrator", "keeper")
"""Every role a page may ask for."""

_HOOK = "elearn_identity"

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Identity:
    """The signed-in person: what pages show and guards ask. ``org_unit`` is a key, ``language`` a language tag."""

    uuid: str
    name: str
    roles: frozenset[str]
    org_unit: str
    language: str

    def has_role(self, *roles: str) -> bool:
        """Whether the person has at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)


IdentityLoader = Callable[[Session, Mapping[str, Any]], "Identity | None"]
"""``loader(database session, cookie session)`` gives the person, or None when nobody is signed in (any more)."""


@dataclass(frozen=True)
class _Hook:
    loader: IdentityLoader
    sign_in: str
    sign_out: str


def set_identity_loader(
    app: Flask, loader: IdentityLoader, *, sign_in: str = "people.sign_in", sign_out: str = "people.sign_out"
) -> None:
    """Say how to find the person behind a request, and at which endpoints one signs in and (by POST) out."""
    app.extensions[_HOOK] = _Hook(loader, sign_in, sign_out)


def current_identity() -> Identity | None:
    """The signed-in person, looked up once per request; None when nobody is signed in."""
    if not has_request_context():
        return None
    if "elearn_identity" not in g:
        hook = current_app.extensions.get(_HOOK)
        g.elearn_identity = cast(_Hook, hook).loader(db_session(), session) if hook else None
    return cast("Identity | None", g.elearn_identity)


def forget_identity() -> None:
    """Look again at the next question: for the request that signs in or out."""
    g.pop("elearn_identity", None)


def require(*roles: str, writes: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view: somebody is signed in and, when ``roles`` are given, has one of them.

    ``writes``: the view records something, so that the person is looked up in the transaction that writes, and not in
    one of its own before.

    Raises ``Unauthorized`` (answered by a redirect to the sign-in page) or ``Forbidden`` from the view, and
    ``ValueError`` at once for a role that does not exist.
    """
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if writes and session:  # a browser without any cookie of ours is nobody, and locks nobody out
                begin_write(db_session())
            person = current_identity()
            if person is None:
                raise Unauthorized
            if roles and not person.has_role(*roles):
                raise Forbidden
            return view(*args, **kwargs)

        return guarded

    return guard


def the_identity() -> Identity:
    """The signed-in person inside a guarded view. Raises ``Unauthorized`` when nobody is."""
    person = current_identity()
    if person is None:
        raise Unauthorized
    return person


def safe_next(target: str | None, default: str = "/") -> str:
    """``target`` when it is a path on this server, else ``default``: a link must not lead people elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if "\\" in target or any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def sign_in_url(target: str) -> str | None:
    """Where to sign in, coming back to ``target``; None when the installation has no sign-in page."""
    hook = cast("_Hook | None", current_app.extensions.get(_HOOK))
    if hook is None or hook.sign_in not in current_app.view_functions:
        return None
    return url_for(hook.sign_in, next=safe_next(target))


def sign_out_url() -> str | None:
    """Where a form signs out; None when the installation has no such page."""
    hook = cast("_Hook | None", current_app.extensions.get(_HOOK))
    if hook is None or hook.sign_out not in current_app.view_functions:
        return None
    return url_for(hook.sign_out)
