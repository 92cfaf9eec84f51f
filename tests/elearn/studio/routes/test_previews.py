"""A draft as learners would meet it, and nothing of it in any record."""

from __future__ import annotations

import pytest

from elearn.learning.services.touched import Touched, count_touched
from elearn.records.ledger import verify_ledger
from elearn.studio.routes.previews import Try, read_fields, read_tries, write_try
from tests.builders import PRACTICE, SAMPLES, TEST, UNRULED, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, Desk, change, zip_of
from tests.policies import CERTAIN, IMMEDIATE, INTERACTIVE, LIMITED, RIGHT, WRONG, write_policies
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


@pytest.fixture
def policies(site: Desk) -> tuple[Visitor, str]:
    """An author with a draft whose quizzes have terms of their own, and the address of their previews."""
    author = site.visit(AUTHOR)
    home = write_policies(site.folder / "terms", settings={"again": AGAIN, "limited": LIMITS})
    return author, f"{site.hand_in(author, zip_of(home))}/preview/quizzes"


AGAIN = 'feedback = "interactive"\ntries = 3\npenalty = "0.25"'
LIMITS = 'attempts = 2\ntime_limit_minutes = 20\noverdue = "abandon"\nopens = 2030-04-01T09:00:00+09:00'


def drawn_items(author: Visitor) -> list[str]:
    """The items of the page, in their order."""
    names = [node.attrs.get("name", "") for node in author.page.main.find("input")]
    return list(dict.fromkeys(name.removesuffix(".choice") for name in names if name.endswith(".choice")))


def test_an_item_may_be_tried_again_as_often_as_the_quiz_says(policies: tuple[Visitor, str]) -> None:
    author, address = policies
    author.open(f"{address}/{INTERACTIVE}?seed=1")
    assert "1問ずつ確かめ、3回まで試せます。" in author.page.text
    item = drawn_items(author)[0]
    author.press("問1の解答を確かめる", **{f"{item}.choice": WRONG})
    assert "まだ正解ではありません" in author.page.text
    assert "あと2回試せます。" in author.page.text
    assert "最初に何が見えるとよいかを考えます。" in author.page.text
    assert "紙に書けるものを選びます。" not in author.page.text
    author.press("問1の解答を確かめる")
    assert "あと2回試せます。" in author.page.text, "the same response again is no try"
    author.press("問1の解答を確かめる", **{f"{item}.choice": "c"})
    assert "紙に書けるものを選びます。" in author.page.text
    author.press("問1の解答を確かめる", **{f"{item}.choice": RIGHT})
    assert f"{item}.choice" not in author.page.html, "it is given for good"
    assert "手順を書き出すことから始めます。" in author.page.main.text
    author.press("解答を試す")
    assert "を試した結果" in author.page.text
    assert "2点満点中 0.5点" in " ".join(author.page.text.split())


def test_an_item_that_is_checked_once_shows_its_result_beside_the_others(policies: tuple[Visitor, str]) -> None:
    author, address = policies
    author.open(f"{address}/{IMMEDIATE}?seed=1")
    first, second = drawn_items(author)
    author.press("問2の解答を確かめる", **{f"{first}.choice": RIGHT, f"{second}.choice": WRONG})
    assert drawn_items(author) == [first]
    assert "不正解" in author.page.text
    picked = [node for node in author.page.main.find("input", type="radio") if "checked" in node.attrs]
    assert [(node.attrs["name"], node.attrs["value"]) for node in picked] == [(f"{first}.choice", RIGHT)]
    author.press("解答を試す")
    assert "50％" in author.page.text


def test_how_sure_one_is_counts_in_a_preview_too(policies: tuple[Visitor, str]) -> None:
    author, address = policies
    author.open(f"{address}/{CERTAIN}?seed=1")
    first, second = drawn_items(author)
    author.press(
        "解答を試す",
        **{
            f"{first}.choice": RIGHT,
            f"{first}.certainty": "3",
            f"{second}.choice": WRONG,
            f"{second}.certainty": "3",
        },
    )
    assert "2点満点中 0点" in " ".join(author.page.text.split())


def test_terms_that_a_preview_cannot_show_are_told(policies: tuple[Visitor, str]) -> None:
    author, address = policies
    author.open(f"{address}/{LIMITED}")
    for words in ("20分", "2回まで", "時間内に提出しないと、採点されません。", "試し表示では、時間を計りません。"):
        assert words in author.page.text
    assert "令和12年4月1日" in author.page.text
    assert len(drawn_items(author)) == 4, "it can be tried all the same, before it opens"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"item": 1, "fields": {}}', '{"item": "a", "fields": {"choice": "b"}}', "\ud800", "[" * 9999],
)
def test_a_try_that_no_page_of_ours_has_is_a_bad_request(policies: tuple[Visitor, str], text: str) -> None:
    author, address = policies
    author.open(f"{address}/{INTERACTIVE}")
    token = author.page.root.first("input", name="csrf_token").attrs["value"]
    sent = {"csrf_token": token, "try": text.encode("utf-8", "surrogatepass")}
    assert author.client.post(f"{address}/{INTERACTIVE}", data=sent).status_code == 400


def test_a_try_at_something_else_changes_nothing(policies: tuple[Visitor, str]) -> None:
    author, address = policies
    author.open(f"{address}/{INTERACTIVE}?seed=1")
    token = author.page.root.first("input", name="csrf_token").attrs["value"]
    forged = write_try(Try("none", {"choice": ["a"]}))
    author.send(f"{address}/{INTERACTIVE}?seed=1", {"csrf_token": [token], "try": [forged], "check": ["none"]})
    assert len(drawn_items(author)) == 2
    author.send(f"{address}/{INTERACTIVE}?seed=1", {"csrf_token": [token], "try": ["x" * 200_001]}, expect=413)


def test_a_try_comes_back_as_it_was_written() -> None:
    one = Try("練習-1", {"text": ['<b>"𠮷"</b>', ""], "choice": []})
    assert read_tries([write_try(one)]) == [one]


def test_fields_are_read_by_item() -> None:
    assert read_fields([("a.b.text", ["x"]), ("go", ["1"]), ("a.choice", ["1", "2"])]) == {
        "a.b": {"text": ["x"]},
        "a": {"choice": ["1", "2"]},
    }
