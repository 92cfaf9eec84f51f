from quizzes.work import NO_WORK, Check, Work
from tests.quizzes.builders import NINE

TWICE = Work({"a": (Check(["x"], NINE), Check(["y"], NINE))})


def test_without_a_check_every_response_is_the_first_try():
    assert NO_WORK.earlier_tries("a", ["x"]) == 0
    assert TWICE.earlier_tries("b", ["x"]) == 0


def test_the_response_that_was_checked_last_is_that_try_and_any_other_one_more():
    assert TWICE.earlier_tries("a", ["y"]) == 1
    assert TWICE.earlier_tries("a", ["x"]) == 2
    assert TWICE.earlier_tries("a", None) == 2


def test_nothing_can_be_put_into_what_everybody_shares():
    assert dict(NO_WORK.checks) == dict(NO_WORK.certainty) == {}
    assert not hasattr(NO_WORK.checks, "update")
