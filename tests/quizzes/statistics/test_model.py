"""The records of the statistics: frozen, and empty by default."""

from __future__ import annotations

import dataclasses

import pytest

from quizzes.statistics import model


@pytest.mark.parametrize("record", [model.Figures(0), model.QuizStatistics(0)])
def test_what_is_not_told_is_none(record):
    untold = {name: value for name, value in dataclasses.asdict(record).items() if name != "count"}
    assert all(value in (None, False, ()) for value in untold.values())
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.count = 1


def test_an_observation_needs_no_responses():
    assert model.Observation({}).responses == {}
    assert model.Observation({}) == model.Observation({}, {})
