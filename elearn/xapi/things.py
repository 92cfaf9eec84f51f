"""The things that statements speak of, as tincan objects: who, what was acted upon, and in what surroundings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

import tincan

from elearn.events import SYSTEM, Event
from elearn.xapi.directory import Directory, Title
from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, PROFILE_PATH, VERBS

REMEMBERED = 1024
"""Verbs and things kept ready: the same few stand in nearly every statement, and tincan takes its time to make one.
They are shared between statements, so nothing may be set on one afterwards.
"""


def language_map(ja: str, en: str = "") -> tincan.LanguageMap:
    """A language map; an empty text is left out."""
    return tincan.LanguageMap({tag: text for tag, text in (("ja", ja), ("en", en)) if text})


def describe_verb(key: str, directory: Directory) -> tincan.Verb:
    """The verb with this key of the vocabulary."""
    return _make_verb(key, directory.base_iri)


def describe_person(person: str, directory: Directory) -> tincan.Agent:
    """A person as a pseudonymous account, without a name, so that an erasure never has to rewrite a statement."""
    account = tincan.AgentAccount(home_page=directory.home_page, name=directory.account_name(person))
    return tincan.Agent(object_type="Agent", account=account)


def describe_granter(event: Event, directory: Directory) -> tincan.Agent | None:
    """Who decided the fact, where that is another person than the one it is about and not a rule."""
    if event.actor in (SYSTEM, event.person):
        return None
    return describe_person(event.actor, directory)


def describe_thing(kind: str, path: str, title: Title | None, directory: Directory) -> tincan.Activity:
    """An activity at ``path`` under the base IRI; a plug-in's kind that the vocabulary does not know has no type."""
    return _make_thing(kind, path, title, directory.base_iri)


def describe_course(course: str, directory: Directory) -> tincan.Activity:
    """A course, whatever its version: the version is the context's ``revision``."""
    return describe_thing("course", f"courses/{course}", directory.course_title(course), directory)


def describe_module(course: str, module: str, directory: Directory) -> tincan.Activity:
    """A module of a course."""
    return describe_thing("module", f"courses/{course}/{module}", directory.module_title(course, module), directory)


def describe_activity(course: str, activity: str, directory: Directory) -> tincan.Activity:
    """An activity of a course by its key."""
    kind = directory.activity_kind(course, activity)
    return describe_thing(kind, f"courses/{course}/{activity}", directory.activity_title(course, activity), directory)


def describe_skill(skill: str, directory: Directory) -> tincan.Activity:
    """A skill."""
    return describe_thing("skill", f"skills/{skill}", directory.skill_title(skill), directory)


def describe_map(map_id: str, directory: Directory) -> tincan.Activity:
    """A skill map, whatever its version: the version is the extension ``map-digest``."""
    return describe_thing("skill-map", f"skill-maps/{map_id}", None, directory)


def describe_level(map_id: str, level: int, directory: Directory) -> tincan.Activity:
    """A level of a skill map."""
    title = Title(f"レベル{level}", f"Level {level}")
    return describe_thing("level", f"skill-maps/{map_id}/levels/{level}", title, directory)


def describe_certificate(certificate: UUID, directory: Directory) -> tincan.Activity:
    """One certificate."""
    return describe_thing("certificate", f"certificates/{certificate}", None, directory)


def describe_appointment(fiscal_year: int, directory: Directory) -> tincan.Activity:
    """The leaders' appointment of a fiscal year; it is one thing for all who were appointed in it."""
    era_year = fiscal_year - 2018
    title = Title(
        f"令和{'元' if era_year == 1 else era_year}年度 DX推進リーダー", f"DX leader, fiscal year {fiscal_year}"
    )
    return describe_thing("appointment", f"appointments/{fiscal_year}", title, directory)


def describe_profile(directory: Directory) -> tincan.Activity:
    """The profile that every statement follows."""
    return describe_thing("profile", PROFILE_PATH, None, directory)


def name_extensions(values: dict[str, Any], directory: Directory) -> tincan.Extensions | None:
    """Extension keys of the vocabulary turned into IRIs; nothing at all gives None."""
    if not values:
        return None
    return tincan.Extensions({EXTENSIONS[key].resolve(directory.base_iri): value for key, value in values.items()})


@lru_cache(REMEMBERED)
def _make_verb(key: str, base_iri: str) -> tincan.Verb:
    verb = VERBS[key]
    return tincan.Verb(id=verb.resolve(base_iri), display=language_map(verb.ja, verb.en))


@lru_cache(REMEMBERED)
def _make_thing(kind: str, path: str, title: Title | None, base_iri: str) -> tincan.Activity:
    concept = ACTIVITY_TYPES.get(kind)
    definition = tincan.ActivityDefinition(
        type=concept.resolve(base_iri) if concept else None,
        name=language_map(title.ja, title.en) if title else None,
    )
    return tincan.Activity(object_type="Activity", id=base_iri + path, definition=definition)
