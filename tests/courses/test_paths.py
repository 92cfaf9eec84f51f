from __future__ import annotations

import pytest

from courses.paths import (
    MEDIA_LIMIT,
    TEXT_LIMIT,
    FileRefused,
    locate_file,
    read_bytes,
    read_text,
    walk_files,
)
from tests.courses.builder import put_file


def refusal(call, *args):
    with pytest.raises(FileRefused) as caught:
        call(*args)
    return caught.value.problem


def test_a_file_below_the_folder_is_found(tmp_path):
    put_file(tmp_path, "01-why/media/図.svg", "x")
    assert locate_file(tmp_path, "01-why/media/図.svg").read_text() == "x"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "a/../../outside.md",
        "/etc/passwd",
        "",
        "a//b",
        "./a",
        "a/.",
        "a\\b",
        "c:a",
        "a\0b",
        "..",
        "a/..",
    ],
)
def test_no_path_leads_out_of_the_folder(tmp_path, path):
    folder = tmp_path / "course"
    put_file(folder, "a", "x")
    put_file(tmp_path, "outside.md", "secret")
    assert refusal(locate_file, folder, path).code == "path-refused"


@pytest.mark.parametrize("path", ["none.md", "01-why", "01-why/none.md"])
def test_what_is_no_file_is_missing(tmp_path, path):
    put_file(tmp_path, "01-why/module.md", "x")
    assert refusal(locate_file, tmp_path, path).code == "file-missing"


def test_a_link_to_a_file_is_refused(tmp_path):
    put_file(tmp_path, "secret.md", "secret")
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "module.md").symlink_to(tmp_path / "secret.md")
    problem = refusal(read_text, folder, "module.md")
    assert (problem.code, problem.path) == ("file-is-link", "module.md")


def test_a_link_on_the_way_is_refused(tmp_path):
    put_file(tmp_path, "elsewhere/module.md", "secret")
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "01-why").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert refusal(read_text, folder, "01-why/module.md").code == "file-is-link"


def test_a_link_inside_the_folder_is_refused_too(tmp_path):
    put_file(tmp_path, "a.md", "x")
    (tmp_path / "b.md").symlink_to("a.md")
    assert refusal(read_text, tmp_path, "b.md").code == "file-is-link"


@pytest.mark.parametrize("limit", [TEXT_LIMIT, MEDIA_LIMIT])
def test_the_limit_is_the_largest_size_allowed(tmp_path, limit):
    put_file(tmp_path, "fits", b"x" * limit)
    put_file(tmp_path, "large", b"x" * (limit + 1))
    assert len(read_bytes(tmp_path, "fits", limit)) == limit
    problem = refusal(read_bytes, tmp_path, "large", limit)
    assert problem.code == "file-too-large"
    assert problem.params == {"size": str(limit + 1), "limit": str(limit)}


def test_text_keeps_every_name_as_it_was_written(tmp_path):
    names = "髙﨑 𠮷男 葛\U000e0100城 渡邉\U000e0110 \ufa19田 ﾀﾅｶ　太郎\n"
    put_file(tmp_path, "names.md", names)
    assert read_text(tmp_path, "names.md") == names


def test_line_ends_become_line_feeds(tmp_path):
    put_file(tmp_path, "a.md", b"1\r\n2\r3\n")
    assert read_text(tmp_path, "a.md") == "1\n2\n3\n"


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        ("一行目\n二行目".encode("cp932"), 1, "not-utf-8"),
        ("一\n二\n".encode() + b"\xff", 3, "not-utf-8"),
        ("\ufeff# 題名".encode(), 1, "byte-order-mark"),
        ("一\n\x00".encode(), 2, "character-refused"),
        ("一\n二\n\x1b[0m".encode(), 3, "character-refused"),
        ("文字化け\ufffd".encode(), 1, "character-refused"),
        ("外字\ue000".encode(), 1, "character-refused"),
        ("外字\U000f0001".encode(), 1, "character-refused"),
    ],
)
def test_unclean_text_is_refused_with_its_line(tmp_path, data, line, code):
    put_file(tmp_path, "a.md", data)
    problem = refusal(read_text, tmp_path, "a.md")
    assert (problem.line, problem.code) == (line, code)


def test_a_refused_character_is_named(tmp_path):
    put_file(tmp_path, "a.md", "\ue000田")
    assert refusal(read_text, tmp_path, "a.md").params == {"character": "U+E000"}


def test_the_walk_tells_files_and_links_apart_and_follows_none(tmp_path):
    put_file(tmp_path, "elsewhere/secret.md", "x")
    folder = tmp_path / "course"
    put_file(folder, "b/2.md", "x")
    put_file(folder, "a.md", "x")
    (folder / "c").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert walk_files(folder) == (("a.md", "b/2.md"), ("c",))


def test_the_refusal_reads_as_place_and_code(tmp_path):
    with pytest.raises(FileRefused, match=r"^none.md:0 file-missing$"):
        read_text(tmp_path, "none.md")
