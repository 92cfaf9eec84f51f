"""Settling: everything that follows, in order, each fact once, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.events import (
    CellAttained,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LevelConferred,
)
from elearn.records.projections import LIMIT, Unsettled, chain_digest, fold_all, settle
from tests.elearn.records.samples import HANAKO, TARO, cell, duty, evidence, level


class Counting:
    """A rule that counts the events it sees and answers as it is told."""

    def __init__(
        self,
        *kinds: type[Event],
        name: str = "counting",
        answer: Callable[[int, Event], Iterable[Event]] = lambda count, event: (),
    ) -> None:
        self.name, self.kinds, self.answer = name, frozenset(kinds), answer

    def fold(self, state: int, event: Event) -> int:
        return state + 1

    def react(self, state: int, event: Event) -> Iterable[Event]:
        return self.answer(state, event)


def nothing_before(rule: Any, person: str) -> int:
    return 0


def no_look(rule: Any, person: str) -> Any:
    raise AssertionError("nobody needs this state")


def test_without_rules_an_act_is_all_there_is() -> None:
    assert settle([evidence(1), evidence(2)], [], no_look) == [evidence(1), evidence(2)]
    assert settle([], [Counting(EvidenceAccepted)], no_look) == []


def test_consequences_come_after_their_causes_and_breadth_before_depth() -> None:
    cells = Counting(EvidenceAccepted, name="cells", answer=lambda _, e: [cell(e.skill, e.person)])
    levels = Counting(CellAttained, name="levels", answer=lambda n, e: [level(n, e.person)] if n == 2 else [])
    told = settle([evidence(1), evidence(2)], [levels, cells], nothing_before)
    assert told == [evidence(1), evidence(2), cell("skill-1"), cell("skill-2"), level(2)]


def test_rules_are_asked_in_their_order() -> None:
    first = Counting(EvidenceAccepted, name="first", answer=lambda *_: [duty("first")])
    second = Counting(EvidenceAccepted, name="second", answer=lambda *_: [duty("second")])
    assert settle([evidence()], [first, second], nothing_before)[1:] == [duty("first"), duty("second")]
    assert settle([evidence()], [second, first], nothing_before)[1:] == [duty("second"), duty("first")]


def test_a_rule_sees_the_state_that_includes_the_event() -> None:
    seen: list[int] = []
    rule = Counting(EvidenceAccepted, answer=lambda count, _: seen.append(count) or ())
    settle([evidence(1), evidence(2), evidence(3)], [rule], lambda *_: 10)
    assert seen == [11, 12, 13]


def test_states_are_kept_apart_by_rule_and_person() -> None:
    seen: list[tuple[str, str, int]] = []

    def note(name: str) -> Callable[[int, Event], Iterable[Event]]:
        return lambda count, event: seen.append((name, event.person, count)) or ()

    rules = [Counting(EvidenceAccepted, name=name, answer=note(name)) for name in ("a", "b")]
    settle([evidence(1), evidence(1, TARO), evidence(2)], rules, nothing_before)
    assert seen == [
        ("a", HANAKO, 1), ("b", HANAKO, 1), ("a", TARO, 1), ("b", TARO, 1), ("a", HANAKO, 2), ("b", HANAKO, 2),
    ]  # fmt: skip


def test_a_state_is_loaded_once_and_only_when_a_fact_concerns_the_rule() -> None:
    loads: list[tuple[str, str]] = []

    def load(rule: Any, person: str) -> int:
        loads.append((rule.name, person))
        return 0

    cells = Counting(EvidenceAccepted, name="cells", answer=lambda _, e: [cell(e.skill, e.person)])
    levels = Counting(CellAttained, name="levels")
    courses = Counting(CourseCompleted, name="courses")
    settle([duty()], [cells, levels, courses], load)
    assert loads == []
    settle([evidence(1), evidence(2), evidence(1, TARO)], [cells, levels, courses], load)
    assert loads == [("cells", HANAKO), ("cells", TARO), ("levels", HANAKO), ("levels", TARO)]


def test_a_fact_told_twice_counts_once() -> None:
    """Two rules conclude the same, and the act itself is said twice."""
    rules = [Counting(EvidenceAccepted, name=name, answer=lambda *_: [duty("same")]) for name in ("a", "b")]
    told = settle([evidence(), evidence()], rules, nothing_before)
    assert told == [evidence(), duty("same")]


def test_a_circle_of_rules_comes_to_rest_when_the_facts_repeat() -> None:
    there = Counting(CellAttained, name="there", answer=lambda *_: [duty("round")])
    back = Counting(DutySkillDeclared, name="back", answer=lambda *_: [cell("round")])
    assert settle([cell("round")], [there, back], nothing_before) == [cell("round"), duty("round")]


def test_rules_that_chase_each_other_are_stopped() -> None:
    endless = Counting(LevelConferred, answer=lambda count, _: [level(count + 1)])
    with pytest.raises(Unsettled, match=f"more than {LIMIT} facts follow from LevelConferred"):
        settle([level(1)], [endless], nothing_before)


def test_a_long_chain_that_ends_is_no_chase() -> None:
    counting = Counting(LevelConferred, answer=lambda count, _: [level(count + 1)] if count < LIMIT else [])
    assert len(settle([level(1)], [counting], nothing_before)) == LIMIT


def test_a_rule_that_raises_is_not_hidden() -> None:
    def fail(*_: Any) -> Iterable[Event]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        settle([evidence()], [Counting(EvidenceAccepted, answer=fail)], nothing_before)


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from([HANAKO, TARO])), max_size=12), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_settling_in_two_acts_or_in_one_gives_the_same_facts(steps: list[tuple[int, str]], cut: int) -> None:
    """The state between two acts is the fold of what was told: nothing depends on where a transaction ends."""

    def answer(held: frozenset[str], event: Event) -> Iterable[Event]:
        match event:
            case EvidenceAccepted(skill=skill) if skill not in held:
                return [cell(skill, event.person)]
            case CellAttained() if len(held) == 3:
                return [level(1, event.person)]
        return ()

    class Cells(Counting):
        def fold(self, state: Any, event: Event) -> Any:
            return state | {event.skill} if isinstance(event, CellAttained) else state

    rule: Any = Cells(EvidenceAccepted, CellAttained, answer=answer)
    acts = [evidence(number, person) for number, person in steps]

    def history(*parts: list[EvidenceAccepted]) -> list[Event]:
        told: list[Event] = []
        for part in parts:
            before = list(told)

            def load(rule: Any, person: str, before: list[Event] = before) -> frozenset[str]:
                return fold_all(rule, frozenset(), [event for event in before if event.person == person])

            known = {event.id for event in told}
            told += [event for event in settle(part, [rule], load) if event.id not in known]
        return told

    whole = history(acts)
    assert sorted(event.id for event in history(acts[:cut], acts[cut:])) == sorted(event.id for event in whole)
    for person in (HANAKO, TARO):
        skills = {act.skill for act in acts if act.person == person}
        assert fold_all(rule, frozenset(), [event for event in whole if event.person == person]) == skills
        assert (level(1, person) in whole) is (len(skills) >= 3)


def test_folding_a_history_does_not_react_and_leaves_out_what_is_foreign() -> None:
    rule = Counting(EvidenceAccepted, answer=no_look)
    assert fold_all(rule, 5, [evidence(1), cell("x"), evidence(2), duty()]) == 7


def test_the_digest_covers_the_digest_before_and_every_text() -> None:
    row = {"seq": "1", "payload": "{}", "person": "p"}
    whole = chain_digest("0" * 64, row)
    assert len(whole) == 64
    assert whole == chain_digest("0" * 64, dict(reversed(row.items())))
    assert whole != chain_digest("1" * 64, row)
    for name in row:
        assert whole != chain_digest("0" * 64, row | {name: row[name] + "x"})
    assert whole != chain_digest("0" * 64, {"seq": "1", "payload": "{", "person": "}p"})


def test_the_digest_is_what_it_always_was() -> None:
    """Ledgers of the past must stay checkable: this figure is from the program sha256sum."""
    assert chain_digest("0" * 64, {"b": "2", "a": "1"}) == (
        # sha256 of 64 zeros, RS, "1", RS, "2"
        "f202797400d7510a3bef0b938eb540fd7c443cc63d0b89ca6b858f2fda88b18b"
    )
