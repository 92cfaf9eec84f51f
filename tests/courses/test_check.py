from __future__ import annotations

import pytest

from courses.check import check_course
from courses.digest import digest_folder
from courses.load import load_course
from courses.paths import TEXT_LIMIT
from elearn.web.problems import describe, describe_place
from tests.courses.builder import COURSE, DRAWING, PAGE, SENTENCE, put_file, write_course


def found(folder) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.code) for problem in check_course(folder)]


def test_a_good_course_has_no_problem(tmp_path):
    assert found(write_course(tmp_path)) == []


def test_problems_of_every_file_are_told_at_once_and_in_order(tmp_path):
    folder = write_course(
        tmp_path,
        course=COURSE.replace('language = "ja"', 'language = "JA"'),
        page=PAGE.replace("[[plan]]", ""),
        drawing=DRAWING.replace("<path", "<script/><path"),
    )
    put_file(folder, "90-test/quiz.md", b"\xff")
    assert found(folder) == [
        ("01-why/media/flow.svg", 1, "svg-active"),
        ("01-why/module.md", 7, "claim-uncited"),
        ("90-test/quiz.md", 1, "not-utf-8"),
        ("course.toml", 3, "value-malformed"),
    ]


@pytest.mark.parametrize(("sentences", "counts"), [(1, "3."), (30, "5.")])
def test_reading_time_must_be_near_the_declared_minutes(tmp_path, sentences, counts):
    folder = write_course(tmp_path, page=PAGE.replace(SENTENCE * 14, SENTENCE * sentences))
    problems = check_course(folder)
    if sentences == 1:
        assert problems == []
        return
    (problem,) = problems
    assert (problem.path, problem.line, problem.code) == ("course.toml", 23, "reading-time-differs")
    assert (problem.params["module"], problem.params["declared"]) == ("01-why", "4")
    assert problem.params["counted"].startswith(counts)


@pytest.mark.parametrize(("characters", "fits"), [(1119, False), (1120, True), (2080, True), (2081, False)])
def test_the_band_is_seventy_to_a_hundred_and_thirty_percent(tmp_path, characters, fits):
    page = f"# なぜ学ぶか\n\n{'字' * characters}\n"
    folder = write_course(tmp_path, page=page)
    (folder / "01-why/media/flow.svg").unlink()
    assert (found(folder) == []) is fits


def test_a_module_of_tests_alone_has_no_reading_time(tmp_path):
    assert not any(code == "reading-time-differs" for *_, code in found(write_course(tmp_path)))


def test_a_task_sheet_is_checked_but_takes_no_reading_time(tmp_path):
    test = '[[modules]]\nfolder = "90-test"'
    sheet = '[[modules.activities]]\nid = "task"\nkind = "task"\nsource = "task.md"\nrequired = false\n\n'
    folder = write_course(tmp_path, course=COURSE.replace(test, sheet + test))
    put_file(folder, "01-why/task.md", f"# 課題シート\n\n{SENTENCE * 200}\n\n<b>\n")
    assert found(folder) == [("01-why/task.md", 5, "raw-html")]


def test_sources_of_other_kinds_are_not_read_as_pages(tmp_path):
    folder = write_course(tmp_path)
    put_file(folder, "01-why/quiz.md", "題のない<b>本文</b>、100人\n")
    assert found(folder) == []


def test_the_page_is_titled_like_its_module(tmp_path):
    folder = write_course(tmp_path, page=PAGE.replace("# なぜ学ぶか", "# 別の題"))
    (problem,) = check_course(folder)
    assert (problem.path, problem.line, problem.code) == ("01-why/module.md", 1, "title-differs")
    assert problem.params == {"page": "別の題", "module": "なぜ学ぶか"}


@pytest.mark.parametrize(
    "path", ["notes.txt", "01-why/script.py", ".hidden.md", "01-why/.DS_Store", "01-why/media/film.mp4", "other.toml"]
)
def test_a_file_of_another_kind_does_not_belong(tmp_path, path):
    folder = write_course(tmp_path)
    put_file(folder, path, "x = 1\n")
    assert found(folder) == [(path, 0, "file-unexpected")]


def test_a_picture_that_nothing_shows_is_told(tmp_path):
    folder = write_course(tmp_path)
    put_file(folder, "01-why/media/old.svg", DRAWING)
    assert found(folder) == [("01-why/media/old.svg", 0, "media-unused")]


def test_a_picture_of_another_module_cannot_be_shown(tmp_path):
    folder = write_course(tmp_path, page=PAGE.replace("media/flow.svg", "media/other.svg"))
    (folder / "01-why/media/flow.svg").rename(folder / "90-test/other.svg")
    assert ("01-why/module.md", 9, "image-missing") in found(folder)


def test_a_missing_page_is_told_once(tmp_path):
    folder = write_course(tmp_path)
    (folder / "01-why/module.md").unlink()
    assert found(folder) == [("01-why/media/flow.svg", 0, "media-unused"), ("course.toml", 30, "file-missing")]


def test_a_page_that_is_too_large_is_not_read(tmp_path):
    folder = write_course(tmp_path)
    put_file(folder, "01-why/module.md", "字" * TEXT_LIMIT)
    assert ("01-why/module.md", 0, "file-too-large") in found(folder)


def test_links_in_the_folder_are_told_and_not_followed(tmp_path):
    put_file(tmp_path, "secret.svg", "<script/>")
    folder = write_course(tmp_path)
    (folder / "01-why/media/flow.svg").unlink()
    (folder / "01-why/media/flow.svg").symlink_to(tmp_path / "secret.svg")
    assert found(folder) == [("01-why/media/flow.svg", 0, "file-is-link"), ("01-why/module.md", 9, "image-missing")]


def test_without_a_course_file_the_other_files_are_still_checked(tmp_path):
    folder = write_course(tmp_path, drawing="<svg")
    (folder / "course.toml").unlink()
    assert found(folder) == [("01-why/media/flow.svg", 1, "svg-malformed"), ("course.toml", 0, "file-missing")]


def test_an_empty_folder_is_one_problem(tmp_path):
    assert found(tmp_path) == [("course.toml", 0, "file-missing")]


def test_the_check_reads_and_never_writes(tmp_path):
    folder = write_course(tmp_path)
    before = digest_folder(folder)
    names = sorted(path.name for path in folder.rglob("*"))
    check_course(folder)
    assert (digest_folder(folder), sorted(path.name for path in folder.rglob("*"))) == (before, names)


def test_a_course_is_the_same_wherever_it_lies(tmp_path):
    here, there = write_course(tmp_path / "here"), write_course(tmp_path / "somewhere" / "else")
    assert load_course(here).digest == load_course(there).digest
    put_file(here, "01-why/module.md", PAGE.replace("[[plan]]", ""))
    put_file(there, "01-why/module.md", PAGE.replace("[[plan]]", ""))
    assert check_course(here) == check_course(there)


def test_the_folder_itself_may_be_reached_by_a_link(tmp_path):
    folder = write_course(tmp_path)
    (tmp_path / "current").symlink_to(folder, target_is_directory=True)
    assert found(tmp_path / "current") == []


def test_problems_have_words_for_the_author(tmp_path):
    folder = write_course(
        tmp_path, page=PAGE.replace("[[plan]]", "").replace("![計画の流れを左から右へ示した図]", "![]")
    )
    assert [describe_place(problem) + "：" + describe(problem) for problem in check_course(folder)] == [
        "01-why/module.mdの7行目：数値「100人」に出典がありません。"
        "同じ段落・項目・表の中に [[出典の名前]] を付けてください。",
        "01-why/module.mdの9行目：画像「media/flow.svg」の代わりの説明文がありません。"
        "![説明](…) の角かっこの中に、図の内容を書いてください。",
    ]
