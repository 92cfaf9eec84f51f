import dataclasses
from decimal import Decimal

import pytest

from quizzes import assemble, score_item, view_item, view_result
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_quiz,
    a_section,
    a_sequence,
    a_text,
    an_item,
)

CHOICE = an_item("pick")
MATCHING = an_item("match", "matching", a_matching(spare=("ひひん",)))
SEQUENCE = an_item("order", "sequencing", a_sequence())
NUMBER = an_item("count", "numeric", a_number())
TEXT = an_item("word", "fill_in", a_text("DX", "デジタル*"))
QUIZ = a_quiz(a_section(CHOICE, MATCHING, SEQUENCE, NUMBER, TEXT))
FORM = assemble(QUIZ, 11)


def shown(item, response=None, number=1):
    return view_item(item, FORM, response, number)


def result(item, response, policy="deferred", **more):
    return view_result(item, FORM, response, score_item(item, response), policy, **more)


def every_text(value):
    """Every text anywhere inside a view."""
    if dataclasses.is_dataclass(value):
        value = [getattr(value, part.name) for part in dataclasses.fields(value)]
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from every_text(part)


class TestBefore:
    def test_an_item_says_what_a_page_needs(self):
        view = shown(CHOICE, number=3)
        assert (view.id, view.number, view.kind, view.stem) == ("pick", 3, "choice", "pickの本文です。")
        assert (view.points, view.answered) == (1, False)

    def test_choices_come_in_the_forms_order_with_the_picked_one_marked(self):
        view = shown(CHOICE, ["c"])
        assert view.answered
        assert tuple(choice.id for choice in view.body.choices) == FORM.choice_order["pick"]
        assert [choice.id for choice in view.body.choices if choice.picked] == ["c"]
        assert (view.body.field, view.body.select) == ("choice", "single")

    def test_lefts_keep_their_order_and_rights_take_the_forms(self):
        body = shown(MATCHING, {"2": text_id("もう"), "3": "gone"}).body
        assert [(left.field, left.text, left.picked) for left in body.lefts] == [
            ("left-1", "犬", ""),
            ("left-2", "猫", text_id("もう")),
            ("left-3", "牛", ""),
        ]
        assert tuple(right.id for right in body.rights) == FORM.choice_order["match"]
        assert {right.text for right in body.rights} == {"わん", "にゃあ", "もう", "ひひん"}

    def test_entries_show_the_positions_given_so_far(self):
        body = shown(SEQUENCE, {"positions": {text_id("食べる"): "2", text_id("働く"): "x"}}).body
        assert {entry.text: entry.position for entry in body.entries} == {
            "起きる": "",
            "食べる": "2",
            "出かける": "",
            "働く": "x",
        }
        assert body.count == 4
        assert tuple(entry.id for entry in body.entries) == FORM.choice_order["order"]

    def test_boxes_show_what_was_typed(self):
        assert shown(NUMBER, "１，５").body.text == "１，５"
        assert shown(NUMBER).body.unit == "%"
        assert shown(TEXT, " ｄｘ").body.text == " ｄｘ"

    @pytest.mark.parametrize("item", QUIZ.items().values(), ids=lambda item: item.kind)
    def test_nothing_of_key_or_explanations_is_in_a_view(self, item):
        texts = set(every_text(shown(item)))
        assert item.explanation not in texts
        assert not item.wrong_note or item.wrong_note not in texts
        assert not texts & {"aの説明", "bの説明", "cの説明", "32.0", "0.05", "DX", "デジタル*", "デジタル…"}

    def test_a_form_without_an_order_falls_back_on_the_authors(self):
        bare = dataclasses.replace(FORM, choice_order={})
        assert [choice.id for choice in view_item(CHOICE, bare, None, 1).body.choices] == ["a", "b", "c"]
        assert len(view_item(MATCHING, bare, None, 1).body.rights) == 4
        assert len(view_item(SEQUENCE, bare, None, 1).body.entries) == 4


class TestAfter:
    def test_a_wrong_choice_shows_which_was_right_and_why(self):
        view = result(CHOICE, ["a"])
        assert (view.state, view.points, view.maximum) == ("wrong", 0, 1)
        assert {choice.id: (choice.picked, choice.right, choice.explanation) for choice in view.body.choices} == {
            "a": (True, False, "aの説明"),
            "b": (False, True, "bの説明"),
            "c": (False, False, "cの説明"),
        }
        assert view.explanation == "pickの解説です。"
        assert view.wrong_note is None

    def test_pairs_are_marked_one_by_one(self):
        view = result(MATCHING, {"1": text_id("わん"), "2": text_id("もう")})
        assert [(left.right, left.key) for left in view.body.lefts] == [
            (True, "わん"),
            (False, "にゃあ"),
            (False, "もう"),
        ]
        assert (view.state, view.points) == ("partial", Decimal("0.3333"))
        assert view.wrong_note == "matchの誤答の説明です。"
        assert [(line.code, line.params) for line in view.lines] == [("pairs-right", {"hits": "1", "total": "3"})]

    def test_entries_are_marked_by_their_position(self):
        order = [text_id(text) for text in ("起きる", "出かける", "食べる", "働く")]
        view = result(SEQUENCE, order)
        assert {entry.text: (entry.right, entry.key) for entry in view.body.entries} == {
            "起きる": (True, 1),
            "食べる": (False, 2),
            "出かける": (False, 3),
            "働く": (True, 4),
        }

    def test_a_number_shows_its_key_and_tolerance(self):
        view = result(NUMBER, "31")
        assert (view.body.key, view.body.tolerance, view.body.unit) == ("32.0", "0.05", "%")

    def test_a_tolerance_of_nothing_is_not_worth_a_word(self):
        item = dataclasses.replace(NUMBER, body=a_number(tolerance="0"))
        assert result(item, "31").body.tolerance is None

    def test_a_text_shows_what_is_accepted(self):
        assert result(TEXT, "DT").body.accepted == ("DX", "デジタル…")

    @pytest.mark.parametrize(
        ("response", "note"), [("DX", None), ("DT", "wordの誤答の説明です。"), (None, "wordの誤答の説明です。")]
    )
    def test_the_note_on_mistakes_is_for_those_who_made_one(self, response, note):
        view = result(TEXT, response)
        assert view.wrong_note == note
        assert view.answered == (response is not None)

    def test_sources_are_shown_with_the_explanation(self):
        item = dataclasses.replace(CHOICE, sources=("plan",))
        assert result(item, ["b"]).sources == ("plan",)
        assert result(item, ["b"], "score-only").sources == ()


class TestPolicies:
    def test_score_only_shows_the_state_and_keeps_the_key(self):
        view = result(CHOICE, ["a"], "score-only")
        assert (view.state, view.points, len(view.lines)) == ("wrong", 0, 1)
        assert view.explanation is None
        assert {(choice.right, choice.explanation) for choice in view.body.choices} == {(None, None)}

    @pytest.mark.parametrize("policy", ["deferred", "score-only"])
    def test_before_the_submission_a_result_says_nothing(self, policy):
        view = result(CHOICE, ["b"], policy, submitted=False)
        assert (view.state, view.points, view.lines, view.explanation) == (None, None, (), None)
        assert view.body == shown(CHOICE, ["b"]).body

    def test_an_unknown_policy_is_an_error(self):
        with pytest.raises(KeyError):
            result(CHOICE, ["b"], "show-me-all")


def test_a_response_of_an_older_shape_is_shown_as_nothing_and_breaks_nothing():
    for item in QUIZ.items().values():
        for odd in (3, {"positions": 7}, [1, None], {"1": ["x"]}, True, "x" * 50):
            assert shown(item, odd).answered
            assert result(item, odd).state == "wrong"


def test_a_multiple_choice_says_so():
    item = dataclasses.replace(CHOICE, body=a_choice("ab", "abc", "multiple"))
    assert shown(item).body.select == "multiple"
