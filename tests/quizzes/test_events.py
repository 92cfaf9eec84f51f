import dataclasses
from typing import get_args

import pytest

from quizzes.events import Abandoned, Event, Expired, Extended, Graded, Saved, Started, Submitted, Voided
from tests.quizzes.builders import NINE


def test_these_are_the_steps_of_an_attempt():
    assert set(get_args(Event)) == {Started, Saved, Submitted, Expired, Voided, Extended, Abandoned, Graded}


@pytest.mark.parametrize("event", get_args(Event))
def test_every_step_is_frozen_says_when_and_is_documented(event):
    assert event.__dataclass_params__.frozen
    assert "at" in {part.name for part in dataclasses.fields(event)}
    assert event.__doc__
    assert not event.__doc__.startswith(event.__name__)


def test_a_step_cannot_be_changed_afterwards():
    saved = Saved(1, {"item-00": ["b"]}, NINE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        saved.sequence = 2


def test_equal_steps_are_equal():
    assert Started(7, "digest", NINE) == Started(7, "digest", NINE, ())
    assert Started(7, "digest", NINE) != Started(8, "digest", NINE)
