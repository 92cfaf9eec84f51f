"""The rules of statement templates, one by one, and the part of JSONPath that they speak."""

from __future__ import annotations

from typing import Any

import pytest

from elearn.xapi.conformance import find_template_problems, select_values

VALUE: dict[str, Any] = {
    "a": {"b": [{"c": 1}, {"c": 2}, {"d": 3}], "https://x.jp/e|f": True},
    "n": None,
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [VALUE]),
        ("$.a.b[*].c", [1, 2]),
        ("$.a.b[1].c", [2]),
        ("$.a.b[9].c", []),
        ("$.a['b'][0]", [{"c": 1}]),
        ("$.n", [None]),
        ("$.missing.deep", []),
        ("$.a[*]", []),
        ("$.a.b.c", []),
        ("$.a.b[0].c | $.a.b[2].d", [1, 3]),
    ],
)
def test_paths(path: str, found: list[Any]) -> None:
    assert select_values(VALUE, path) == found


@pytest.mark.parametrize("path", ["a.b", "$..a", "$.a[?(@.b)]", "$.a[", "$a"])
def test_paths_of_another_kind_are_refused(path: str) -> None:
    with pytest.raises(ValueError):
        select_values(VALUE, path)


def judge(rule: dict[str, Any], **statement: Any) -> list[str]:
    profile = {"templates": [{"id": "t", "verb": "v", "rules": [{"location": "$.x[*]"} | rule]}]}
    return [one.code for one in find_template_problems(profile, {"verb": {"id": "v"}, **statement})]


@pytest.mark.parametrize(
    ("rule", "values", "codes"),
    [
        ({"presence": "included"}, [1], []),
        ({"presence": "included"}, [], ["rule-included"]),
        ({"presence": "excluded"}, [], []),
        ({"presence": "excluded"}, [None], ["rule-excluded"]),
        ({"presence": "recommended"}, [], []),
        ({"any": [1, 2]}, [3, 2], []),
        ({"any": [1, 2]}, [3], ["rule-any"]),
        ({"any": [1]}, [], []),
        ({"all": [1, 2]}, [1, 2, 1], []),
        ({"all": [1, 2]}, [1, 3], ["rule-all"]),
        ({"none": [1]}, [2], []),
        ({"none": [1]}, [2, 1], ["rule-none"]),
        ({"all": [True]}, [1], ["rule-all"]),
        ({"all": [1]}, [True], ["rule-all"]),
        ({"selector": "$.y", "all": [1]}, [{"y": 1}, {"z": 2}], []),
        ({"selector": "$.y", "presence": "included"}, [{"z": 2}], ["rule-included"]),
    ],
)
def test_rules(rule: dict[str, Any], values: list[Any], codes: list[str]) -> None:
    assert judge(rule, x=values) == codes


def test_templates_apply_by_verb_types_and_kind_of_object() -> None:
    def template(**more: Any) -> dict[str, Any]:
        return {"id": "t", "verb": "v", "rules": []} | more

    def fits(one: dict[str, Any], **statement: Any) -> bool:
        return not find_template_problems({"templates": [one]}, {"verb": {"id": "v"}} | statement)

    assert fits(template())
    assert not fits(template(verb="w"))
    typed = {"definition": {"type": "t1"}}
    assert fits(template(objectActivityType="t1"), object=typed)
    assert not fits(template(objectActivityType="t2"), object=typed)
    reference = {"objectType": "StatementRef", "id": "s"}
    assert fits(template(objectStatementRefTemplate=["t"]), object=reference)
    assert not fits(template(), object=reference)
    assert not fits(template(objectStatementRefTemplate=["t"]), object=typed)
    grouped = {"contextActivities": {"grouping": [typed]}}
    assert fits(template(contextGroupingActivityType=["t1"]), context=grouped)
    assert not fits(template(contextGroupingActivityType=["t2"]), context=grouped)
    assert not fits(template(contextParentActivityType=["t1"]), context=grouped)


def test_of_several_templates_the_nearest_one_speaks() -> None:
    near = {"id": "near", "verb": "v", "rules": [{"location": "$.a", "presence": "included"}]}
    far = {"id": "far", "verb": "v", "rules": [{"location": f"$.{one}", "presence": "included"} for one in "abc"]}
    (problem,) = find_template_problems({"templates": [far, near]}, {"verb": {"id": "v"}})
    assert problem.params == {"template": "near"}
