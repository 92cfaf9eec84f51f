import pytest

from quizzes import parse_response, score, score_item
from quizzes.feedback import ALL, NOTHING
from quizzes.kinds.likert import LikertBody, LikertKind, step_ids
from quizzes.report import Report
from tests.quizzes.builders import an_item

KIND = LikertKind()
SCALE = LikertBody(("そう思わない", "どちらとも言えない", "そう思う"))


def test_steps_are_numbered_from_one():
    assert step_ids(SCALE) == ("1", "2", "3")


@pytest.mark.parametrize(("count", "codes"), [(1, ["likert-count"]), (2, []), (11, []), (12, ["likert-count"])])
def test_a_scale_has_two_to_eleven_steps(count, codes):
    report = Report("bank.md")
    KIND.check(LikertBody(tuple(map(str, range(count)))), 1, report)
    assert [problem.code for problem in report.problems] == codes


def test_one_step_is_kept_and_a_second_one_named():
    item = an_item("mood", "likert", SCALE)
    assert parse_response(item, {"choice": ["3"]}).response == ["3"]
    both = parse_response(item, {"choice": ["3", "1"]})
    assert (both.response, both.problem) == (["1", "3"], "choice-more-than-one")
    strange = parse_response(item, {"choice": ["4"]})
    assert (strange.response, strange.problem) == (None, "choice-unknown")


def test_the_view_is_the_same_before_and_after():
    before, after = KIND.view(SCALE, (), ["2"], NOTHING), KIND.view(SCALE, (), ["2"], ALL)
    assert before == after
    assert [step.picked for step in before.choices] == [False, True, False]


@pytest.mark.parametrize("response", [None, ["1"], ["3"], "nonsense", {"a": "b"}])
def test_it_is_noted_and_adds_nothing_to_points_or_maximum(response):
    mood, choice = an_item("mood", "likert", SCALE, points="5"), an_item("why")
    alone = score_item(mood, response)
    assert (alone.state, alone.points, alone.maximum) == ("noted", 0, 0)
    both = score([mood, choice], {"mood": response, "why": ["b"]})
    assert (both.raw, both.maximum, both.scaled, both.passed) == (1, 1, 1, True)


def test_a_quiz_of_scales_alone_is_never_passed_by_accident():
    only = score([an_item("mood", "likert", SCALE)], {"mood": ["1"]})
    assert (only.raw, only.maximum, only.scaled, only.passed) == (0, 0, 0, False)
