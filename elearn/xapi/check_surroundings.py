"""With what outcome and where: result, context and attachments (1.0.3 data document, sections 2.4.5, 2.4.6, 2.4.11)."""

from __future__ import annotations

from typing import Any

from elearn.xapi.check_activities import check_activity
from elearn.xapi.check_actors import check_actor, check_agent, check_group
from elearn.xapi.check_parts import (
    check_extensions,
    check_flag,
    check_format,
    check_iri,
    check_language_map,
    check_text,
    open_list,
    open_object,
    require,
)
from elearn.xapi.check_values import is_duration, is_iri, is_language_tag, is_number, is_uuid
from elearn.xapi.problems import Findings

RESULT = "2.4.5 Result"
SCORE = "2.4.5.1 Score"
CONTEXT = "2.4.6 Context"
CONTEXT_ACTIVITIES = "2.4.6.2 ContextActivities Property"
CONTEXT_ACTORS = "4.2.4.3 Context Agents and Context Groups"
STATEMENT_REF = "2.4.4.3 When the objectType is StatementRef"
ATTACHMENTS = "2.4.11 Attachments"
DURATIONS = "4.6 ISO 8601 Durations"
UUIDS = "4.4 UUIDs"

_RESULT = frozenset({"score", "success", "completion", "response", "duration", "extensions"})
_SCORE = frozenset({"scaled", "raw", "min", "max"})
_CONTEXT = frozenset(
    [
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
    ]
)
_CONTEXT_2 = _CONTEXT | {"contextAgents", "contextGroups"}
_CONTEXT_ACTIVITIES = frozenset({"parent", "grouping", "category", "other"})
_CONTEXT_AGENT = frozenset({"objectType", "agent", "relevantTypes"})
_CONTEXT_GROUP = frozenset({"objectType", "group", "relevantTypes"})
_STATEMENT_REF = frozenset({"objectType", "id"})
_ATTACHMENT = frozenset({"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"})


def check_result(value: Any, pointer: str, found: Findings) -> None:
    """The outcome of an experience."""
    result = open_object(value, _RESULT, pointer, RESULT, found)
    check_flag(result, "success", pointer, RESULT, found)
    check_flag(result, "completion", pointer, RESULT, found)
    check_text(result, "response", pointer, RESULT, found)
    check_format(result, "duration", is_duration, "invalid-duration", pointer, DURATIONS, found)
    check_extensions(result, pointer, found)
    if "score" in result:
        _check_score(result["score"], f"{pointer}/score", found)


def _check_score(value: Any, pointer: str, found: Findings) -> None:
    score = open_object(value, _SCORE, pointer, SCORE, found)
    numbers = {name: number for name, number in score.items() if is_number(number)}
    for name in _SCORE & score.keys() - numbers.keys():
        found.add(f"{pointer}/{name}", "not-a-number", SCORE)
    if not -1 <= numbers.get("scaled", 0) <= 1:
        found.add(f"{pointer}/scaled", "scaled-out-of-range", SCORE)
    low, high, raw = numbers.get("min"), numbers.get("max"), numbers.get("raw")
    if low is not None and high is not None and low >= high:
        found.add(f"{pointer}/min", "min-not-below-max", SCORE)
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        found.add(f"{pointer}/raw", "raw-out-of-range", SCORE)


def check_context(value: Any, about_activity: bool, pointer: str, found: Findings) -> None:
    """The surroundings; ``about_activity`` tells whether the statement's object is an activity."""
    context = open_object(value, _CONTEXT_2 if found.version2 else _CONTEXT, pointer, CONTEXT, found)
    check_format(context, "registration", is_uuid, "invalid-uuid", pointer, UUIDS, found)
    check_format(context, "language", is_language_tag, "invalid-language-tag", pointer, CONTEXT, found)
    for name in ("revision", "platform"):
        check_text(context, name, pointer, CONTEXT, found)
        if name in context and not about_activity:
            found.add(f"{pointer}/{name}", "only-for-activities", CONTEXT, name=name)
    if "instructor" in context:
        check_actor(context["instructor"], f"{pointer}/instructor", found)
    if "team" in context:
        check_group(context["team"], f"{pointer}/team", found)
    if "statement" in context:
        check_statement_ref(context["statement"], f"{pointer}/statement", found)
    if "contextActivities" in context:
        _check_context_activities(context["contextActivities"], f"{pointer}/contextActivities", found)
    check_extensions(context, pointer, found)
    if found.version2:
        _check_context_actors(context, pointer, found)


def check_statement_ref(value: Any, pointer: str, found: Findings) -> None:
    """A reference to another statement by its id; the target may be unknown."""
    reference = open_object(value, _STATEMENT_REF, pointer, STATEMENT_REF, found)
    require(reference, ("objectType", "id"), pointer, STATEMENT_REF, found)
    if reference.get("objectType", "StatementRef") != "StatementRef":
        found.add(f"{pointer}/objectType", "invalid-object-type", STATEMENT_REF, wanted="StatementRef")
    check_format(reference, "id", is_uuid, "invalid-uuid", pointer, UUIDS, found)


def _check_context_activities(value: Any, pointer: str, found: Findings) -> None:
    for name, activities in open_object(value, _CONTEXT_ACTIVITIES, pointer, CONTEXT_ACTIVITIES, found).items():
        here = f"{pointer}/{name}"
        if name not in _CONTEXT_ACTIVITIES:
            continue
        if type(activities) is list:
            for index, activity in enumerate(activities):
                check_activity(activity, f"{here}/{index}", found)
        else:
            check_activity(activities, here, found)


def _check_context_actors(context: dict[str, Any], pointer: str, found: Findings) -> None:
    kinds = (
        ("contextAgents", "contextAgent", "agent", _CONTEXT_AGENT, check_agent),
        ("contextGroups", "contextGroup", "group", _CONTEXT_GROUP, check_group),
    )
    for name, object_type, member, allowed, check in kinds:
        if name not in context:
            continue
        for index, element in enumerate(open_list(context[name], f"{pointer}/{name}", CONTEXT_ACTORS, found)):
            here = f"{pointer}/{name}/{index}"
            entry = open_object(element, allowed, here, CONTEXT_ACTORS, found)
            require(entry, ("objectType", member), here, CONTEXT_ACTORS, found)
            if entry.get("objectType", object_type) != object_type:
                found.add(f"{here}/objectType", "invalid-object-type", CONTEXT_ACTORS, wanted=object_type)
            if member in entry:
                check(entry[member], f"{here}/{member}", found)
            if "relevantTypes" in entry:
                _check_relevant_types(entry["relevantTypes"], f"{here}/relevantTypes", found)


def _check_relevant_types(value: Any, pointer: str, found: Findings) -> None:
    if value == []:
        found.add(pointer, "empty-array", CONTEXT_ACTORS)
    for index, kind in enumerate(open_list(value, pointer, CONTEXT_ACTORS, found)):
        if not is_iri(kind):
            found.add(f"{pointer}/{index}", "invalid-iri", CONTEXT_ACTORS)


def check_attachments(value: Any, pointer: str, found: Findings) -> None:
    """The declarations of attachments; their content is checked where it arrives."""
    for index, element in enumerate(open_list(value, pointer, ATTACHMENTS, found)):
        here = f"{pointer}/{index}"
        attachment = open_object(element, _ATTACHMENT, here, ATTACHMENTS, found)
        require(attachment, ("usageType", "display", "contentType", "length", "sha2"), here, ATTACHMENTS, found)
        check_iri(attachment, "usageType", here, found)
        check_language_map(attachment, "display", here, found)
        check_language_map(attachment, "description", here, found)
        check_text(attachment, "contentType", here, ATTACHMENTS, found)
        check_text(attachment, "sha2", here, ATTACHMENTS, found)
        check_iri(attachment, "fileUrl", here, found)
        length = attachment.get("length", 0)
        if type(length) is not int or length < 0:
            found.add(f"{here}/length", "not-a-length", ATTACHMENTS)
