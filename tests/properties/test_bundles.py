"""Zipped courses: whatever comes in is answered with files or problems, and what goes out comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import courses
from courses.compare import compare_courses
from elearn.learning.services.packages import check_package, open_package
from elearn.learning.services.touched import Touched
from elearn.studio.services.bundles import COURSE_FILE, read_bundle, read_folder, unpacked, write_bundle
from elearn.studio.services.comparing import compare_packages

CATALOG = Path(__file__).parents[2] / "courses" / "catalog"
SHIPPED = sorted(path.parent for path in CATALOG.glob("*/course.toml"))

NAMES = st.from_regex(r"[0-9]{2}-[a-z]{1,8}/[a-zぁ-ん]{1,8}\.(md|svg)", fullmatch=True)
FILES = st.dictionaries(NAMES, st.binary(max_size=200), max_size=6).map(lambda files: {**files, COURSE_FILE: b"x"})


@given(FILES)
@settings(max_examples=60)
def test_files_come_back_as_they_went(files: dict[str, bytes]) -> None:
    data = write_bundle("講座", files)
    assert read_bundle(data, "x.zip") == (files, [])
    assert write_bundle("講座", dict(sorted(files.items()))) == data


@given(st.binary(max_size=400))
@settings(max_examples=80)
def test_noise_is_a_problem_and_no_fault(data: bytes) -> None:
    files, problems = read_bundle(data, "x.zip")
    assert files == {}
    assert problems


@given(FILES, st.integers(0, 2**16), st.integers(1, 255))
@settings(max_examples=120)
def test_a_spoilt_archive_gives_all_or_nothing(files: dict[str, bytes], place: int, flip: int) -> None:
    data = bytearray(write_bundle("a", files))
    data[place % len(data)] ^= flip
    found, problems = read_bundle(bytes(data), "x.zip")
    assert bool(found) != bool(problems)
    assert set(found.values()) <= set(files.values()), "no file may say what nobody wrote"


@given(FILES, st.integers(0, 2**16))
@settings(max_examples=60)
def test_a_cut_archive_is_never_half_a_course(files: dict[str, bytes], place: int) -> None:
    data = write_bundle("a", files)
    found, problems = read_bundle(data[: place % len(data)], "x.zip")
    assert (found, bool(problems)) == ({}, True)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_course_can_be_taken_away_and_handed_in(folder: Path) -> None:
    files = read_folder(folder)
    back, problems = read_bundle(write_bundle(folder.name, files), "x.zip")
    assert problems == []
    with unpacked(back) as place:
        assert courses.digest_folder(place) == courses.digest_folder(folder)
        assert check_package(place) == []


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_course_differs_from_itself_in_nothing_and_from_none_in_all(folder: Path) -> None:
    package = open_package(folder)
    same = compare_packages(package, package, Touched(0))
    assert same.is_empty
    first = compare_packages(None, package, Touched(0))
    assert first.first
    assert {one.id for one in first.items} == {ident for quiz in package.quizzes.values() for ident in quiz.items()}
    assert {one.activity for one in first.quizzes} == set(package.quizzes)
    pages = {one.source for one in package.course.activities if one.kind != "quiz"}
    assert {one.place for one in first.course if one.what == "page"} == pages


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_one_word_in_one_page_is_one_passage(folder: Path, tmp_path: Path) -> None:
    files = read_folder(folder)
    old = courses.load_course(folder)
    page = next(one for one in old.activities if one.kind == "page")
    text = files[page.source].decode()
    at = next(place for place, sign in enumerate(text) if sign == "。" and place > len(text) // 2)
    changed = {**files, page.source: (text[:at] + "（追記）" + text[at:]).encode()}
    with unpacked(changed) as place:
        (change,) = compare_courses(old, courses.load_course(place))
    assert (change.what, change.how, change.place) == ("page", "changed", page.source)
    assert change.new.replace("（追記）", "", 1) == change.old
