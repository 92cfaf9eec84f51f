"""Every item of every shipped bank: its key is right, everything else is not, and everything is explained."""

from __future__ import annotations

from collections import Counter

import pytest

import courses
from quizzes import KINDS, Item, parse_response, score_item
from quizzes.kinds.choice import ChoiceBody
from tests.catalog.shipped import COURSES, items_of, open_course
from tests.keys import right_fields, wrong_fields

ITEMS = [(course, ident) for course in COURSES for ident in sorted(items_of(course))]
EVERY_COURSE = pytest.mark.parametrize("course", COURSES)


def singles(course: str) -> list[tuple[Item, ChoiceBody]]:
    """Items where one choice is to be picked."""
    return [
        (item, item.body)
        for item in items_of(course).values()
        if isinstance(item.body, ChoiceBody) and item.kind == "choice" and item.body.select == "single"
    ]


def test_there_is_a_bank_worth_the_name() -> None:
    assert len(ITEMS) >= 100
    assert len({ident for _, ident in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize(("course", "ident"), ITEMS)
def test_the_key_earns_everything_and_nothing_else_does(course: str, ident: str) -> None:
    item = items_of(course)[ident]
    parsed = parse_response(item, right_fields(item))
    assert parsed.problem is None
    full = score_item(item, parsed.response)
    assert (full.points, full.state) == (item.points, "right")
    others = list(wrong_fields(item))
    assert others
    for fields in others:
        score = score_item(item, parse_response(item, fields).response)
        assert score.points < item.points, fields
        assert score.state in {"wrong", "partial", "blank"}, fields
    assert score_item(item, None).points == 0


@EVERY_COURSE
def test_every_objective_has_three_items_for_the_test_and_one_to_practise(course: str) -> None:
    counts = Counter((item.objective, item.use) for item in items_of(course).values())
    for objective in open_course(course).course.objectives:
        assert counts[objective.id, "test"] >= 3, objective.id
        assert counts[objective.id, "practice"] >= 1, objective.id


@EVERY_COURSE
def test_every_item_explains_itself(course: str) -> None:
    for item in items_of(course).values():
        assert len(item.explanation) >= 20, item.id
        if isinstance(item.body, ChoiceBody):
            assert all(len(choice.explanation) >= 8 for choice in item.body.choices), item.id
        else:
            assert len(item.wrong_note) >= 15, item.id


@EVERY_COURSE
def test_explanations_render_and_cite_sources_of_the_course(course: str) -> None:
    package = open_course(course)
    for item in items_of(course).values():
        texts = [item.stem, item.explanation, item.wrong_note]
        if isinstance(item.body, ChoiceBody):
            texts += [choice.text for choice in item.body.choices]
            texts += [choice.explanation for choice in item.body.choices]
        for text in texts:
            html = courses.render_fragment(text, package.course.sources)
            assert "citation-unknown" not in html, item.id
            assert "**" not in html, item.id


@EVERY_COURSE
def test_the_right_choice_is_not_given_away_by_its_place(course: str) -> None:
    places = Counter(
        next(place for place, choice in enumerate(body.choices) if choice.right) for _, body in singles(course)
    )
    total = sum(places.values())
    assert total >= 10
    assert max(places.values()) <= 0.5 * total, places


@EVERY_COURSE
def test_the_right_choice_is_not_given_away_by_its_length(course: str) -> None:
    longest = 0
    for _, body in singles(course):
        right = next(len(choice.text) for choice in body.choices if choice.right)
        longest += all(right > len(choice.text) for choice in body.choices if not choice.right)
    assert longest <= 0.5 * len(singles(course)), f"{longest} of {len(singles(course))}"


@EVERY_COURSE
def test_true_is_not_always_the_answer(course: str) -> None:
    truths = Counter(right_fields(item)["choice"][0] for item in items_of(course).values() if item.kind == "true_false")
    if sum(truths.values()) >= 4:
        assert set(truths) == {"true", "false"}


@EVERY_COURSE
def test_no_two_items_ask_the_same(course: str) -> None:
    asked = Counter(
        ("".join(item.stem.split()), KINDS[item.kind].dump(item.body)) for item in items_of(course).values()
    )
    assert [stem for (stem, _), count in asked.items() if count > 1] == []


@EVERY_COURSE
def test_several_picks_are_announced(course: str) -> None:
    for item in items_of(course).values():
        if isinstance(item.body, ChoiceBody) and item.body.select == "multiple":
            assert "すべて" in item.stem, item.id
