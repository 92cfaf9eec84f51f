"""The figures of quiz, positions and items against an independent computation: deviations from means.

``naive`` follows the definitions with means, deviations from them and sixty-digit roots; the engine uses whole sums.
"""

from __future__ import annotations

import time
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import score_item, transfer
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.likert import LikertBody
from quizzes.statistics.model import Figures, Observation, QuizStatistics
from quizzes.statistics.quiz import statistics
from tests.quizzes.builders import a_text, an_item, some_items

CLOSE = 1e-12


def cov(xs, ys):
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def sqrt(value):
    with localcontext(prec=60):
        return (Decimal(value.numerator) / value.denominator).sqrt()


def naive(columns, points, whole=None):
    """Rows of figures per column; ``whole``: use T instead of T - x."""
    totals = [sum(row) for row in zip(*columns, strict=True)]
    roots = [sqrt(c) for c in (cov(column, totals) for column in columns) if c >= 0]
    out = []
    for column, most in zip(columns, points, strict=True):
        others = totals if whole else [total - x for total, x in zip(totals, column, strict=True)]
        both = cov(column, column) * cov(others, others)
        best = cov(sorted(column), sorted(others))
        shared = cov(column, totals)
        out.append(
            {
                "facility": sum(column) / len(column) / most,
                "deviation": sqrt(cov(column, column)),
                "intended_weight": Fraction(most, sum(points)),
                "effective_weight": sqrt(shared) / sum(roots) if shared >= 0 and sum(roots) else None,
                "discrimination": Fraction(cov(column, others)) / Fraction(sqrt(both)) if both else None,
                "efficiency": cov(column, others) / best if best else None,
            }
        )
    spread = cov(totals, totals)
    parts = len(columns)
    alpha = None
    if parts > 1 and len(totals) > 2 and spread:
        alpha = Fraction(parts, parts - 1) * (1 - sum(cov(column, column) for column in columns) / spread)
    return out, alpha, totals


@st.composite
def mark_tables(draw):
    """Rows of marks: thirds, halves and wholes of up to four points, for items of different points."""
    points = draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    row = st.tuples(*(st.integers(0, 6).map(lambda part, most=most: Fraction(part * most, 6)) for most in points))
    return points, draw(st.lists(row, min_size=2, max_size=20))


def observe(points, rows):
    items = {f"i-{n}": an_item(f"i-{n}", points=str(most)) for n, most in enumerate(points)}
    return items, [Observation(dict(zip(items, row, strict=True))) for row in rows]


def same(figure, other):
    if other is None:
        return figure is None
    return figure == pytest.approx(float(other), rel=CLOSE, abs=CLOSE)


@settings(max_examples=80, deadline=None)
@given(mark_tables())
def test_every_figure_agrees_with_the_naive_computation(table):
    points, rows = table
    found = statistics(*observe(points, rows))
    expected, alpha, totals = naive(list(zip(*rows, strict=True)), points)
    for one, position, wanted in zip(found.items, found.positions, expected, strict=True):
        assert not one.drawn
        for name, value in wanted.items():
            assert same(getattr(one.figures, name), value), name
            assert same(getattr(position, name), value), name
    assert same(found.mean, sum(totals) / len(totals))
    assert same(found.deviation, sqrt(cov(totals, totals)))
    assert same(found.consistency, alpha)
    assert same(found.error_ratio, None if alpha is None else sqrt(1 - alpha))
    assert same(found.standard_error, None if alpha is None else sqrt(1 - alpha) * sqrt(cov(totals, totals)))
    assert found.maximum == sum(points)
    assert found.count == len(rows)


@settings(max_examples=30, deadline=None)
@given(mark_tables())
def test_a_drawn_item_is_measured_against_the_whole_total(table):
    points, rows = table
    items, observations = observe(points, rows)
    found = statistics(items, observations, drawn=set(items))
    expected, _, _ = naive(list(zip(*rows, strict=True)), points, whole=True)
    for one, wanted in zip(found.items, expected, strict=True):
        assert one.drawn
        assert same(one.figures.discrimination, wanted["discrimination"])
        assert same(one.figures.efficiency, wanted["efficiency"])
        assert same(one.figures.facility, wanted["facility"])
        assert one.figures.effective_weight is None
        assert one.figures.intended_weight is None


@settings(max_examples=30, deadline=None)
@given(mark_tables())
def test_effective_weights_of_all_positions_make_one(table):
    found = statistics(*observe(*table))
    weights = [one.effective_weight for one in found.positions if one.effective_weight is not None]
    assert not weights or sum(weights) == pytest.approx(1)
    assert sum(one.intended_weight for one in found.positions) == pytest.approx(1)


def test_items_that_not_everybody_had_are_drawn():
    items = {item.id: item for item in some_items(3)}
    first, second, third = items
    rows = [
        Observation({first: Fraction(1), second: Fraction(1)}),
        Observation({first: Fraction(0), third: Fraction(0)}),
        Observation({first: Fraction(1), second: Fraction(0)}),
    ]
    found = statistics(items, rows)
    assert [(one.id, one.drawn, one.figures.count) for one in found.items] == [
        (first, False, 3),
        (second, True, 2),
        (third, True, 1),
    ]
    assert found.items[1].figures.discrimination == pytest.approx(1)
    assert found.items[2].figures.deviation is None
    assert [one.count for one in found.positions] == [3, 3]


def test_a_negative_covariance_is_flagged_and_has_no_weight():
    rows = [(1, 0), (1, 1), (0, 9), (0, 8)]
    items, observations = observe([1, 9], [tuple(map(Fraction, row)) for row in rows])
    found = statistics(items, observations)
    assert found.items[0].figures.negative_covariance
    assert found.items[0].figures.effective_weight is None
    assert found.items[1].figures.effective_weight == 1
    assert found.consistency < 0
    assert found.error_ratio > 1


def test_nothing_is_told_of_a_group_below_the_least():
    items, observations = observe([1, 1], [(Fraction(1), Fraction(0))] * 4)
    assert statistics(items, observations, least=5) == QuizStatistics(4, suppressed=True)
    assert statistics(items, observations, least=4).mean == 1
    assert statistics(items, []) == QuizStatistics(0)


def test_an_item_with_too_few_attempts_is_not_told_either():
    items = {item.id: item for item in some_items(2)}
    first, second = items
    rows = [Observation({first: Fraction(1)})] * 5 + [Observation({second: Fraction(1)}, {second: ["b"]})]
    found = statistics(items, rows, least=3)
    assert found.items[0].figures.facility == 1
    assert found.items[1].figures == Figures(1)
    assert found.items[1].picks == ()
    assert found.items[1].advice == ()


def test_figures_that_do_not_exist_are_none():
    one = statistics(*observe([1, 1], [(Fraction(1), Fraction(0))]))
    assert (one.mean, one.median, one.deviation, one.skewness) == (1, 1, None, None)
    assert one.consistency is None
    assert one.items[0].figures.discrimination is None
    three = statistics(*observe([1], [(Fraction(n, 2),) for n in range(3)]))
    assert three.skewness == 0
    assert three.kurtosis is None
    assert three.consistency is None
    assert three.items[0].figures.discrimination is None


def test_forms_of_different_length_have_no_positions():
    items = {item.id: item for item in some_items(2)}
    first, second = items
    found = statistics(
        items, [Observation({first: Fraction(1), second: Fraction(1)}), Observation({first: Fraction(0)})]
    )
    assert found.positions == ()
    assert found.maximum is None
    assert found.consistency is None
    assert found.items[0].figures.facility == 0.5


def test_a_wrong_key_is_found():
    """Thirty people, ten sound items, and one whose key says b while all who know say a."""
    items = {item.id: item for item in [*some_items(10), an_item("wrong", body=None)]}
    rows = []
    for person in range(30):
        right = person // 3
        said = {f"item-{n:02}": ["b" if n < right else "c"] for n in range(10)}
        said["wrong"] = ["a" if right >= 4 else "b"]
        marks = {ident: score_item(items[ident], response).exact for ident, response in said.items()}
        rows.append(Observation(marks, said))
    found = {one.id: one for one in statistics(items, rows).items}
    assert [line.code for line in found["wrong"].advice][:2] == ["advice-check-key", "advice-choice-preferred"]
    assert found["wrong"].advice[1].params["text"] == "選択肢a"
    assert "advice-check-key" not in {line.code for one in found.values() if one.id != "wrong" for line in one.advice}


def test_typed_texts_of_small_groups_stay_hidden():
    item = an_item("t", kind="fill_in", body=a_text("DX"))
    rows = [Observation({"t": Fraction(0)}, {"t": text}) for text in ["い", "い", "い", "ろ", "ろ"]]
    (one,) = statistics({"t": item}, rows, least=3).items
    assert [(row.text, row.count) for row in one.picks] == [("い", 3)]


def test_a_mark_of_an_unknown_item_is_an_error():
    with pytest.raises(KeyError):
        statistics({}, [Observation({"x": Fraction(1)})])


def test_the_whole_town_is_done_in_a_moment():
    """2,438 people, ten items: well under a second, so that a page can compute it live."""
    points = [1] * 10
    rows = [tuple(Fraction((person * 7 + n * n) % 4, 3 if n % 2 else 4) for n in range(10)) for person in range(2438)]
    began = time.process_time()
    found = statistics(*observe(points, rows))
    assert found.count == 2438
    assert time.process_time() - began < 2


class TestWhatNoRuleScores:
    ITEMS = (
        *some_items(3),
        an_item("mood", "likert", LikertBody(("いいえ", "はい")), points="5"),
        an_item("essay", "essay", EssayBody(()), points="4"),
    )

    def seen(self, count=4, items=ITEMS):
        given = {"item-00": ["b"], "mood": ["2"], "essay": "書きました。"}
        people = [{**given, "item-01": ["b" if n % 2 else "a"], "item-02": ["b"] * (n > 2)} for n in range(count)]
        return statistics(
            {item.id: item for item in items},
            [
                transfer.observe(items, {k: v or None for k, v in one.items()}, grades={"essay": Decimal(n % 5)})
                for n, one in enumerate(people)
            ],
        )

    def test_a_scale_changes_no_figure_and_is_told_as_a_distribution(self):
        without = tuple(item for item in self.ITEMS if item.id != "mood")
        told, plain = self.seen(), self.seen(items=without)
        (mood,) = [item for item in told.items if item.id == "mood"]
        assert tuple(item for item in told.items if item.id != "mood") == plain.items
        assert (told.consistency, told.maximum, told.mean, told.positions) == (
            plain.consistency,
            plain.maximum,
            plain.mean,
            plain.positions,
        )
        assert mood.figures == Figures(4)
        assert [(row.text, row.count, row.share) for row in mood.picks] == [("いいえ", 0, 0.0), ("はい", 4, 1.0)]
        assert mood.advice == ()

    def test_a_scale_told_about_too_few_people_stays_silent(self):
        items = {item.id: item for item in self.ITEMS}
        told = statistics(items, [transfer.observe(self.ITEMS, {"mood": ["1"]})] * 3, least=4)
        assert (told.suppressed, told.items) == (True, ())
        rare = [transfer.observe(self.ITEMS[:3], {})] * 4 + [transfer.observe(self.ITEMS, {"mood": ["1"]})]
        (mood,) = [item for item in statistics(items, rare, least=4).items if item.id == "mood"]
        assert (mood.figures, mood.picks, mood.drawn) == (Figures(1), (), True)

    def test_grades_count_like_any_other_points(self):
        (essay,) = [item for item in self.seen(5).items if item.id == "essay"]
        assert essay.figures.facility == 0.5
        assert essay.figures.guess == 0
        assert essay.picks == ()
