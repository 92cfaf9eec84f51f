"""The register answers for its own certificates, and tells no more than a paper does."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from certificates.serial import make_serial
from certificates.verify import Status
from elearn.awards.services.decisions import erase_names, revoke
from elearn.awards.services.register import certificates_of, find_certificate, verify
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, conferred


@pytest.fixture
def house(desk: Desk) -> Desk:
    """Hanako has two levels, Taro one."""
    desk.add_person("髙﨑　花子")
    desk.add_person("枚方　太郎", TARO)
    desk.record(conferred(1))
    desk.record(conferred(1, TARO))
    desk.record(conferred(2, at=NOON + dt.timedelta(days=100)))
    return desk


def test_a_person_sees_their_own_certificates_newest_first(house):
    mine = certificates_of(house.session, HANAKO)
    assert [one.level for one in mine] == [2, 1]
    assert all(one.person == HANAKO and one.standing for one in mine)
    assert mine[0].facts is not None
    assert mine[0].facts.name == "髙﨑　花子"
    assert [one.person for one in certificates_of(house.session, TARO)] == [TARO]
    assert certificates_of(house.session, str(uuid4())) == []


def test_a_certificate_is_found_by_its_uuid(house):
    (mine,) = certificates_of(house.session, TARO)
    assert find_certificate(house.session, mine.uuid) == mine
    assert find_certificate(house.session, uuid4()) is None


@pytest.mark.parametrize("write", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f"　{text} "])
def test_a_standing_certificate_is_valid_however_its_serial_is_typed(house, write):
    (taro,) = certificates_of(house.session, TARO)
    check = verify(house.session, write(taro.serial))
    assert check.verdict.status is Status.VALID
    assert check.certificate == taro
    assert check.masked_name == "枚＊　＊＊"


def test_a_revoked_certificate_says_the_day_in_japan_and_the_reason(house):
    (taro,) = certificates_of(house.session, TARO)
    house.moment = dt.datetime(2027, 1, 4, 15, 30, tzinfo=dt.UTC)
    revoke(house.recorder(), taro.uuid, "error", HANAKO)
    check = verify(house.session, taro.serial)
    assert check.verdict.status is Status.REVOKED
    assert check.verdict.entry is not None
    assert check.verdict.entry.revoked_on == dt.date(2027, 1, 5)
    assert check.verdict.entry.revoked_reason == "error"


def test_a_serial_that_was_not_given_out_is_unknown_and_shows_nobody(house):
    check = verify(house.session, make_serial(2026, 1, 999))
    assert check.verdict.status is Status.UNKNOWN
    assert check.certificate is None
    assert check.masked_name == ""


def test_a_mistyped_serial_is_malformed_and_shows_nobody(house):
    (taro,) = certificates_of(house.session, TARO)
    wrong = taro.serial[:-3] + ("8" if taro.serial[-3] != "8" else "9") + taro.serial[-2:]
    check = verify(house.session, wrong)
    assert check.verdict.status is Status.MALFORMED
    assert check.certificate is None


def test_an_erased_name_leaves_the_verdict_and_takes_the_name(house):
    (taro,) = certificates_of(house.session, TARO)
    erase_names(house.session, TARO)
    check = verify(house.session, taro.serial)
    assert check.verdict.status is Status.VALID
    assert check.masked_name == ""
    assert check.certificate is not None
    assert check.certificate.facts is None
