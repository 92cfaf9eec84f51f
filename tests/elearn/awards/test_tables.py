"""What may be dropped and rebuilt is apart from what names a person."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from elearn.awards.tables import BatchRow, CertificateRow, FactsRow, FileRow, RefusalRow, RequestRow, SerialRow, TimeRow
from elearn.db import table_of
from tests.elearn.awards.builders import HANAKO, NOON, TARO

TABLES = (CertificateRow, SerialRow, FactsRow, FileRow, TimeRow, BatchRow, RefusalRow, RequestRow)


@pytest.mark.parametrize("model", TABLES)
def test_every_table_has_the_prefix_and_exists(desk, model):
    assert model.__tablename__.startswith("elearn_certificate")
    assert inspect(desk.session.get_bind()).has_table(model.__tablename__)


def test_only_facts_and_files_can_hold_a_name():
    for model in (CertificateRow, SerialRow):
        assert not {"name", "facts", "data"} & set(table_of(model).columns.keys())


def a_row(uuid: str, serial: str) -> CertificateRow:
    return CertificateRow(
        uuid=uuid,
        serial=serial,
        person=HANAKO,
        level=1,
        nth=1,
        issued_on=NOON.date(),
        issued_at=NOON,
        facts_digest="d" * 64,
        design="formal-portrait",
    )


def test_no_serial_stands_twice(desk):
    desk.session.add(a_row(HANAKO, "R08-L1-000001-A"))
    desk.session.flush()
    desk.session.add(a_row(TARO, "R08-L1-000001-A"))
    with pytest.raises(IntegrityError):
        desk.session.flush()
    desk.session.rollback()


def test_a_new_row_stands(desk):
    desk.session.add(a_row(HANAKO, "R08-L1-000001-A"))
    desk.session.commit()
    row = desk.session.get(CertificateRow, HANAKO)
    assert (row.revoked_at, row.revoked_reason) == (None, "")
    assert row.issued_at == NOON
