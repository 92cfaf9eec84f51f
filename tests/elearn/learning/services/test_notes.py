"""Notes to oneself: kept as written, read by their owner only, never overwritten unseen, erased on request."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.learning.projector import LearningReaction
from elearn.learning.services import notes
from elearn.learning.services.notes import (
    MOST_SIGNS,
    Note,
    NoteMoved,
    NoteTooLong,
    clean_text,
    erase_notes,
    read_note,
    read_notes,
    save_note,
)
from elearn.learning.tables import NoteRow
from tests.conftest import MOMENT
from tests.sqlcount import count_statements

ME, OTHER = "p" * 36, "q" * 36
DX, WHY, CASES = "dx-basics", "01-why-dx", "04-cases"


def save(session: Session, text: str, base: int = 0, person: str = ME, module: str = WHY, course: str = DX) -> Note:
    return save_note(session, person, course, module, text, base, MOMENT)


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(NoteRow)) or 0


def test_nothing_is_kept_until_something_is_written(session: Session) -> None:
    assert read_note(session, ME, DX, WHY) == Note(DX, WHY, "", 0, None)
    assert save(session, "   \n\n") == Note(DX, WHY)
    assert rows(session) == 0


def test_a_note_comes_back_as_it_was_written(session: Session) -> None:
    text = "髙﨑さんに𠮷野家の話を聞く。葛󠄀城\n\n  ・一つ目\n  ・二つ目"
    assert save(session, text) == Note(DX, WHY, text, 1, MOMENT)
    session.commit()
    assert read_note(session, ME, DX, WHY) == Note(DX, WHY, text, 1, MOMENT)


def test_every_change_counts_and_the_same_text_again_adds_nothing(session: Session) -> None:
    assert save(session, "一").revision == 1
    later = save_note(session, ME, DX, WHY, "二", 1, MOMENT + dt.timedelta(minutes=1))
    assert (later.revision, later.changed_at) == (2, MOMENT + dt.timedelta(minutes=1))
    for base in (0, 1, 2, 99):
        again = save_note(session, ME, DX, WHY, "二", base, MOMENT + dt.timedelta(days=1))
        assert again == later
    assert rows(session) == 1


def test_only_its_owner_reads_and_changes_a_note(session: Session) -> None:
    save(session, "わたし")
    assert read_note(session, OTHER, DX, WHY).text == ""
    assert save(session, "ほかの人", person=OTHER).revision == 1
    assert erase_notes(session, OTHER) == 1
    assert read_note(session, ME, DX, WHY).text == "わたし"


def test_what_was_written_elsewhere_meanwhile_is_not_overwritten(session: Session) -> None:
    save(session, "一")
    save(session, "別の窓", base=1)
    with pytest.raises(NoteMoved) as told:
        save(session, "こちら", base=1)
    assert told.value.note == Note(DX, WHY, "別の窓", 2, MOMENT)
    assert read_note(session, ME, DX, WHY).text == "別の窓"
    assert save(session, "両方", base=2).revision == 3


@pytest.mark.parametrize("base", [1, -1, 7])
def test_a_base_that_never_was_is_told(session: Session, base: int) -> None:
    with pytest.raises(NoteMoved) as told:
        save(session, "一", base=base)
    assert told.value.note == Note(DX, WHY)
    assert rows(session) == 0


def test_an_emptied_note_leaves_nothing_behind(session: Session) -> None:
    save(session, "一")
    assert save(session, "", base=1) == Note(DX, WHY)
    assert rows(session) == 0
    assert save(session, "二").revision == 1


def test_emptying_does_not_take_another_windows_words_along(session: Session) -> None:
    save(session, "一")
    save(session, "二", base=1)
    with pytest.raises(NoteMoved):
        save(session, "", base=1)
    assert read_note(session, ME, DX, WHY).text == "二"


def test_a_note_has_a_size_and_one_that_is_longer_changes_nothing(session: Session) -> None:
    assert len(save(session, "𠮷" * MOST_SIGNS).text) == MOST_SIGNS
    with pytest.raises(NoteTooLong):
        save(session, "𠮷" * (MOST_SIGNS + 1), base=1)
    assert read_note(session, ME, DX, WHY).revision == 1


def test_line_ends_are_not_counted_twice(session: Session) -> None:
    assert save(session, "一\r\n" * (MOST_SIGNS // 2)).text == ("一\n" * (MOST_SIGNS // 2)).rstrip()


@given(text=st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cleaning_keeps_every_sign_but_line_ends_and_nul(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not {"\0", "\r"} & set(cleaned)
    assert "".join(cleaned.split()) == "".join(text.replace("\0", "").split())


def test_all_notes_come_in_the_order_of_course_and_module(session: Session) -> None:
    save(session, "四", module=CASES)
    save(session, "一")
    save(session, "別", course="a-course")
    save(session, "ほか", person=OTHER)
    found = [(note.course, note.module, note.text) for note in read_notes(session, ME)]
    assert found == [("a-course", WHY, "別"), (DX, WHY, "一"), (DX, CASES, "四")]


@pytest.mark.parametrize(
    ("course", "module", "gone"), [("", "", 3), (DX, "", 2), (DX, CASES, 1), ("none", "", 0), (DX, "90-test", 0)]
)
def test_notes_are_erased_on_request(session: Session, course: str, module: str, gone: int) -> None:
    for place in ((DX, WHY), (DX, CASES), ("genai-use", WHY)):
        save(session, "一", course=place[0], module=place[1])
    save(session, "ほか", person=OTHER)
    assert erase_notes(session, ME, course, module) == gone
    assert rows(session) == 4 - gone
    assert erase_notes(session, ME, course, module) == 0


def test_a_rebuild_leaves_notes_alone() -> None:
    """They are nobody's facts: no projection that could be dropped and folded again."""
    assert NoteRow.__table__ not in LearningReaction.tables


def test_of_writers_at_the_same_time_one_is_kept_and_the_others_are_told(engine: Engine) -> None:
    writers, told, kept = 4, [], []
    gate = Barrier(writers)

    def write(number: int) -> None:
        with Session(engine) as session:
            gate.wait()
            try:
                note = save_note(session, ME, DX, WHY, f"窓{number}", 0, MOMENT)
                session.commit()
                kept.append(note.text)
            except NoteMoved as fault:
                told.append(fault.note.text)

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1
    assert told == kept * (writers - 1)
    with Session(engine) as session:
        assert read_note(session, ME, DX, WHY).text == kept[0]


def test_reading_takes_one_statement_and_saving_three(engine: Engine) -> None:
    with Session(engine) as session, count_statements(engine) as sent:
        read_note(session, ME, DX, WHY)
        read_notes(session, ME)
        assert sent.count == 2
        save(session, "一")
        session.commit()
        sent.clear()
        save(session, "二", base=1)
        assert sent.count <= 3, str(sent)


def test_the_limit_is_a_few_pages() -> None:
    assert 2000 <= notes.MOST_SIGNS <= 10000
