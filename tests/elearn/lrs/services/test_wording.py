from __future__ import annotations

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services import describe_fault, explain_code
from elearn.xapi.problems import Problem


def test_parameters_are_filled_in() -> None:
    assert explain_code("too-deep", {"limit": "100"}) == "The JSON is nested deeper than 100 levels."
    assert explain_code("too-deep", {"limit": "100"}, "ja") == "入れ子が深すぎます（100 段まで）。"


def test_a_missing_parameter_shows_its_name() -> None:
    assert explain_code("missing-property", {}) == "The member name is missing."


@pytest.mark.parametrize("value", ["{limit}", "{0}", "{limit.__class__}", "}{"])
def test_a_parameter_is_never_read_as_a_format(value: str) -> None:
    assert value in explain_code("unknown-property", {"name": value})


def test_an_unknown_code_stands_for_itself() -> None:
    assert explain_code("never-heard-of", {}) == "never-heard-of"


def test_a_refusal_tells_everything_once() -> None:
    problems = [
        Problem("/id", "invalid-uuid", {}, "4.4 UUIDs"),
        Problem("", "missing-property", {"name": "verb"}, "2.4"),
    ]
    assert describe_fault(LrsFault(400, "invalid-statement", problems)) == {
        "error": "invalid-statement",
        "message": "A statement breaks the rules of xAPI; nothing was stored.",
        "problems": [
            {"pointer": "/id", "code": "invalid-uuid", "message": "The value is no UUID. (4.4 UUIDs)"},
            {"pointer": "", "code": "missing-property", "message": "The member verb is missing. (2.4)"},
        ],
    }


def test_a_refusal_without_problems() -> None:
    fault = LrsFault(404, "no-such-statement", id="x")
    assert describe_fault(fault)["message"] == "There is no statement with the id x."
    assert describe_fault(fault)["problems"] == []
