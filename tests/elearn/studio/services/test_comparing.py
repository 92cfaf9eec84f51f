"""A draft beside what is published: every difference, and whom it meets."""

from __future__ import annotations

import pytest

from courses import CourseProblems
from elearn.learning.services.registrations import register
from elearn.studio.services import drafts
from elearn.studio.services.comparing import compare_draft
from elearn.studio.services.shelf import find_draft
from quizzes import QuizProblems
from tests.builders import PRACTICE, TEST, add_person, take_quiz, write_course
from tests.elearn.studio.writing import Writers, change, zip_of


def compare(writers: Writers, data: bytes):
    draft = find_draft(writers.session, writers.hand_in(data).draft)
    return compare_draft(writers.session, writers.house.catalog, writers.folder / "drafts", draft)


def test_a_new_paragraph_touches_no_quiz(writers: Writers) -> None:
    found = compare(writers, change(writers.folder))
    assert [(one.what, one.name or one.place) for one in found.course] == [
        ("course", "version"),
        ("page", "01-why/module.md"),
    ]
    assert (found.first, found.is_empty, found.items, found.quizzes) == (False, False, (), ())


def test_another_key_names_the_item_and_the_attempts_it_meets(writers: Writers) -> None:
    person = add_person(writers.session, "0000777", "受講　一子")
    registration = register(writers.house.recorder(), writers.house.catalog, person, "dx-basics", person)
    take_quiz(writers.house, writers.session, person, registration, TEST)
    home = write_course(writers.folder / "key", version="1.1.0")
    bank = home / "01-why/quiz.md"
    text = bank.read_text("utf-8")
    at = text.index("## test-true-false-1")
    head, block = text[:at], text[at:]
    value = "true" if "answer: true" in block.split("\n## ")[0] else "false"
    swapped = block.replace(f"answer: {value}", f"answer: {'false' if value == 'true' else 'true'}", 1)
    bank.write_text(head + swapped, "utf-8")
    found = compare(writers, zip_of(home))
    (item,) = found.items
    assert (item.id, item.key, item.points) == ("test-true-false-1", True, False)
    (quiz,) = found.quizzes
    assert (quiz.activity, quiz.attempts.handed_in, quiz.regradable, quiz.reshaped) == (TEST, 1, 1, 0)
    assert found.touched.learning == 1


def test_the_first_version_is_all_new(writers: Writers) -> None:
    data = zip_of(write_course(writers.folder / "new", course="window-work"), "window-work")
    done = drafts.hand_in_package(writers.house.recorder(), "p", "", "n.zip", data)
    draft = find_draft(writers.session, done.draft)
    found = compare_draft(writers.session, writers.house.catalog, writers.folder / "drafts", draft)
    assert found.first
    assert {one.how for one in found.items} == {"added"}
    assert {one.activity for one in found.quizzes} == {PRACTICE, TEST}


def test_what_cannot_be_opened_is_not_compared(writers: Writers) -> None:
    home = write_course(writers.folder / "bad", version="1.1.0")
    (home / "90-test/quiz.md").write_text("+++\n", "utf-8")
    with pytest.raises((CourseProblems, QuizProblems)):
        compare(writers, zip_of(home))
