"""The office names authors by course, or for all, and lets them go."""

from __future__ import annotations

from tests.builders import person_uuid
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, OUTSIDER, SECOND, Desk


def test_an_author_is_named_by_number_and_can_work_at_once(site: Desk) -> None:
    office = site.visit(OFFICE, "/studio/authors")
    assert "すべての講座（新しい講座を含みます）" in office.page.text
    office.press("教材担当に加える", course=COURSE, staff_number=OUTSIDER)
    assert "教材担当に加えました。" in office.page.text
    assert "外　者子" in office.page.text
    office.press("教材担当に加える", course=COURSE, staff_number=OUTSIDER)
    assert "すでに、この講座の教材担当です。" in office.page.text
    office.press("教材担当に加える", course="-", staff_number=OUTSIDER)
    outsider = site.visit(OUTSIDER)
    assert "講座を取り込む" in [node.text for node in outsider.page.root.find("button")]
    assert ("appoint-author", person_uuid(OUTSIDER)) in site.actions()


def test_who_is_let_go_hands_in_nothing_any_more(site: Desk) -> None:
    office = site.visit(OFFICE, "/studio/authors")
    office.press("外す（教材　一子　見本の講座）")
    assert "教材担当から外しました。" in office.page.text
    assert "教材　一子" not in office.page.text
    assert site.visit(AUTHOR, "/").client.get("/studio/drafts/").status_code == 403
    office.press("外す（教材　二郎　すべての講座（新しい講座を含みます））")
    assert site.visit(SECOND, "/").client.get("/studio/drafts/").status_code == 403


def test_an_unknown_number_or_course_is_named(site: Desk) -> None:
    office = site.visit(OFFICE, "/studio/authors")
    office.press("教材担当に加える", expect=422, course=COURSE, staff_number="9999999")
    assert "この職員番号は名簿にありません。" in office.page.text
    assert office.page.root.first("input", name="staff_number").attrs["value"] == "9999999"
    office.press("教材担当に加える", expect=422, course="", staff_number=AUTHOR)
    assert "講座を選んでください。" in office.page.text


def test_only_the_office_names_authors(site: Desk) -> None:
    for number in (AUTHOR, OUTSIDER):
        assert site.visit(number, "/").client.get("/studio/authors").status_code == 403
    office = site.visit(OFFICE, "/studio/authors")
    office.post(f"/studio/authors/{COURSE}/{person_uuid(OUTSIDER)}/end", 404)
