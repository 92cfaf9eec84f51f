"""What stands before a resource when a request comes in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import g

from elearn.lrs.routes.desk import Desk, Office
from elearn.lrs.rules.credentials import ALL, READ
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import Call
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.services import Reader
from tests.elearn.lrs.house import NOON, House

PLACE = {"SCRIPT_NAME": "/a b", "PATH_INFO": "/xapi/\xe5\xbe\x8c"}
"""An address as WSGI has it: bytes as latin-1."""


def desk(house: House, *scopes: str, **headers: str) -> Desk:
    office = Office(house.app.extensions["elearn"], "k" * 32)
    call = Call("GET", {}, headers)
    return Desk(office, house.open_session, Reader("key", frozenset(scopes)), call, "2.0.0", PLACE, NOON)


def test_the_session_is_opened_only_when_somebody_asks(house: House) -> None:
    with house.app.app_context():
        one = desk(house, ALL)
        assert "session" not in g
        assert one.session is one.session


def test_moments_come_from_the_house(house: House) -> None:
    house.clock.advance(1)
    assert desk(house).count_now() == count_microseconds(NOON) + 1_000_000


def test_the_authority_names_the_credential(house: House) -> None:
    account: dict[str, Any] = desk(house).authority()["account"]
    assert account == {"homePage": "https://elearn.example.jp/", "name": "lrs:key"}


@pytest.mark.parametrize("key", ["k" * 32, b"k" * 32])
def test_cursors_are_signed_with_the_application_key(house: House, key: Any) -> None:
    assert Office(house.app.extensions["elearn"], key).secret == b"k" * 32


def test_the_address_is_told_as_it_was_asked(house: House) -> None:
    assert desk(house).path == "/a%20b/xapi/%E5%BE%8C"


def test_headers_have_a_default(house: House) -> None:
    one = desk(house, **{"if-match": "x"})
    assert (one.header("if-match"), one.header("accept-language"), one.header("x", "y")) == ("x", "", "y")


def test_a_missing_scope_is_a_refusal(house: House) -> None:
    one = desk(house, READ)
    one.require(one.reader.may_read)
    with pytest.raises(LrsFault) as caught:
        one.require(one.reader.may_write)
    assert (caught.value.status, caught.value.code) == (403, "scope-missing")
