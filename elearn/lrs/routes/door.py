"""The store's own door in front of an application: a request for the store goes in without the framework's rounds.

Answers are the same as behind the application's routes. A door is for an application that is ours alone, because what
else a host puts before or after its requests does not happen here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Any

from sqlalchemy.orm import Session

from elearn.lrs.routes.answers import Answer, answer_fault
from elearn.lrs.routes.desk import Office
from elearn.lrs.routes.serving import ABOUT, BASES, RESOURCES, answer_request
from elearn.lrs.rules.faults import LrsFault

log = logging.getLogger("elearn.lrs")

Application = Callable[..., Iterable[bytes]]
"""A WSGI application (PEP 3333)."""

Watch = Callable[[str, str, int, float, int], None]
"""Is told of every request: method, address, status, seconds, bytes."""

_REASONS = {200: "200 OK", 204: "204 No Content"}


class StoreDoor:
    """A WSGI application: the store's addresses are answered here, all others by ``application``.

    ``headers`` stand on every answer; ``begin`` is called before each request.
    """

    def __init__(
        self,
        application: Application,
        house: Any,
        secret: str | bytes | None,
        *,
        headers: Mapping[str, str],
        begin: Callable[[], None],
        watch: Watch | None,
    ) -> None:
        self._application, self._house, self._secret = application, house, secret
        self._headers, self._begin, self._watch = list(headers.items()), begin, watch
        self._office: Office | None = None
        self._places = {
            f"{base}/{resource}": (resource, version)
            for base, version in BASES.items()
            for resource in (ABOUT, *RESOURCES)
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        place = self._places.get(environ["PATH_INFO"])
        method = environ["REQUEST_METHOD"]
        if place is None or method == "OPTIONS":
            return self._application(environ, start_response)
        begun = perf_counter()
        self._begin()
        answer = self._answer(environ, *place)
        status = answer.status
        start_response(_REASONS.get(status) or f"{status} {status}", answer.list_headers(self._headers))
        if self._watch:
            self._watch(method, environ["PATH_INFO"], status, perf_counter() - begun, len(answer.body))
        return [] if method == "HEAD" else [answer.body]

    def _answer(self, environ: dict[str, Any], resource: str, version: str) -> Answer:
        opened: list[Session] = []

        def open_session() -> Session:
            opened.append(self._house.sessions())
            return opened[0]

        try:
            # The first request makes the office: what it holds must not be shared through a fork.
            self._office = self._office or Office(self._house, self._secret)
            return answer_request(self._office, open_session, environ, resource, version)
        except Exception:
            log.exception("a request of the store failed")
            return answer_fault(LrsFault(500, "store-failed"))
        finally:
            for session in opened:
                session.close()
