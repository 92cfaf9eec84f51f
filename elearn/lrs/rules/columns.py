"""A statement as a row of a table: the columns of the Parquet export, and what the browser shows of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from elearn.lrs.rules.naming import show_agent

Text = str | None


class Row(NamedTuple):
    """One statement. ``actor``, ``verb``, ``object`` and ``type`` are identifiers; ``statement`` is the whole JSON."""

    id: str
    stored: str
    timestamp: str
    actor: str
    actor_home: Text
    verb: str
    object: str
    object_kind: str
    type: Text
    registration: Text
    success: bool | None
    completion: bool | None
    scaled: float | None
    raw: float | None
    minimum: float | None
    maximum: float | None
    duration: Text
    statement: str


def tabulate(statement: dict[str, Any], body: bytes) -> Row:
    """A parsed stored statement and its bytes as a row."""
    actor, target = statement["actor"], statement["object"]
    result = statement.get("result", {})
    score = result.get("score", {})
    return Row(
        id=statement["id"],
        stored=statement["stored"],
        timestamp=statement["timestamp"],
        actor=show_agent(actor),
        actor_home=actor.get("account", {}).get("homePage"),
        verb=statement["verb"]["id"],
        object=name_object(target),
        object_kind=target.get("objectType", "Activity"),
        type=target.get("definition", {}).get("type"),
        registration=statement.get("context", {}).get("registration"),
        success=result.get("success"),
        completion=result.get("completion"),
        scaled=_number(score.get("scaled")),
        raw=_number(score.get("raw")),
        minimum=_number(score.get("min")),
        maximum=_number(score.get("max")),
        duration=result.get("duration"),
        statement=body.decode("utf-8"),
    )


def name_object(target: dict[str, Any]) -> str:
    """What was acted upon: an id, or an agent's identifier, or what a SubStatement acts upon."""
    kind = target.get("objectType", "Activity")
    if kind in ("Agent", "Group"):
        return show_agent(target)
    return name_object(target["object"]) if kind == "SubStatement" else str(target["id"])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def say(words: dict[str, str], language: str, default: str) -> tuple[str, str]:
    """A language map's text in a language (or its region), else in any; and the tag that it has (empty for none)."""
    for tag, text in words.items():
        if tag.lower().partition("-")[0] == language:
            return text, tag
    return next(((text, tag) for tag, text in words.items()), (default, ""))
