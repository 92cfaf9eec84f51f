from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import assemble, score_attempt, score_item
from quizzes.kinds.contract import Line
from quizzes.kinds.essay import Criterion, EssayBody, Level
from quizzes.kinds.likert import LikertBody
from quizzes.scoring import to_decimal
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_partial_choice,
    a_quiz,
    a_section,
    a_sequence,
    a_text,
    an_item,
    some_items,
)

RIGHT, WRONG = ["b"], ["a"]


def scored(quiz, responses, seed=1):
    return score_attempt(quiz, assemble(quiz, seed), responses)


def answers(right, of, prefix="item"):
    """The first ``right`` of ``of`` items right, the rest wrong."""
    return {f"{prefix}-{n:02}": RIGHT if n < right else WRONG for n in range(of)}


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (Fraction(0), "0.0000"),
            (Fraction(1), "1.0000"),
            (Fraction(1, 3), "0.3333"),
            (Fraction(2, 3), "0.6667"),
            (Fraction(1, 20000), "0.0001"),
            (Fraction(1, 20001), "0.0000"),
            (Fraction(3, 20000), "0.0002"),
            (Fraction(12345678901234567890), "12345678901234567890.0000"),
        ],
    )
    def test_to_four_places_half_up(self, value, shown):
        assert str(to_decimal(value)) == shown

    @settings(max_examples=100)
    @given(st.fractions(min_value=0, max_value=1000))
    def test_is_never_off_by_more_than_half_a_place(self, value):
        assert abs(Fraction(to_decimal(value)) - value) <= Fraction(1, 20000)


class TestItem:
    def test_a_right_choice_earns_its_points(self):
        score = score_item(an_item(points="2.5"), RIGHT)
        assert (score.fraction, score.points, score.maximum, score.state) == (
            1,
            Decimal("2.5"),
            Decimal("2.5"),
            "right",
        )
        assert score.lines == (Line("choice-right"),)

    def test_a_wrong_choice_earns_nothing(self):
        score = score_item(an_item(points="2.5"), WRONG)
        assert (score.fraction, score.points, score.maximum, score.state) == (0, 0, Decimal("2.5"), "wrong")
        assert score.lines == (Line("choice-wrong"),)

    def test_no_response_is_blank_and_not_wrong(self):
        score = score_item(an_item(), None)
        assert (score.points, score.state, score.lines) == (0, "blank", (Line("blank"),))

    def test_a_third_is_shown_rounded_and_kept_exact(self):
        body = a_matching()
        score = score_item(an_item(kind="matching", body=body, points="2"), {"1": next(iter(body.rights()))})
        assert (score.fraction, score.points, score.state) == (Decimal("0.3333"), Decimal("0.6667"), "partial")
        assert score.exact == Fraction(1, 3)

    @pytest.mark.parametrize(
        ("kind", "body", "response", "share"),
        [
            ("choice", a_partial_choice(), ["a", "b"], 1),
            ("choice", a_partial_choice(), ["a", "b", "c"], Fraction(1, 2)),
            ("choice", a_partial_choice(), ["a", "c"], 0),
            ("choice", a_partial_choice(), ["c", "d"], 0),
            ("choice", a_choice("ab", "abcd", "multiple"), ["a", "b", "c"], 0),
            ("sequencing", a_sequence(), [entry.id for entry in a_sequence().entries], 1),
            ("numeric", a_number(), "３１．９５％", 1),
            ("numeric", a_number(), "31.94", 0),
            ("fill_in", a_text(), "　ｄｘ", 1),
            ("fill_in", a_text(), "DT", 0),
        ],
    )
    def test_each_kind_says_its_own_share(self, kind, body, response, share):
        assert score_item(an_item(kind=kind, body=body), response).exact == share

    def test_a_kind_that_is_not_there_is_an_error_and_never_a_zero(self):
        with pytest.raises(KeyError):
            score_item(an_item(kind="portfolio", wrong_note=""), "文章")


class TestAttempt:
    QUIZ = a_quiz(a_section(*some_items(5)), mastery="0.8")

    def test_four_of_five_pass_at_eighty_per_cent(self):
        score = scored(self.QUIZ, answers(4, 5))
        assert (score.raw, score.maximum, score.scaled, score.passed) == (4, 5, Decimal("0.8"), True)

    def test_three_of_five_do_not(self):
        score = scored(self.QUIZ, answers(3, 5))
        assert (score.scaled, score.passed) == (Decimal("0.6"), False)

    def test_nothing_given_scores_zero(self):
        score = scored(self.QUIZ, {})
        assert (score.raw, score.scaled, score.passed) == (0, 0, False)
        assert {item.state for item in score.items.values()} == {"blank"}

    def test_points_weigh_the_items(self):
        quiz = a_quiz(a_section(an_item("item-00", points="3"), an_item("item-01")), mastery="0.75")
        assert scored(quiz, {"item-00": RIGHT}).passed
        assert scored(quiz, {"item-01": RIGHT}).scaled == Decimal("0.25")

    def test_items_come_in_the_forms_order(self):
        quiz = a_quiz(a_section(*some_items(9), draw=4))
        form = assemble(quiz, 3)
        assert tuple(score_attempt(quiz, form, {}).items) == form.item_ids

    def test_responses_to_other_items_count_for_nothing(self):
        quiz = a_quiz(a_section(*some_items(9), draw=4))
        form = assemble(quiz, 3)
        others = {ident: RIGHT for ident in quiz.items() if ident not in form.item_ids}
        assert score_attempt(quiz, form, others | {"never-heard-of": RIGHT}).raw == 0

    def test_what_is_shown_as_the_mastery_does_not_pass_when_it_is_a_hair_below(self):
        """7999.9 of 10000 points are shown as 0.8000 and are less than 0.8."""
        items = [an_item("item-00", points="799.99"), an_item("item-01", points="200.01")]
        quiz = a_quiz(a_section(*items), mastery="0.8")
        score = scored(quiz, {"item-00": RIGHT})
        assert score.scaled == Decimal("0.8000")
        assert not score.passed

    def test_thirds_add_up_without_a_rounding_loss(self):
        body = a_matching()
        one_third = {"1": next(iter(body.rights()))}
        items = [an_item(f"item-{n}", "matching", body) for n in range(3)]
        score = scored(a_quiz(a_section(*items)), {item.id: one_third for item in items})
        assert score.raw == 1
        assert sum(item.points for item in score.items.values()) == Decimal("0.9999")

    def test_a_mastery_of_zero_passes_everybody_but_an_empty_form(self):
        assert scored(a_quiz(mastery="0"), {}).passed
        assert not scored(a_quiz(a_section(), mastery="0"), {}).passed

    def test_a_full_mastery_takes_every_point(self):
        quiz = a_quiz(mastery="1")
        assert scored(quiz, answers(5, 5)).passed
        assert not scored(quiz, answers(4, 5)).passed


class TestSections:
    """A test may ask for all of the essentials, whatever the rest earned."""

    QUIZ = a_quiz(
        a_section(*some_items(2, prefix="must"), mastery="1", title="必須"),
        a_section(*some_items(8, prefix="item"), title="そのほか"),
        mastery="0.8",
    )

    def test_passes_when_both_the_whole_and_the_section_are_reached(self):
        score = scored(self.QUIZ, answers(2, 2, "must") | answers(6, 8))
        assert score.passed
        assert [(part.title, part.raw, part.maximum, part.passed) for part in score.sections] == [
            ("必須", 2, 2, True),
            ("そのほか", 6, 8, True),
        ]

    def test_one_missed_essential_fails_a_high_score(self):
        score = scored(self.QUIZ, answers(1, 2, "must") | answers(8, 8))
        assert score.scaled == Decimal("0.9")
        assert not score.passed
        assert [part.passed for part in score.sections] == [False, True]

    def test_all_essentials_do_not_carry_a_low_score(self):
        assert not scored(self.QUIZ, answers(2, 2, "must") | answers(5, 8)).passed

    def test_a_section_tells_its_own_share_and_mastery(self):
        first, second = scored(self.QUIZ, answers(1, 2, "must")).sections
        assert (first.scaled, first.mastery) == (Decimal("0.5"), 1)
        assert second.mastery is None

    def test_an_item_drawn_by_the_second_section_counts_there_only(self):
        pool = some_items(4)
        quiz = a_quiz(a_section(*pool, draw=2, mastery="1"), a_section(*pool, draw=2), mastery="0.5")
        form = assemble(quiz, 8)
        score = score_attempt(quiz, form, dict.fromkeys(form.sections[0], RIGHT))
        assert [part.raw for part in score.sections] == [2, 0]
        assert score.passed


RESPONSES = st.dictionaries(
    st.sampled_from([f"item-{n:02}" for n in range(6)]), st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)
)


@settings(max_examples=60, deadline=None)
@given(responses=RESPONSES, more=st.sampled_from(range(6)))
def test_mending_one_response_never_lowers_the_score(responses, more):
    quiz = a_quiz(a_section(*some_items(6)))
    before = scored(quiz, responses)
    after = scored(quiz, responses | {f"item-{more:02}": RIGHT})
    assert after.raw >= before.raw
    assert after.passed >= before.passed
    assert 0 <= before.scaled <= 1
    assert before.raw == sum(item.points for item in before.items.values())


class TestPeople:
    """A choice of 2 points, an essay of 10 and a scale: 12 points in all, 8 of them must be reached."""

    ESSAY = EssayBody((Criterion("課題", (Level(Decimal(4), "十分"), Level(Decimal(0), "なし"))),))
    QUIZ = a_quiz(
        a_section(
            an_item("pick", points="2"),
            an_item("essay", "essay", ESSAY, points="10"),
            an_item("mood", "likert", LikertBody(("いいえ", "はい")), points="3"),
        ),
        mastery="0.75",
    )
    GIVEN: ClassVar = {"pick": ["b"], "essay": "書きました。", "mood": ["2"]}

    def graded(self, points=None, given=None):
        grades = {} if points is None else {"essay": Decimal(points)}
        return score_attempt(self.QUIZ, assemble(self.QUIZ, 1), self.GIVEN if given is None else given, grades=grades)

    def test_before_the_grade_the_known_part_stands_and_nobody_has_passed(self):
        score = self.graded()
        assert (score.raw, score.maximum, score.waiting, score.passed) == (2, 12, ("essay",), False)
        assert {ident: one.state for ident, one in score.items.items()} == {
            "pick": "right",
            "essay": "waiting",
            "mood": "noted",
        }

    @pytest.mark.parametrize(
        ("points", "raw", "passed", "state"),
        [
            ("10", 12, True, "right"),
            ("7", 9, True, "partial"),
            ("6.9999", "8.9999", False, "partial"),
            ("0", 2, False, "wrong"),
        ],
    )
    def test_the_grade_makes_the_score_whole(self, points, raw, passed, state):
        score = self.graded(points)
        assert (score.raw, score.maximum, score.waiting, score.passed) == (Decimal(raw), 12, (), passed)
        assert score.items["essay"].state == state

    @pytest.mark.parametrize(("points", "raw"), [("11", 12), ("-1", 2)])
    def test_a_grade_outside_the_points_is_cut_to_them(self, points, raw):
        assert self.graded(points).raw == raw

    def test_a_blank_essay_waits_for_nobody(self):
        score = self.graded(given={"pick": ["b"]})
        assert (score.waiting, score.items["essay"].state, score.raw) == ((), "blank", 2)

    def test_a_grade_says_nothing_about_what_a_rule_scores(self):
        score = score_attempt(
            self.QUIZ, assemble(self.QUIZ, 1), {"pick": ["a"]}, grades={"pick": Decimal(2), "mood": Decimal(3)}
        )
        assert (score.raw, score.maximum) == (0, 12)
