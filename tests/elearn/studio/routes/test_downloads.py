"""Files to take away, work on and hand in again."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

import quizzes
from elearn.studio.routes.downloads import FORMATS
from elearn.studio.services.bundles import read_bundle, read_folder
from tests.builders import PRACTICE
from tests.elearn.studio.writing import AUTHOR, COURSE, ELSEWHERE, OFFICE, SECOND, Desk, change
from tests.visitor import Visitor

BASE = f"/studio/drafts/courses/{COURSE}"


def fetch(visitor: Visitor, path: str) -> tuple[str, bytes]:
    answer = visitor.client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/octet-stream"
    how, _, name = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert how == "attachment"
    return unquote(name), answer.data


def test_the_published_course_comes_as_it_was_published(site: Desk) -> None:
    name, data = fetch(site.visit(AUTHOR), f"{BASE}/package")
    assert name == f"{COURSE}-1.0.0.zip"
    assert read_bundle(data, name) == (read_folder(site.folder / "v1.0.0" / COURSE), [])
    assert site.visit(ELSEWHERE).client.get(f"{BASE}/package").status_code == 404
    assert site.visit(SECOND).client.get("/studio/drafts/courses/none/package").status_code == 404


@pytest.mark.parametrize("name", ["markdown", "workbook"])
def test_a_quiz_comes_whole_and_can_be_handed_in_again(site: Desk, name: str) -> None:
    author = site.visit(AUTHOR)
    file, data = fetch(author, f"{BASE}/quiz?activity={PRACTICE}&format={name}")
    assert file.startswith(f"{COURSE}-1.0.0-01-why-practice.")
    site.hand_in(author, data, file, kind="quiz", target=f"{COURSE}|{PRACTICE}")
    assert "問題は見つかりませんでした。" in author.page.text


def test_a_format_that_cannot_hold_everything_says_so(site: Desk) -> None:
    author = site.visit(AUTHOR)
    author.open(f"{BASE}/quiz?activity={PRACTICE}&format=aiken")
    assert "この書式では書き表せないものが" in author.page.text
    _, data = fetch(author, f"{BASE}/quiz?activity={PRACTICE}&format=aiken&anyway=1")
    assert quizzes.read_file(data, "x.txt", "aiken").items
    for wrong in ("format=none&activity=" + PRACTICE, "activity=01-why/read"):
        assert author.client.get(f"{BASE}/quiz?{wrong}").status_code == 404
    assert set(FORMATS) < set(quizzes.FORMATS)


def test_a_draft_and_everything_that_was_handed_in_can_be_had_back(site: Desk) -> None:
    author = site.visit(AUTHOR)
    data = change(site.folder)
    address = site.hand_in(author, data, "わたしの講座.zip")
    assert fetch(author, f"{address}/files/1") == ("わたしの講座.zip", data)
    name, whole = fetch(author, f"{address}/package")
    assert read_bundle(whole, name)[0] == read_folder(site.folder / "v1.1.0" / COURSE)
    assert fetch(author, f"{address}/quiz?activity={PRACTICE}")[1]
    assert author.client.get(f"{address}/files/2").status_code == 404
    broken = site.hand_in(author, b"broken", "壊れた.zip")
    assert author.client.get(f"{broken}/package").status_code == 404
    assert fetch(author, f"{broken}/files/1")[1] == b"broken"
    assert fetch(site.visit(OFFICE), f"{address}/package")[1] == whole
    assert {"export-draft", "export-course"} & {action for action, _ in site.actions()}
