"""Pages for what no rule scores: an essay that waits for people, a scale, and items that share a stem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from elearn.learning.services.graders import grant_grader
from elearn.learning.services.grading import grade_response
from elearn.learning.services.registrations import register
from tests.builders import PRACTICE, SAMPLES, UNRULED, add_person, person_uuid, publish
from tests.elearn.learning.essays import OWN, write_essays
from tests.elearn.learning.routes.conftest import HANAKO
from tests.visitor import PASSWORD, Visitor, inside

TEXT = "同じ住所を三度書く様式を、一度で済むように改めます。"


@pytest.fixture
def desk(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Flask:
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish(house, session, write_essays(tmp_path))
        add_person(session, HANAKO, house=house, password=PASSWORD)
        for number in ("0000101", "0000102"):
            grant_grader(session, "dx-basics", add_person(session, number), "office", house.now())
        session.commit()
    return app


def begin(app: Flask, key: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    with inside(app) as house:
        person = person_uuid(HANAKO)
        registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
        house.session().commit()
    visitor.open(f"/registrations/{registration}/quizzes/{key}")
    visitor.press("はじめる")
    return visitor


def grade(app: Flask, attempt: UUID, number: str, levels: tuple[int, int], comment: str = "") -> None:
    with inside(app) as house:
        grade_response(house.recorder(), house.catalog, person_uuid(number), attempt, OWN, levels, comment)
        house.session().commit()


def test_a_submission_waits_and_the_result_says_what_is_known_and_later_everything(desk: Flask) -> None:
    visitor = begin(desk, "90-test/test")
    assert "10字以上、400字以内" in visitor.page.text
    visitor.press("保存して解答の確認へ", **{f"{OWN}.text": TEXT, "own-likert-1.choice": "5"})
    visitor.press("提出する")
    attempt = UUID(visitor.page.address.split("/")[2])
    assert "採点を待っています" in visitor.page.text
    assert "いま分かっている得点：10点満点中 0点" in visitor.page.text
    for word in ("合格です", "合格基準に届きませんでした", "もう一度受ける", "模範解答", "得点率 0"):
        assert word not in visitor.page.text
    grade(desk, attempt, "0000101", (0, 1), "数が書けています。\n次は時間も。")
    visitor.open(f"/attempts/{attempt}")
    assert "採点を待っています" in visitor.page.text
    assert "数が書けています" not in visitor.page.text
    grade(desk, attempt, "0000102", (1, 1))
    visitor.open(f"/attempts/{attempt}")
    assert "合格です" in visitor.page.text
    assert "10点満点中 6点" in visitor.page.text
    assert "採点者1の講評" in visitor.page.text
    assert "次は時間も。" in visitor.page.text
    assert "模範解答" in visitor.page.text
    assert "6点中 3点" in visitor.page.text
    assert person_uuid("0000101") not in visitor.page.html


def test_the_front_page_of_the_quiz_says_that_an_attempt_waits(desk: Flask) -> None:
    visitor = begin(desk, "90-test/test")
    visitor.press("保存して解答の確認へ", **{f"{OWN}.text": TEXT})
    visitor.press("提出する")
    with inside(desk) as house:
        person = person_uuid(HANAKO)
        registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
    visitor.open(f"/registrations/{registration}/quizzes/90-test/test")
    assert "採点待ち" in visitor.page.text
    assert "合格基準に届きませんでした" not in visitor.page.text


def test_too_short_an_essay_is_told_once_and_kept(desk: Flask) -> None:
    visitor = begin(desk, "90-test/test")
    visitor.press("保存して解答の確認へ", **{f"{OWN}.text": "短い。"})
    assert "10字以上で書いてください（今は3字）。" in visitor.page.text
    area = visitor.page.root.first("textarea", name=f"{OWN}.text")
    assert (area.typed.strip(), area.attrs["aria-invalid"]) == ("短い。", "true")
    visitor.press("保存して解答の確認へ")
    assert "解答の確認" in visitor.page.text


def test_items_of_a_scenario_stand_under_their_stem_on_one_page_even_one_by_one(
    make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    app = make_app(sqlite_url)
    with inside(app) as house:
        home = write_essays(tmp_path)
        bank = home / "01-why/quiz.md"
        bank.write_text(bank.read_text("utf-8").replace("per_page = 5", "per_page = 3"), "utf-8")
        publish(house, house.session(), home)
        add_person(house.session(), HANAKO, house=house, password=PASSWORD)
    visitor = begin(app, PRACTICE)
    seen: list[list[str]] = []
    visitor.press("1問ずつ表示する")
    while "保存して次のページへ" in visitor.page.html:
        seen.append(items_of(visitor))
        visitor.press("保存して次のページへ")
    seen.append(items_of(visitor))
    together = [page for page in seen if len(page) > 1]
    assert together == [["test-case-1", "test-case-2"]]
    assert sum(len(page) for page in seen) == sum(one.startswith("test-") for one in (*SAMPLES, *UNRULED))
    assert "窓口に、同じ住所を三か所へ書く申請書があります。" in visitor.page.text
    (heading,) = [node.text for node in visitor.page.root.find("h2") if "共通の場面" in node.text]
    numbers = [node.text.split("（")[0] for node in visitor.page.root.find("legend")]
    assert heading == f"{numbers[0]}から{numbers[1]}までに共通の場面"
    visitor.press("保存して解答の確認へ")
    visitor.press("提出する")
    assert visitor.page.text.count("窓口に、同じ住所を三か所へ書く申請書があります。") == 1


def items_of(visitor: Visitor) -> list[str]:
    return [node.attrs["value"] for node in visitor.page.root.find("input", name="items")]
