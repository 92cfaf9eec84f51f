"""What figures mean: every one has words at every height, and what cannot be told says so."""

from __future__ import annotations

import pytest

from elearn.studio.routes.readings import CONSISTENCY, KURTOSIS, SKEW, read_figures, show_number, show_share
from quizzes.statistics.model import QuizStatistics
from tests.visitor import inside


@pytest.fixture
def page(make_app, sqlite_url):  # type: ignore[no-untyped-def]  # the two fixtures it joins are typed
    app = make_app(sqlite_url)
    with inside(app), app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("page")
def test_what_cannot_be_told_has_no_value_and_says_why() -> None:
    readings = read_figures(QuizStatistics(3))
    assert len(readings) == 8
    assert {one.value for one in readings} == {None}
    assert sum("求められません" in one.meaning for one in readings) == 3


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("value", "words"),
    [(0.85, "まとまって同じ力"), (0.75, "おおむね十分"), (0.3, "まとまりが弱く"), (-0.4, "逆の向き")],
)
def test_consistency_is_explained_at_every_height(value: float, words: str) -> None:
    found = QuizStatistics(30, maximum=4.0, mean=2.5, consistency=value, error_ratio=0.5, standard_error=1.25)
    told = {one.name: one for one in read_figures(found)}
    assert words in told["内的整合性（クロンバックのα係数）"].meaning
    assert told["平均"].value == "2.50点"
    assert told["誤差の割合"].value == "50.0％"


@pytest.mark.usefixtures("page")
def test_every_scale_reaches_down_to_whatever_comes() -> None:
    for scale in (CONSISTENCY, SKEW, KURTOSIS):
        steps = [least for least, _ in scale]
        assert steps == sorted(steps, reverse=True)
    extreme = QuizStatistics(30, skewness=-200.0, kurtosis=-200.0, consistency=-200.0)
    assert all(one.meaning for one in read_figures(extreme))
    assert (show_share(None), show_share(0.725), show_number(None), show_number(1.005)) == (
        None,
        "72.5％",
        None,
        "1.00",
    )
