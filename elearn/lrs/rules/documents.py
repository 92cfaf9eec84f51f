"""Documents of the state and profile resources: their places, tags and preconditions (1.0.3 communication, 2.2-2.7).

The place sets what the two versions share; ``judge_put`` and the others say where they differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from elearn.lrs.rules.bodies import join_object, parse_json, split_object
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.parameters import (
    Parameters,
    Readers,
    read_agent,
    read_iri,
    read_moment,
    read_parameters,
    read_text,
    read_uuid,
    refuse_missing,
)
from elearn.lrs.rules.versions import VERSION_2

STATE, ACTIVITY_PROFILE, AGENT_PROFILE = "state", "activity-profile", "agent-profile"
JSON = "application/json"
SECTION = "2.2 Document Resources"
CONCURRENCY = "3.1 Concurrency"

_NAMES = {STATE: "stateId", ACTIVITY_PROFILE: "profileId", AGENT_PROFILE: "profileId"}
_READERS: dict[str, Readers] = {
    STATE: {
        "activityId": read_iri("activity"),
        "agent": read_agent,
        "registration": read_uuid,
        "stateId": read_text,
        "since": read_moment,
    },
    ACTIVITY_PROFILE: {"activityId": read_iri("activity"), "profileId": read_text, "since": read_moment},
    AGENT_PROFILE: {"agent": read_agent, "profileId": read_text, "since": read_moment},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where documents lie. ``name`` is None for all of them; ``registration`` is empty where none was given;
    ``since`` (microseconds, exclusive) is for listing only.
    """

    kind: str
    activity: bytes = b""
    agent: bytes = b""
    registration: bytes = b""
    name: str | None = None
    since: int | None = None

    @property
    def digest(self) -> bytes:
        """Thirty-two bytes for the place of one document."""
        parts = (self.kind.encode(), self.activity, self.agent, self.registration, (self.name or "").encode("utf-8"))
        return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it stands; ``etag`` is the SHA-1 of its content in hexadecimal, ``updated`` in microseconds."""

    content: bytes
    content_type: str
    etag: str
    updated: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """The two headers of optimistic concurrency, as they came."""

    if_match: str | None = None
    if_none_match: str | None = None

    @property
    def given(self) -> bool:
        """Whether there is any condition."""
        return self.if_match is not None or self.if_none_match is not None


def read_place(kind: str, parameters: Parameters, method: str) -> Place:
    """The place that a request's parameters name. Raises ``LrsFault`` (400) with every one that does not fit."""
    readers = _READERS[kind]
    name = _NAMES[kind]
    if method != "GET" or name in parameters:
        readers = {key: reader for key, reader in readers.items() if key != "since"}
    values: dict[str, Any] = read_parameters(parameters, readers, SECTION)
    needed = [key for key in ("activityId", "agent") if key in readers]
    if method in ("PUT", "POST") or (method == "DELETE" and kind != STATE):
        needed.append(name)
    refuse_missing(values, needed, SECTION)
    registration = values.get("registration")
    return Place(
        kind=kind,
        activity=values.get("activityId", b""),
        agent=values.get("agent", b""),
        registration=registration.bytes if registration else b"",
        name=values.get(name),
        since=values.get("since"),
    )


def compute_etag(content: bytes) -> str:
    """The tag of a content: SHA-1 in hexadecimal, as 1.0.3 asks (no secret rests on it)."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def judge_conditions(conditions: Conditions, present: Document | None) -> None:
    """Raise ``LrsFault`` (412) where a condition is not met (RFC 9110, 13.1)."""
    if conditions.if_match is not None and not _matches(conditions.if_match, present):
        raise LrsFault(412, "precondition-failed", header="If-Match")
    if conditions.if_none_match is not None and _matches(conditions.if_none_match, present):
        raise LrsFault(412, "precondition-failed", header="If-None-Match")


def _matches(header: str, present: Document | None) -> bool:
    if present is None:
        return False
    tags = [tag.strip().removeprefix("W/").strip('"').lower() for tag in header.split(",")]
    return "*" in tags or present.etag in tags


def judge_put(kind: str, conditions: Conditions, present: Document | None, version: str) -> None:
    """Raise ``LrsFault``: 412 for a condition that is not met, 409 or 400 where one is missing.

    Version 2.0.0 wants a condition for every document that is there; 1.0.3 for profiles only, but for new ones too.
    """
    judge_conditions(conditions, present)
    if conditions.given:
        return
    if present is not None and (version == VERSION_2 or kind != STATE):
        raise LrsFault(409, "document-exists")
    if present is None and version != VERSION_2 and kind != STATE:
        raise LrsFault(400, "precondition-missing")


def is_json(content_type: str) -> bool:
    """Whether a content type is JSON's."""
    return content_type.partition(";")[0].strip().lower() == JSON


def refuse_bad_json(content: bytes, content_type: str) -> None:
    """Raise ``LrsFault`` (400) for a content that calls itself JSON and is not."""
    if is_json(content_type):
        parse_json(content)


def merge_content(content: bytes, content_type: str, present: Document | None) -> bytes:
    """The content after a POST: top-level members of both, the new ones win, each as it was sent.

    Raises ``LrsFault`` (400) where either is no JSON object.
    """
    if not is_json(content_type) or type(parse_json(content)) is not dict:
        raise LrsFault(400, "not-mergeable")
    if present is None:
        return content
    if not is_json(present.content_type) or type(parse_json(present.content)) is not dict:
        raise LrsFault(400, "not-mergeable")
    members: Mapping[str, msgspec.Raw] = split_object(present.content) | split_object(content)
    return join_object(dict(members))
