"""Drafts in lists, their history, and their course opened without being published."""

from __future__ import annotations

from uuid import uuid4

import pytest

from courses import CourseProblems
from elearn.studio.services.drafts import UnknownDraft
from elearn.studio.services.shelf import MOST_OPEN, find_draft, hands_of, list_drafts, open_draft, read_steps
from tests.builders import PRACTICE, TEST
from tests.elearn.studio.writing import AUTHOR, OFFICE, SECOND, Writers, change


def test_the_last_change_stands_first(writers: Writers) -> None:
    first = writers.hand_in(change(writers.folder)).draft
    writers.house.clock.pass_time(minutes=5)  # type: ignore[attr-defined]  # the tests' clock
    second = writers.hand_in(b"broken").draft
    assert [one.draft for one in list_drafts(writers.session, None)] == [second, first]
    with pytest.raises(UnknownDraft):
        find_draft(writers.session, uuid4())


def test_the_history_names_every_step_with_its_file_and_words(writers: Writers) -> None:
    draft = writers.hand_in(b"broken", name="一回目.zip").draft
    writers.hand_in(change(writers.folder), SECOND, draft=draft, name="二回目.zip")
    writers.submit(draft, comment="設問を一つ足しました。")
    writers.approve(draft, OFFICE, 2)
    told = [(one.kind, one.file, one.problems, one.comment) for one in read_steps(writers.session, draft)]
    assert told == [
        ("DraftHandedIn", "一回目.zip", 1, ""),
        ("DraftHandedIn", "二回目.zip", 0, ""),
        ("DraftSubmitted", "", 0, "設問を一つ足しました。"),
        ("CoursePublished", "", 0, ""),
    ]
    assert hands_of(writers.session, draft) == {writers.people[AUTHOR], writers.people[SECOND]}
    assert hands_of(writers.session, uuid4()) == frozenset()


def test_a_draft_opens_like_a_published_course_and_mends_its_copy(writers: Writers) -> None:
    home, digest = writers.folder / "drafts", writers.hand_in(change(writers.folder)).digest
    package = open_draft(writers.session, home, digest)
    assert set(package.quizzes) == {PRACTICE, TEST}
    assert "版の変更の記録" in package.page("01-why/read", lambda path: path).html
    assert open_draft(writers.session, home, digest) is package
    (home / digest / "course.toml").write_text("changed", encoding="utf-8")
    assert open_draft(writers.session, home, digest).course.version == "1.1.0"


def test_only_so_many_stand_unpacked(writers: Writers) -> None:
    home = writers.folder / "drafts"
    for number in range(MOST_OPEN + 3):
        (home / f"old-{number}").mkdir(parents=True)
    open_draft(writers.session, home, writers.hand_in(change(writers.folder)).digest)
    assert len(list(home.iterdir())) <= MOST_OPEN + 1


def test_what_cannot_be_opened_says_so(writers: Writers) -> None:
    data = change(writers.folder).replace(b"", b"")
    home = writers.folder / "drafts"
    with pytest.raises(UnknownDraft):
        open_draft(writers.session, home, "0" * 64)
    assert writers.hand_in(data).problems == ()
    bad = change(writers.folder, "x")
    with pytest.raises(CourseProblems):
        open_draft(writers.session, home, writers.hand_in(bad).digest)
