"""The checks that every part of a statement shares: members, texts, language maps, extensions, lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from elearn.xapi.check_values import is_iri, is_language_tag
from elearn.xapi.problems import Findings, escape

FORMAT = "2.2 Formatting Requirements"
EXTENSIONS = "4.1 Extensions"
LANGUAGE_MAPS = "4.2 Language Maps"
IRIS = "4.3 Internationalized Resource Identifiers"

NOTHING: dict[str, Any] = {}


def open_object(value: Any, allowed: frozenset[str], pointer: str, section: str, found: Findings) -> dict[str, Any]:
    """The members of an object, after refusing what is no object, unknown members and nulls.

    What is no object gives no members, so that the caller finds nothing more to say about it.
    """
    if type(value) is not dict:
        found.add(pointer, "not-an-object", section)
        return NOTHING
    if not value.keys() <= allowed:
        for key in value:
            if key not in allowed:
                found.add(f"{pointer}/{escape(key)}", "unknown-property", FORMAT, name=key)
    if None in value.values():
        for key, member in value.items():
            if member is None:
                found.add(f"{pointer}/{escape(key)}", "null-value", FORMAT)
        return {key: member for key, member in value.items() if member is not None}
    return value


def require(value: dict[str, Any], names: tuple[str, ...], pointer: str, section: str, found: Findings) -> None:
    """Refuse an opened object that lacks a required member."""
    if value is NOTHING:
        return
    for name in names:
        if name not in value:
            found.add(pointer, "missing-property", section, name=name)


def check_format(
    value: dict[str, Any],
    name: str,
    test: Callable[[Any], bool],
    code: str,
    pointer: str,
    section: str,
    found: Findings,
) -> None:
    """If the member is there, it must pass the test."""
    if name in value and not test(value[name]):
        found.add(f"{pointer}/{name}", code, section)


def check_iri(value: dict[str, Any], name: str, pointer: str, found: Findings) -> None:
    """If the member is there, it must be an IRI."""
    if name in value and not is_iri(value[name]):
        found.add(f"{pointer}/{name}", "invalid-iri", IRIS)


def check_text(value: dict[str, Any], name: str, pointer: str, section: str, found: Findings) -> None:
    """If the member is there, it must be a string."""
    if name in value and type(value[name]) is not str:
        found.add(f"{pointer}/{name}", "not-a-string", section)


def check_flag(value: dict[str, Any], name: str, pointer: str, section: str, found: Findings) -> None:
    """If the member is there, it must be true or false."""
    if name in value and type(value[name]) is not bool:
        found.add(f"{pointer}/{name}", "not-a-boolean", section)


def check_object_type(value: dict[str, Any], wanted: str, pointer: str, section: str, found: Findings) -> None:
    """If the object states its type, it must be this one, in this case."""
    if "objectType" in value and value["objectType"] != wanted:
        found.add(f"{pointer}/objectType", "invalid-object-type", section, wanted=wanted)


def check_language_map(value: dict[str, Any], name: str, pointer: str, found: Findings) -> None:
    """If the member is there, it must map language tags to strings."""
    if name not in value:
        return
    words, here = value[name], f"{pointer}/{name}"
    if type(words) is not dict:
        found.add(here, "not-an-object", LANGUAGE_MAPS)
        return
    for tag, word in words.items():
        if not is_language_tag(tag):
            found.add(f"{here}/{escape(tag)}", "invalid-language-tag", LANGUAGE_MAPS, tag=tag)
        if type(word) is not str:
            found.add(f"{here}/{escape(tag)}", "not-a-string", LANGUAGE_MAPS)


def check_extensions(value: dict[str, Any], pointer: str, found: Findings) -> None:
    """If there are extensions, their keys must be IRIs; their values are free, null included."""
    if "extensions" not in value:
        return
    extensions, here = value["extensions"], f"{pointer}/extensions"
    if type(extensions) is not dict:
        found.add(here, "not-an-object", EXTENSIONS)
        return
    for key in extensions:
        if not is_iri(key):
            found.add(f"{here}/{escape(key)}", "invalid-iri", EXTENSIONS)


def open_list(value: Any, pointer: str, section: str, found: Findings) -> list[Any]:
    """The elements of an array, or none after refusing what is no array."""
    if type(value) is list:
        return value
    found.add(pointer, "not-an-array", section)
    return []
