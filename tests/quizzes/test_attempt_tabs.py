"""Two windows on one attempt, and sendings that are lost or overtaken on their way: what was given last stays."""

from __future__ import annotations

from tests.quizzes.test_attempt import Learner


class TestTwoTabs:
    def test_a_tab_that_has_fallen_behind_does_not_overwrite_newer_responses(self):
        """Both tabs were opened at the start. The second posts its whole page, on which only item-01 was touched."""
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        learner.saves({"item-00": ["b"]}, base=1)
        late = learner.saves({"item-00": ["a"], "item-01": ["c"]}, base=1)
        assert late.responses == {"item-01": ["c"]}
        assert learner.attempt.responses == {"item-00": ["b"], "item-01": ["c"]}

    def test_what_the_late_tab_did_change_wins(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        learner.saves({"item-00": ["b"]}, base=1)
        assert learner.saves({"item-00": ["c"]}, base=1).responses == {"item-00": ["c"]}

    def test_a_blank_page_from_before_the_first_save_takes_nothing_back(self):
        learner = Learner()
        learner.saves({"item-00": ["b"]}, base=0)
        assert learner.saves({"item-00": None, "item-01": None}, base=0) is None

    def test_a_page_whose_first_reply_was_lost_takes_back_what_it_sent_itself(self):
        learner = Learner()
        learner.saves({"item-00": ["b"], "item-01": ["c"]}, base=0, tab="one")
        again = learner.saves({"item-00": None, "item-01": ["c"]}, base=0, tab="one")
        assert again.responses == {"item-00": None}
        assert learner.attempt.responses == {"item-01": ["c"]}

    def test_it_takes_back_nothing_that_another_page_sent(self):
        learner = Learner()
        learner.saves({"item-00": ["b"]}, base=0, tab="one")
        assert learner.saves({"item-00": None}, base=0, tab="two") is None
        assert learner.saves({"item-00": None}, base=0) is None
        learner.saves({"item-00": ["c"]}, base=1, tab="two")
        assert learner.saves({"item-00": ["b"]}, base=0, tab="one") is None
        assert learner.attempt.responses == {"item-00": ["c"]}

    def test_what_another_page_happened_to_send_too_can_be_taken_back(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]}, base=0)
        learner.saves({"item-00": ["b"]}, base=1, tab="two")
        learner.saves({"item-00": ["b"]}, base=1, tab="one")
        learner.saves({"item-00": ["c"]}, base=2, tab="two")
        assert learner.saves({"item-00": ["a"]}, base=1, tab="one").responses == {"item-00": ["a"]}

    def test_how_sure_somebody_is_follows_the_same_rules(self):
        learner = Learner()
        learner.saves({}, base=0, certainty={"item-00": 1})
        learner.saves({}, base=1, certainty={"item-00": 3}, tab="one")
        assert learner.saves({}, base=1, certainty={"item-00": 1}, tab="two") is None
        assert learner.saves({}, base=1, certainty={"item-00": 1}, tab="one").certainty == {"item-00": 1}

    def test_what_was_overtaken_on_its_way_changes_nothing_that_the_page_sent_after_it(self):
        """The first sending of a page waits in the server while the second one is taken."""
        learner = Learner()
        learner.saves({"item-00": ["a"], "item-01": ["a"]}, after=0, base=0, tab="one")
        learner.saves({"item-00": None, "item-01": ["c"]}, after=3, base=0, tab="one")
        first = {"item-00": ["a"], "item-01": ["a"], "item-03": ["d"]}
        late = learner.saves(first, after=2, base=0, tab="one", certainty={"item-01": 2, "item-03": 1})
        assert (late.responses, late.certainty) == ({"item-03": ["d"]}, {"item-03": 1})
        assert learner.attempt.responses == {"item-01": ["c"], "item-03": ["d"]}
        assert learner.saves(first, after=2, base=0, tab="one", checked=("item-00", "item-01")) is None

    def test_of_two_pages_at_once_the_one_that_is_taken_last_wins_and_may_take_it_back(self):
        """Whoever was told "saved" is not told later that the page had never sent it."""
        learner = Learner()
        learner.saves({"item-00": ["a"]}, after=2, base=0, tab="one")
        assert learner.saves({"item-00": ["b"]}, after=1, base=0, tab="two").responses == {"item-00": ["b"]}
        assert learner.saves({"item-00": None}, after=3, base=0, tab="two").responses == {"item-00": None}

    def test_an_up_to_date_tab_may_take_a_response_back(self):
        learner = Learner()
        learner.saves({"item-00": ["b"]}, base=0)
        assert learner.saves({"item-00": None}, base=1).responses == {"item-00": None}

    def test_a_base_from_the_future_is_read_as_now(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        assert learner.saves({"item-00": ["b"]}, base=99).responses == {"item-00": ["b"]}

    def test_the_responses_of_any_earlier_moment_can_be_told(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        learner.saves({"item-00": ["b"], "item-01": ["b"]})
        learner.saves({"item-01": None})
        assert learner.attempt.responses_at(0) == {}
        assert learner.attempt.responses_at(1) == {"item-00": ["a"]}
        assert learner.attempt.responses_at(2) == {"item-00": ["b"], "item-01": ["b"]}
        assert learner.attempt.responses_at(3) == {"item-00": ["b"]}
