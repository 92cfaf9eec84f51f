"""Signing in: passwords, the wait after failures, and the sign-in of a trusted proxy."""

from __future__ import annotations

import datetime as dt
import ipaddress
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.config import Settings
from elearn.db import begin_write
from elearn.people.rules.passwords import LONGEST, check_password
from elearn.people.rules.problems import Problem
from elearn.people.services.directory import serves_on
from elearn.people.services.guards import clear_guard, count_failure, guard_number, guard_peer, read_wait
from elearn.people.services.hashing import hash_password, is_outdated, verify_password
from elearn.people.tables import AccountRow, PersonRow
from elearn.records.ledger import lock_key
from elearn.web.dates import jst

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that are not taken for one another on paper."""


class Outcome(StrEnum):
    """How a sign-in ended. ``REFUSED`` never says whether the number, the password or the person is at fault."""

    SIGNED_IN = "signed-in"
    REFUSED = "refused"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a sign-in: on success who it is; otherwise how long to wait before the next try (0: none)."""

    outcome: Outcome
    person: str = ""
    epoch: int = 0
    must_change: bool = False
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class _Account:
    person: str
    password_hash: str | None
    epoch: int
    must_change: bool


def set_password(
    session: Session, person: str, password: str, now: dt.datetime, settings: Settings, must_change: bool = False
) -> list[Problem]:
    """Give a person a password and end all their sessions; what is wrong with it when it may not be used.

    ``must_change`` is for a first password that somebody else has chosen.
    Raises ``LookupError`` for an unknown person.
    """
    staff_number = session.scalar(select(PersonRow.staff_number).where(PersonRow.uuid == person))
    if staff_number is None:
        raise LookupError(person)
    problems = check_password(password, staff_number, settings.password_length)
    if not problems:
        hashed = hash_password(password, settings.argon2_memory_kib)  # slow, so before anybody has to wait for us
        account = _account_of(session, person, now)
        account.password_hash = hashed
        account.must_change = must_change
        account.changed_at = now
        account.session_epoch += 1
        session.flush()
    return problems


def issue_password(session: Session, person: str, now: dt.datetime, settings: Settings) -> str:
    """Give a person a random first password, to be handed over on paper and changed at the first sign-in.

    Raises ``LookupError`` for an unknown person.
    """
    groups = max(4, -(-settings.password_length // 5) + 1)
    while True:
        password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(groups))[:LONGEST]
        if not set_password(session, person, password, now, settings, must_change=True):
            return password


def change_password(
    session: Session, person: str, current: str, password: str, now: dt.datetime, settings: Settings
) -> list[Problem]:
    """Replace one's own password, the current one being shown first; what is wrong when it is not replaced."""
    stored = session.scalar(select(AccountRow.password_hash).where(AccountRow.person == person))
    if not verify_password(stored, current, settings.argon2_memory_kib):
        return [Problem("current", 0, "password-current-wrong")]
    if password == current:
        return [Problem("password", 0, "password-unchanged")]
    return set_password(session, person, password, now, settings)


def end_sessions(session: Session, person: str, now: dt.datetime) -> int:
    """Make every cookie of a person worthless; the new epoch."""
    account = _account_of(session, person, now)
    account.session_epoch += 1
    session.flush()
    return account.session_epoch


def lift_wait(session: Session, staff_number: str) -> None:
    """Let a person who mistyped too often try again at once."""
    begin_write(session)
    clear_guard(session, guard_number(staff_number))


def sign_in(
    session: Session, staff_number: str, password: str, now: dt.datetime, settings: Settings, peer: str = ""
) -> Result:
    """Try a staff number and a password from a network address. The caller commits, whatever the outcome.

    A number that nobody has, a person without a password and a person out of service get the answer of a wrong
    password, in the same time, with the same waits.
    """
    # PostgreSQL takes no NUL in a text; nobody's number has one.
    number = unicodedata.normalize("NFKC", staff_number).replace("\0", "").strip()
    guards = [guard_number(number)] + ([guard_peer(peer)] if peer else [])
    wait = read_wait(session, guards, now)
    if wait:
        return Result(Outcome.WAIT, wait_seconds=wait)
    account = _find_account(session, number, now)
    right = verify_password(account.password_hash if account else None, password, settings.argon2_memory_kib)
    # The hash was worked on without a lock. Now one at a time: of many guesses sent at once, those beyond the free
    # ones find the wait that the ones before them caused, and are refused even if they were right.
    begin_write(session)
    lock_key(session, guards[0].key)
    wait = read_wait(session, guards, now)
    if wait:
        return Result(Outcome.WAIT, wait_seconds=wait)
    if account is None or not right:
        return Result(Outcome.REFUSED, wait_seconds=count_failure(session, guards, now))
    clear_guard(session, guards[0])
    if account.password_hash and is_outdated(account.password_hash, settings.argon2_memory_kib):
        row = session.get_one(AccountRow, account.person)
        row.password_hash = hash_password(password, settings.argon2_memory_kib)
    return Result(Outcome.SIGNED_IN, account.person, account.epoch, account.must_change)


def remote_user_sign_in(session: Session, header: str, peer: str, now: dt.datetime, settings: Settings) -> Result:
    """Take the word of a proxy that has signed the person in (integrated Windows sign-in, AD FS).

    Only when the setting is on and ``peer``, the address of the direct connection, is a trusted proxy. The header may
    be ``0012345``, ``DOMAIN\\0012345`` or ``0012345@domain``.
    """
    if not settings.remote_user or not _is_trusted(peer, settings.trusted_proxies) or "," in header:
        return Result(Outcome.REFUSED)
    number = header.strip().rpartition("\\")[2].partition("@")[0].replace("\0", "")
    account = _find_account(session, number, now)
    if account is None:
        return Result(Outcome.REFUSED)
    return Result(Outcome.SIGNED_IN, account.person, account.epoch)


def _is_trusted(peer: str, networks: tuple[str, ...]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)


def _find_account(session: Session, number: str, now: dt.datetime) -> _Account | None:
    statement = (
        select(PersonRow.uuid, AccountRow.password_hash, AccountRow.session_epoch, AccountRow.must_change)
        .outerjoin(AccountRow, AccountRow.person == PersonRow.uuid)
        .where(PersonRow.staff_number == number, PersonRow.active.is_(True), serves_on(jst(now).date()))
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    return _Account(row.uuid, row.password_hash, row.session_epoch or 0, bool(row.must_change))


def _account_of(session: Session, person: str, now: dt.datetime) -> AccountRow:
    """The account to be changed, made when there is none; whoever else would change it waits for the commit."""
    begin_write(session)
    lock_key(session, f"account {person}")
    account = session.get(AccountRow, person)
    if account is None:
        account = AccountRow(person=person, session_epoch=0, must_change=False, changed_at=now)
        session.add(account)
    return account


def set_language(session: Session, person: str, language: str) -> None:
    """Keep the language that a person chose for the pages; ``language`` is a tag such as ``en``."""
    begin_write(session)
    session.execute(update(PersonRow).where(PersonRow.uuid == person).values(language=language))
