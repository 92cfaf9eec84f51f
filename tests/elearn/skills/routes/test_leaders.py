"""Leaders by their section heads, and forms that nobody would send by hand."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.events import LeaderAppointed
from elearn.people.services.roles import end_role, grant_role
from elearn.skills.services.decisions import appointed
from elearn.skills.services.progress import duties_of
from tests.builders import person_uuid
from tests.conftest import Clock
from tests.elearn.skills import plan
from tests.elearn.skills.conftest import DEPUTY, HANAKO, HEAD, OFFICE, OUTSIDER, TARO
from tests.elearn.skills.routes.office import HANAKO_ID, OUTSIDER_ID, TARO_ID, SignIn, kinds
from tests.visitor import Visitor, inside, words_of


def leaders_of(app: Flask, unit: str = "0100") -> set[str]:
    with inside(app) as house:
        return set(appointed(house.session(), 2026, unit))


def make_head(app: Flask, number: str, unit: str) -> None:
    with inside(app) as house:
        grant_role(house.session(), person_uuid(number), "section-head", "office", house.now(), unit)
        house.session().commit()


def test_a_head_sees_the_own_section_and_nobody_else(sign_in: SignIn) -> None:
    page = sign_in(HEAD).open("/section/leaders")
    assert "令和8年度(2026)のDX推進リーダーを" in page.text
    assert page.main.first("caption").text == "人事課の職員（3人）"
    assert [node.text for node in page.main.find("th", scope="row")] == ["長尾　三郎", "御殿山　太郎", "枚方　花子"]
    assert "樟葉" not in page.html


def test_leaders_are_appointed_and_ended_by_their_ticks(site: Flask, sign_in: SignIn, clock: Clock) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    page = head.press("指名を保存する", people=[HANAKO_ID, TARO_ID])
    assert "指名を保存しました" in page.text
    ticked = [node.attrs["value"] for node in page.main.find("input", name="people") if "checked" in node.attrs]
    assert set(ticked) == {HANAKO_ID, TARO_ID} == leaders_of(site)
    clock.pass_time(minutes=1)
    head.press_again()
    assert kinds(site, HANAKO) == ["LeaderAppointed"]
    clock.pass_time(minutes=1)
    head.press("指名を保存する", people=[TARO_ID])
    assert leaders_of(site) == {TARO_ID}
    assert kinds(site, HANAKO) == ["LeaderAppointed", "AppointmentEnded"]
    assert kinds(site, TARO) == ["LeaderAppointed"]


def test_last_years_leaders_are_named(site: Flask, sign_in: SignIn) -> None:
    with inside(site) as house:
        last_year = LeaderAppointed(
            person=HANAKO_ID, at=house.now(), actor=person_uuid(HEAD), fiscal_year=2025, org_unit="0100"
        )
        house.recorder().record(last_year)
        house.session().commit()
    page = sign_in(HEAD).open("/section/leaders")
    rows = {node.find("th")[0].text: node.text for node in page.main.find("tr")[1:]}
    assert "指名あり" in rows["枚方　花子"]
    assert "指名あり" not in rows["御殿山　太郎"]
    assert not [node for node in page.main.find("input", name="people") if "checked" in node.attrs]


@pytest.mark.parametrize("people", [[OUTSIDER_ID], [HANAKO_ID, OUTSIDER_ID], ["nobody"], [""]])
def test_nobody_of_another_section_can_be_appointed(site: Flask, sign_in: SignIn, people: list[str]) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    head.post("/section/leaders", expect=403, people=people)
    assert leaders_of(site) == leaders_of(site, "0200") == set()


def test_a_deputy_acts_where_they_are_deputy_not_where_they_work(site: Flask, sign_in: SignIn) -> None:
    make_head(site, DEPUTY, "0100")
    deputy = sign_in(DEPUTY)
    page = deputy.open("/section/leaders")
    assert page.main.first("caption").text == "人事課の職員（3人）"
    assert "樟葉" not in page.html
    deputy.press("指名を保存する", people=[HANAKO_ID])
    assert leaders_of(site) == {HANAKO_ID}


def test_a_head_of_two_sections_has_a_list_for_each(site: Flask, sign_in: SignIn) -> None:
    make_head(site, HEAD, "0200")
    head = sign_in(HEAD)
    page = head.open("/section/leaders")
    assert words_of(page, "caption") == ["人事課の職員（3人）", "市民課の職員（3人）"]
    head.press("指名を保存する", people=[HANAKO_ID, OUTSIDER_ID])
    assert (leaders_of(site), leaders_of(site, "0200")) == ({HANAKO_ID}, {OUTSIDER_ID})


def test_a_head_of_a_department_sees_everybody_below_once(site: Flask, sign_in: SignIn) -> None:
    make_head(site, HEAD, "0010")
    page = sign_in(HEAD).open("/section/leaders")
    assert words_of(page, "caption") == ["総務部の職員（3人）"]
    assert "人事課の職員はまだ登録されていません" in page.text
    boxes = [node.attrs["value"] for node in page.main.find("input", name="people")]
    assert len(boxes) == len(set(boxes)) == 3


def test_with_the_role_goes_the_page(site: Flask, sign_in: SignIn) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    with inside(site) as house:
        end_role(house.session(), person_uuid(HEAD), "section-head", house.now(), "0100")
        house.session().commit()
    head.open("/section/leaders", expect=403)


@pytest.mark.parametrize("number", [HANAKO, OFFICE])
def test_only_heads_appoint_and_declare(sign_in: SignIn, number: str) -> None:
    visitor = sign_in(number)
    visitor.open("/section/leaders", expect=403)
    visitor.open("/map")
    for path in ("/section/leaders", "/section/duties"):
        visitor.post(path, expect=403, people=[HANAKO_ID])
        visitor.open("/map")


def test_a_duty_is_declared_once_for_the_own_people(site: Flask, sign_in: SignIn) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    offered = [option.attrs["value"] for option in head.page.root.first("select", name="skill").find("option")]
    assert set(offered) - {""} == plan.STARS
    head.press("登録する", person=TARO_ID, skill="rpa-aiocr-build")
    assert "業務により必要なスキルを登録しました。" in head.page.text
    head.press_again()
    assert "すでに登録されています。" in head.page.text
    with inside(site) as house:
        assert duties_of(house.session(), TARO_ID) == {"rpa-aiocr-build"}


@pytest.mark.parametrize(
    "sent",
    [{}, {"person": OUTSIDER_ID, "skill": "nocode-build"}, {"person": HANAKO_ID, "skill": "leadership"}],
)
def test_a_duty_that_does_not_fit_is_told(site: Flask, sign_in: SignIn, sent: dict[str, str]) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    page = head.post("/section/duties", expect=422, **sent)
    assert "入力内容を確認してください" in page.text
    assert kinds(site, HANAKO) == kinds(site, OUTSIDER) == []


# Hostile forms

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from([HANAKO, HANAKO_ID, "leadership", "nocode-build", "2025-03-31", "0001-01-01", "9999-12-31", "\0"]),
)
NAMES = st.sampled_from(["staff_numbers", "skill", "reason", "on", "reference", "people", "person"])


@pytest.fixture
def desks(sign_in: SignIn) -> list[Visitor]:
    """The office's browser, and the head's twice."""
    office, head = sign_in(OFFICE), sign_in(HEAD)
    return [office, head, head]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(NAMES, st.lists(TEXTS, max_size=3), max_size=7), place=st.integers(0, 2))
def test_any_form_is_answered_clearly(desks: list[Visitor], sent: dict[str, list[str]], place: int) -> None:
    visitor = desks[place]
    path = ("/office/evidence", "/section/leaders", "/section/duties")[place]
    answer = visitor.client.post(path, data={**sent, "csrf_token": visitor.token()})
    assert answer.status_code in {303, 403, 422}
    assert visitor.client.post(path, data=sent).status_code == 400
