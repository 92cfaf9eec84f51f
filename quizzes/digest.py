"""The content version of a quiz or an item: sha256 over all that a learner reads or that decides a score."""

from __future__ import annotations

import json
from dataclasses import Field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from quizzes.model import LATER, Item, Quiz

DIGEST_VERSION = "1"


def canonical(value: Any) -> Any:
    """The value as plain JSON. Records become lists of name and value; what does not count in comparing is left out.

    So is a later setting that stands as it always was: what it means has not changed, and neither has the digest.
    """
    if is_dataclass(value) and not isinstance(value, type):
        held = [(part, getattr(value, part.name)) for part in fields(value) if part.compare]
        named = {part.name: canonical(content) for part, content in held if not _untouched(part, content)}
        return {"is": type(value).__name__, **named}
    if isinstance(value, (tuple, list)):
        return [canonical(part) for part in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def _untouched(part: Field[Any], content: Any) -> bool:
    return bool(part.metadata.keys() & LATER.keys()) and content == part.default


def digest_quiz(quiz: Quiz) -> str:
    """The sha256 (64 hex digits) of the quiz without its own digest field."""
    return _digest(replace(quiz, digest=""))


def digest_item(item: Item) -> str:
    """The version of one item, wherever it stands: sha256 (64 hex digits) of its texts, its key and its settings."""
    return _digest(item)


def _digest(content: Quiz | Item) -> str:
    text = json.dumps([DIGEST_VERSION, canonical(content)], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()
