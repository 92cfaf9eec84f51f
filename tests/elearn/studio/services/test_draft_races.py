"""Many hands at once on one draft, on either database: every fact in its place, one publication, nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.events import CoursePublished, DraftHandedIn
from elearn.learning.services.catalog import current_versions
from elearn.records.ledger import read_stream, verify_ledger
from elearn.records.reactor import rebuild
from elearn.studio.services import drafts, publishing
from elearn.studio.services.drafts import Refused, read_state
from elearn.studio.services.shelf import find_draft, list_drafts
from elearn.wiring.house import House
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, SECOND, Writers, change


def at_once(house: House, *acts: Callable[[Session], object]) -> list[str]:
    """Everybody begins at the same moment, each in a transaction of their own: what became of each."""
    gate, said = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[Session], object]) -> None:
        with house.sessions() as session:
            gate.wait(20)
            try:
                act(session)
                session.commit()
                said[place] = "done"
            except Refused as fault:
                session.rollback()
                said[place] = fault.code

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not any(one.is_alive() for one in threads)
    return said


@pytest.fixture
def crew(house: House, tmp_path: Path) -> Writers:
    return Writers(house, tmp_path)


def test_hand_ins_at_once_are_numbered_one_by_one(crew: Writers) -> None:
    draft = crew.hand_in(change(crew.folder, "1.0.1")).draft
    data = [change(crew.folder, f"1.1.{number}") for number in range(4)]
    people = (AUTHOR, SECOND, AUTHOR, SECOND)

    def hand_in(number: int) -> Callable[[Session], object]:
        return lambda session: drafts.hand_in_package(
            crew.house.recorder(session), crew.people[people[number]], COURSE, f"{number}.zip", data[number], draft
        )

    assert at_once(crew.house, *map(hand_in, range(4))) == ["done"] * 4
    crew.session.rollback()
    facts = [one for one in read_stream(crew.session, str(draft)) if isinstance(one, DraftHandedIn)]
    assert [(one.number, one.step) for one in facts] == [(number, number) for number in range(1, 6)]
    assert find_draft(crew.session, draft).number == 5
    assert {one.course_digest for one in facts} >= {read_state(crew.session, draft).digest}
    assert verify_ledger(crew.session).sound


def test_a_hand_in_and_an_approval_at_once_never_publish_what_was_not_looked_at(crew: Writers) -> None:
    draft, looked_at = crew.ready(), 1
    before = read_state(crew.session, draft).digest
    crew.session.rollback()
    data = change(crew.folder, "1.2.0")
    said = at_once(
        crew.house,
        lambda session: drafts.hand_in_package(
            crew.house.recorder(session), crew.people[AUTHOR], COURSE, "x.zip", data, draft
        ),
        lambda session: publishing.approve_draft(crew.house.recorder(session), crew.people[OFFICE], draft, looked_at),
    )
    assert said in (["done", "draft-changed"], ["draft-ended", "done"])
    crew.session.rollback()
    published = [one for one in read_stream(crew.session, str(draft)) if isinstance(one, CoursePublished)]
    assert [one.course_digest for one in published] == ([before] if said[1] == "done" else [])


def test_two_submissions_at_once_are_one(crew: Writers) -> None:
    draft = crew.hand_in(change(crew.folder)).draft

    def submit(session: Session) -> object:
        return publishing.submit_draft(crew.house.recorder(session), crew.people[AUTHOR], draft, "説明")

    assert at_once(crew.house, submit, submit, submit) == ["done"] * 3
    crew.session.rollback()
    assert [one.kind for one in read_stream(crew.session, str(draft))] == ["DraftHandedIn", "DraftSubmitted"]


def test_of_two_drafts_approved_at_once_one_is_published(crew: Writers) -> None:
    first, second = crew.ready("1.1.0"), crew.ready("1.2.0")

    def approve(draft: object) -> Callable[[Session], object]:
        return lambda session: publishing.approve_draft(
            crew.house.recorder(session),
            crew.people[OFFICE],
            draft,  # type: ignore[arg-type]  # a uuid
            1,
        )

    assert sorted(at_once(crew.house, approve(first), approve(second))) == ["base-moved", "done"]
    crew.session.rollback()
    assert sorted(one.state for one in list_drafts(crew.session, [COURSE])) == ["published", "submitted"]
    (current,) = [one for one in current_versions(crew.session) if one.course == COURSE]
    assert current.version in {"1.1.0", "1.2.0"}
    rows = list_drafts(crew.session, [COURSE])
    rebuild(crew.session, crew.house.reactions)
    assert list_drafts(crew.session, [COURSE]) == rows


def test_approval_and_return_at_once_are_one_decision(crew: Writers) -> None:
    draft = crew.ready()
    said = at_once(
        crew.house,
        lambda session: publishing.approve_draft(crew.house.recorder(session), crew.people[OFFICE], draft, 1),
        lambda session: publishing.return_draft(crew.house.recorder(session), crew.people[SECOND], draft, 1, "理由"),
    )
    assert said in (["done", "draft-ended"], ["not-submitted", "done"])
    crew.session.rollback()
    assert find_draft(crew.session, draft).state == ("published" if said[0] == "done" else "returned")
