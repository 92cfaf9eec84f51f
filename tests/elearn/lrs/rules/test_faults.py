from __future__ import annotations

from elearn.lrs.rules.faults import LrsFault
from elearn.xapi.problems import Problem


def test_a_fault_keeps_its_parts() -> None:
    problem = Problem("/id", "conflict", {"id": "x"}, "2.3.1")
    fault = LrsFault(409, "conflict", [problem], id="x")
    assert (fault.status, fault.code, fault.problems, fault.params) == (409, "conflict", [problem], {"id": "x"})
    assert str(fault) == "conflict"


def test_a_fault_may_have_no_problems() -> None:
    assert LrsFault(404, "no-such-statement").problems == []


def test_later_changes_of_the_list_do_not_reach_the_fault() -> None:
    problems = [Problem("", "a-b", {}, "")]
    fault = LrsFault(400, "bad-json", problems)
    problems.clear()
    assert len(fault.problems) == 1
