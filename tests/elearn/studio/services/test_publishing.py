"""A second person approves: once, only what was looked at, and never what is one's own."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import uuid4

import pytest

from elearn.events import CoursePublished, DraftReturned, DraftSubmitted
from elearn.learning.services.catalog import current_version
from elearn.records.ledger import read_stream, verify_ledger
from elearn.records.reactor import rebuild
from elearn.studio.services import publishing
from elearn.studio.services.drafts import Refused, UnknownDraft, published, read_state
from elearn.studio.services.publishing import CommentMissing, CommentTooLong
from elearn.studio.services.shelf import find_draft, read_steps
from elearn.wiring.house import House
from tests.builders import publish, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, SECOND, Writers, change


def refused(code: str, act, *given) -> None:
    with pytest.raises(Refused) as fault:
        act(*given)
    assert fault.value.code == code


def test_what_a_second_person_approves_is_what_learners_get(writers: Writers) -> None:
    draft = writers.ready()
    digest = writers.approve(draft, comment="正答を確かめました。")
    assert current_version(writers.session, COURSE).digest == digest == find_draft(writers.session, draft).digest
    kinds = [type(event) for event in read_stream(writers.session, str(draft))]
    assert kinds[1:] == [DraftSubmitted, CoursePublished]
    step = read_steps(writers.session, draft)[-1]
    assert (step.kind, step.actor, step.comment) == (
        "CoursePublished",
        writers.people[OFFICE],
        "正答を確かめました。",
    )
    assert verify_ledger(writers.session).sound
    rebuild(writers.session, writers.house.reactions)
    assert find_draft(writers.session, draft).state == "published"


def test_nobody_approves_what_is_ones_own(writers: Writers) -> None:
    draft = writers.ready()
    refused("own-draft", writers.approve, draft, AUTHOR)
    other = writers.hand_in(change(writers.folder, "1.2.0"), SECOND, draft=draft)
    writers.submit(draft)
    refused("own-draft", writers.approve, draft, SECOND, other.number)
    assert published(writers.session, COURSE) == writers.base
    writers.approve(draft, OFFICE, other.number)


def test_what_changed_after_it_was_submitted_is_not_approved(writers: Writers) -> None:
    draft = writers.ready()
    second = writers.hand_in(change(writers.folder, "1.1.1"), draft=draft)
    refused("draft-changed", writers.approve, draft)
    refused("not-submitted", writers.approve, draft, OFFICE, second.number)
    writers.submit(draft)
    refused("draft-changed", writers.approve, draft)
    assert writers.approve(draft, OFFICE, second.number) == second.digest


def test_what_was_published_meanwhile_must_be_compared_anew(writers: Writers) -> None:
    draft = writers.ready()
    publish(writers.house, writers.session, write_course(writers.folder / "else", version="1.5.0"))
    refused("base-moved", writers.approve, draft)
    refused("base-moved", writers.submit, draft)
    anew = writers.hand_in(change(writers.folder, "1.6.0"), draft=draft)
    writers.submit(draft)
    writers.approve(draft, OFFICE, anew.number)
    assert current_version(writers.session, COURSE).version == "1.6.0"


def test_a_draft_with_problems_or_without_changes_is_not_submitted(writers: Writers) -> None:
    refused("draft-has-problems", writers.submit, writers.hand_in(b"broken").draft)
    same = writers.hand_in(change(writers.folder, "1.0.0", note=""))
    assert same.problems == ()
    refused("nothing-changed", writers.submit, same.draft)
    with pytest.raises(UnknownDraft):
        writers.submit(uuid4())


def test_a_returned_draft_comes_back_with_reasons(writers: Writers) -> None:
    draft, office = writers.ready(), writers.people[OFFICE]
    with pytest.raises(CommentMissing):
        publishing.return_draft(writers.house.recorder(), office, draft, 1, " \n")
    with pytest.raises(CommentTooLong):
        publishing.return_draft(writers.house.recorder(), office, draft, 1, "長" * 2001)
    refused("own-draft", publishing.return_draft, writers.house.recorder(), writers.people[AUTHOR], draft, 1, "x")
    publishing.return_draft(writers.house.recorder(), office, draft, 1, "問2の正答を確かめてください。")
    assert find_draft(writers.session, draft).state == "returned"
    assert isinstance(read_stream(writers.session, str(draft))[-1], DraftReturned)
    refused("not-submitted", writers.approve, draft)
    writers.submit(draft, comment="確かめました。")
    writers.approve(draft)
    assert [step.comment for step in read_steps(writers.session, draft)] == [
        "",
        "",
        "問2の正答を確かめてください。",
        "確かめました。",
        "",
    ]


def test_a_second_press_says_the_same_and_what_ended_stays_ended(writers: Writers) -> None:
    draft = writers.ready()
    writers.submit(draft)
    assert len(read_stream(writers.session, str(draft))) == 2
    given_up = writers.hand_in(change(writers.folder, "1.3.0")).draft
    for _ in range(2):
        state = publishing.withdraw_draft(writers.house.recorder(), writers.people[AUTHOR], given_up)
        assert state.state == "withdrawn"
    refused("draft-ended", writers.submit, given_up)
    refused("draft-ended", writers.hand_in, b"", AUTHOR, given_up)
    writers.approve(draft)
    refused("draft-ended", writers.approve, draft)
    refused("draft-ended", publishing.withdraw_draft, writers.house.recorder(), "x", draft)


def test_two_who_approve_at_once_publish_once(house: House, tmp_path: Path) -> None:
    writers = Writers(house, tmp_path)
    draft, gate = writers.ready(), threading.Barrier(2)
    outcomes: list[str] = []

    def approve(number: str) -> None:
        with house.sessions() as session:
            gate.wait(10)
            try:
                publishing.approve_draft(house.recorder(session), writers.people[number], draft, 1)
                session.commit()
                outcomes.append("published")
            except Refused as fault:
                session.rollback()
                outcomes.append(fault.code)

    threads = [threading.Thread(target=approve, args=(number,)) for number in (OFFICE, SECOND)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(outcomes) == ["draft-ended", "published"]
    writers.session.rollback()
    assert [event.kind for event in read_stream(writers.session, str(draft))].count("CoursePublished") == 1
    assert read_state(writers.session, draft).state == "published"
