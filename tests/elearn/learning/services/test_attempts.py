"""Taking a quiz as the services see it: once started, saved as often as wanted, handed in once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import quizzes
from elearn.events import AttemptSaved, AttemptStarted, Event
from elearn.learning.services import attempts
from elearn.learning.services.attempts import (
    NotAQuiz,
    Refused,
    UnknownAttempt,
    newest_attempts,
    open_sitting,
    save_responses,
    start_attempt,
    submit_attempt,
)
from elearn.learning.services.registrations import UnknownRegistration, read_standing
from elearn.records.ledger import read_person, read_stream
from elearn.wiring.house import House
from tests.builders import PAGE, PRACTICE, TEST, add_person, fields_for, publish, take_quiz, write_course
from tests.conftest import Clock
from tests.elearn.learning.learner import Learner
from tests.sqlcount import count_statements

MULTIPLE, NUMBER, TRUE_FALSE = "test-choice-2", "test-numeric-1", "test-true-false-1"


@pytest.fixture
def learner(house: House, tmp_path: Path) -> Learner:
    """A learner on either kind of database."""
    publish(house, house.session(), write_course(tmp_path / "course"))
    return Learner(house, add_person(house.session()))


def test_a_first_attempt_fixes_its_form_for_ever(learner: Learner) -> None:
    attempt = learner.start(seed=12345)
    [started] = read_stream(learner.session, str(attempt))
    assert isinstance(started, AttemptStarted)
    assert (started.number, started.seed, started.activity, started.actor) == (1, 12345, TEST, learner.uuid)
    first, again = learner.open(attempt), learner.open(attempt)
    assert started.quiz_digest == first.quiz.digest
    assert first.form == again.form
    assert (first.attempt.is_open, first.outcome, first.attempt.sequence) == (True, None, 0)


def test_starting_twice_is_one_attempt(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(seed=1)
    clock.pass_time(seconds=1)
    assert learner.start(seed=2) == attempt
    assert learner.history(attempt) == ["AttemptStarted"]


def test_an_attempt_is_resumed_days_later_where_it_was_left(learner: Learner, clock: Clock) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for([NUMBER]))
    clock.pass_time(days=20)
    assert learner.start(seed=99) == attempt
    assert learner.open(attempt).attempt.responses == {NUMBER: "32"}


def test_two_activities_are_two_attempts(learner: Learner) -> None:
    assert learner.start(TEST) != learner.start(PRACTICE)


@pytest.mark.parametrize("key", [PAGE, "01-why/sing", "", "\0"])
def test_only_a_quiz_can_be_taken(learner: Learner, key: str) -> None:
    with pytest.raises(NotAQuiz):
        learner.start(key)


def test_nobody_takes_a_quiz_in_anothers_registration(learner: Learner) -> None:
    other = add_person(learner.session, "0000002", "御殿山　太郎")
    with pytest.raises(UnknownRegistration):
        start_attempt(learner.house.recorder(), learner.house.catalog, other, learner.registration, TEST, 1)
    learner.session.rollback()
    assert read_person(learner.session, other) == []


def test_another_persons_attempt_is_as_unknown_as_none(learner: Learner) -> None:
    attempt = learner.start()
    other = add_person(learner.session, "0000002", "御殿山　太郎")
    house, catalog = learner.house, learner.house.catalog
    for uuid in (attempt, uuid4(), UUID(learner.uuid)):
        with pytest.raises(UnknownAttempt):
            open_sitting(learner.session, catalog, other, uuid)
        with pytest.raises(UnknownAttempt):
            save_responses(house.recorder(), catalog, other, uuid, fields_for([NUMBER]))
        with pytest.raises(UnknownAttempt):
            submit_attempt(house.recorder(), catalog, other, uuid)
        learner.session.rollback()
    assert learner.history(attempt) == ["AttemptStarted"]


def test_every_save_carries_only_what_changed(learner: Learner) -> None:
    attempt = learner.start()
    items = learner.open(attempt).form.item_ids
    assert learner.save(attempt, fields_for(items[:3])) == attempts.Receipt(1, 3, {}, learner.house.now())
    assert learner.save(attempt, {**fields_for(items[:3]), **fields_for(items[3:4])}) == attempts.Receipt(
        2, 4, {}, learner.house.now()
    )
    assert learner.save(attempt, {items[0]: {}}) == attempts.Receipt(3, 3, {}, learner.house.now())
    saves = [event for event in read_stream(learner.session, str(attempt)) if isinstance(event, AttemptSaved)]
    assert [set(save.responses) for save in saves] == [set(items[:3]), {items[3]}, {items[0]}]


def test_a_save_that_changes_nothing_records_nothing(learner: Learner) -> None:
    attempt = learner.start()
    fields = fields_for(learner.open(attempt).form.item_ids)
    assert learner.save(attempt, {}).sequence == 0
    assert learner.save(attempt, fields).sequence == 1
    assert learner.save(attempt, fields).sequence == 1
    assert learner.history(attempt) == ["AttemptStarted", "AttemptSaved"]


def test_items_that_the_form_does_not_hold_are_left_out(learner: Learner) -> None:
    attempt = learner.start(TEST)
    receipt = learner.save(attempt, {"practice-numeric-1": {"text": ["32"]}, "nobody": {"text": ["1"]}, "": {}})
    assert receipt == attempts.Receipt(sequence=0, answered=0, problems={}, saved_at=learner.house.now())


def test_a_box_that_was_unticked_takes_the_response_back(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for([MULTIPLE, TRUE_FALSE]))
    assert MULTIPLE in learner.open(attempt).attempt.responses
    learner.save(attempt, {MULTIPLE: {}})
    assert set(learner.open(attempt).attempt.responses) == {TRUE_FALSE}


def test_a_number_that_is_none_is_kept_as_typed_and_told(learner: Learner) -> None:
    attempt = learner.start()
    receipt = learner.save(attempt, {NUMBER: {"text": ["１，５"]}, TRUE_FALSE: fields_for([TRUE_FALSE])[TRUE_FALSE]})
    assert receipt.problems == {NUMBER: ("number-ambiguous", {"text": "１，５", "unit": "%"})}
    assert learner.open(attempt).attempt.responses[NUMBER] == "１，５"
    assert learner.submit(attempt).responses[NUMBER] == "１，５"


def test_text_survives_character_by_character(learner: Learner) -> None:
    attempt = learner.start()
    item = next(item for item in learner.open(attempt).form.item_ids if item.startswith("test-fill-in"))
    typed = "髙﨑𠮷\u845b\U000e0100 ＝cmd|x\u3000\u200b<b>&'\"\\\ue000"
    learner.save(attempt, {item: {"text": [typed]}})
    assert learner.open(attempt).attempt.responses[item] == typed
    assert learner.submit(attempt).responses[item] == typed


def test_two_windows_overwrite_nothing_that_they_did_not_change(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for([NUMBER, TRUE_FALSE], right=False))
    behind = learner.open(attempt).attempt.sequence
    learner.save(attempt, fields_for([NUMBER]), base=behind)
    stale = {**fields_for([NUMBER], right=False), **fields_for([TRUE_FALSE])}
    learner.save(attempt, stale, base=behind)
    responses = learner.open(attempt).attempt.responses
    assert responses[NUMBER] == "32"
    assert learner.submit(attempt).raw == 2
    assert set(responses) == {NUMBER, TRUE_FALSE}


def test_the_last_window_wins_where_both_changed_the_same(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, {NUMBER: {"text": ["30"]}}, base=0)
    learner.save(attempt, {NUMBER: {"text": ["31"]}}, base=0)
    assert learner.open(attempt).attempt.responses == {NUMBER: "31"}


def test_a_window_can_take_back_what_it_knows(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for([MULTIPLE]))
    learner.save(attempt, fields_for([NUMBER]), base=1)
    learner.save(attempt, {MULTIPLE: {}, NUMBER: {"text": [""]}}, base=1)
    assert learner.open(attempt).attempt.responses == {NUMBER: "32"}


@pytest.mark.parametrize("base", [-1, 10**30])
def test_a_base_that_no_page_carries_does_no_harm(learner: Learner, base: int) -> None:
    attempt = learner.start()
    assert learner.save(attempt, fields_for([NUMBER]), base=base).sequence == 1


def test_handing_in_scores_what_was_saved(learner: Learner) -> None:
    attempt = learner.start()
    items = learner.open(attempt).form.item_ids
    learner.save(attempt, {**fields_for(items[:-1]), **fields_for(items[-1:], right=False)})
    outcome = learner.submit(attempt)
    assert (outcome.raw, outcome.maximum) == (len(items) - 1, len(items))
    assert outcome.scaled == (Decimal(len(items) - 1) / len(items)).quantize(Decimal("0.0001"))
    assert outcome.passed
    assert outcome.actor == learner.uuid
    assert set(outcome.responses) == set(items)


def test_handing_in_nothing_is_nothing(learner: Learner, clock: Clock) -> None:
    attempt = learner.start()
    clock.pass_time(minutes=3)
    outcome = learner.submit(attempt)
    assert (outcome.raw, outcome.scaled, outcome.passed, outcome.responses) == (0, 0, False, {})
    assert outcome.duration_seconds == 180


def test_handing_in_again_gives_the_same_outcome_and_adds_nothing(learner: Learner, clock: Clock) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for(learner.open(attempt).form.item_ids))
    first = learner.submit(attempt)
    count = len(read_person(learner.session, learner.uuid))
    clock.pass_time(minutes=5)
    assert learner.submit(attempt) == first
    assert len(read_person(learner.session, learner.uuid)) == count


def test_after_handing_in_nothing_can_be_saved(learner: Learner) -> None:
    attempt = learner.start()
    learner.submit(attempt)
    with pytest.raises(Refused) as caught:
        learner.save(attempt, fields_for([NUMBER]))
    learner.session.rollback()
    assert caught.value.code == "attempt-submitted"
    assert learner.history(attempt) == ["AttemptStarted", "AttemptSubmitted"]


def test_the_last_thing_missing_completes_the_course_in_the_same_transaction(learner: Learner) -> None:
    outcome = take_quiz(learner.house, learner.session, learner.uuid, learner.registration)
    attempts.submit_attempt(learner.house.recorder(), learner.house.catalog, learner.uuid, outcome.attempt)
    kinds = [event.kind for event in read_person(learner.session, learner.uuid)]
    assert kinds.count("ActivityCompleted") == 1
    assert set(read_standing(learner.session, learner.uuid, learner.registration).satisfied) == {TEST}


def test_what_is_undone_leaves_no_trace(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for(learner.open(attempt).form.item_ids))
    submit_attempt(learner.house.recorder(), learner.house.catalog, learner.uuid, attempt)
    learner.session.rollback()
    assert learner.history(attempt) == ["AttemptStarted", "AttemptSaved"]
    assert learner.open(attempt).outcome is None
    assert newest_attempts(learner.session, learner.registration)[TEST].is_open


def test_the_totals_of_a_result_are_those_of_the_ledger(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version of the engine may score otherwise; what was concluded then stands."""
    attempt = learner.start()
    learner.save(attempt, fields_for(learner.open(attempt).form.item_ids))
    outcome = learner.submit(attempt)
    honest = quizzes.score_attempt

    def stricter(*args: object) -> quizzes.AttemptScore:
        score = honest(*args)  # type: ignore[arg-type]  # handed through
        return replace(score, raw=Decimal(0), scaled=Decimal(0), passed=False)

    monkeypatch.setattr(quizzes, "score_attempt", stricter)
    score = learner.open(attempt).score()
    assert (score.raw, score.maximum, score.scaled) == (outcome.raw, outcome.maximum, outcome.scaled)
    assert score.passed
    assert set(score.items) == set(learner.open(attempt).form.item_ids)


def test_an_open_attempt_can_be_scored_without_being_handed_in(learner: Learner) -> None:
    attempt = learner.start()
    learner.save(attempt, fields_for([NUMBER]))
    assert learner.open(attempt).score().raw == 1


def test_an_attempt_keeps_to_its_own_version_of_the_course(learner: Learner, tmp_path: Path, clock: Clock) -> None:
    """The quiz is the same in both versions, the pages around it are not."""
    attempt = learner.start()
    clock.pass_time(days=1)
    new = write_course(tmp_path / "two", version="2.0.0", title="別の題")
    publish(learner.house, learner.session, new)
    taro = Learner(learner.house, add_person(learner.session, "0000002", "御殿山　太郎"))
    other = taro.open(taro.start())
    mine = learner.open(attempt)
    assert mine.quiz.digest == other.quiz.digest
    assert (mine.package.course.version, other.package.course.version) == ("1.0.0", "2.0.0")


def test_opening_and_saving_take_few_statements(learner: Learner) -> None:
    attempt = learner.start()
    learner.open(attempt)
    with count_statements(learner.session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        learner.open(attempt)
        assert statements.count == 1
        learner.session.commit()
        statements.clear()
        learner.save(attempt, fields_for([NUMBER]))
        assert statements.count <= 6, str(statements)


def test_a_history_without_a_start_is_no_attempt(learner: Learner) -> None:
    sitting = learner.open(learner.start())
    saved: list[Event] = [
        AttemptSaved(
            person=learner.uuid,
            at=learner.house.now(),
            attempt=uuid4(),
            registration=learner.registration,
            sequence=1,
            responses={},
        )
    ]
    for events in ([], saved):
        with pytest.raises(UnknownAttempt):
            attempts.fold_events(events, sitting.quiz, sitting.form)


def test_the_newest_attempt_of_each_activity_is_told(learner: Learner, clock: Clock) -> None:
    assert newest_attempts(learner.session, learner.registration) == {}
    failed = take_quiz(learner.house, learner.session, learner.uuid, learner.registration, right=False)
    clock.pass_time(minutes=1)
    second = learner.start(seed=8)
    practice = learner.start(PRACTICE)
    notes = newest_attempts(learner.session, learner.registration)
    assert failed.attempt != second
    assert {key: (note.attempt, note.number, note.is_open, note.scaled) for key, note in notes.items()} == {
        TEST: (second, 2, True, None),
        PRACTICE: (practice, 1, True, None),
    }
    learner.submit(second)
    note = newest_attempts(learner.session, learner.registration)[TEST]
    assert (note.is_open, note.passed, note.scaled) == (False, False, Decimal("0.0000"))


def test_flags_are_kept_beside_the_facts(learner: Learner) -> None:
    attempt = learner.start()

    def flag(flags: dict[str, bool]) -> frozenset[str]:
        pen = learner.house.recorder()
        attempts.save_responses(pen, learner.house.catalog, learner.uuid, attempt, {}, flags=flags)
        learner.session.commit()
        return learner.open(attempt).flags

    assert learner.open(attempt).flags == frozenset()
    assert flag({NUMBER: True, MULTIPLE: True, "nobody": True}) == {NUMBER, MULTIPLE}
    assert flag({NUMBER: True}) == {NUMBER, MULTIPLE}
    assert flag({NUMBER: False, TRUE_FALSE: False}) == {MULTIPLE}
    assert learner.history(attempt) == ["AttemptStarted"]
    learner.submit(attempt)
    with pytest.raises(attempts.Refused):
        flag({NUMBER: True})
    assert learner.open(attempt).flags == {MULTIPLE}
