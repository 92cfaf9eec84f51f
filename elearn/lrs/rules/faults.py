"""Why the store refuses a request."""

from __future__ import annotations

from collections.abc import Sequence

from elearn.xapi.problems import Problem


class LrsFault(Exception):
    """A refusal: the HTTP ``status`` that the standard wants, a kebab-case ``code``, and the problems with places."""

    def __init__(self, status: int, code: str, problems: Sequence[Problem] = (), **params: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.params = params
        self.problems = list(problems)
