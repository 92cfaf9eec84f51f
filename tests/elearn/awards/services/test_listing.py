"""The register is looked through by year, kind, state, unit, name and number."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete

from elearn.awards.services.decisions import erase_names, revoke
from elearn.awards.services.listing import Wanted, look_through
from elearn.awards.services.register import certificates_of
from elearn.awards.services.renewal import renew
from elearn.people.tables import OrgUnitRow, PersonRow, PostRow
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred

DAY = NOON.date()


@pytest.fixture
def register(desk):
    """Two people in two units; one holds two levels, one of which was renewed under a new name."""
    session = desk.session
    since = dt.date(2020, 4, 1)
    session.add(OrgUnitRow(code="100", name="総務部", valid_from=since))
    session.flush()
    session.add(OrgUnitRow(code="110", name="人事課", parent_code="100", valid_from=since))
    for person, name, unit in ((HANAKO, "髙﨑　花子", "110"), (TARO, "枚方　太郎", "100")):
        desk.add_person(name, person)
        session.add(PostRow(person=person, org_unit=unit, title="", post_band="", valid_from=since))
    session.commit()
    for level, person in ((1, HANAKO), (2, HANAKO), (1, TARO)):
        desk.record(conferred(level, person))
    desk.rename("新姓　花子")
    first = certificates_of(session, HANAKO)[-1]
    renew(desk.recorder(), desk.reaction, first.uuid, TARO)
    revoke(desk.recorder(), certificates_of(session, TARO)[0].uuid, "error", TARO)
    session.commit()
    return desk


def found(desk, **wanted: object) -> list[str]:
    lines = look_through(desk.session, Wanted(**({"fiscal_year": 2026} | wanted)), DAY)
    return [line.certificate.serial[:13] for line in lines]


def test_all_of_a_year_stand_in_the_order_of_their_numbers(register):
    assert found(register) == ["R08-L1-000001", "R08-L1-000002", "R08-L1-000003", "R08-L2-000001"]
    assert found(register, fiscal_year=2025) == []


@pytest.mark.parametrize(
    ("wanted", "serials"),
    [
        ({"document": "level", "level": 2}, ["R08-L2-000001"]),
        ({"document": "course"}, []),
        ({"state": "standing"}, ["R08-L1-000003", "R08-L2-000001"]),
        ({"state": "revoked"}, ["R08-L1-000002"]),
        ({"state": "superseded"}, ["R08-L1-000001"]),
        ({"org_unit": "110"}, ["R08-L1-000001", "R08-L1-000003", "R08-L2-000001"]),
        ({"org_unit": "100", "state": "revoked"}, ["R08-L1-000002"]),
        ({"org_unit": "none"}, []),
        ({"text": "高崎"}, ["R08-L1-000001", "R08-L2-000001"]),
        ({"text": "新姓", "level": 1}, ["R08-L1-000001", "R08-L1-000003"]),
        ({"text": "いない"}, []),
    ],
)
def test_each_condition_holds(register, wanted, serials):
    assert found(register, **wanted) == serials


def test_a_number_is_found_whatever_the_year(register):
    serial = certificates_of(register.session, TARO)[0].serial
    assert found(register, fiscal_year=2021, text=serial.lower()) == [serial[:13]]


def test_an_erased_name_and_a_person_who_is_gone_stay_in_the_list(register):
    erase_names(register.session, HANAKO)
    register.session.execute(delete(PostRow).where(PostRow.person == TARO))
    register.session.execute(delete(PersonRow).where(PersonRow.uuid == TARO))
    register.session.commit()
    lines = look_through(register.session, Wanted(2026), DAY)
    assert len(lines) == 4
    assert [line.member for line in lines if line.certificate.person == TARO] == [None]
