"""Two people grade an essay; what waits, what stands, who may not, and what follows from the last grade."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from elearn.events import AttemptGraded, CourseCompleted
from elearn.learning.services.attempts import Refused, UnknownAttempt, newest_attempts, open_sitting, submit_attempt
from elearn.learning.services.graders import end_grader, grant_grader
from elearn.learning.services.grading import (
    LONGEST_COMMENT,
    CommentTooLong,
    count_waiting,
    erase_comments,
    given_grades,
    grade_response,
    list_waiting,
    make_reference,
)
from elearn.learning.services.registrations import read_standing
from elearn.learning.services.terms import read_grade
from elearn.records.ledger import read_stream
from elearn.records.reactor import rebuild
from elearn.wiring.house import House
from tests.builders import TEST, add_person
from tests.elearn.learning.essays import OWN, OWN_SECOND, Desk, write_essays


@pytest.fixture
def desk(lite: House, tmp_path: Path) -> Desk:
    return Desk(lite, write_essays(tmp_path))


def waiting(desk: Desk, grader: int) -> list[tuple[str, int]]:
    rows = list_waiting(desk.session, desk.house.catalog, desk.graders[grader], desk.house.now())
    return [(row.item, row.opinions) for row in rows]


def kinds(desk: Desk, attempt: UUID) -> list[str]:
    return [event.kind for event in read_stream(desk.session, str(attempt))][2:]


def is_complete(desk: Desk, attempt: UUID) -> bool:
    found = open_sitting(desk.session, desk.house.catalog, desk.writer, attempt)
    return read_standing(desk.session, desk.writer, found.registration).completed_at is not None


def test_what_is_handed_in_waits_with_what_is_known_and_completes_nothing(desk: Desk) -> None:
    attempt = desk.hand_in()
    found = open_sitting(desk.session, desk.house.catalog, desk.writer, attempt)
    assert found.outcome is not None
    assert (found.outcome.waiting, found.outcome.passed, found.outcome.maximum) == ((OWN,), False, 10)
    assert found.score().waiting == (OWN,)
    note = newest_attempts(desk.session, found.registration)[TEST]
    assert (note.is_open, note.is_waiting, note.passed) == (False, True, False)
    assert not is_complete(desk, attempt)
    assert waiting(desk, 0) == [(OWN, 0)]
    assert count_waiting(desk.session, ["dx-basics", "other"]) == {"dx-basics": 1}


def test_two_who_agree_give_their_mean_and_the_course_is_complete_in_that_moment(desk: Desk) -> None:
    attempt = desk.hand_in()
    first = desk.grade(0, attempt, (0, 1), "数が書けています。")
    assert (first.settled, first.given, first.refusal and first.refusal.code) == (None, (), "graded-already")
    assert (kinds(desk, attempt)[-1], is_complete(desk, attempt)) == ("ResponseGraded", False)
    second = desk.grade(1, attempt, (1, 1))
    assert second.settled == 6
    assert [(one.number, one.levels, one.points, one.comment) for one in second.given] == [
        (1, (0, 1), 7, "数が書けています。"),
        (2, (1, 1), 5, ""),
    ]
    *_, graded = read_stream(desk.session, str(attempt))
    assert isinstance(graded, AttemptGraded)
    assert (graded.raw, graded.maximum, graded.scaled, graded.passed) == (6, 10, Decimal("0.6"), True)
    assert graded.actor == desk.graders[1]
    assert is_complete(desk, attempt)
    found = open_sitting(desk.session, desk.house.catalog, desk.writer, attempt)
    assert (found.score().raw, found.score().passed, found.score().waiting) == (6, True, ())
    assert waiting(desk, 2) == []


def test_completion_bears_the_moment_of_the_grade_and_not_of_the_submission(desk: Desk) -> None:
    attempt = desk.hand_in()
    desk.grade(0, attempt, (0, 0))
    before = desk.house.now()
    desk.grade(1, attempt, (0, 0))
    facts = desk.house.session().connection()
    assert facts is not None
    completed = [event for event in read_stream(desk.session, desk.writer) if isinstance(event, CourseCompleted)]
    assert [event.at >= before for event in completed] == [True]


def test_where_two_differ_a_third_decides(desk: Desk) -> None:
    attempt = desk.hand_in()
    desk.grade(0, attempt, (0, 0))
    assert desk.grade(1, attempt, (2, 1)).settled is None
    assert waiting(desk, 2) == [(OWN, 2)]
    assert desk.look(2, attempt).deciding
    third = desk.grade(2, attempt, (1, 1))
    assert third.settled == 5
    assert not is_complete(desk, attempt)
    assert open_sitting(desk.session, desk.house.catalog, desk.writer, attempt).score().raw == 5


def test_the_second_sees_nothing_of_the_first(desk: Desk) -> None:
    attempt = desk.hand_in()
    desk.grade(0, attempt, (0, 1), "秘密の講評")
    seen = desk.look(1, attempt)
    assert (seen.given, seen.settled, seen.refusal, seen.deciding) == ((), None, None, False)
    assert "秘密の講評" not in repr(seen)
    assert seen.person is None


def test_every_essay_of_an_attempt_is_needed(lite: House, tmp_path: Path) -> None:
    desk = Desk(lite, write_essays(tmp_path, "graders = 1", both=True))
    attempt = desk.hand_in()
    assert waiting(desk, 0) == [(OWN, 0), (OWN_SECOND, 0)]
    assert desk.grade(0, attempt, (0, 0)).settled == 10
    assert "AttemptGraded" not in kinds(desk, attempt)
    assert desk.grade(1, attempt, (1,), item=OWN_SECOND).settled == Decimal("0.5")
    assert kinds(desk, attempt)[-1] == "AttemptGraded"
    assert open_sitting(desk.session, desk.house.catalog, desk.writer, attempt).score().raw == Decimal("10.5")


def test_nobody_grades_oneself_or_twice_or_what_is_settled(desk: Desk) -> None:
    grant_grader(desk.session, "dx-basics", desk.writer, "office", desk.house.now())
    attempt = desk.hand_in()
    assert list_waiting(desk.session, desk.house.catalog, desk.writer, desk.house.now()) == []
    with pytest.raises(Refused, match="grader-is-learner"):
        grade_response(desk.house.recorder(), desk.house.catalog, desk.writer, attempt, OWN, (0, 0))
    desk.session.rollback()
    desk.grade(0, attempt, (0, 0))
    for grader, code in ((0, "graded-already"), (2, "grade-settled")):
        with pytest.raises(Refused, match=code):
            desk.grade(grader, attempt, (2, 2))
        desk.session.rollback()
        if code == "graded-already":
            desk.grade(1, attempt, (0, 0))
    assert kinds(desk, attempt).count("ResponseGraded") == 2


@pytest.mark.parametrize("levels", [(), (0,), (0, 3), (-1, 0), (0, 0, 0)])
def test_a_grade_without_a_level_for_each_criterion_records_nothing(desk: Desk, levels: tuple[int, ...]) -> None:
    attempt = desk.hand_in()
    with pytest.raises(ValueError, match="level"):
        desk.grade(0, attempt, levels)
    desk.session.rollback()
    assert kinds(desk, attempt)[-1] == "AttemptSubmitted"


def test_who_does_not_grade_the_course_learns_nothing(desk: Desk) -> None:
    attempt = desk.hand_in()
    outsider = add_person(desk.session, "0000900", "部外　者子", ["hr", "dx-office", "author"])
    assert list_waiting(desk.session, desk.house.catalog, outsider, desk.house.now()) == []
    with pytest.raises(UnknownAttempt):
        grade_response(desk.house.recorder(), desk.house.catalog, outsider, attempt, OWN, (0, 0))
    desk.session.rollback()
    end_grader(desk.session, "dx-basics", desk.graders[0], desk.house.now())
    with pytest.raises(UnknownAttempt):
        desk.look(0, attempt)
    for missing in ((uuid4(), OWN), (attempt, "own-likert-1"), (attempt, "nothing")):
        with pytest.raises(UnknownAttempt):
            desk.look(1, *missing)


def test_a_quiz_may_show_graders_whose_response_it_is(lite: House, tmp_path: Path) -> None:
    desk = Desk(lite, write_essays(tmp_path, "grading_anonymous = false"))
    attempt = desk.hand_in()
    (row,) = list_waiting(desk.session, lite.catalog, desk.graders[0], lite.now())
    assert (row.person, desk.look(0, attempt).person) == (desk.writer, desk.writer)
    assert row.reference == make_reference(attempt, OWN)


def test_a_blank_essay_waits_for_nobody(desk: Desk) -> None:
    desk.hand_in(**{OWN: ""})
    assert waiting(desk, 0) == []


def test_comments_stay_out_of_the_ledger_and_can_be_erased(desk: Desk) -> None:
    attempt = desk.hand_in()
    desk.grade(0, attempt, (0, 0), "とても良い文です。")
    desk.grade(1, attempt, (0, 0), "  \n ")
    assert "とても良い" not in repr(list(read_stream(desk.session, str(attempt))))
    assert [one.comment for one in given_grades(desk.session, attempt)[OWN]] == ["とても良い文です。", ""]
    assert erase_comments(desk.session, desk.writer) == 1
    desk.session.commit()
    assert [one.comment for one in given_grades(desk.session, attempt)[OWN]] == ["", ""]
    with pytest.raises(CommentTooLong):
        desk.grade(2, attempt, (0, 0), "長" * (LONGEST_COMMENT + 1))


def test_a_rebuild_shows_the_same_and_keeps_the_comments(desk: Desk, lite_session: Session) -> None:
    attempt, other = desk.hand_in(), desk.hand_in(desk.graders[2])
    desk.grade(0, attempt, (0, 1), "講評")
    desk.grade(1, attempt, (0, 1))
    desk.grade(0, other, (0, 0))
    before = (given_grades(lite_session, attempt), waiting(desk, 1), waiting(desk, 2))
    assert before[1:] == ([(OWN, 1)], [])
    rebuild(lite_session, desk.house.recorder().reactions)
    lite_session.commit()
    assert (given_grades(lite_session, attempt), waiting(desk, 1), waiting(desk, 2)) == before


def test_handing_in_again_changes_nothing_after_the_grade(desk: Desk) -> None:
    attempt = desk.hand_in()
    desk.grade(0, attempt, (0, 0))
    desk.grade(1, attempt, (0, 0))
    again = submit_attempt(desk.house.recorder(), desk.house.catalog, desk.writer, attempt)
    assert again.waiting == (OWN,)
    assert kinds(desk, attempt).count("AttemptSubmitted") == 1


def test_where_all_attempts_count_the_grade_of_the_quiz_is_told_with_the_verdict(lite: House, tmp_path: Path) -> None:
    desk = Desk(lite, write_essays(tmp_path, 'grade = "average"\ngraders = 1'))
    first, second = desk.hand_in(), None
    desk.grade(0, first, (2, 2))
    second = desk.hand_in()
    desk.grade(0, second, (0, 0))
    *_, graded = read_stream(desk.session, str(second))
    assert isinstance(graded, AttemptGraded)
    assert (graded.passed, graded.grade, graded.satisfies) == (True, Decimal("0.5"), False)
    assert not is_complete(desk, second)


PASSES, FAILS = (0, 0), (2, 2)


@pytest.mark.parametrize(
    ("policy", "levels", "after_the_second", "in_the_end"),
    [
        ("best", (FAILS, PASSES), True, True),
        ("best", (PASSES, FAILS), False, True),
        ("last", (FAILS, PASSES), True, True),
        ("first", (FAILS, PASSES), False, False),
        ("first", (PASSES, FAILS), False, True),
        ("average", (FAILS, PASSES), False, False),
        ("average", (PASSES, PASSES), False, True),
    ],
)
def test_graded_in_another_order_than_handed_in_the_policy_decides_all_the_same(
    lite: House,
    tmp_path: Path,
    policy: str,
    levels: tuple[tuple[int, int], tuple[int, int]],
    after_the_second: bool,
    in_the_end: bool,
) -> None:
    desk = Desk(lite, write_essays(tmp_path, f'grade = "{policy}"\ngraders = 1'))
    first, second = desk.hand_in(), desk.hand_in()
    sitting = open_sitting(desk.session, lite.catalog, desk.writer, second)

    def grade() -> object:
        return read_grade(desk.session, sitting.quiz, sitting.registration, sitting.activity)

    assert grade() is None, "what waits is no grade"
    desk.grade(0, second, levels[1])
    assert is_complete(desk, second) == after_the_second
    assert (grade() is None) == (policy in ("first", "average") or (levels == (PASSES, FAILS) and policy == "best"))
    desk.grade(0, first, levels[0])
    assert is_complete(desk, second) == in_the_end
    assert grade() is not None
