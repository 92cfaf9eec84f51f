"""A draft as learners would meet it, and nothing of it in any record."""

from __future__ import annotations

import pytest

from elearn.learning.services.touched import Touched, count_touched
from elearn.records.ledger import verify_ledger
from elearn.studio.routes.previews import read_fields
from tests.builders import PRACTICE, SAMPLES, TEST, UNRULED, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, Desk, change, zip_of
from tests.visitor import Visitor, inside

MARK = "試し表示です"


@pytest.fixture
def trying(site: Desk) -> tuple[Desk, Visitor, str]:
    author = site.visit(AUTHOR)
    return site, author, site.hand_in(author, change(site.folder))


def fields(visitor: Visitor, right: bool) -> dict[str, list[str]]:
    """What the page's items are answered with."""
    named = {
        node.attrs["name"].rpartition(".")[0]
        for node in visitor.page.root.find("input", "select", "textarea")
        if "." in node.attrs.get("name", "")
    }
    known = {**SAMPLES, **UNRULED}
    return {
        f"{item}.{name}": list(values)
        for item in named
        for name, values in (known[item].right if right else known[item].wrong).items()
    }


def drawn(visitor: Visitor, path: str) -> list[tuple[str, str]]:
    """Name and value of every control of the items, as they stand; the form's token has the second it was made in."""
    main = visitor.open(path).main
    controls = [(node.attrs.get("name", ""), node.attrs.get("value", "")) for node in main.find("input", "select")]
    return [one for one in controls if one[0] != "csrf_token"]


def test_every_page_says_that_it_is_a_preview(trying: tuple[Desk, Visitor, str]) -> None:
    _, author, address = trying
    author.follow("受講者の画面で試す")
    assert MARK in author.page.text
    author.follow("本文を読む（なぜ学ぶか）")
    assert MARK in author.page.text
    assert "版の変更の記録を読みます。" in author.page.text
    assert "読み終えました" not in author.page.html
    author.open(f"{address}/preview")
    author.follow("修了テスト")
    assert MARK in author.page.text
    for path in ("pages/01-why/practice", "pages/none", "quizzes/01-why/read", "media/01-why/media/x.svg"):
        assert author.client.get(f"{address}/preview/{path}").status_code == 404


@pytest.mark.parametrize(("right", "words"), [(True, "合格になります"), (False, "合格基準に届きません")])
def test_responses_are_tried_with_feedback_and_recorded_nowhere(
    trying: tuple[Desk, Visitor, str], right: bool, words: str
) -> None:
    site, author, address = trying
    with inside(site.app) as house:
        before = verify_ledger(house.session()).rows
    author.open(f"{address}/preview/quizzes/{TEST}?seed=3")
    token = author.page.root.first("input", name="csrf_token").attrs["value"]
    author.send(f"{address}/preview/quizzes/{TEST}?seed=3", {"csrf_token": token, **fields(author, right)})
    assert words in author.page.text
    assert "正答" in author.page.text
    assert MARK in author.page.text
    with inside(site.app) as house:
        assert verify_ledger(house.session()).rows == before
        assert count_touched(house.session(), COURSE) == Touched(0, {})


def test_a_seed_is_a_form_and_a_cleared_choice_is_taken_back(trying: tuple[Desk, Visitor, str]) -> None:
    _, author, address = trying
    path = f"{address}/preview/quizzes/{PRACTICE}"
    shown = [drawn(author, f"{path}?seed={seed}") for seed in (1, 1, 2)]
    assert shown[0] == shown[1] != shown[2]
    assert author.open(f"{path}?seed=-5").status == 200
    given = fields(author, True)
    item = next(name.rpartition(".")[0] for name in given if name.startswith("practice-true-false-1."))
    author.post(f"{path}?seed=1", clear=item, **given)
    checked = [node.attrs["name"] for node in author.page.root.find("input", type="radio") if "checked" in node.attrs]
    assert checked
    assert not any(name.startswith(f"{item}.") for name in checked)


def test_what_cannot_be_read_as_a_response_is_asked_once(trying: tuple[Desk, Visitor, str]) -> None:
    _, author, address = trying
    path = f"{address}/preview/quizzes/{PRACTICE}?seed=1"
    author.open(path)
    given = {**fields(author, True), "practice-numeric-1.text": ["1,5"]}
    author.post(path, **given)
    assert "確認してほしい解答があります" in author.page.text
    author.press("解答を試す", **{"practice-numeric-1.text": "1,5"})
    assert "を試した結果" in author.page.text
    author.open(path)
    author.post(path, 413, **{"practice-numeric-1.text": "1" * 200_001})


def test_an_essay_waits_for_people_in_a_preview_too(site: Desk) -> None:
    author = site.visit(AUTHOR)
    home = write_course(site.folder / "essays", version="1.2.0", people=("practice",))
    address = site.hand_in(author, zip_of(home))
    path = f"{address}/preview/quizzes/{PRACTICE}?seed=1"
    author.open(path)
    author.post(path, **fields(author, True))
    assert "採点者の採点を待つ設問があります" in author.page.text


def test_fields_are_read_by_item() -> None:
    assert read_fields([("a.b.text", ["x"]), ("go", ["1"]), ("a.choice", ["1", "2"])]) == {
        "a.b": {"text": ["x"]},
        "a": {"choice": ["1", "2"]},
    }
