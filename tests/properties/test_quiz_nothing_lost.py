"""Nothing a learner saved is lost: several tabs, repeated requests and lost replies against one attempt.

A machine of tabs plays at random. Each tab knows the sequence that its page was made from and what the page then
showed; it posts its whole page, as a form without scripts does. After every step a plain model of what should be
kept, written without looking at the engine, is compared with the attempt.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from quizzes import Refusal, Saved, Started, Submitted, assemble, fold_attempt, save, submit
from tests.quizzes.builders import NINE, a_quiz, a_section, some_items

ITEMS = [f"item-{n:02}" for n in range(3)]
QUIZ = a_quiz(a_section(*some_items(3)))
FORM = assemble(QUIZ, 1)
TABS = st.integers(0, 2)
CHOICES = st.sampled_from([None, ["a"], ["b"], ["c"]])


class Tab:
    """A page as a browser holds it: what it was made from, what it showed, and what the learner did to it."""

    def __init__(self, attempt):
        self.base = attempt.sequence
        self.shown = {ident: attempt.responses.get(ident) for ident in ITEMS}
        self.fields = dict(self.shown)


class Tabs(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.events = [Started(1, QUIZ.digest, NINE)]
        self.now = NINE
        self.kept = {}
        self.tabs = [Tab(self.attempt) for _ in range(3)]

    @property
    def attempt(self):
        return fold_attempt(self.events)

    def post(self, fields, shown, base):
        """One request reaches the server. Returns whether the screen may say saved."""
        self.now += timedelta(seconds=1)
        outcome = save(self.attempt, fields, self.now, base)
        if isinstance(outcome, Refusal):
            return False
        if isinstance(outcome, Saved):
            self.events.append(outcome)
        for ident, response in fields.items():
            if response != shown[ident]:
                self.kept[ident] = response
        return True

    @rule(tab=TABS, ident=st.sampled_from(ITEMS), choice=CHOICES)
    def touch(self, tab, ident, choice):
        self.tabs[tab].fields[ident] = choice

    @rule(tab=TABS)
    def send(self, tab):
        """The page is posted and comes back fresh."""
        page = self.tabs[tab]
        if self.post(page.fields, page.shown, page.base):
            self.tabs[tab] = Tab(self.attempt)

    @rule(tab=TABS)
    def send_and_lose_the_reply(self, tab):
        """The server took it, but the page does not know."""
        page = self.tabs[tab]
        self.post(page.fields, page.shown, page.base)

    @rule(tab=TABS)
    def reload(self, tab):
        self.tabs[tab] = Tab(self.attempt)

    @rule(tab=TABS)
    def double_click(self, tab):
        """The same request twice, before the page came back: the second adds no event."""
        page = self.tabs[tab]
        self.post(page.fields, page.shown, page.base)
        count = len(self.events)
        self.post(page.fields, page.shown, page.base)
        assert len(self.events) == count

    @rule()
    def hand_in(self):
        outcome = submit(self.attempt, QUIZ, FORM, self.now)
        assert isinstance(outcome, Submitted)
        if outcome not in self.events:
            self.events.append(outcome)

    @invariant()
    def what_was_saved_is_there(self):
        attempt = self.attempt
        for ident in ITEMS:
            assert attempt.responses.get(ident) == self.kept.get(ident), ident

    @invariant()
    def what_is_scored_is_what_was_saved(self):
        attempt = self.attempt
        if attempt.submitted:
            for ident, score in attempt.submitted.score.items.items():
                right = self.kept.get(ident) == ["b"]
                assert (score.state == "right") == right

    @invariant()
    def saves_are_numbered_without_a_gap(self):
        saves = [event for event in self.events if isinstance(event, Saved)]
        assert [event.sequence for event in saves] == list(range(1, len(saves) + 1))


Tabs.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTabs = Tabs.TestCase
