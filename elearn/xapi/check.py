"""The rules that a statement keeps, for xAPI 1.0.3 and 2.0.0: every broken one, with its place and its section.

Section headings are those of the 1.0.3 data document (adlnet/xAPI-Spec, xAPI-Data.md); 2.0.0 is IEEE 9274.1.1.
"""

from __future__ import annotations

import re
from typing import Any

from elearn.xapi.check_activities import check_activity
from elearn.xapi.check_actors import check_actor, check_authority
from elearn.xapi.check_parts import check_format, check_iri, check_language_map, open_object, require
from elearn.xapi.check_surroundings import check_attachments, check_context, check_result, check_statement_ref
from elearn.xapi.check_values import is_uuid, parse_timestamp
from elearn.xapi.problems import Findings, Problem
from elearn.xapi.shapes import fits_statement

STATEMENT = "2.4 Statement Properties"
VERB = "2.4.3 Verb"
OBJECT = "2.4.4 Object"
SUB_STATEMENT = "2.4.4.3 When the objectType is SubStatement"
VOIDING = "2.3.2 Voiding"
TIMESTAMPS = "4.5 ISO 8601 Timestamps"
UUIDS = "4.4 UUIDs"
VERSION = "2.4.10 Version"

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
"""The one verb with a meaning of its own: its object must be a StatementRef."""

_SUB_STATEMENT = frozenset(["objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"])
_STATEMENT = (_SUB_STATEMENT - {"objectType"}) | {"id", "stored", "authority", "version"}
_OTHER_KINDS = ("Agent", "Group", "StatementRef", "SubStatement")
_VERB = frozenset({"id", "display"})
_VERSION_1 = re.compile(r"1\.0(?:\.[0-9]+)?")
_VERSION_2 = re.compile(r"1\.0(?:\.[0-9]+)?|2\.0\.[0-9]+")


def check_statement(value: Any, version: str = "1.0.3") -> list[Problem]:
    """Every broken rule of a decoded JSON value that should be a statement; an empty list means it is one.

    ``version`` is the version of the conversation: ``1.0.x`` or ``2.0.x``. Bytes are not this function's subject:
    equal keys and NaN are to be refused by the reader of the JSON.
    """
    if fits_statement(value, version) and value["verb"]["id"] != VOIDED:
        return []
    return find_problems(value, version)


def find_problems(value: Any, version: str) -> list[Problem]:
    """As ``check_statement``, by the rules alone."""
    found = Findings(version.startswith("2."))
    statement = open_object(value, _STATEMENT, "", STATEMENT, found)
    require(statement, ("actor", "verb", "object"), "", STATEMENT, found)
    check_format(statement, "id", is_uuid, "invalid-uuid", "", UUIDS, found)
    _check_moment(statement, "stored", "", found)
    if "authority" in statement:
        check_authority(statement["authority"], "/authority", found)
    if "version" in statement:
        _check_version(statement["version"], found)
    if "object" in statement:
        _check_object(statement["object"], "/object", found, inside=False)
    _check_core(statement, "", found)
    return found.problems


def _check_core(statement: dict[str, Any], pointer: str, found: Findings) -> None:
    """What a statement and a SubStatement share."""
    kind = _name_kind(statement.get("object"))
    if "actor" in statement:
        check_actor(statement["actor"], f"{pointer}/actor", found)
    if "verb" in statement:
        verb = open_object(statement["verb"], _VERB, f"{pointer}/verb", VERB, found)
        require(verb, ("id",), f"{pointer}/verb", VERB, found)
        check_iri(verb, "id", f"{pointer}/verb", found)
        check_language_map(verb, "display", f"{pointer}/verb", found)
        if verb.get("id") == VOIDED and kind != "StatementRef":
            found.add(f"{pointer}/object", "void-needs-reference", VOIDING)
    if "result" in statement:
        check_result(statement["result"], f"{pointer}/result", found)
    if "context" in statement:
        check_context(statement["context"], kind not in _OTHER_KINDS, f"{pointer}/context", found)
    if "attachments" in statement:
        check_attachments(statement["attachments"], f"{pointer}/attachments", found)
    _check_moment(statement, "timestamp", pointer, found)


def _name_kind(target: Any) -> Any:
    """The objectType; what states none (or null, which is a fault of its own) is an activity."""
    kind = target.get("objectType") if type(target) is dict else None
    return "Activity" if kind is None else kind


def _check_object(value: Any, pointer: str, found: Findings, *, inside: bool) -> None:
    kind = _name_kind(value)
    if kind == "Activity":
        check_activity(value, pointer, found)
    elif kind in ("Agent", "Group"):
        check_actor(value, pointer, found)
    elif kind == "StatementRef":
        check_statement_ref(value, pointer, found)
    elif kind == "SubStatement" and not inside:
        _check_sub_statement(value, pointer, found)
    elif kind == "SubStatement":
        found.add(pointer, "nested-sub-statement", SUB_STATEMENT)
    else:
        found.add(
            f"{pointer}/objectType",
            "invalid-object-type",
            OBJECT,
            wanted=", ".join(("Activity", *_OTHER_KINDS)),
        )


def _check_sub_statement(value: Any, pointer: str, found: Findings) -> None:
    statement = open_object(value, _SUB_STATEMENT, pointer, SUB_STATEMENT, found)
    require(statement, ("actor", "verb", "object"), pointer, SUB_STATEMENT, found)
    if "object" in statement:
        _check_object(statement["object"], f"{pointer}/object", found, inside=True)
    _check_core(statement, pointer, found)


def _check_moment(statement: dict[str, Any], name: str, pointer: str, found: Findings) -> None:
    if name in statement and parse_timestamp(statement[name], offset_needed=found.version2) is None:
        found.add(f"{pointer}/{name}", "invalid-timestamp", TIMESTAMPS)


def _check_version(value: Any, found: Findings) -> None:
    pattern = _VERSION_2 if found.version2 else _VERSION_1
    if type(value) is not str or pattern.fullmatch(value) is None:
        found.add("/version", "invalid-version", VERSION)
