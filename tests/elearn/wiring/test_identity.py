"""Who makes a request: the cookie's person, a host's person, or nobody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearn.people.services.accounts import end_sessions
from elearn.people.tables import PersonRow
from elearn.web.identity import Identity
from elearn.wiring.house import House
from elearn.wiring.identity import EPOCH, PERSON, SINCE, load_identity
from tests.builders import add_person
from tests.conftest import MOMENT

HOURS = 9.0


@pytest.fixture
def hanako(lite: House, desk: Session) -> str:
    return add_person(
        desk, "0012345", "髙﨑\u3000花子", ["section-head"], house=lite, password="correct horse battery staple"
    )


def cookie(person: str, epoch: int = 1, hours_ago: float = 0) -> dict[str, Any]:
    return {PERSON: person, EPOCH: epoch, SINCE: MOMENT.timestamp() - hours_ago * 3600}


def found(desk: Session, values: dict[str, Any], loader: Any = None) -> Identity | None:
    return load_identity(loader, lambda: MOMENT, HOURS)(desk, values)


def test_a_fresh_cookie_is_its_person(desk: Session, hanako: str) -> None:
    identity = found(desk, cookie(hanako))
    assert identity == Identity(
        uuid=hanako,
        name="髙﨑\u3000花子",
        roles=frozenset({"learner", "section-head"}),
        org_unit="0100",
        language="",
    )


def test_the_look_up_is_one_statement(desk: Session, hanako: str) -> None:
    said: list[str] = []
    event.listen(desk.connection(), "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
    assert found(desk, cookie(hanako))
    assert len(said) == 1


@pytest.mark.parametrize(
    "change",
    [
        {PERSON: None},
        {PERSON: 5},
        {PERSON: "nobody"},
        {EPOCH: 0},
        {EPOCH: 2},
        {EPOCH: None},
        {SINCE: None},
        {SINCE: "yesterday"},
        {SINCE: MOMENT.timestamp() - HOURS * 3600 - 1},
    ],
)
def test_a_cookie_that_does_not_fit_is_nobody(desk: Session, hanako: str, change: dict[str, Any]) -> None:
    assert found(desk, cookie(hanako) | change) is None


def test_an_empty_cookie_is_nobody(desk: Session) -> None:
    assert found(desk, {}) is None


def test_a_sign_in_ends_after_its_hours_and_not_before(desk: Session, hanako: str) -> None:
    assert found(desk, cookie(hanako, hours_ago=HOURS))
    assert found(desk, cookie(hanako, hours_ago=HOURS + 0.001)) is None


def test_older_cookies_end_when_the_epoch_moves(desk: Session, hanako: str) -> None:
    assert end_sessions(desk, hanako, MOMENT) == 2
    assert found(desk, cookie(hanako)) is None
    assert found(desk, cookie(hanako, epoch=2))


def test_somebody_who_was_switched_off_is_nobody(desk: Session, hanako: str) -> None:
    desk.get_one(PersonRow, hanako).active = False
    desk.commit()
    assert found(desk, cookie(hanako)) is None
    assert found(desk, {}, lambda: "0012345") is None


def test_a_hosts_person_is_known_by_staff_number_and_the_cookie_is_not_asked(desk: Session, hanako: str) -> None:
    other = add_person(desk, "0000002", "枚方\u3000太郎")
    identity = found(desk, cookie(hanako), lambda: "0000002")
    assert identity is not None
    assert (identity.uuid, identity.name) == (other, "枚方\u3000太郎")


@pytest.mark.parametrize("number", [None, "", "9999999"])
def test_a_host_where_nobody_or_a_stranger_is_signed_in(desk: Session, hanako: str, number: str | None) -> None:
    assert found(desk, cookie(hanako), lambda: number) is None
