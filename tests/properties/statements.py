"""Valid statements of both versions as JSON texts, grown at random; and every single change that the rules forbid.

Numbers are texts of their own, so that ``8``, ``8.00`` and ``1e2`` stay three different things.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

VERSIONS = ("1.0.3", "2.0.0")


class Number(str):
    """A JSON number as it is to be written."""

    __slots__ = ()


def write(value: Any) -> str:
    """A value as JSON text, numbers as they stand."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}:{write(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(write(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
STEMS = st.text("abz019-_.~é髙𠮷葛", min_size=1, max_size=6)
IRIS = st.builds(
    lambda scheme, stem: scheme + stem,
    st.sampled_from(["https://x.example.jp/", "http://例え.jp/", "urn:x:", "tag:x.jp,2026:", "a+b.c-d:"]),
    STEMS,
)
UUIDS = st.uuids().map(str) | st.uuids().map(lambda one: str(one).upper())
TAGS = st.sampled_from(["ja", "en", "en-US", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1996", "x-city", "i-klingon", "JA"])
MAPS = st.dictionaries(TAGS, WORDS, max_size=3)
DURATIONS = st.sampled_from(
    ["P1Y2M", "P4W", "PT8S", "PT8.00S", "PT1M12.5S", "P0D", "P1DT0H", "PT0.123456789S", "PT1,5H", "P1Y2M3DT4H5M6.7S"]
)
NUMBERS = st.sampled_from(
    [
        "8",
        "8.0",
        "8.00",
        "-0",
        "1e2",
        "1E+2",
        "0.10",
        "1e-7",
        "12345678901234567890123",
        "18446744073709551616",
        "-2.50",
    ]
).map(Number)
SCALED = st.sampled_from(["1", "1.0", "-1.00", "0", "-0.0", "0.85", "5e-1", "0.10"]).map(Number)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
EXTENSIONS = st.dictionaries(IRIS, VALUES, max_size=2)


@st.composite
def some(draw: st.DrawFn, must: dict[str, Any], may: dict[str, Any]) -> dict[str, Any]:
    """An object: every member that it must have, some that it may have, in any order."""
    names = [*must, *draw(st.lists(st.sampled_from(sorted(may)), unique=True, max_size=4))] if may else [*must]
    return {name: draw((must | may)[name]) for name in draw(st.permutations(names))}


@st.composite
def moments(draw: st.DrawFn, version: str) -> str:
    moment = dt.datetime.fromtimestamp(draw(st.integers(0, 10**11)), dt.UTC)
    digits = draw(st.sampled_from(["", ".1", ".123", ".123456", ".123456789", ",5"]))
    zones = ["Z", "+09:00", "-0330", "+00:00", "z"] + ([""] if version == "1.0.3" else [])
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + digits + draw(st.sampled_from(zones))


IDENTIFIERS: dict[str, Any] = {
    "mbox": STEMS.map(lambda stem: f"mailto:{stem}@example.jp"),
    "mbox_sha1sum": st.text("0123456789abcdefABCDEF", min_size=40, max_size=40),
    "openid": IRIS,
    "account": some({"homePage": IRIS, "name": WORDS}, {}),
}


@st.composite
def agents(draw: st.DrawFn, typed: bool = False) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(IDENTIFIERS)))
    kind = {"objectType": st.just("Agent")}
    must = {name: IDENTIFIERS[name]} | (kind if typed else {})
    return draw(some(must, {"name": WORDS} | ({} if typed else kind)))


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Any]:
    members = st.lists(agents(), min_size=1, max_size=3)
    must: dict[str, Any] = {"objectType": st.just("Group")}
    may: dict[str, Any] = {"name": WORDS}
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(IDENTIFIERS)))
        return draw(some(must | {name: IDENTIFIERS[name]}, may | {"member": members}))
    return draw(some(must | {"member": members}, may))


COMPONENTS = st.lists(some({"id": WORDS}, {"description": MAPS}), max_size=2, unique_by=lambda one: one["id"])
PLAIN_DEFINITIONS: dict[str, Any] = {
    "name": MAPS,
    "description": MAPS,
    "type": IRIS,
    "moreInfo": IRIS,
    "extensions": EXTENSIONS,
}
INTERACTIONS: dict[str, Any] = {
    "interactionType": st.sampled_from(["choice", "true-false", "fill-in", "likert", "matching", "numeric", "other"])
}
LISTS: dict[str, Any] = {
    "correctResponsesPattern": st.lists(WORDS, max_size=2),
    "choices": COMPONENTS,
    "scale": COMPONENTS,
    "source": COMPONENTS,
    "target": COMPONENTS,
    "steps": COMPONENTS,
}
DEFINITIONS = some({}, PLAIN_DEFINITIONS) | some(INTERACTIONS, PLAIN_DEFINITIONS | LISTS)
ACTIVITIES = some({"id": IRIS}, {"objectType": st.just("Activity"), "definition": DEFINITIONS})
REFERENCES = some({"objectType": st.just("StatementRef"), "id": UUIDS}, {})
VERBS = some({"id": IRIS}, {"display": MAPS})


@st.composite
def scores(draw: st.DrawFn) -> dict[str, Any]:
    least, raw, most = sorted(draw(st.lists(st.integers(-50, 50), min_size=3, max_size=3, unique=True)))
    ends = st.sampled_from(["", ".0", ".00", "e0"])
    whole = {"min": least, "raw": raw, "max": most}
    texts = {name: st.just(Number(f"{number}{draw(ends)}")) for name, number in whole.items()}
    return draw(some({}, texts | {"scaled": SCALED}))


RESULTS = some(
    {},
    {
        "score": scores(),
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": WORDS,
        "duration": DURATIONS,
        "extensions": EXTENSIONS,
    },
)
NEAR = ACTIVITIES | st.lists(ACTIVITIES, max_size=2)
NEARS = some({}, {"parent": NEAR, "grouping": NEAR, "category": NEAR, "other": NEAR})


def contexts(version: str, about_activity: bool) -> st.SearchStrategy[dict[str, Any]]:
    may: dict[str, Any] = {
        "registration": UUIDS,
        "instructor": agents() | groups(),
        "team": groups(),
        "contextActivities": NEARS,
        "language": TAGS,
        "statement": REFERENCES,
        "extensions": EXTENSIONS,
    }
    if about_activity:
        may |= {"revision": WORDS, "platform": WORDS}
    if version == "2.0.0":
        kinds = {"relevantTypes": st.lists(IRIS, min_size=1, max_size=2)}
        agent = some({"objectType": st.just("contextAgent"), "agent": agents()}, kinds)
        group = some({"objectType": st.just("contextGroup"), "group": groups()}, kinds)
        may |= {"contextAgents": st.lists(agent, max_size=2), "contextGroups": st.lists(group, max_size=2)}
    return some({}, may)


ATTACHMENTS = st.lists(
    some(
        {
            "usageType": IRIS,
            "display": MAPS,
            "contentType": st.just("text/plain"),
            "length": st.sampled_from(["0", "27"]).map(Number),
            "sha2": st.text("0123456789abcdef", min_size=64, max_size=64),
            "fileUrl": IRIS,
        },
        {"description": MAPS},
    ),
    max_size=2,
)


@st.composite
def statements(draw: st.DrawFn, version: str, inside: bool = False) -> dict[str, Any]:
    """A valid statement as a value whose numbers are texts."""
    kinds = [ACTIVITIES, agents(typed=True), groups(), REFERENCES]
    kind = draw(st.integers(0, 3 if inside else 4))
    target = kinds[kind] if kind < 4 else statements(version, inside=True)
    must: dict[str, Any] = {"actor": agents() | groups(), "verb": VERBS, "object": target}
    may: dict[str, Any] = {
        "timestamp": moments(version),
        "result": RESULTS,
        "context": contexts(version, kind == 0),
        "attachments": ATTACHMENTS,
    }
    if inside:
        must["objectType"] = st.just("SubStatement")
    else:
        numbers = ["1.0", "1.0.0", "1.0.3"] + (["2.0.0", "2.0.1"] if version == "2.0.0" else [])
        may |= {"id": UUIDS, "version": st.sampled_from(numbers), "stored": moments(version), "authority": agents()}
    return draw(some(must, may))


Change = tuple[str, str, Any]
"""A forbidden change: what it is, the pointer of the member that is set, and its new value."""

WRONG: dict[str, list[Any]] = {
    "mbox": ["a@example.jp", "mailto:", "mailto:a", True, ["mailto:a@example.jp"]],
    "mbox_sha1sum": ["0" * 39, "g" * 40, 5],
    "openid": ["nobody", "", 5],
    "homePage": ["x", 5],
    "registration": ["5", "5a0c8a527f0c4c539c650d6f54a60001", 5],
    "duration": ["P4W1D", "P", "1D", "PT", "P1.5Y2M", "-P1D", 5],
    "timestamp": ["2026", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00-00:00", "2026-01-01 00:00:00Z", 5],
    "stored": ["yesterday", 5],
    "scaled": [Number("1.01"), Number("-1.5"), "0.5", True],
    "raw": ["1", True],
    "success": ["true", Number("1")],
    "completion": ["false", Number("0")],
    "response": [Number("5"), True, {}],
    "language": ["日本語", "e", "en_US", 5],
    "platform": [5, {}],
    "revision": [5, []],
    "interactionType": ["Choice", "essay", 5],
    "correctResponsesPattern": ["a", {}, [5]],
    "display": ["text", [], {"ja": 5}, {"日本": "x"}],
    "description": ["text", {"en": 5}],
    "usageType": ["x", 5],
    "contentType": [5],
    "length": ["27", Number("-1"), Number("1.5"), True],
    "sha2": [5],
    "fileUrl": ["x", 5],
    "moreInfo": ["x", 5],
    "type": ["x", 5],
    "relevantTypes": [[], ["x"], "x"],
    "member": ["x", {}, [5], [{}]],
    "extensions": [[], "x", {"no-iri": 1}],
    "contextActivities": [[], {"Parent": []}, "x"],
    "attachments": [{}, "x", [5]],
    "verb": ["x", [], {}],
    "actor": ["x", [], {}],
    "object": ["x", []],
    "result": ["x", []],
    "context": ["x", []],
    "score": [5, []],
    "account": [5, {}, {"homePage": "https://x.jp"}],
    "version": ["0.95", "1.1.0", "3.0.0", 5],
    "contextAgents": [{}, [{}], [5]],
    "contextGroups": [{}, [{}], [5]],
    "authority": ["x", {}],
}


def list_changes(value: Any, pointer: str = "") -> Iterator[Change]:
    """Every single forbidden change of a valid statement: unknown, null, wrongly cased and wrong members."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from list_changes(one, f"{pointer}/{index}")
        return
    if not isinstance(value, dict) or (value and pointer.endswith(("display", "description"))):
        return
    for name in ("unknown", "Actor", "objecttype", " id"):
        yield "unknown member", f"{pointer}/{name}", "x"
    for name, one in value.items():
        here = f"{pointer}/{name}"
        yield "null", here, None
        # An activity's name is a language map, everybody else's is a text.
        wrong = WRONG.get(name, [])
        if name == "objectType":
            wrong = [str(one).lower(), str(one) + "s", 5]
        elif name == "name":
            wrong = [5, ["x"], {"ja": 5}]
        elif name == "id" and not _is_component(pointer):
            wrong = ["no-iri-and-no-uuid", 5]
        yield from (("wrong value", here, copy.deepcopy(other)) for other in wrong)
        if name not in ("extensions", "display", "description") and not (name == "name" and isinstance(one, dict)):
            yield from list_changes(one, here)


def _is_component(pointer: str) -> bool:
    return any(f"/{name}/" in pointer for name in ("choices", "scale", "source", "target", "steps"))


def apply(value: Any, change: Change) -> Any:
    """The statement with one member set."""
    changed = copy.deepcopy(value)
    *path, last = change[1].split("/")[1:]
    here = changed
    for part in path:
        here = here[int(part)] if isinstance(here, list) else here[part]
    here[last] = change[2]
    return changed
