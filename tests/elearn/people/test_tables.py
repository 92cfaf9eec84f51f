import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from elearn.people.services.access import log_access
from elearn.people.tables import AccessLogRow, OrgUnitRow, PersonRow
from tests.elearn.people.samples import APRIL, NAMES, NOW


def a_person(number: str = "0012345", name: str = "田中花子") -> PersonRow:
    return PersonRow(uuid=f"uuid-{number}", staff_number=number, name=name, folded=name, created_at=NOW)


@pytest.mark.parametrize("statement", ["UPDATE elearn_access_log SET purpose = ''", "DELETE FROM elearn_access_log"])
def test_the_access_log_refuses_every_change(either: Session, statement: str) -> None:
    log_access(either, "me", None, "view-person", "確認", NOW)
    either.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        either.execute(text(statement))
    either.rollback()
    assert either.query(AccessLogRow).one().purpose == "確認"


def test_names_are_stored_byte_for_byte(either: Session) -> None:
    either.add_all(a_person(f"{number:07}", name) for number, (name, _) in enumerate(NAMES.values()))
    either.commit()
    either.expire_all()
    stored = [row.name for row in either.query(PersonRow).order_by(PersonRow.staff_number)]
    assert stored == [name for name, _ in NAMES.values()]
    assert [name.encode() for name in stored] == [name.encode() for name, _ in NAMES.values()]


def test_a_staff_number_is_one_persons_only(either: Session) -> None:
    other = a_person()
    other.uuid = "another"
    either.add_all([a_person(), other])
    with pytest.raises(IntegrityError):
        either.flush()


def test_a_unit_has_one_version_per_day(either: Session) -> None:
    either.add_all(OrgUnitRow(code="0100", name=name, valid_from=APRIL) for name in ("人事課", "職員課"))
    with pytest.raises(IntegrityError):
        either.flush()


def test_moments_come_back_in_utc(either: Session) -> None:
    either.add(a_person())
    either.commit()
    either.expire_all()
    stored = either.query(PersonRow).one().created_at
    assert stored == NOW
    assert stored.utcoffset() == dt.timedelta(0)
