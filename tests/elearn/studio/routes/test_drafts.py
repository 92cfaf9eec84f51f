"""The author's desk, page by page, without a script."""

from __future__ import annotations

import io

import pytest

from elearn.studio.routes.drafts import beside, place_of
from elearn.studio.services.bundles import read_folder, write_bundle
from tests.builders import PRACTICE, TEST, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, ELSEWHERE, OFFICE, OUTSIDER, SECOND, Desk, change
from tests.visitor import inside


def test_the_desk_shows_each_what_is_theirs(site: Desk) -> None:
    author = site.visit(AUTHOR)
    assert "下書きはまだありません。" in author.page.text
    assert "見本の講座" in author.page.text
    offered = {node.attrs["value"] for node in author.page.root.find("option")}
    assert {COURSE, f"{COURSE}|{PRACTICE}", f"{COURSE}|{TEST}"} <= offered
    assert "new" not in offered
    assert "new" in {node.attrs["value"] for node in site.visit(SECOND).page.root.find("option")}
    office = site.visit(OFFICE)
    assert "見本の講座" in office.page.text
    assert not office.page.root.find("input", type="file")
    assert "担当する講座はありません。" in site.visit(ELSEWHERE).page.text
    outsider = site.visit(OUTSIDER, "/")
    assert outsider.client.get("/studio/drafts/").status_code == 403
    assert "教材の作成" not in outsider.page.html


def test_a_sound_package_leads_to_its_draft(site: Desk) -> None:
    author = site.visit(AUTHOR)
    address = site.hand_in(author, change(site.folder))
    page = author.page
    assert "問題は見つかりませんでした。" in page.text
    assert "作成中" in page.text
    assert "1.1.0" in page.text
    assert {"変更点を見る", "受講者の画面で試す"} <= set(page.links())
    assert ("hand-in-draft", site.people[AUTHOR]) in site.actions()
    author.open("/studio/drafts/")
    (link,) = [href for words, href in author.page.links().items() if words.startswith("見本の講座（course.zip")]
    assert address.endswith(link)
    assert "教材　一子" in author.page.text


def test_every_problem_is_shown_with_its_place_and_the_draft_stays(site: Desk) -> None:
    files = read_folder(write_course(site.folder / "bad", version="1.1.0"))
    files["01-why/quiz.md"] = files["01-why/quiz.md"].replace(b"kind: choice", b"kind: chioce")
    author = site.visit(AUTHOR)
    address = site.hand_in(author, write_bundle(COURSE, files), "直し中.zip")
    assert "直すところが" in author.page.text
    assert "01-why/quiz.mdの" in author.page.text
    assert "承認に出す" not in author.page.html.replace("承認に出したあと", "").replace("承認に出せません", "")
    assert author.client.get(f"{address}/changes").status_code == 404
    assert author.client.get(f"{address}/preview").status_code == 404
    again = {"kind": "package", "file": (io.BytesIO(change(site.folder)), "直した.zip")}
    author.post(f"{address}/hand-in", **again)
    assert author.page.address == address
    assert "問題は見つかりませんでした。" in author.page.text
    assert {"直し中.zip", "直した.zip"} <= set(author.page.links())


def test_what_is_wrong_in_a_form_is_told_in_it(site: Desk) -> None:
    author = site.visit(AUTHOR)
    for fields, words, wrong in (
        ({"target": ""}, "講座を選んでください。", "target"),
        ({"target": "genai-use"}, "講座を選んでください。", "target"),
        ({"kind": "quiz", "target": ""}, "小テストを選んでください。", "quiz-target"),
        ({"kind": "quiz", "target": COURSE}, "小テストを選んでください。", "quiz-target"),
        ({"file": ""}, "ファイルを選んでください。", "file"),
        ({"kind": "quiz", "target": f"{COURSE}|{PRACTICE}", "file": ""}, "ファイルを選んでください。", "quiz-file"),
    ):
        author.open("/studio/drafts/")
        sent = {"kind": "package", "target": COURSE, "file": (io.BytesIO(b"x"), "x.zip"), **fields}
        author.post("/studio/drafts/", 422, **sent)
        assert words in author.page.text
        assert (
            author.page.root.first("select" if "target" in wrong else "input", id=wrong).attrs["aria-invalid"] == "true"
        )
    assert place_of("quiz", "file") == "quiz-file"
    author.open("/studio/drafts/")
    sent = {"kind": "quiz", "target": f"{COURSE}|01-why/read", "file": (io.BytesIO(b"x"), "x.md")}
    author.post("/studio/drafts/", 404, **sent)


def test_one_quiz_is_handed_in_and_its_change_is_shown_side_by_side(site: Desk) -> None:
    author = site.visit(AUTHOR)
    source = (site.folder / "v1.0.0" / COURSE / "01-why/quiz.md").read_bytes()
    (first, *_) = [line for line in source.decode().split("\n") if line.startswith("- [x] ")]
    data = source.decode().replace(first, first + "（改）", 1).replace("points: 1", "points: 2", 1).encode()
    address = site.hand_in(author, data, "書類/quiz.md", kind="quiz", target=f"{COURSE}|{PRACTICE}")
    assert "quiz.md" in author.page.links()
    author.follow("変更点を見る")
    text = author.page.text
    assert "1.0.1" in text
    assert "受講中の0人は、始めた版で最後まで学びます。" in text
    marked = [node.text for node in author.page.root.find("ins")]
    assert any("（改）" in words for words in marked)
    assert author.page.root.find("del")
    assert "選択肢・正答" in text
    assert ("view-draft", site.people[AUTHOR]) in site.actions()
    assert author.page.address == f"{address}/changes"


def test_a_draft_of_a_course_that_is_not_ones_own_is_not_found(site: Desk) -> None:
    address = site.hand_in(site.visit(AUTHOR), change(site.folder))
    stranger = site.visit(ELSEWHERE)
    for path in ("", "/changes", "/preview", "/package", "/files/1"):
        assert stranger.client.get(address + path).status_code == 404
    for act in ("submit", "approve", "return", "withdraw", "hand-in"):
        stranger.open("/profile")
        stranger.post(f"{address}/{act}", 404)
    with inside(site.app) as house:
        assert house.now()
    office = site.visit(OFFICE, address)
    assert "承認に出す" not in [node.text for node in office.page.root.find("button")]
    office.post(f"{address}/hand-in", 403)


def test_a_new_course_is_for_those_who_write_all(site: Desk) -> None:
    second = site.visit(SECOND)
    data = change(site.folder, "2.0.0", course="window-work")
    site.hand_in(second, data, target="new")
    assert "まだ公開していません" in second.page.text
    second.follow("変更点を見る")
    assert "まだ公開していない講座です" in second.page.text
    author = site.visit(AUTHOR)
    author.post("/studio/drafts/", 404, kind="package", target="new", file=(io.BytesIO(data), "x.zip"))


@pytest.mark.parametrize(
    ("old", "new", "only_old", "only_new"),
    [("a\nb", "a\nc", ["b"], ["c"]), ("a", "a", [], []), ("", "x", [], ["x"]), ("a\n\nb", "b", ["a"], [])],
)
def test_lines_that_stand_on_one_side_only_are_marked(
    old: str, new: str, only_old: list[str], only_new: list[str]
) -> None:
    sides = beside(old, new)
    assert ["\n".join(line for line, _ in side) for side in sides] == [old, new]
    assert [[line for line, marked in side if marked] for side in sides] == [only_old, only_new]
