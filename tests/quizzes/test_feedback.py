import pytest

from quizzes.feedback import ALL, NOTHING, POLICIES, Disclosure, disclose


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_no_policy_shows_anything_while_the_attempt_runs_unless_items_are_checked(name):
    assert (disclose(name, submitted=False) == NOTHING) is not POLICIES[name].checks
    assert POLICIES[name].name == name


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_nobody_who_may_try_again_is_shown_the_key(name):
    assert not POLICIES[name].again.key
    assert not POLICIES[name].again.explanations
    assert POLICIES[name].again.states is (name == "interactive")


def test_deferred_shows_everything_after_the_submission():
    assert disclose("deferred", submitted=True) == ALL


def test_score_only_keeps_keys_and_explanations_in_the_bank():
    shown = disclose("score-only", submitted=True)
    assert shown.states
    assert not shown.key
    assert not shown.explanations


def test_an_unknown_policy_is_an_error_and_never_a_silent_default():
    with pytest.raises(KeyError):
        disclose("show-me-all", submitted=True)


def test_by_itself_a_disclosure_shows_nothing():
    assert Disclosure() == NOTHING
