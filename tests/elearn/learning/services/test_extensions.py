from elearn.learning.services.extensions import MOST_ATTEMPTS, MOST_MINUTES, REASONS, Granted
from tests.quizzes.builders import NINE


def test_reasons_are_few_codes_with_words_and_fit_their_column():
    assert set(REASONS) == {"accommodation", "work", "leave", "disturbance", "other"}
    assert all(0 < len(code) <= 32 for code in REASONS)
    assert (MOST_MINUTES, MOST_ATTEMPTS) == (1440, 20)


def test_zeros_are_nothing_granted():
    assert not Granted(0, 0, None, "work", NINE, "").is_something
    assert Granted(5, 0, None, "work", NINE, "").is_something
    assert Granted(0, 1, None, "work", NINE, "").is_something
    assert Granted(0, 0, NINE, "work", NINE, "").is_something
