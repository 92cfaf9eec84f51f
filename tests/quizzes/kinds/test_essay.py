from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import dump_bank, load_bank, parse_response
from quizzes.feedback import ALL, NOTHING
from quizzes.kinds.essay import Criterion, EssayBody, EssayKind, Level, count_characters, rubric_share
from quizzes.report import Report
from tests.quizzes.builders import an_item

KIND = EssayKind()


def a_criterion(text="観点", *points):
    return Criterion(text, tuple(Level(Decimal(one), f"{one}点の段階") for one in points or ("2", "0")))


def an_essay(*criteria, **more):
    return EssayBody(criteria or (a_criterion("課題", "4", "2", "0"), a_criterion("方法", "6", "3", "0")), **more)


def problems(body):
    report = Report("bank.md")
    KIND.check(body, 1, report)
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("　 \r\n\t", 0),
        ("日本語の文。", 6),
        ("a b\nc", 3),
        ("が", 1),
        ("か\u3099", 1),
        ("葛\U000e0100城", 2),
        ("𠮷野家", 3),
        ("👩\u200d💻", 2),
        ("\u200bゼロ幅", 3),
    ],
)
def test_characters_are_counted_as_people_count_them(text, count):
    assert count_characters(text) == count


def test_lengths_count_no_white_space():
    item = an_item("e", "essay", an_essay(least=5, most=8))
    assert parse_response(item, {"text": ["あい うえ　お\n"]}).problem is None
    short = parse_response(item, {"text": ["あい　　　　う"]})
    assert (short.problem, short.params, short.response) == (
        "essay-too-short",
        {"count": "3", "least": "5"},
        "あい　　　　う",
    )
    long = parse_response(item, {"text": ["あいうえおかきくけ"]})
    assert (long.problem, long.params) == ("essay-too-long", {"count": "9", "most": "8"})


@pytest.mark.parametrize(
    ("levels", "share"),
    [((0, 0), 1), ((2, 2), 0), ((1, 0), Fraction(4, 5)), ((0, 1), Fraction(7, 10))],
)
def test_levels_earn_a_share_of_the_best_levels_together(levels, share):
    assert rubric_share(an_essay(), levels) == share


@pytest.mark.parametrize("levels", [(), (0,), (0, 0, 0), (0, 3), (-1, 0)])
def test_levels_that_there_are_not_are_refused(levels):
    with pytest.raises(ValueError, match="level"):
        rubric_share(an_essay(), levels)


def test_an_essay_without_a_rubric_has_no_share():
    with pytest.raises(ValueError, match="level"):
        rubric_share(EssayBody(()), ())


def test_the_best_level_may_stand_anywhere():
    body = an_essay(a_criterion("課題", "0", "1.5", "1"))
    assert body.maximum == Decimal("1.5")
    assert rubric_share(body, (1,)) == 1


def test_a_sound_rubric_has_no_problem_and_twelve_criteria_are_enough():
    assert problems(an_essay()) == []
    many = tuple(a_criterion(f"観点{number}") for number in range(13))
    assert problems(an_essay(*many)) == ["essay-criteria-too-many"]


def test_points_finer_than_scores_are_refused():
    assert problems(an_essay(a_criterion("課題", "0.00001", "0"))) == ["essay-level-points"]
    assert problems(an_essay(a_criterion("課題", "1001", "0"))) == ["essay-level-points"]


def test_the_rubric_is_shown_before_and_the_model_answer_only_with_the_key():
    body = an_essay(model="模範です。")
    before = KIND.view(body, (), "書きました。", NOTHING)
    assert (before.model, before.criteria, before.maximum) == (None, body.criteria, 10)
    assert (before.text, before.count) == ("書きました。", 6)
    assert KIND.view(body, (), None, ALL).model == "模範です。"


def test_a_full_width_colon_and_a_model_answer_on_one_line_are_read():
    text = KIND.examples()[1].text.replace("- 観点: ", "- 観点：").replace("- 1: ", "- 1：")
    text = text.replace("\n### 解説", "- 模範解答：守りは知らせることです。\n\n### 解説")
    (item,) = load_bank("bank.md", text).items
    assert item.body.model == "守りは知らせることです。"
    assert item.body.criteria[0].levels[0] == Level(Decimal(1), "自分の仕事に当てはめている")


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
CRITERIA = st.lists(
    st.builds(
        lambda text, points: Criterion(text, tuple(Level(Decimal(one), "文") for one in points)),
        WORDS,
        st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.text,
)


@settings(max_examples=40, deadline=None)
@given(criteria=CRITERIA, model=st.lists(WORDS, max_size=3), least=st.integers(0, 50), most=st.integers(50, 99))
def test_what_is_written_is_read_back(criteria, model, least, most):
    body = EssayBody(tuple(criteria), "\n\n".join(model), least, most)
    bank = load_bank("bank.md", KIND.examples()[0].text)
    bank = replace(bank, items=(replace(bank.items[0], body=body),))
    assert load_bank("again.md", dump_bank(bank)) == bank


@settings(max_examples=60, deadline=None)
@given(criteria=CRITERIA, data=st.data())
def test_a_better_level_never_earns_less(criteria, data):
    body = EssayBody(tuple(criteria))
    levels = tuple(data.draw(st.integers(0, len(one.levels) - 1)) for one in criteria)
    share = rubric_share(body, levels)
    assert 0 <= share <= 1
    best = tuple(max(range(len(one.levels)), key=lambda n, one=one: one.levels[n].points) for one in criteria)
    assert rubric_share(body, best) == 1 >= share
