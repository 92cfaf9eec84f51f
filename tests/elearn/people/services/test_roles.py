import datetime as dt

import pytest
from sqlalchemy.orm import Session

from elearn.people.rules.roles import AUTHOR, HR, LEARNER, SECTION_HEAD, Grant
from elearn.people.services.roles import end_role, grant_role, grants_of, people_with
from tests.elearn.people.samples import APRIL, NOW, a_csv, a_row, a_town, take_in, uuid_of

TODAY = dt.date(2026, 11, 22)


def test_a_role_given_by_hand_holds_from_today(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    person = uuid_of(session, "0012345")
    assert grant_role(session, person, AUTHOR, "admin", NOW)
    assert not grant_role(session, person, AUTHOR, "admin", NOW)
    assert grants_of(session, person, TODAY) == {Grant(AUTHOR)}
    assert grants_of(session, person, TODAY - dt.timedelta(days=1)) == frozenset()


def test_a_day_begins_in_japan(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    person = uuid_of(session, "0012345")
    grant_role(session, person, AUTHOR, "admin", dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC))
    assert grants_of(session, person, TODAY) == frozenset()
    assert grants_of(session, person, TODAY + dt.timedelta(days=1)) == {Grant(AUTHOR)}


def test_ending_a_role_takes_effect_today(either: Session) -> None:
    take_in(either, a_town())
    head = uuid_of(either, "0000001")
    assert end_role(either, head, SECTION_HEAD, NOW, org_unit="0010") == 1
    assert end_role(either, head, SECTION_HEAD, NOW, org_unit="0010") == 0
    assert grants_of(either, head, TODAY) == frozenset()
    assert grants_of(either, head, TODAY - dt.timedelta(days=1)) == {Grant(SECTION_HEAD, "0010")}


@pytest.mark.parametrize(("role", "unit"), [("mayor", None), (LEARNER, None), (SECTION_HEAD, None), (HR, "0100")])
def test_what_cannot_be_granted(session: Session, role: str, unit: str | None) -> None:
    take_in(session, a_csv(a_row()))
    with pytest.raises(ValueError):
        grant_role(session, uuid_of(session, "0012345"), role, "admin", NOW, unit)


def test_who_holds_a_role(session: Session) -> None:
    take_in(session, a_town())
    assert people_with(session, HR, TODAY) == [uuid_of(session, "0000002")]
    assert len(people_with(session, SECTION_HEAD, TODAY)) == 2
    assert people_with(session, HR, APRIL - dt.timedelta(days=1)) == []


def test_a_role_by_hand_outlives_a_roster_without_it(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    person = uuid_of(session, "0012345")
    grant_role(session, person, AUTHOR, "admin", NOW)
    take_in(session, a_csv(a_row(役割="")), on=TODAY)
    assert grants_of(session, person, TODAY) == {Grant(AUTHOR)}
