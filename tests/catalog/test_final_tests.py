"""Every quiz of every shipped course can be drawn, whatever the seed, and its draw is fair to what was taught."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from quizzes import assemble, parse_response, score_attempt
from tests.catalog.shipped import COURSES, QUIZZES, quiz_of
from tests.keys import respond

SEEDS = range(200)
TESTS = [path for path in QUIZZES if "/90-test/" in path]
PRACTICES = [path for path in QUIZZES if "/90-test/" not in path]
EVERY_TEST = pytest.mark.parametrize("path", TESTS)
EVERY_QUIZ = pytest.mark.parametrize("path", QUIZZES)


def test_every_course_has_its_final_test() -> None:
    assert [path.partition("/")[0] for path in TESTS] == COURSES


@EVERY_TEST
def test_every_seed_draws_as_many_items_as_the_rules_say(path: str) -> None:
    _, quiz = quiz_of(path)
    wanted = [len(section.items) if section.draw is None else section.draw for section in quiz.sections]
    for seed in SEEDS:
        form = assemble(quiz, seed)
        assert [len(section) for section in form.sections] == wanted, seed
        assert len(set(form.item_ids)) == len(form.item_ids) == sum(wanted), seed
        assert [item for page in form.pages for item in page] == list(form.item_ids), seed


@EVERY_TEST
def test_every_section_draws_from_its_own_pool(path: str) -> None:
    _, quiz = quiz_of(path)
    for seed in SEEDS:
        form = assemble(quiz, seed)
        for section, drawn in zip(quiz.sections, form.sections, strict=True):
            assert set(drawn) <= {item.id for item in section.items}, (seed, section.title)


@EVERY_TEST
def test_only_items_for_the_test_are_drawn(path: str) -> None:
    _, quiz = quiz_of(path)
    assert {item.use for item in quiz.items().values()} == {"test"}


@EVERY_TEST
def test_every_item_for_the_test_can_be_drawn(path: str) -> None:
    """An item that no seed reaches is dead weight, and its objective may be tested by fewer than it seems."""
    package, quiz = quiz_of(path)
    bank = {
        item.id
        for found in package.quizzes.values()
        for section in found.sections
        for item in section.items
        if item.use == "test"
    }
    drawn = Counter(item for seed in SEEDS for item in assemble(quiz, seed).item_ids)
    assert set(drawn) == bank


@EVERY_TEST
def test_every_objective_is_tested_in_the_long_run_and_most_in_each_draw(path: str) -> None:
    package, quiz = quiz_of(path)
    items = quiz.items()
    objectives = {objective.id for objective in package.course.objectives}
    seen = [{items[item].objective for item in assemble(quiz, seed).item_ids} for seed in SEEDS]
    assert set().union(*seen) == objectives
    assert min(len(one) for one in seen) >= 0.6 * len(objectives)


@EVERY_TEST
def test_a_second_try_brings_other_items_where_the_bank_allows(path: str) -> None:
    _, quiz = quiz_of(path)
    for seed in range(40):
        first = assemble(quiz, seed)
        again = assemble(quiz, seed + 1, first.item_ids)
        for section, before, after in zip(quiz.sections, first.sections, again.sections, strict=True):
            fresh = [item for item in section.items if item.id not in before]
            needed = section.draw or len(section.items)
            if len(fresh) >= needed:
                assert not set(before) & set(after), (seed, section.title)


@EVERY_TEST
def test_the_mark_is_the_one_decided_and_can_be_reached_with_one_slip(path: str) -> None:
    _, quiz = quiz_of(path)
    assert quiz.mastery == Decimal("0.8")
    assert 8 <= len(assemble(quiz, 0).item_ids) <= 20
    assert quiz.feedback == "deferred"
    assert quiz.attempts is None


@EVERY_QUIZ
def test_all_right_is_full_marks_and_passes(path: str) -> None:
    _, quiz = quiz_of(path)
    for seed in range(20):
        form = assemble(quiz, seed)
        responses = responses_of(path, seed, right=True)
        score = score_attempt(quiz, form, responses)
        assert (score.raw, score.scaled) == (score.maximum, 1)
        assert score.passed


@EVERY_QUIZ
def test_all_wrong_and_nothing_at_all_fail(path: str) -> None:
    _, quiz = quiz_of(path)
    for seed in range(20):
        form = assemble(quiz, seed)
        assert not score_attempt(quiz, form, responses_of(path, seed, right=False)).passed
        nothing = score_attempt(quiz, form, {})
        assert (nothing.raw, nothing.passed) == (0, False)


@EVERY_TEST
def test_a_section_with_a_rule_of_its_own_fails_alone(path: str) -> None:
    _, quiz = quiz_of(path)
    for place, section in enumerate(quiz.sections):
        if section.mastery is None:
            continue
        assert section.mastery == 1
        form = assemble(quiz, 5)
        responses = responses_of(path, 5, right=True)
        wrong = responses_of(path, 5, right=False)
        responses[form.sections[place][0]] = wrong[form.sections[place][0]]
        score = score_attempt(quiz, form, responses)
        assert not score.passed
        assert not score.sections[place].passed


@pytest.mark.parametrize("path", PRACTICES)
def test_practice_never_uses_the_items_of_the_test(path: str) -> None:
    package, quiz = quiz_of(path)
    assert {item.use for item in quiz.items().values()} == {"practice"}
    module = path.split("/")[1]
    assert {item.objective for item in quiz.items().values()} <= {
        objective.id for objective in package.course.find_module(module).objectives
    }
    for seed in range(50):
        assert assemble(quiz, seed).item_ids


def responses_of(path: str, seed: int, *, right: bool) -> dict[str, object]:
    """Responses to a whole form, all right or all wrong."""
    _, quiz = quiz_of(path)
    items = quiz.items()
    fields = respond(items, assemble(quiz, seed), right)
    return {item: parse_response(items[item], given).response for item, given in fields.items()}
