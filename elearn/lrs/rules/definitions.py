"""What is known of an activity: the definitions that statements bring, merged (1.0.3 data, section 2.4.4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAPS = ("name", "description")


def collect_definitions(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every activity of a checked statement (object, context, SubStatement) that comes with a definition."""
    for activity in list_activities(statement):
        if activity.get("definition"):
            yield activity["id"], activity["definition"]


def list_activities(statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every activity that a checked statement holds, SubStatement and context included."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield target
    elif kind == "SubStatement":
        yield from list_activities(target)
    if "context" in statement:
        for activities in statement["context"].get("contextActivities", {}).values():
            yield from activities if type(activities) is list else (activities,)


def merge_definition(known: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The newer word wins, member by member; language maps and extensions are merged entry by entry."""
    merged = known | new
    for name in (*MAPS, "extensions"):
        if name in known and name in new:
            merged[name] = known[name] | new[name]
    return merged
