"""Checking and publishing course folders from the command line: every problem with its line, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from elearn.cli.content import find_packages, find_problems
from elearn.learning.tables import CourseFileRow, CourseVersionRow
from tests.builders import write_course
from tests.elearn.cli.conftest import Line


def spoil(package: Path) -> Path:
    """Three faults in three files."""
    course, page, quiz = (package / name for name in ("course.toml", "01-why/module.md", "01-why/quiz.md"))
    course.write_text(course.read_text("utf-8") + "\n[nonsense]\nx = 1\n", encoding="utf-8")
    page.write_text(page.read_text("utf-8") + "\n![](media/none.svg)\n", encoding="utf-8")
    quiz.write_text(quiz.read_text("utf-8").replace("kind: choice", "kind: riddle", 1), encoding="utf-8")
    return package


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A folder with two sound packages, and things beside them that are none."""
    folder = tmp_path / "catalog"
    write_course(folder)
    write_course(folder, course="ict-basics", title="ICT基礎")
    (folder / ".git").mkdir()
    (folder / "README.md").write_text("# 講座\n", encoding="utf-8")
    return folder


def versions(line: Line) -> dict[str, bool]:
    """Course -> whether a version is in force."""
    with line.session() as session:
        return {row.course: row.retired_at is None for row in session.scalars(select(CourseVersionRow))}


def test_packages_are_folders_or_stand_in_folders(catalog: Path) -> None:
    assert [one.name for one in find_packages((catalog,))] == ["dx-basics", "ict-basics"]
    assert find_packages((catalog / "ict-basics", catalog / "dx-basics")) == [
        catalog / "ict-basics",
        catalog / "dx-basics",
    ]


def test_a_folder_without_packages_is_a_slip_and_no_success(line: Line, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("check", "publish"):
        result = line(command, tmp_path / "empty", status=1)
        assert "講座フォルダがありません" in result.stderr
    with pytest.raises(SystemExit):
        find_packages((tmp_path / "empty",))


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_folder_that_is_not_there_is_bad_usage(line: Line, tmp_path: Path, command: str) -> None:
    assert "does not exist" in line(command, tmp_path / "nowhere", status=2).stderr
    assert "Missing argument" in line(command, status=2).stderr


def test_a_sound_package_is_told_in_figures_and_needs_no_database(line: Line, catalog: Path, tmp_path: Path) -> None:
    result = line("check", catalog, database_url=f"sqlite:///{tmp_path}/nowhere/none.sqlite3")
    first, second, last = result.stdout.splitlines()
    assert first == "course=dx-basics  problems=0  minutes=14  modules=2  objectives=1  items=25"
    assert second.startswith("course=ict-basics  problems=0")
    assert last == "0 problems"
    assert result.stderr == ""


def test_every_problem_of_every_package_is_told_with_file_and_line(line: Line, catalog: Path) -> None:
    spoil(catalog / "dx-basics")
    spoil(catalog / "ict-basics")
    result = line("check", catalog, status=1)
    told = [one for one in result.stderr.splitlines() if one]
    for package in ("dx-basics", "ict-basics"):
        for file in ("course.toml", "01-why/module.md", "01-why/quiz.md"):
            (problem, *_) = [one for one in told if one.startswith(f"{package}/{file}の")]
            assert "行目: " in problem
            assert problem.endswith("]")
    assert result.stdout.splitlines()[-1] == f"{len(told)} problems"
    assert len(told) == len(find_problems(catalog / "dx-basics")) * 2


def test_the_outcome_as_json(line: Line, catalog: Path) -> None:
    spoil(catalog / "ict-basics")
    result = line("check", catalog, "--json", status=1)
    said = json.loads(result.stdout)
    assert said["problems"] == len(find_problems(catalog / "ict-basics"))
    assert said["courses"][0] == {
        "course": "dx-basics", "problems": 0, "minutes": 14, "modules": 2, "objectives": 1, "items": 25,
    }  # fmt: skip
    assert said["courses"][1] == {"course": "ict-basics", "problems": said["problems"]}


def test_a_folder_that_is_no_package_is_a_problem_of_its_own(line: Line, tmp_path: Path) -> None:
    (tmp_path / "shelf" / "not-a-course").mkdir(parents=True)
    result = line("check", tmp_path / "shelf", status=1)
    assert result.stderr.startswith("not-a-course/course.toml")


def test_packages_are_published_once_and_listed(any_line: Line, catalog: Path) -> None:
    first = any_line("publish", catalog).stdout.splitlines()
    assert [one.split()[0] for one in first] == ["dx-basics", "ict-basics"]
    assert all(one.endswith("公開") for one in first)
    again = any_line("publish", catalog).stdout.splitlines()
    assert all(one.endswith("変更なし") for one in again)
    listed = [one.split("\t") for one in any_line("courses").stdout.splitlines()]
    assert [(one[0], one[1], one[3]) for one in listed] == [
        ("dx-basics", "1.0.0", "見本の講座"),
        ("ict-basics", "1.0.0", "ICT基礎"),
    ]
    assert [one[2][:12] for one in listed] == [one.split()[2] for one in first]


def test_a_new_version_takes_the_place_of_the_old(line: Line, tmp_path: Path) -> None:
    line("publish", write_course(tmp_path / "old"))
    line("publish", write_course(tmp_path / "new", version="1.1.0", note="新しい段落です。"))
    (listed,) = line("courses").stdout.splitlines()
    assert listed.split("\t")[1] == "1.1.0"
    with line.session() as session:
        assert session.scalar(select(func.count()).select_from(CourseVersionRow)) == 2


def test_one_problem_anywhere_publishes_nothing_and_tells_all(any_line: Line, catalog: Path) -> None:
    spoil(catalog / "ict-basics")
    result = any_line("publish", catalog, status=1)
    assert result.stdout == "", "not a word of success before the refusal"
    assert len(result.stderr.splitlines()) == len(find_problems(catalog / "ict-basics"))
    assert versions(any_line) == {}
    with any_line.session() as session:
        assert session.scalar(select(func.count()).select_from(CourseFileRow)) == 0


def test_nothing_is_listed_where_nothing_is_published(line: Line) -> None:
    assert line("courses").stdout == ""
