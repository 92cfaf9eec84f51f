"""A faultless statement of the common kind, read by its type in one pass that keeps no places.

Most statements are faultless, and for those nobody needs pointers. What is read here breaks no rule of ``check.py``;
what is not may still be a statement: the rules decide, and say what is wrong. So only the usual parts have a type, and
what types cannot tell (an IRI, one identifier of four) is looked at afterwards.
"""

from __future__ import annotations

from math import isfinite
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from elearn.xapi.check_activities import check_activity
from elearn.xapi.check_values import (
    is_duration,
    is_iri,
    is_language_tag,
    is_mbox,
    is_sha1,
    is_uuid,
    parse_timestamp,
)
from elearn.xapi.problems import Findings

LanguageMap = dict[str, str]
Extensions = dict[str, Any]


class _Part(Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An object that has its own members only; None is never one of them."""


class Account(_Part):
    """1.0.3 data, section 2.4.2.4."""

    homePage: str
    name: str


class Agent(_Part):
    """Section 2.4.2.1: exactly one of four identifiers."""

    objectType: Literal["Agent"] | UnsetType = UNSET
    name: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = UNSET
    openid: str | UnsetType = UNSET


class Verb(_Part):
    """Section 2.4.3."""

    id: str
    display: LanguageMap | UnsetType = UNSET


class Component(_Part):
    """Of an interaction, section 2.4.4.1."""

    id: str
    description: LanguageMap | UnsetType = UNSET


class Definition(_Part):
    """Of an activity, section 2.4.4.1."""

    name: LanguageMap | UnsetType = UNSET
    description: LanguageMap | UnsetType = UNSET
    type: str | UnsetType = UNSET
    moreInfo: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET
    interactionType: str | UnsetType = UNSET
    correctResponsesPattern: list[str] | UnsetType = UNSET
    choices: list[Component] | UnsetType = UNSET
    scale: list[Component] | UnsetType = UNSET
    source: list[Component] | UnsetType = UNSET
    target: list[Component] | UnsetType = UNSET
    steps: list[Component] | UnsetType = UNSET


class Activity(_Part):
    """Section 2.4.4.1."""

    id: str
    objectType: Literal["Activity"] | UnsetType = UNSET
    definition: Definition | UnsetType = UNSET


class Score(_Part):
    """Section 2.4.5.1."""

    scaled: int | float | UnsetType = UNSET
    raw: int | float | UnsetType = UNSET
    min: int | float | UnsetType = UNSET
    max: int | float | UnsetType = UNSET


class Result(_Part):
    """Section 2.4.5."""

    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class ContextActivities(_Part):
    """Section 2.4.6.2."""

    parent: list[Activity] | Activity | UnsetType = UNSET
    grouping: list[Activity] | Activity | UnsetType = UNSET
    category: list[Activity] | Activity | UnsetType = UNSET
    other: list[Activity] | Activity | UnsetType = UNSET

    def all(self) -> list[Activity]:
        """Those of all four kinds."""
        found: list[Activity] = []
        for some in (self.parent, self.grouping, self.category, self.other):
            if isinstance(some, list):
                found += some
            elif some is not UNSET:
                found.append(some)
        return found

    def has_single(self) -> bool:
        """Whether some stand alone, where an array should be."""
        return any(type(some) is Activity for some in (self.parent, self.grouping, self.category, self.other))


class Context(_Part):
    """Section 2.4.6. ``revision`` and ``platform`` are allowed, for the object is an activity."""

    registration: str | UnsetType = UNSET
    instructor: Agent | UnsetType = UNSET
    contextActivities: ContextActivities | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Shape(_Part):
    """A statement about an activity, section 2.4."""

    actor: Agent
    verb: Verb
    object: Activity
    id: str | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Agent | UnsetType = UNSET
    version: Literal["1.0.0", "1.0.3", "2.0.0"] | UnsetType = UNSET


_NO_SHAPE = (ValueError, RecursionError, OverflowError)
_decode = msgspec.json.Decoder(Shape).decode


def fits_statement(value: Any, version: str) -> bool:
    """Whether this decoded value is a statement without a fault (if it voids nothing); False says nothing.

    ``version`` is that of the conversation.
    """
    try:
        shape = msgspec.convert(value, Shape)
    except _NO_SHAPE:
        return False
    return _is_faultless(shape, version.startswith("2."))


def read_shape(text: bytes, version: str) -> Shape | None:
    """A statement without a fault (if it voids nothing) from its JSON, in which no key stands twice; None says nothing.

    The reader keeps the last of two equal keys. There are none if the value, written anew, has as many colons as the
    text: a lost member takes one away. A colon inside a string is written anew as it came, unless it came by its
    number.
    """
    try:
        shape = _decode(text)
        if b"\\u00" in text or text.count(b":") != msgspec.json.encode(shape).count(b":"):
            return None
    except _NO_SHAPE:
        return None
    return shape if _is_faultless(shape, version.startswith("2.")) else None


def _is_faultless(shape: Shape, version2: bool) -> bool:
    return (
        _is_agent(shape.actor)
        and _is_verb(shape.verb)
        and _is_activity(shape.object)
        and (shape.id is UNSET or is_uuid(shape.id))
        and (shape.result is UNSET or _is_result(shape.result))
        and (shape.context is UNSET or _is_context(shape.context))
        and (shape.timestamp is UNSET or parse_timestamp(shape.timestamp, version2) is not None)
        and (shape.stored is UNSET or parse_timestamp(shape.stored, version2) is not None)
        and (shape.authority is UNSET or _is_agent(shape.authority))
        and (shape.version != "2.0.0" or version2)
    )


def _is_agent(agent: Agent) -> bool:
    count = 0
    if agent.account is not UNSET:
        count = 1 if is_iri(agent.account.homePage) else 2
    if agent.mbox is not UNSET:
        count += 1 if is_mbox(agent.mbox) else 2
    if agent.mbox_sha1sum is not UNSET:
        count += 1 if is_sha1(agent.mbox_sha1sum) else 2
    if agent.openid is not UNSET:
        count += 1 if is_iri(agent.openid) else 2
    return count == 1


def _is_verb(verb: Verb) -> bool:
    return is_iri(verb.id) and (verb.display is UNSET or _are_languages(verb.display))


def _are_languages(words: LanguageMap) -> bool:
    return all(map(is_language_tag, words))


def _are_extensions(extensions: Extensions) -> bool:
    return all(map(is_iri, extensions))


def _is_activity(activity: Activity) -> bool:
    if not is_iri(activity.id):
        return False
    definition = activity.definition
    if definition is UNSET:
        return True
    if not (
        (definition.name is UNSET or _are_languages(definition.name))
        and (definition.description is UNSET or _are_languages(definition.description))
        and (definition.type is UNSET or is_iri(definition.type))
        and (definition.moreInfo is UNSET or is_iri(definition.moreInfo))
        and (definition.extensions is UNSET or _are_extensions(definition.extensions))
    ):
        return False
    return not _is_interaction(definition) or _is_faultless_interaction(activity)


def _is_interaction(definition: Definition) -> bool:
    return not (
        definition.interactionType
        is definition.correctResponsesPattern
        is definition.choices
        is definition.scale
        is definition.source
        is definition.target
        is definition.steps
        is UNSET
    )


def _is_faultless_interaction(activity: Activity) -> bool:
    found = Findings(version2=False)  # no rule of an activity asks for the version
    check_activity(msgspec.to_builtins(activity), "", found)
    return not found.problems


def _is_result(result: Result) -> bool:
    return (
        (result.score is UNSET or _is_score(result.score))
        and (result.duration is UNSET or is_duration(result.duration))
        and (result.extensions is UNSET or _are_extensions(result.extensions))
    )


def _is_score(score: Score) -> bool:
    low, high, raw, scaled = score.min, score.max, score.raw, score.scaled
    for number in (low, high, raw, scaled):
        if type(number) is float and not isfinite(number):
            return False
    if scaled is not UNSET and not -1 <= scaled <= 1:
        return False
    if low is not UNSET and high is not UNSET and low >= high:
        return False
    return raw is UNSET or ((low is UNSET or raw >= low) and (high is UNSET or raw <= high))


def _is_context(context: Context) -> bool:
    return (
        (context.registration is UNSET or is_uuid(context.registration))
        and (context.instructor is UNSET or _is_agent(context.instructor))
        and (context.contextActivities is UNSET or all(map(_is_activity, context.contextActivities.all())))
        and (context.language is UNSET or is_language_tag(context.language))
        and (context.extensions is UNSET or _are_extensions(context.extensions))
    )
