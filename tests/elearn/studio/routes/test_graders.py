"""The office names graders by course, and lets them go."""

from __future__ import annotations

from elearn.people.services.access import access_log_page
from tests.builders import person_uuid
from tests.elearn.learning.essays import GRADERS
from tests.elearn.studio.conftest import OFFICE, WRITER, Studio
from tests.visitor import inside


def test_a_grader_is_named_by_number_and_can_work_at_once(studio: Studio) -> None:
    office = studio.visit(OFFICE)
    office.open("/studio/graders")
    assert "見本の講座" in office.page.text
    assert "1件" in office.page.text
    office.press("採点者に加える", course="dx-basics", staff_number=WRITER)
    assert "採点者に加えました。" in office.page.text
    assert "筆記　文子" in office.page.text
    office.press("採点者に加える", course="dx-basics", staff_number=WRITER)
    assert "すでに、この講座の採点者です。" in office.page.text
    writer = studio.visit(WRITER)
    writer.open("/studio/grading")
    assert "いま、あなたの採点を待っている解答はありません。" in writer.page.text
    with inside(studio.app) as house:
        rows = access_log_page(house.session(), action="appoint-grader").rows
        assert [(row.subject, row.detail) for row in rows][:1] == [(person_uuid(WRITER), "dx-basics")]


def test_who_is_let_go_sees_nothing_any_more(studio: Studio) -> None:
    office = studio.visit(OFFICE)
    office.open("/studio/graders")
    office.press("外す（採点　0000101　見本の講座）")
    assert "採点者から外しました。" in office.page.text
    assert "採点　0000101" not in office.page.text
    assert studio.visit(GRADERS[0]).client.get("/studio/grading").status_code == 403
    assert studio.visit(GRADERS[1]).client.get(studio.address).status_code == 200


def test_an_unknown_number_or_course_is_named(studio: Studio) -> None:
    office = studio.visit(OFFICE)
    office.open("/studio/graders")
    office.press("採点者に加える", expect=422, course="dx-basics", staff_number="9999999")
    assert "この職員番号は名簿にありません。" in office.page.text
    assert office.page.root.first("input", name="staff_number").attrs["value"] == "9999999"
    office.press("採点者に加える", expect=422, course="", staff_number=WRITER)
    assert "講座を選んでください。" in office.page.text


def test_only_the_office_names_graders(studio: Studio) -> None:
    for number in (GRADERS[0], WRITER):
        assert studio.visit(number).client.get("/studio/graders").status_code == 403
    office = studio.visit(OFFICE)
    office.open("/studio/graders")
    token = office.page.root.first("input", name="csrf_token").attrs["value"]
    gone = f"/studio/graders/dx-basics/{person_uuid(WRITER)}/end"
    assert office.client.post(gone, data={"csrf_token": token}).status_code == 404
