"""Whether a value is a faultless statement of the common kind, told in one pass that keeps no places.

Most statements are faultless, and for those nobody needs pointers. What this pass calls fit breaks no rule of
``check.py``; what it does not call fit may still be a statement: the rules decide, and say what is wrong. So it knows
the usual parts only, and hands the rarer ones to their rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from elearn.xapi.check_activities import check_activity
from elearn.xapi.check_values import (
    is_duration,
    is_iri,
    is_language_tag,
    is_mbox,
    is_number,
    is_sha1,
    is_uuid,
    parse_timestamp,
)
from elearn.xapi.problems import Findings

Test = Callable[[Any], bool]


def fits_statement(value: Any, version: str) -> bool:
    """Whether this is a statement without a fault (if it voids nothing); False says nothing.

    ``version`` is that of the conversation.
    """
    return _STATEMENTS[version.startswith("2.")](value)


def _make_shape(members: Mapping[str, Test], needed: tuple[str, ...] = ()) -> Test:
    """A test for objects that have these members only, each passing its test, and all that are needed."""
    find, required = members.get, frozenset(needed)

    def fits(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, member in value.items():
            test = find(name)
            if test is None or not test(member):
                return False
        return required <= value.keys()

    return fits


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_flag(value: Any) -> bool:
    return type(value) is bool


def _is_language_map(value: Any) -> bool:
    return type(value) is dict and all(map(is_language_tag, value)) and all(map(_is_text, value.values()))


def _are_extensions(value: Any) -> bool:
    return type(value) is dict and all(map(is_iri, value))


def _make_choice(*words: str) -> Test:
    def fits(value: Any) -> bool:
        return type(value) is str and value in words

    return fits


_is_account = _make_shape({"homePage": is_iri, "name": _is_text}, ("homePage", "name"))
_has_agent_members = _make_shape(
    {
        "objectType": _make_choice("Agent"),
        "name": _is_text,
        "mbox": is_mbox,
        "mbox_sha1sum": is_sha1,
        "openid": is_iri,
        "account": _is_account,
    }
)


def _is_agent(value: Any) -> bool:
    if not _has_agent_members(value):
        return False
    # Everything else that an agent may have is no identifier, and one of those is needed.
    return len(value) - ("objectType" in value) - ("name" in value) == 1


_is_plain_definition = _make_shape(
    {
        "name": _is_language_map,
        "description": _is_language_map,
        "type": is_iri,
        "moreInfo": is_iri,
        "extensions": _are_extensions,
    }
)
_is_plain_activity = _make_shape(
    {"objectType": _make_choice("Activity"), "id": is_iri, "definition": _is_plain_definition}, ("id",)
)


def _is_activity(value: Any) -> bool:
    if _is_plain_activity(value):
        return True
    if type(value) is not dict or value.get("objectType", "Activity") != "Activity":
        return False
    found = Findings(version2=False)  # no rule of an activity asks for the version
    check_activity(value, "", found)
    return not found.problems


def _are_activities(value: Any) -> bool:
    if type(value) is list:
        return all(map(_is_activity, value))
    return _is_activity(value)


_has_score_members = _make_shape({"scaled": is_number, "raw": is_number, "min": is_number, "max": is_number})


def _is_score(value: Any) -> bool:
    if not _has_score_members(value) or not -1 <= value.get("scaled", 0) <= 1:
        return False
    low, high, raw = value.get("min"), value.get("max"), value.get("raw")
    if low is not None and high is not None and low >= high:
        return False
    return raw is None or ((low is None or raw >= low) and (high is None or raw <= high))


_is_verb = _make_shape({"id": is_iri, "display": _is_language_map}, ("id",))
_is_result = _make_shape(
    {
        "score": _is_score,
        "success": _is_flag,
        "completion": _is_flag,
        "response": _is_text,
        "duration": is_duration,
        "extensions": _are_extensions,
    }
)
_is_context = _make_shape(
    {
        "registration": is_uuid,
        "instructor": _is_agent,
        "contextActivities": _make_shape(dict.fromkeys(("parent", "grouping", "category", "other"), _are_activities)),
        "revision": _is_text,  # allowed, for the object is an activity
        "platform": _is_text,
        "language": is_language_tag,
        "extensions": _are_extensions,
    }
)


def _make_statement(version2: bool) -> Test:
    def is_moment(value: Any) -> bool:
        return parse_timestamp(value, version2) is not None

    members: dict[str, Test] = {
        "id": is_uuid,
        "actor": _is_agent,
        "verb": _is_verb,
        "object": _is_activity,
        "result": _is_result,
        "context": _is_context,
        "timestamp": is_moment,
        "stored": is_moment,
        "authority": _is_agent,
        "version": _make_choice("1.0.0", "1.0.3", *(["2.0.0"] if version2 else [])),
    }
    return _make_shape(members, ("actor", "verb", "object"))


_STATEMENTS = {version2: _make_statement(version2) for version2 in (False, True)}
