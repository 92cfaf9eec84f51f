"""What: activities and their definitions (1.0.3 data document, section 2.4.4.1)."""

from __future__ import annotations

from typing import Any

from elearn.xapi.check_parts import (
    check_extensions,
    check_iri,
    check_language_map,
    check_object_type,
    open_list,
    open_object,
    require,
)
from elearn.xapi.problems import Findings

ACTIVITY = "2.4.4.1 When the objectType is Activity"

INTERACTION_TYPES = frozenset(
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    ]
)
_COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")
_NEED_TYPE = frozenset({"correctResponsesPattern", *_COMPONENT_LISTS})
_ACTIVITY = frozenset({"objectType", "id", "definition"})
_DEFINITION = _NEED_TYPE | {"name", "description", "type", "moreInfo", "extensions", "interactionType"}
_COMPONENT = frozenset({"id", "description"})


def check_activity(value: Any, pointer: str, found: Findings) -> None:
    """An activity has an IRI, and perhaps a definition."""
    activity = open_object(value, _ACTIVITY, pointer, ACTIVITY, found)
    check_object_type(activity, "Activity", pointer, ACTIVITY, found)
    require(activity, ("id",), pointer, ACTIVITY, found)
    check_iri(activity, "id", pointer, found)
    if "definition" in activity:
        _check_definition(activity["definition"], f"{pointer}/definition", found)


def _check_definition(value: Any, pointer: str, found: Findings) -> None:
    definition = open_object(value, _DEFINITION, pointer, ACTIVITY, found)
    check_language_map(definition, "name", pointer, found)
    check_language_map(definition, "description", pointer, found)
    check_iri(definition, "type", pointer, found)
    check_iri(definition, "moreInfo", pointer, found)
    check_extensions(definition, pointer, found)
    if "interactionType" in definition:
        kind = definition["interactionType"]
        if type(kind) is not str or kind not in INTERACTION_TYPES:
            found.add(f"{pointer}/interactionType", "invalid-interaction-type", ACTIVITY)
    elif not _NEED_TYPE.isdisjoint(definition):
        found.add(pointer, "missing-property", ACTIVITY, name="interactionType")
    if not _NEED_TYPE.isdisjoint(definition):
        _check_interaction(definition, pointer, found)


def _check_interaction(definition: dict[str, Any], pointer: str, found: Findings) -> None:
    if "correctResponsesPattern" in definition:
        here = f"{pointer}/correctResponsesPattern"
        for index, pattern in enumerate(open_list(definition["correctResponsesPattern"], here, ACTIVITY, found)):
            if type(pattern) is not str:
                found.add(f"{here}/{index}", "not-a-string", ACTIVITY)
    for name in _COMPONENT_LISTS:
        if name in definition:
            _check_components(definition[name], f"{pointer}/{name}", found)


def _check_components(value: Any, pointer: str, found: Findings) -> None:
    seen: set[str] = set()
    for index, element in enumerate(open_list(value, pointer, ACTIVITY, found)):
        here = f"{pointer}/{index}"
        component = open_object(element, _COMPONENT, here, ACTIVITY, found)
        require(component, ("id",), here, ACTIVITY, found)
        check_language_map(component, "description", here, found)
        if "id" not in component:
            continue
        key = component["id"]
        if type(key) is not str:
            found.add(f"{here}/id", "not-a-string", ACTIVITY)
        elif key in seen:
            found.add(f"{here}/id", "repeated-component", ACTIVITY, id=key)
        else:
            seen.add(key)
