"""Holding a statement against the statement templates of a profile (xAPI profile specification 1.0, section 8).

Understood are the determining properties that we use and the rules ``presence``, ``any``, ``all`` and ``none`` with
``location`` and ``selector`` in the part of JSONPath that profiles use: members, quoted members, ``[*]`` and ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elearn.xapi.problems import Problem

SECTION = "xAPI Profiles 8"

_STEP = re.compile(r"\.([A-Za-z_]\w*)|\['([^']*)'\]|\[(\*|\d+)\]")
_ACTIVITIES = {
    "contextGroupingActivityType": "grouping",
    "contextParentActivityType": "parent",
    "contextOtherActivityType": "other",
    "contextCategoryActivityType": "category",
}


def find_template_problems(
    profile: Mapping[str, Any], statement: Mapping[str, Any], referred: Mapping[str, Any] | None = None
) -> list[Problem]:
    """What keeps a statement from following the profile: none where one of its templates is met whole.

    ``referred`` is the statement that a StatementRef points to, where it is known. A statement whose verb and types no
    template has is a problem, too; for several templates that fit, those of the nearest one are given.
    """
    fitting = [one for one in profile["templates"] if _applies(one, statement)]
    if not fitting:
        verb = str(statement.get("verb", {}).get("id", ""))
        return [Problem("/verb/id", "no-template", {"verb": verb}, SECTION)]
    found = [_find_broken(one, statement) + _find_wrong_reference(one, profile, referred) for one in fitting]
    return min(found, key=len)


def _applies(template: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    """Whether the determining properties of a template are those of the statement."""
    target = statement.get("object", {})
    if template["verb"] != statement.get("verb", {}).get("id"):
        return False
    wanted = template.get("objectActivityType")
    if wanted is not None and target.get("definition", {}).get("type") != wanted:
        return False
    if ("objectStatementRefTemplate" in template) != (target.get("objectType") == "StatementRef"):
        return False
    context = statement.get("context", {}).get("contextActivities", {})
    for name, kind in _ACTIVITIES.items():
        there = {one.get("definition", {}).get("type") for one in context.get(kind, ())}
        if not set(template.get(name, ())) <= there:
            return False
    return True


def _find_broken(template: Mapping[str, Any], statement: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for rule in template["rules"]:
        values = select_values(statement, rule["location"])
        if "selector" in rule:
            values = [inner for value in values for inner in select_values(value, rule["selector"])]
        code = _judge(rule, values)
        if code:
            problems.append(Problem(rule["location"], code, {"template": template["id"]}, SECTION))
    return problems


def _judge(rule: Mapping[str, Any], values: Sequence[Any]) -> str:
    """The code of what is wrong with the values at a rule's location, or nothing."""
    presence = rule.get("presence", "")
    if presence == "included" and not values:
        return "rule-included"
    if presence == "excluded" and values:
        return "rule-excluded"
    if "any" in rule and values and not any(_among(value, rule["any"]) for value in values):
        return "rule-any"
    if "all" in rule and not all(_among(value, rule["all"]) for value in values):
        return "rule-all"
    if "none" in rule and any(_among(value, rule["none"]) for value in values):
        return "rule-none"
    return ""


def _among(value: Any, wanted: Sequence[Any]) -> bool:
    """Whether a value is one of those that are wanted; true is not 1 in JSON."""
    return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in wanted)


def _find_wrong_reference(
    template: Mapping[str, Any], profile: Mapping[str, Any], referred: Mapping[str, Any] | None
) -> list[Problem]:
    wanted = set(template.get("objectStatementRefTemplate", ()))
    if not wanted or referred is None:
        return []
    for one in profile["templates"]:
        if one["id"] in wanted and _applies(one, referred) and not _find_broken(one, referred):
            return []
    return [Problem("/object/id", "wrong-reference", {"template": template["id"]}, SECTION)]


def select_values(value: Any, path: str) -> list[Any]:
    """The values at a JSONPath. Raises ``ValueError`` for a path of another kind."""
    return [found for part in path.split("|") for found in _walk([value], part.strip())]


def _walk(values: list[Any], path: str) -> list[Any]:
    steps = list(_steps(path))
    for name, index in steps:
        values = [found for value in values for found in _step(value, name, index)]
    return values


def _steps(path: str) -> Iterator[tuple[str | None, str | None]]:
    if not path.startswith("$"):
        raise ValueError(path)
    place = 1
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None:
            raise ValueError(path)
        place = found.end()
        yield (found[1] if found[1] is not None else found[2]), found[3]


def _step(value: Any, name: str | None, index: str | None) -> list[Any]:
    if index is None:
        return [value[name]] if isinstance(value, dict) and name in value else []
    if not isinstance(value, list):
        return []
    if index == "*":
        return list(value)
    return value[int(index) : int(index) + 1]
