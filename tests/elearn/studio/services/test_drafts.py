"""Handing in: everything is read, checked and kept; nothing half-done ever becomes a draft's content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

import quizzes
from elearn.events import DraftHandedIn
from elearn.learning.services.catalog import UnknownCourse
from elearn.records.ledger import read_stream
from elearn.studio.services import drafts
from elearn.studio.services.bundles import read_folder, write_bundle
from elearn.studio.services.drafts import NEW, UnknownDraft, is_newer, original_of, problems_of, raise_version
from elearn.studio.services.quizfiles import QuizFile
from elearn.studio.services.shelf import find_draft, list_drafts, read_problems
from elearn.studio.tables import HandInRow
from elearn.wiring.house import House
from tests.builders import PRACTICE, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, Writers, change, codes, zip_of


def test_a_sound_package_is_kept_whole_and_told_as_a_fact(writers: Writers) -> None:
    data = change(writers.folder)
    done = writers.hand_in(data)
    assert (done.number, done.course, done.problems) == (1, COURSE, ())
    (fact,) = read_stream(writers.session, str(done.draft))
    assert isinstance(fact, DraftHandedIn)
    assert (fact.person, fact.base_digest, fact.course_digest) == (
        writers.people[AUTHOR],
        writers.base.digest,
        done.digest,
    )
    assert original_of(writers.session, done.draft, 1) == ("course.zip", data)
    assert drafts.files_of(writers.session, done.digest) == read_folder(writers.folder / "v1.1.0" / COURSE)
    (listed,) = list_drafts(writers.session, [COURSE])
    assert (listed.title, listed.version, listed.state, listed.problem_count) == ("見本の講座", "1.1.0", "open", 0)
    assert list_drafts(writers.session, ["other"]) == []


def test_every_problem_is_kept_with_its_place_and_nothing_is_lost(writers: Writers) -> None:
    files = read_folder(write_course(writers.folder / "bad", version="1.1.0"))
    files["01-why/quiz.md"] = files["01-why/quiz.md"].replace(b"kind: choice", b"kind: chioce")
    files["course.toml"] = files["course.toml"].replace(b"minutes = 14", b"minutes = 15")
    done = writers.hand_in(write_bundle(COURSE, files))
    assert {"minutes-differ", "item-kind-unknown"} <= codes(done.problems)
    draft = find_draft(writers.session, done.draft)
    assert draft.problem_count == len(done.problems)
    assert read_problems(writers.session, draft) == done.problems
    assert all(one.path and one.line for one in done.problems if one.code == "item-kind-unknown")
    assert drafts.files_of(writers.session, done.digest) == files


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive-not-readable"),
        (b"no archive at all", "archive-not-readable"),
        (write_bundle("x", {"readme.txt": b"x"}), "course-file-missing"),
        (write_bundle("x", {"course.toml": b"not = [toml", "a": b""}), "toml-malformed"),
        (write_bundle("x", {"course.toml": b"", "a": b"", "a/b": b""}), "paths-clash"),
        (write_bundle("x", {"course.toml": b"", "n" * 301: b""}), "path-too-long"),
    ],
)
def test_what_is_no_package_is_kept_and_named(writers: Writers, data: bytes, code: str) -> None:
    done = writers.hand_in(data, name="broken.zip")
    assert code in codes(done.problems)
    assert original_of(writers.session, done.draft, 1) == ("broken.zip", data)


def test_another_course_and_an_old_version_are_problems(writers: Writers) -> None:
    other = zip_of(write_course(writers.folder / "other", course="genai-use", version="1.0.1"))
    assert "other-course" in codes(writers.hand_in(other).problems)
    same = writers.hand_in(change(writers.folder, "1.0.0", note="番号だけが同じ版です。"))
    assert codes(same.problems) == {"version-not-newer"}
    assert is_newer("1.10.0", "1.9.9")
    assert not is_newer("1.0.0", "1.0.0")
    assert not is_newer("", "1.0.0")


def test_a_draft_goes_on_from_one_hand_in_to_the_next(writers: Writers) -> None:
    first = writers.hand_in(b"broken")
    second = writers.hand_in(change(writers.folder), draft=first.draft)
    assert (second.draft, second.number, second.problems) == (first.draft, 2, ())
    (draft,) = list_drafts(writers.session, None)
    assert (draft.number, draft.digest, draft.problem_count) == (2, second.digest, 0)
    kept = writers.session.query(HandInRow).order_by(HandInRow.number).all()
    assert [(row.number, len(problems_of(row.problems))) for row in kept] == [(1, 1), (2, 0)]
    with pytest.raises(UnknownDraft):
        writers.hand_in(b"", draft=uuid4())


def test_a_new_course_takes_its_id_from_the_package(writers: Writers) -> None:
    data = zip_of(write_course(writers.folder / "new", course="window-work"), "window-work")
    done = drafts.hand_in_package(writers.house.recorder(), writers.people[AUTHOR], NEW, "new.zip", data)
    assert (done.course, done.problems) == ("window-work", ())


def bank_of(writers: Writers) -> quizzes.Bank:
    files = read_folder(writers.folder / "v1.0.0" / COURSE)
    reading = quizzes.read_file(files["01-why/quiz.md"], "quiz.md")
    return quizzes.Bank(reading.header, reading.items)


def test_one_native_quiz_file_replaces_the_quiz_and_raises_the_version(writers: Writers) -> None:
    bank = bank_of(writers)
    items = (replace(bank.items[0], points=bank.items[0].points + 1), *bank.items[1:])
    done = writers.hand_in_quiz(quizzes.dump(quizzes.Bank(bank.header, items), "quiz.md"))
    assert done.problems == ()
    files = drafts.files_of(writers.session, done.digest)
    assert b'version = "1.0.1"' in files["course.toml"]
    assert quizzes.load(files["01-why/quiz.md"], "quiz.md").items[0].points == items[0].points
    again = writers.hand_in_quiz(quizzes.dump(bank, "quiz.md"), draft=done.draft)
    assert again.number == 2
    assert b'version = "1.0.1"' in drafts.files_of(writers.session, again.digest)["course.toml"]


def test_a_workbook_brings_items_and_leaves_the_quiz_its_settings(writers: Writers) -> None:
    bank = bank_of(writers)
    done = writers.hand_in_quiz(quizzes.write_file(bank, "quiz.xlsx", "workbook").data, "quiz.xlsx")
    assert done.problems == ()
    kept = quizzes.load(drafts.files_of(writers.session, done.digest)["01-why/quiz.md"], "quiz.md")
    assert kept.header == bank.header
    assert kept.items == bank.items


def test_items_without_objective_or_use_take_those_that_were_chosen(writers: Writers) -> None:
    gift = (
        "::why-g:: 学びは仕事を変えますか。 {=変える#はい。 ~変えない#いいえ。 ~分からない#いいえ。 ####変わります。}"
    )
    bare = writers.hand_in_quiz(gift.encode(), "more.gift")
    assert bare.problems
    done = writers.hand_in_quiz(gift.encode(), "more.gift", objective="why-learn", use="practice")
    assert "item-metadata-missing" not in codes(done.problems)
    (item,) = quizzes.read_file(drafts.files_of(writers.session, done.digest)["01-why/quiz.md"], "quiz.md").items
    assert (item.objective, item.use) == ("why-learn", "practice")


def test_a_quiz_file_that_cannot_be_read_changes_no_file(writers: Writers) -> None:
    done = writers.hand_in_quiz(b"\xff\xfe\x00", "quiz.xlsx")
    assert done.problems
    assert done.digest == writers.base.digest
    empty = writers.hand_in_quiz(b"// nothing\n", "quiz.gift")
    assert empty.problems
    with pytest.raises(KeyError):
        drafts.hand_in_quiz(
            writers.house.recorder(), writers.house.catalog, "p", COURSE, QuizFile("01-why/read", "quiz.md", b"")
        )
    with pytest.raises(UnknownCourse):
        drafts.hand_in_quiz(
            writers.house.recorder(), writers.house.catalog, "p", "none", QuizFile(PRACTICE, "quiz.md", b"")
        )


def test_only_the_number_of_the_published_version_is_raised() -> None:
    files = {"course.toml": b'id = "a"\nversion = "2.0.0"\n'}
    assert raise_version(files, "1.0.0") == files
    assert raise_version(files, "2.0.9")["course.toml"] == b'id = "a"\nversion = "2.0.10"\n'
    assert raise_version({"course.toml": b"x"}, "1.0.0") == {"course.toml": b"x"}


def test_a_new_course_that_is_there_already_is_compared_with_it(writers: Writers) -> None:
    pen, author = writers.house.recorder(), writers.people[AUTHOR]
    done = drafts.hand_in_package(pen, author, NEW, "x.zip", change(writers.folder))
    assert drafts.read_state(writers.session, done.draft).base == writers.base.digest
    old = drafts.hand_in_package(pen, author, NEW, "x.zip", change(writers.folder, "0.9.0"))
    assert codes(old.problems) == {"version-not-newer"}


def test_signs_that_a_database_has_no_room_for_are_left_out(house: House, tmp_path: Path) -> None:
    writers = Writers(house, tmp_path)
    files = read_folder(write_course(tmp_path / "nul", version="1.1.0"))
    files["course.toml"] = (
        files["course.toml"].replace("見本の講座".encode(), b"nul\\u0000").replace(b"1.1.0", b"1\\u0000")
    )
    done = writers.hand_in(write_bundle(COURSE, files), name="a\0b.zip")
    assert done.problems
    draft = find_draft(writers.session, done.draft)
    assert (draft.title, draft.version, draft.name) == ("nul", "1", "ab.zip")
    files["course.toml"] = files["course.toml"].replace(b'id = "dx-basics"', b'id = "A\\u0000"')
    other = drafts.hand_in_package(house.recorder(), writers.people[AUTHOR], NEW, "x.zip", write_bundle("x", files))
    assert other.course == NEW
