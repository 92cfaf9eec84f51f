"""What holds for every rule at once: the same part breaks the same rule wherever it stands, and alone or in company."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import tincan
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.xapi.check import check_statement
from tests.elearn.xapi.samples import ACTIVITY, FULL, PLAIN, change, drop

INNER = {"objectType": "SubStatement"} | {
    name: value for name, value in FULL.items() if name not in ("id", "stored", "authority", "version")
}
OUTER = {**PLAIN, "object": INNER}
ODD = st.sampled_from([None, True, -1, 1.5, "", "text", [], [1], {}, {"a": 1}, "https://x.jp", "2026-01-01T00:00:00Z"])


def pointers(value: Any, here: str = "") -> Iterator[str]:
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        place = f"{here}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield place
        if isinstance(member, dict | list):
            yield from pointers(member, place)


INSIDE = sorted(pointer for pointer in pointers(INNER) if pointer != "/objectType")


def found(statement: dict[str, Any], version: str) -> set[tuple[str, str, str]]:
    return {(one.pointer, one.code, one.section) for one in check_statement(statement, version)}


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_the_full_statement_is_good_inside_another(version: str) -> None:
    assert found(OUTER, version) == set()


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(INSIDE), ODD, st.sampled_from(["1.0.3", "2.0.0"]))
def test_a_rule_is_broken_alike_in_a_statement_and_in_a_sub_statement(pointer: str, value: Any, version: str) -> None:
    alone = found(change(drop(INNER, "/objectType"), pointer, value), version)
    inside = found(change(OUTER, f"/object{pointer}", value), version)
    relevant = {(place, code) for place, code, _ in inside if place.startswith("/object")}
    assert relevant == {(f"/object{place}", code) for place, code, _ in alone}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(INSIDE), ODD)
def test_what_the_first_version_takes_the_second_takes_too(pointer: str, value: Any) -> None:
    changed = change(drop(INNER, "/objectType"), pointer, value)
    if not found(changed, "1.0.3"):
        assert found(changed, "2.0.0") == set()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(INSIDE), ODD)
def test_a_pointer_leads_to_something_or_beside_it(pointer: str, value: Any) -> None:
    changed = change(drop(INNER, "/objectType"), pointer, value)
    for place, _, section in found(changed, "2.0.0"):
        here: Any = changed
        for part in place.split("/")[1:]:
            here = here[int(part)] if isinstance(here, list) else here[part.replace("~1", "/").replace("~0", "~")]
        assert section[0].isdigit()


@settings(max_examples=40, deadline=None)
@given(
    st.text(min_size=1, max_size=12),
    st.one_of(st.none(), st.integers(-10, 10).map(lambda number: number / 10)),
    st.one_of(st.none(), st.booleans()),
)
def test_what_tincan_builds_with_care_is_good(name: str, scaled: float | None, success: bool | None) -> None:
    statement = tincan.Statement(
        actor=tincan.Agent(account=tincan.AgentAccount(home_page="https://x.jp", name=name)),
        verb=tincan.Verb(id="https://x.jp/v", display=tincan.LanguageMap({"ja": name})),
        object=tincan.Activity(id=ACTIVITY["id"]),
        result=tincan.Result(score=tincan.Score(scaled=scaled), success=success),
    )
    assert check_statement(statement.as_version("1.0.3")) == []
