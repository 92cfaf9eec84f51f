from fractions import Fraction

import pytest

from quizzes.kinds.contract import Example, KeySource, KeyText, Kind, Line, Mark, Parsed
from quizzes.kinds.registry import KINDS

RECORDS = [Example, KeySource, KeyText, Line, Mark, Parsed]


@pytest.mark.parametrize("record", RECORDS)
def test_what_kinds_exchange_cannot_be_changed(record):
    assert record.__dataclass_params__.frozen
    assert record.__doc__


def test_a_parsed_response_has_no_problem_by_itself():
    assert Parsed(["a"]) == Parsed(["a"], None, {})


def test_two_lines_do_not_share_their_parameters():
    first, second = Line("a"), Line("a")
    first.params["n"] = "1"
    assert second.params == {}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_has_all_that_the_contract_names(name):
    members = {member for member in vars(Kind) if not member.startswith("_")} | set(Kind.__annotations__)
    assert {"parse", "score", "view", "name", "shuffles"} <= members
    assert [member for member in members if not hasattr(KINDS[name], member)] == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_public_method_of_a_kind_is_documented(name):
    kind = KINDS[name]
    public = [member for member in dir(kind) if not member.startswith("_") and callable(getattr(kind, member))]
    assert [member for member in public if not getattr(kind, member).__doc__] == []


def test_a_mark_is_exact():
    assert Mark(Fraction(1, 3), ()).fraction * 3 == 1
