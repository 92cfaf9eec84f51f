from __future__ import annotations

from typing import Any

import msgspec
import pytest

from elearn.xapi import things
from elearn.xapi.build import build_statements
from elearn.xapi.directory import Title
from elearn.xapi.vocabulary import VERBS
from tests.elearn.xapi.samples import BASE, CERTIFICATE, DIRECTORY, EVENTS, GRANTER, LEARNER, SampleDirectory


class Elsewhere(SampleDirectory):
    base_iri = "https://other.example/"


def written(thing: Any) -> Any:
    return thing.as_version("1.0.3")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("講座",), {"ja": "講座"}),
        (("講座", "course"), {"ja": "講座", "en": "course"}),
        (("", "course"), {"en": "course"}),
    ],
)
def test_language_maps_leave_out_what_is_empty(words: tuple[str, ...], expected: dict[str, str]) -> None:
    assert dict(things.language_map(*words)) == expected


@pytest.mark.parametrize("key", sorted(VERBS))
def test_verbs_have_their_iri_and_both_displays(key: str) -> None:
    verb = written(things.describe_verb(key, DIRECTORY))
    assert verb == {"id": VERBS[key].resolve(BASE), "display": {"ja": VERBS[key].ja, "en": VERBS[key].en}}


def test_a_person_is_an_account_and_nothing_else() -> None:
    person = written(things.describe_person(LEARNER, DIRECTORY))
    assert person == {
        "objectType": "Agent",
        "account": {"homePage": "https://elearn.example.jp/", "name": "p-0001"},
    }


@pytest.mark.parametrize(
    ("actor", "expected"), [("system", None), (LEARNER, None), (GRANTER, "p-0002")], ids=["rule", "self", "granter"]
)
def test_a_granter_is_somebody_else(actor: str, expected: str | None) -> None:
    event = msgspec.structs.replace(EVENTS["CellAttained"], actor=actor)
    granter = things.describe_granter(event, DIRECTORY)
    assert (granter.account.name if granter else None) == expected


@pytest.mark.parametrize(
    ("thing", "path", "kind"),
    [
        (things.describe_course("dx-basics", DIRECTORY), "courses/dx-basics", "course"),
        (things.describe_module("dx-basics", "01-why-dx", DIRECTORY), "courses/dx-basics/01-why-dx", "module"),
        (
            things.describe_activity("dx-basics", "01-why-dx/read", DIRECTORY),
            "courses/dx-basics/01-why-dx/read",
            "lesson",
        ),
        (things.describe_skill("dx-basics", DIRECTORY), "skills/dx-basics", "skill"),
        (things.describe_map("hirakata-r7", DIRECTORY), "skill-maps/hirakata-r7", "skill-map"),
        (things.describe_level("hirakata-r7", 2, DIRECTORY), "skill-maps/hirakata-r7/levels/2", "level"),
        (things.describe_certificate(CERTIFICATE, DIRECTORY), f"certificates/{CERTIFICATE}", "certificate"),
        (things.describe_appointment(2026, DIRECTORY), "appointments/2026", "appointment"),
        (things.describe_profile(DIRECTORY), "profiles/elearn/v1", "profile"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_things_have_their_place_and_type(thing: Any, path: str, kind: str) -> None:
    value = written(thing)
    assert value["objectType"] == "Activity"
    assert value["id"] == BASE + path
    assert value["definition"]["type"].rpartition("/")[2] == kind


def test_a_plug_in_kind_has_no_type() -> None:
    value = written(things.describe_activity("dx-basics", "01-why-dx/poll", DIRECTORY))
    assert value["definition"] == {}


def test_a_module_may_have_a_japanese_name_only() -> None:
    value = written(things.describe_module("dx-basics", "01-why-dx", DIRECTORY))
    assert value["definition"]["name"] == {"ja": "なぜ自治体にDXが必要か"}


@pytest.mark.parametrize(
    ("year", "era"), [(2019, "令和元年度"), (2020, "令和2年度"), (2026, "令和8年度"), (2030, "令和12年度")]
)
def test_fiscal_years_are_told_in_the_era(year: int, era: str) -> None:
    value = written(things.describe_appointment(year, DIRECTORY))
    assert value["definition"]["name"] == {
        "ja": f"{era} DX推進リーダー",
        "en": f"DX leader, fiscal year {year}",
    }


def test_extension_keys_become_iris() -> None:
    assert things.name_extensions({"level": 2}, DIRECTORY) == {BASE + "extensions/level": 2}


def test_no_extensions_are_nothing() -> None:
    assert things.name_extensions({}, DIRECTORY) is None


def test_an_extension_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(KeyError, match="mood"):
        things.name_extensions({"mood": "good"}, DIRECTORY)


def test_a_thing_without_title_has_no_name() -> None:
    value = written(things.describe_thing("course", "courses/x", None, DIRECTORY))
    assert "name" not in value["definition"]
    value = written(things.describe_thing("course", "courses/x", Title("講座"), DIRECTORY))
    assert value["definition"]["name"] == {"ja": "講座"}


def test_what_is_kept_ready_belongs_to_one_base_and_one_title() -> None:
    """Verbs and things are kept between statements: never for another house, nor under an old title."""
    first = things.describe_thing("course", "courses/a", Title("あ"), DIRECTORY)
    assert things.describe_thing("course", "courses/a", Title("あ"), DIRECTORY) is first
    renamed = things.describe_thing("course", "courses/a", Title("い"), DIRECTORY)
    moved = things.describe_thing("course", "courses/a", Title("あ"), Elsewhere())
    assert written(renamed)["definition"]["name"] == {"ja": "い"}
    assert written(moved)["id"] == "https://other.example/courses/a"
    assert written(first)["id"] == f"{BASE}courses/a"


def test_statements_leave_what_is_kept_ready_as_it_was() -> None:
    kept = things.describe_course("dx-basics", DIRECTORY)
    before = written(kept)
    for event in EVENTS.values():
        build_statements(event, DIRECTORY)
    assert things.describe_course("dx-basics", DIRECTORY) is kept
    assert written(kept) == before
