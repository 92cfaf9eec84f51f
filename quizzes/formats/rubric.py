"""A rubric as plain text, for formats that have one field for what graders need: the lines of the native format."""

from __future__ import annotations

from quizzes.kinds.contract import KeySource
from quizzes.kinds.essay import EssayBody, EssayKind
from quizzes.report import Report

_KIND = EssayKind()


def write_rubric(body: EssayBody) -> str:
    """Criteria with their levels, and the model answer."""
    return "\n".join(_KIND.dump(body).lines)


def read_rubric(text: str) -> EssayBody | None:
    """What ``write_rubric`` wrote, whatever became of its blanks; None for any other text."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    placed = [line if _KIND.starts_key(line) else f"  {line}" for line in lines]
    report = Report("")
    body = _KIND.parse(KeySource({}, tuple(enumerate(placed, 1)), 0), report)
    return body if lines and body is not None and not report.count else None


def write_limits(body: EssayBody) -> dict[str, str]:
    """The lengths as labels."""
    return {name: str(value) for name, value in (("least", body.least), ("most", body.most)) if value}


def read_limit(text: str) -> int:
    """A length from a label; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
