"""Evidence accepted by the offices."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.elearn.skills.conftest import DEPUTY, HANAKO, HEAD, OFFICE, OUTSIDER, TARO
from tests.elearn.skills.routes.office import SignIn, accept, kinds
from tests.sqlcount import count_statements


def test_evidence_is_accepted_for_several_people(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    accept(office, HANAKO, TARO)
    assert "2人の証跡を登録しました。" in office.page.text
    office.press_again()
    assert "すでに登録されています。" in office.page.text
    accept(office, TARO, OUTSIDER)
    assert "1人の証跡を登録しました。" in office.page.text
    assert kinds(site, TARO) == ["EvidenceAccepted", "CellAttained"]


def test_an_unknown_number_stops_the_whole_list(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    accept(office, HANAKO, "9999999", "髙橋", expect=422)
    page = office.page
    assert "次の職員番号は名簿にありません：9999999、髙橋" in page.text
    assert page.root.first("textarea").attrs["aria-invalid"] == "true"
    assert f"{HANAKO} 9999999 髙橋" in page.root.first("textarea").text
    assert kinds(site, HANAKO) == []


def test_a_day_to_come_is_refused_and_what_was_typed_stays(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    accept(office, HANAKO, on="2026-11-21", expect=422)
    assert "証跡の日付が今日より後になっています。日付を確かめてください。" in office.page.text
    assert office.page.root.first("input", name="on").attrs["value"] == "2026-11-21"
    assert kinds(site, HANAKO) == []


def test_two_hundred_people_take_no_statement_each(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    accept(office, HANAKO)
    with count_statements(site) as statements:
        accept(office, TARO, OUTSIDER, HEAD, DEPUTY)
    assert statements.count <= 30, str(statements)


@pytest.mark.parametrize("number", [HANAKO, HEAD])
def test_only_the_offices_accept_evidence(sign_in: SignIn, number: str) -> None:
    visitor = sign_in(number)
    visitor.open("/office/evidence", expect=403)
    visitor.open("/map")
    visitor.post("/office/evidence", expect=403, staff_numbers=HANAKO)


@pytest.mark.parametrize("path", ["/map", "/office/evidence", "/section/leaders"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(site: Flask, path: str) -> None:
    answer = site.test_client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in?next={path}")


def test_a_control_character_in_a_reference_is_told(sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    accept(office, HANAKO, reference="R6\0DX", expect=422)
    assert "使えない制御文字が入っています" in office.page.text
