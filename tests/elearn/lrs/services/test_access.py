from __future__ import annotations

import base64

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.lrs.rules.credentials import READ, READ_MINE, SCOPES, WRITE
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services import create_credential, recognise_reader, revoke_credential
from elearn.lrs.services.access import NewCredential
from elearn.lrs.tables import CredentialRow
from tests.elearn.lrs.house import NOON


def header(made: NewCredential) -> str:
    return "Basic " + base64.b64encode(f"{made.key}:{made.secret}".encode()).decode()


def test_a_made_credential_is_recognised(session: Session) -> None:
    made = create_credential(session, "relay", NOON)
    reader = recognise_reader(session, header(made))
    assert reader.key == made.key
    assert reader.scopes == {WRITE, READ}


def test_keys_and_secrets_are_made_at_random(session: Session) -> None:
    first, second = create_credential(session, "a", NOON), create_credential(session, "b", NOON)
    assert first.key != second.key
    assert first.secret != second.secret
    assert len(first.secret) >= 40


def test_the_secret_is_not_kept(session: Session) -> None:
    made = create_credential(session, "relay", NOON)
    row = session.scalars(select(CredentialRow)).one()
    assert made.secret.encode() not in (row.digest, row.salt)
    assert made.secret not in (row.key, row.label, row.scopes)
    assert row.created_at == NOON


def test_a_credential_can_be_given(session: Session) -> None:
    made = create_credential(session, "共同研修", NOON, key="鍵", secret="秘密")
    assert made == NewCredential("鍵", "秘密")
    assert recognise_reader(session, header(made)).key == "鍵"


@pytest.mark.parametrize(
    ("scopes", "may_write", "may_read", "own_only"),
    [
        ((WRITE,), True, False, True),
        ((READ,), False, True, False),
        ((READ_MINE,), False, True, True),
        ((WRITE, READ_MINE), True, True, True),
        ((READ, READ_MINE), False, True, False),
        (SCOPES, True, True, False),
        ((), False, False, True),
    ],
)
def test_scopes(session: Session, scopes: tuple[str, ...], may_write: bool, may_read: bool, own_only: bool) -> None:
    reader = recognise_reader(session, header(create_credential(session, "x", NOON, scopes)))
    assert (reader.may_write, reader.may_read, reader.reads_own_only) == (may_write, may_read, own_only)


@pytest.mark.parametrize("scopes", [("everything",), (WRITE, "statements/delete")])
def test_unknown_scopes_are_refused(session: Session, scopes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="scope"):
        create_credential(session, "x", NOON, scopes)


@pytest.mark.parametrize("key", ["a:b", "x" * 65])
def test_keys_that_a_header_cannot_carry_are_refused(session: Session, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        create_credential(session, "x", NOON, key=key)


def test_a_revoked_credential_is_not_recognised(session: Session) -> None:
    made, other = create_credential(session, "a", NOON), create_credential(session, "b", NOON)
    assert revoke_credential(session, made.key, NOON)
    with pytest.raises(LrsFault) as raised:
        recognise_reader(session, header(made))
    assert raised.value.code == "credentials-wrong"
    assert recognise_reader(session, header(other)).key == other.key


def test_revoking_twice_is_told(session: Session) -> None:
    made = create_credential(session, "a", NOON)
    assert revoke_credential(session, made.key, NOON)
    assert not revoke_credential(session, made.key, NOON)
    assert not revoke_credential(session, "nobody", NOON)


@pytest.mark.parametrize("secret", ["", "x", "{0} ", "{0}x"])
def test_a_wrong_secret_is_not_recognised(session: Session, secret: str) -> None:
    made = create_credential(session, "a", NOON)
    wrong = NewCredential(made.key, secret.format(made.secret))
    with pytest.raises(LrsFault) as raised:
        recognise_reader(session, header(wrong))
    assert (raised.value.status, raised.value.code) == (401, "credentials-wrong")


def test_an_unknown_key_is_not_recognised(session: Session) -> None:
    with pytest.raises(LrsFault) as raised:
        recognise_reader(session, header(NewCredential("nobody", "")))
    assert (raised.value.status, raised.value.code) == (401, "credentials-wrong")


@pytest.mark.parametrize("authorization", [None, "", "Bearer x"])
def test_no_credentials_at_all(session: Session, authorization: str | None) -> None:
    with pytest.raises(LrsFault) as raised:
        recognise_reader(session, authorization)
    assert (raised.value.status, raised.value.code) == (401, "credentials-missing")
