import pytest

from quizzes import Terms
from quizzes.access import hash_password
from quizzes.entry import may_enter
from tests.quizzes.builders import a_quiz

LOCKED = a_quiz(terms=Terms(password=hash_password("春", bytes(16)), networks=("10.0.0.0/8",)))


def test_a_quiz_without_terms_lets_everybody_in():
    assert may_enter(a_quiz(), "", None) is None


@pytest.mark.parametrize(
    ("password", "address", "code"),
    [
        ("春", "10.0.0.1", None),
        (None, "10.0.0.1", None),
        ("", "10.0.0.1", "quiz-password"),
        ("秋", "10.0.0.1", "quiz-password"),
        ("春", "192.0.2.1", "quiz-network"),
        (None, "192.0.2.1", "quiz-network"),
        ("秋", None, "quiz-network"),
    ],
)
def test_the_network_is_asked_first_then_the_password(password, address, code):
    refusal = may_enter(LOCKED, password, address)
    assert (refusal.code if refusal else None) == code
