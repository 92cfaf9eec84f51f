from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.digest import digest_folder
from tests.courses.builder import put_file, write_course


def test_the_same_files_give_the_same_digest_in_any_order_and_at_any_time(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for name in ("a.md", "b/c.md", "髙.md"):
        put_file(one, name, name)
    for name in ("髙.md", "b/c.md", "a.md"):
        os.utime(put_file(other, name, name), (1, 1))
    assert digest_folder(one) == digest_folder(other)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: put_file(folder, "01-why/module.md", "x"),
        lambda folder: put_file(folder, "01-why/new.md", ""),
        lambda folder: (folder / "01-why/quiz.md").unlink(),
        lambda folder: (folder / "01-why/quiz.md").rename(folder / "01-why/quiz2.md"),
        lambda folder: (folder / "01-why/quiz.md").rename(folder / "quiz.md"),
    ],
)
def test_any_change_changes_the_digest(tmp_path, change):
    folder = write_course(tmp_path)
    before = digest_folder(folder)
    change(folder)
    assert digest_folder(folder) != before


def test_content_cannot_move_between_name_and_file(tmp_path):
    put_file(tmp_path / "one", "ab", "c")
    put_file(tmp_path / "other", "a", "bc")
    assert digest_folder(tmp_path / "one") != digest_folder(tmp_path / "other")


def test_empty_folders_and_links_do_not_count(tmp_path):
    folder = write_course(tmp_path)
    before = digest_folder(folder)
    (folder / "02-empty").mkdir()
    (folder / "link").symlink_to(tmp_path)
    assert digest_folder(folder) == before


def test_the_digest_is_sha256_in_hexadecimal(tmp_path):
    digest = digest_folder(tmp_path)
    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")


trees = st.dictionaries(st.text("ab/", min_size=1, max_size=3).filter(lambda n: "/" not in n), st.binary(max_size=6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees, trees)
def test_digests_are_equal_only_for_equal_trees(tmp_path_factory, one, other):
    digests = []
    for tree in (one, other):
        folder = tmp_path_factory.mktemp("tree")
        for name, data in tree.items():
            put_file(folder, name, data)
        digests.append(digest_folder(folder))
    assert (digests[0] == digests[1]) == (one == other)
