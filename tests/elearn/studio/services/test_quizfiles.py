"""A quiz of a course as a file: out in every format, and back in its place."""

from __future__ import annotations

import pytest

import quizzes
from elearn.studio.services.bundles import read_folder
from elearn.studio.services.quizfiles import QuizFile, find_source, replace_quiz, write_quiz
from tests.builders import PAGE, PRACTICE, TEST, write_course

SOURCE = "01-why/quiz.md"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return read_folder(write_course(tmp_path_factory.mktemp("course")))


def test_a_quiz_is_found_by_its_activity(files: dict[str, bytes]) -> None:
    assert find_source(files, PRACTICE) == SOURCE
    assert find_source(files, TEST) == "90-test/quiz.md"
    for wrong in (PAGE, "01-why/none"):
        with pytest.raises(KeyError):
            find_source(files, wrong)
    with pytest.raises(KeyError):
        find_source({"course.toml": b"not = [toml"}, PRACTICE)


def test_the_native_file_is_handed_out_as_its_author_wrote_it(files: dict[str, bytes]) -> None:
    assert write_quiz(files, PRACTICE, "markdown") == (SOURCE, quizzes.Writing(files[SOURCE]))


@pytest.mark.parametrize("name", ["markdown", "workbook"])
def test_what_was_handed_out_comes_back_as_it_was(files: dict[str, bytes], name: str) -> None:
    _, written = write_quiz(files, PRACTICE, name)
    assert not written.problems
    file = QuizFile(PRACTICE, "quiz" + quizzes.FORMATS[name].suffixes[0], written.data)
    back, problems = replace_quiz(files, file)
    assert problems == []
    assert quizzes.load(back[SOURCE], SOURCE) == quizzes.load(files[SOURCE], SOURCE)


def test_losses_count_as_problems_until_they_are_accepted(files: dict[str, bytes]) -> None:
    xml = b"""<?xml version="1.0"?><quiz><question type="truefalse"><name><text>t</text></name>
    <questiontext format="html"><text><![CDATA[<p>A <span style="color:red">b</span></p>]]></text></questiontext>
    <answer fraction="100"><text>true</text><feedback><text>yes</text></feedback></answer>
    <answer fraction="0"><text>false</text><feedback><text>no</text></feedback></answer>
    <generalfeedback><text>why</text></generalfeedback><penalty>0.5</penalty></question></quiz>"""
    losses = quizzes.read_file(xml, "quiz.xml").losses
    file = QuizFile(PRACTICE, "quiz.xml", xml, "why-learn", "practice")
    kept, problems = replace_quiz(files, file)
    assert (kept is files, bool(problems)) == (bool(losses), bool(losses))
    taken, left = replace_quiz(files, QuizFile(PRACTICE, "quiz.xml", xml, "why-learn", "practice", accept_losses=True))
    assert left == []
    (item,) = quizzes.read_file(taken[SOURCE], SOURCE).items
    assert (item.kind, item.objective, item.use) == ("true_false", "why-learn", "practice")


def test_an_old_encoding_is_written_anew_and_a_mark_dropped(files: dict[str, bytes]) -> None:
    text = files[SOURCE].decode()
    for data in ("\ufeff".encode() + files[SOURCE], text.encode("cp932", "ignore")):
        back, problems = replace_quiz(files, QuizFile(PRACTICE, "quiz.md", data))
        assert problems == []
        back[SOURCE].decode("utf-8")
        assert not back[SOURCE].startswith("\ufeff".encode())


def test_a_file_without_items_is_named(files: dict[str, bytes]) -> None:
    kept, problems = replace_quiz(files, QuizFile(PRACTICE, "quiz.md", b"\n"))
    assert kept is files
    assert [one.code for one in problems] == ["items-missing"]
