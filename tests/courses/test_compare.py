"""What differs between two versions of a course: named once, in its place, with both texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import load_course
from courses.compare import ADDED, CHANGED, HOW, MOVED, REMOVED, WHAT, Change, compare_courses, compare_texts
from courses.model import Course
from tests.builders import put_file, write_course

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def version(folder: Path, name: str, *swaps: tuple[str, str, str], **files: str) -> Course:
    """The small course with texts of its files swapped, and further files."""
    home = write_course(folder / name)
    for path, old, new in swaps:
        text = (home / path).read_text("utf-8")
        assert old in text
        put_file(home / path, text.replace(old, new))
    for path, text in files.items():
        put_file(home / path.replace("__", "/"), text)
    return load_course(home)


@pytest.fixture
def old(tmp_path: Path) -> Course:
    return version(tmp_path, "old")


def found(old: Course, new: Course) -> set[tuple[str, str, str]]:
    return {(one.what, one.how, one.place or one.name) for one in compare_courses(old, new)}


def test_equal_versions_differ_in_nothing(old: Course, tmp_path: Path) -> None:
    assert compare_courses(old, version(tmp_path, "same")) == ()


def test_what_a_course_says_of_itself(old: Course, tmp_path: Path) -> None:
    new = version(
        tmp_path,
        "new",
        ("course.toml", 'version = "1.0.0"', 'version = "1.1.0"'),
        ("course.toml", 'title = "見本の講座"', 'title = "見本の講座（改）"'),
        ("course.toml", "review_by = 2027-03-31", "review_by = 2028-03-31"),
        ("course.toml", 'skills = ["dx-basics"]', 'skills = ["dx-basics", "genai-use"]'),
    )
    changes = {one.name: (one.old, one.new) for one in compare_courses(old, new)}
    assert changes == {
        "version": ("1.0.0", "1.1.0"),
        "title": ("見本の講座", "見本の講座（改）"),
        "review_by": ("2027-03-31", "2028-03-31"),
        "skills": ("dx-basics", "dx-basics, genai-use"),
    }


def test_parts_come_go_change_and_move(old: Course, tmp_path: Path) -> None:
    new = version(
        tmp_path,
        "new",
        ("course.toml", 'key = "plan"', 'key = "plan7"'),
        ("course.toml", 'text = "学ぶ理由を言える"', 'text = "学ぶ理由を三つ言える"'),
        ("course.toml", 'title = "修了テスト"\nminutes = 10', 'title = "確認テスト"\nminutes = 10'),
        (
            "course.toml",
            'id = "practice"\nkind = "quiz"\nsource = "quiz.md"\nrequired = false',
            'id = "try"\nkind = "quiz"\nsource = "quiz.md"\nrequired = false',
        ),
        ("course.toml", 'source = "quiz.md"\nrequired = true', 'source = "quiz.md"\nrequired = false'),
    )
    assert found(old, new) == {
        ("source", REMOVED, "plan"),
        ("source", ADDED, "plan7"),
        ("objective", CHANGED, "why-learn"),
        ("module", CHANGED, "90-test"),
        ("activity", REMOVED, "01-why/practice"),
        ("activity", ADDED, "01-why/try"),
        ("activity", CHANGED, "90-test/test"),
    }
    sources = [
        (
            "course.toml",
            "[[modules]]",
            '[[sources]]\nkey = "b"\ntitle = "b"\npublisher = "b"\ndate = "2025"\n\n[[modules]]',
        )
    ]
    two = version(
        tmp_path,
        "two",
        *[(path, text + '\nfolder = "01-why"', more + '\nfolder = "01-why"') for path, text, more in sources],
    )
    text = (two.path / "course.toml").read_text("utf-8")
    blocks = text.split("[[sources]]")
    head, tail = blocks[2].split("[[modules]]", 1)
    put_file(
        tmp_path / "moved/dx-basics/course.toml", f"{blocks[0]}[[sources]]{head}[[sources]]{blocks[1]}[[modules]]{tail}"
    )
    for path in ("01-why/module.md", "01-why/quiz.md", "90-test/quiz.md"):
        put_file(tmp_path / "moved/dx-basics" / path, (two.path / path).read_text("utf-8"))
    moved = load_course(tmp_path / "moved/dx-basics")
    assert compare_courses(two, moved) == (Change("source", MOVED, "", "", "plan, b", "b, plan"),)


def test_pages_are_told_by_passage_and_quizzes_are_left_to_others(old: Course, tmp_path: Path) -> None:
    new = version(
        tmp_path,
        "new",
        ("01-why/module.md", "職員100人に", "職員200人に"),
        ("01-why/module.md", "## 計画が求めること", "新しい段落です。\n\n## 計画が求めること"),
        ("01-why/quiz.md", "## practice-choice-1", "## practice-choice-one"),
    )
    changes = [(one.how, one.old, one.new) for one in compare_courses(old, new)]
    assert changes == [
        (ADDED, "", "新しい段落です。"),
        (CHANGED, "計画は、職員100人に学びを求めています[[plan]]。", "計画は、職員200人に学びを求めています[[plan]]。"),
    ]


def test_pictures_count_by_their_bytes(old: Course, tmp_path: Path) -> None:
    first = version(tmp_path, "one", **{"01-why__media__a.svg": SVG, "01-why__media__b.svg": SVG})
    second = version(tmp_path, "two", **{"01-why__media__a.svg": SVG + "\n", "01-why__media__c.svg": SVG})
    assert found(first, second) == {
        ("file", CHANGED, "01-why/media/a.svg"),
        ("file", REMOVED, "01-why/media/b.svg"),
        ("file", ADDED, "01-why/media/c.svg"),
    }


def test_without_an_old_version_all_is_added(old: Course) -> None:
    changes = compare_courses(None, old)
    assert {one.how for one in changes} == {ADDED}
    assert {one.what for one in changes} == set(WHAT) - {"file"}
    assert not any(one.old for one in changes)
    assert set(HOW) > {ADDED}


PASSAGES = st.lists(st.sampled_from(["一", "二", "三", "四つ目の\n段落"]), max_size=6)


@given(PASSAGES, PASSAGES)
@settings(max_examples=60)
def test_equal_texts_have_no_passages_and_what_is_new_stands_on_the_right(old: list[str], new: list[str]) -> None:
    before, after = "\n\n".join(old), "\n\n".join(new)
    assert compare_texts(before, before) == ()
    passages = compare_texts(before, after)
    assert bool(passages) == (old != new)
    assert all(left != right and (left or right) for left, right in passages)
    for one in set(new) - set(old):
        assert any(one in right for _, right in passages)
    for one in set(old) - set(new):
        assert any(one in left for left, _ in passages)
