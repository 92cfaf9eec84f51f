"""The grading desk, page by page, without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from elearn.people.services.access import access_log_page
from elearn.records.ledger import read_stream
from elearn.studio.routes.grading import REFUSALS
from tests.builders import person_uuid
from tests.elearn.learning.essays import GRADERS, OWN
from tests.elearn.studio.conftest import OFFICE, WRITER, Studio
from tests.visitor import inside


def kinds(studio: Studio) -> list[str]:
    with inside(studio.app) as house:
        return [event.kind for event in read_stream(house.session(), str(studio.attempt))]


def actions(studio: Studio) -> list[tuple[str, str | None]]:
    with inside(studio.app) as house:
        rows = access_log_page(house.session()).rows
        return [(row.action, row.subject) for row in rows if row.action != "refused"]


def test_the_queue_names_the_response_and_not_the_person(studio: Studio) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open("/studio/grading")
    assert "採点を待っている解答（1件）" in visitor.page.text
    assert "匿名" in visitor.page.text
    assert "まだ採点していません" in visitor.page.text
    (link,) = [node for node in visitor.page.root.find("a") if "を採点する" in node.text]
    assert link.attrs["href"] == studio.address
    for told in ("筆記　文子", WRITER, studio.writer):
        assert told not in visitor.page.html


def test_a_response_stands_beside_its_rubric_and_its_model_answer(studio: Studio) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open(studio.address)
    page = visitor.page
    assert "同じ住所を三度書く様式" in page.text
    assert [node.text.removesuffix(" 必須") for node in page.root.find("legend")] == [
        "課題のとらえ方",
        "変え方の具体性",
    ]
    assert len(page.root.find("input", type="radio")) == 6
    assert "checked" not in "".join(str(node.attrs) for node in page.root.find("input", type="radio"))
    assert "4点：だれの、どのような手間かが" in page.text
    assert "一度だけ書く様式に改め" in page.text
    assert "受講者は匿名です" in page.text
    assert ("view-response", studio.writer) in actions(studio)


def test_two_people_grade_and_see_each_other_only_afterwards(studio: Studio) -> None:
    first = studio.grade(0, (0, 1), "数が書けています。")
    assert "採点を記録しました。" in first.page.text
    assert "ほかの採点者の採点を待っています" in first.page.text
    assert not first.page.root.find("input", type="radio")
    second = studio.visit(GRADERS[1])
    second.open("/studio/grading")
    assert "一人が採点済み" in second.page.text
    second.open(studio.address)
    assert "数が書けています" not in second.page.html
    assert "7点" not in second.page.text
    second = studio.grade(1, (1, 1))
    assert "得点が決まりました" in second.page.text
    assert "10点中 6点" in second.page.text
    assert {"採点者1", "採点者2"} <= {node.text for node in second.page.root.find("th")}
    assert "数が書けています。" in second.page.text
    first.open(studio.address)
    assert "10点中 6点" in first.page.text
    assert kinds(studio)[-3:] == ["ResponseGraded", "ResponseGraded", "AttemptGraded"]
    assert actions(studio).count(("grade-response", studio.writer)) == 2
    first.open("/studio/grading")
    assert "いま、あなたの採点を待っている解答はありません。" in first.page.text
    assert "あなたが採点した解答" in first.page.text


def test_a_third_is_told_that_two_differ_and_not_how(studio: Studio) -> None:
    studio.grade(0, (0, 0), "満点です。")
    studio.grade(1, (2, 2))
    third = studio.visit(GRADERS[2])
    third.open("/studio/grading")
    assert "点数が分かれたため、あなたの採点で決まります" in third.page.text
    third.open(studio.address)
    assert "二人の採点が分かれました" in third.page.text
    assert "満点です。" not in third.page.html
    third = studio.grade(2, (1, 1))
    assert "10点中 5点" in third.page.text
    assert "採点者3" in third.page.text


def test_a_criterion_without_a_level_is_named_and_the_rest_is_kept(studio: Studio) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open(studio.address)
    visitor.press("採点を記録する", expect=422, **{"level-0": "1", "comment": "書きかけの講評"})
    assert "入力内容を確認してください" in visitor.page.text
    (fault,) = visitor.page.root.find("p", **{"class": "field-error"})
    assert fault.attrs["id"] == "criterion-1-error"
    checked = [node.attrs for node in visitor.page.root.find("input", type="radio") if "checked" in node.attrs]
    assert [(one["name"], one["value"]) for one in checked] == [("level-0", "1")]
    assert visitor.page.root.first("textarea").typed.strip() == "書きかけの講評"
    assert "ResponseGraded" not in kinds(studio)


def test_too_long_a_comment_is_named_and_kept(studio: Studio) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open(studio.address)
    visitor.press("採点を記録する", expect=422, **{"level-0": "1", "level-1": "0", "comment": "長" * 2001})
    assert "2000字以内で入力してください。" in visitor.page.text
    assert visitor.page.root.first("textarea").attrs["aria-invalid"] == "true"
    assert "ResponseGraded" not in kinds(studio)


def test_grading_twice_changes_nothing(studio: Studio) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open(studio.address)
    form = {
        "level-0": "0",
        "level-1": "0",
        "csrf_token": visitor.page.root.first("input", name="csrf_token").attrs["value"],
    }
    for _ in range(2):
        answer = visitor.client.post(studio.address, data={**form, "level-1": "2" if _ else "0"})
        assert answer.status_code == 303
    visitor.open(studio.address)
    assert kinds(studio).count("ResponseGraded") == 1


@pytest.mark.parametrize("level", ["9", "-1", "x"])
def test_a_level_that_the_form_never_sends_is_refused(studio: Studio, level: str) -> None:
    visitor = studio.visit(GRADERS[0])
    visitor.open(studio.address)
    token = visitor.page.root.first("input", name="csrf_token").attrs["value"]
    answer = visitor.client.post(studio.address, data={"level-0": level, "level-1": "0", "csrf_token": token})
    assert answer.status_code == 422
    assert "ResponseGraded" not in kinds(studio)


def test_who_is_no_grader_is_refused_and_an_unknown_response_is_not_found(studio: Studio) -> None:
    for number in (OFFICE, WRITER):
        visitor = studio.visit(number)
        for address in ("/studio/grading", studio.address):
            assert visitor.client.get(address).status_code == 403
    visitor = studio.visit(GRADERS[0])
    for address in (
        f"/studio/grading/{studio.attempt}/own-likert-1",
        f"/studio/grading/{person_uuid('1')}/{OWN}",
        f"/studio/grading/{studio.attempt}/x",
    ):
        assert visitor.client.get(address).status_code == 404


def test_where_the_quiz_allows_it_the_grader_sees_a_name(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio("grading_anonymous = false")
    visitor = studio.visit(GRADERS[0])
    for address in ("/studio/grading", studio.address):
        visitor.open(address)
        assert "筆記　文子" in visitor.page.text


def test_every_refusal_has_words() -> None:
    assert set(REFUSALS) == {"grader-is-learner", "graded-already", "grade-settled", "attempt-voided"}
