import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.people.services import accounts
from elearn.people.services.accounts import (
    Outcome,
    Result,
    change_password,
    end_sessions,
    issue_password,
    lift_wait,
    remote_user_sign_in,
    set_language,
    set_password,
    sign_in,
)
from elearn.people.services.directory import identity_of
from elearn.people.tables import AccountRow, PersonRow
from tests.elearn.people.samples import NOW, SETTINGS, a_csv, a_row, take_in, uuid_of

GOOD = "plum tree by the river"
BAD = "plum tree by the rivet"
PROXY = replace(SETTINGS, remote_user=True, trusted_proxies=("10.0.0.0/24", "::1"))


@pytest.fixture
def hanako(session: Session) -> str:
    """A person who can sign in."""
    take_in(session, a_csv(a_row()))
    person = uuid_of(session, "0012345")
    assert set_password(session, person, GOOD, NOW, SETTINGS) == []
    session.commit()
    return person


def attempt(session: Session, password: str, now: dt.datetime = NOW, number: str = "0012345", peer: str = "") -> Result:
    result = sign_in(session, number, password, now, SETTINGS, peer)
    session.commit()
    return result


def test_number_and_password_let_in(session: Session, hanako: str) -> None:
    assert attempt(session, GOOD) == Result(Outcome.SIGNED_IN, hanako, epoch=1)


@pytest.mark.parametrize("number", ["００１２３４５", " 0012345 ", "0012345\u3000"])
def test_a_number_typed_with_full_width_digits_or_blanks_is_the_number(
    session: Session, hanako: str, number: str
) -> None:
    assert attempt(session, GOOD, number=number).person == hanako


def test_a_wrong_password_an_unknown_number_and_no_password_at_all_are_one_answer(
    session: Session, hanako: str
) -> None:
    take_in(session, a_csv(a_row("0000002", "田中次郎")))
    numbers = ("0012345", "9999999", "0000002", "", "\0", "x" * 5000)
    answers = {attempt(session, BAD, number=number) for number in numbers}
    assert answers == {Result(Outcome.REFUSED)}


def test_a_known_and_an_unknown_number_wait_alike_and_work_alike(
    session: Session, hanako: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bool] = []
    real = accounts.verify_password

    def verify(stored: str | None, password: str, memory: int) -> bool:
        checked.append(stored is None)
        return real(stored, password, memory)

    monkeypatch.setattr(accounts, "verify_password", verify)
    moments = [NOW + dt.timedelta(seconds=40 * step) for step in range(9)]
    known = [attempt(session, BAD, moment) for moment in moments]
    unknown = [attempt(session, BAD, moment, number="9999999") for moment in moments]
    assert known == unknown
    assert Outcome.WAIT in {result.outcome for result in known}
    assert checked.count(True) == checked.count(False)


def test_the_story_of_somebody_who_forgot(either: Session) -> None:
    session, now = either, NOW
    take_in(session, a_csv(a_row()))
    assert set_password(session, uuid_of(session, "0012345"), GOOD, NOW, SETTINGS) == []
    session.commit()
    for _ in range(4):
        assert attempt(session, BAD, now) == Result(Outcome.REFUSED)
    assert attempt(session, BAD, now) == Result(Outcome.REFUSED, wait_seconds=30)
    assert attempt(session, GOOD, now) == Result(Outcome.WAIT, wait_seconds=30)
    now += dt.timedelta(seconds=30)
    assert attempt(session, BAD, now).wait_seconds == 60
    assert attempt(session, GOOD, now + dt.timedelta(seconds=59)) == Result(Outcome.WAIT, wait_seconds=1)
    now += dt.timedelta(seconds=60)
    assert attempt(session, GOOD, now).outcome is Outcome.SIGNED_IN
    assert attempt(session, BAD, now) == Result(Outcome.REFUSED)


def test_a_try_during_the_wait_does_not_make_it_longer(session: Session, hanako: str) -> None:
    for _ in range(5):
        attempt(session, BAD)
    for second in range(10):
        assert attempt(session, BAD, NOW + dt.timedelta(seconds=second)).wait_seconds == 30 - second


def test_the_administrator_may_lift_the_wait(session: Session, hanako: str) -> None:
    for _ in range(6):
        attempt(session, BAD)
    lift_wait(session, "0012345")
    assert attempt(session, GOOD).outcome is Outcome.SIGNED_IN


def test_one_address_that_tries_every_number_is_slowed_down(session: Session, hanako: str) -> None:
    for number in range(100):
        attempt(session, BAD, number=f"9{number:06}", peer="10.9.9.9")
    assert attempt(session, GOOD, peer="10.9.9.9") == Result(Outcome.WAIT, wait_seconds=5)
    assert attempt(session, GOOD, peer="10.1.1.1").outcome is Outcome.SIGNED_IN


@pytest.mark.parametrize("change", [{"left_on": dt.date(2026, 11, 21)}, {"active": False}])
def test_somebody_who_left_or_is_switched_off_cannot_sign_in(
    session: Session, hanako: str, change: dict[str, object]
) -> None:
    session.query(PersonRow).update(change)  # type: ignore[arg-type]  # named in the list above
    assert attempt(session, GOOD) == Result(Outcome.REFUSED)
    assert remote_user_sign_in(session, "0012345", "10.0.0.7", NOW, PROXY) == Result(Outcome.REFUSED)


def test_a_new_password_ends_every_session_and_the_old_password(session: Session, hanako: str) -> None:
    assert set_password(session, hanako, "seven cranes over water", NOW, SETTINGS) == []
    assert attempt(session, "seven cranes over water").epoch == 2
    assert attempt(session, GOOD) == Result(Outcome.REFUSED)


def test_a_password_that_may_not_be_used_changes_nothing(session: Session, hanako: str) -> None:
    codes = [problem.code for problem in set_password(session, hanako, "0012345", NOW, SETTINGS)]
    assert codes == ["password-too-short", "password-has-staff-number", "password-obvious"]
    assert attempt(session, GOOD).epoch == 1


def test_the_shortest_length_is_a_setting(session: Session, hanako: str) -> None:
    strict = replace(SETTINGS, password_length=30)
    assert [problem.params for problem in set_password(session, hanako, GOOD, NOW, strict)] == [{"shortest": "30"}]


def test_an_unknown_person_gets_no_password(session: Session) -> None:
    with pytest.raises(LookupError):
        set_password(session, "nobody", GOOD, NOW, SETTINGS)


def test_changing_ones_own_password(session: Session, hanako: str) -> None:
    def codes(current: str, new: str) -> list[tuple[str, str]]:
        return [
            (problem.path, problem.code) for problem in change_password(session, hanako, current, new, NOW, SETTINGS)
        ]

    assert codes(BAD, "seven cranes over water") == [("current", "password-current-wrong")]
    assert codes(GOOD, GOOD) == [("password", "password-unchanged")]
    assert codes(GOOD, "short-Xq") == [("password", "password-too-short")]
    assert codes(GOOD, "seven cranes over water") == []
    assert attempt(session, "seven cranes over water").person == hanako


def test_an_issued_password_must_be_changed(session: Session, hanako: str) -> None:
    first = issue_password(session, hanako, NOW, SETTINGS)
    assert len(first) >= 19
    assert attempt(session, first) == Result(Outcome.SIGNED_IN, hanako, epoch=2, must_change=True)
    assert set_password(session, hanako, "seven cranes over water", NOW, SETTINGS) == []
    assert not attempt(session, "seven cranes over water").must_change


@pytest.mark.parametrize("length", [8, 12, 40, 128])
def test_an_issued_password_is_long_enough_whatever_the_setting(session: Session, hanako: str, length: int) -> None:
    settings = replace(SETTINGS, password_length=length)
    first, second = (issue_password(session, hanako, NOW, settings) for _ in range(2))
    assert len(first) >= length
    assert first != second


def test_ending_all_sessions(session: Session, hanako: str) -> None:
    assert end_sessions(session, hanako, NOW) == 2
    assert attempt(session, GOOD).epoch == 2
    take_in(session, a_csv(a_row("0000002")))
    assert end_sessions(session, uuid_of(session, "0000002"), NOW) == 1


def test_a_hash_is_renewed_when_the_parameters_change(session: Session, hanako: str) -> None:
    before = session.get_one(AccountRow, hanako).password_hash
    stronger = replace(SETTINGS, argon2_memory_kib=16)
    assert sign_in(session, "0012345", GOOD, NOW, stronger).epoch == 1
    session.commit()
    after = session.get_one(AccountRow, hanako).password_hash
    assert before != after
    assert sign_in(session, "0012345", GOOD, NOW, stronger).outcome is Outcome.SIGNED_IN


@pytest.mark.parametrize("header", ["0012345", " 0012345 ", "CITY\\0012345", "0012345@city.example.jp"])
@pytest.mark.parametrize("peer", ["10.0.0.7", "::1"])
def test_a_trusted_proxy_names_the_person(session: Session, hanako: str, header: str, peer: str) -> None:
    assert remote_user_sign_in(session, header, peer, NOW, PROXY) == Result(Outcome.SIGNED_IN, hanako, epoch=1)


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        ("0012345", "10.0.1.7"),
        ("0012345", "192.168.0.1"),
        ("0012345", ""),
        ("0012345", "unix:"),
        ("9999999", "10.0.0.7"),
        ("", "10.0.0.7"),
        ("0012345, 0000001", "10.0.0.7"),
    ],
)
def test_nobody_else_is_believed(session: Session, hanako: str, header: str, peer: str) -> None:
    assert remote_user_sign_in(session, header, peer, NOW, PROXY) == Result(Outcome.REFUSED)


def test_without_the_setting_no_proxy_is_believed(session: Session, hanako: str) -> None:
    off = replace(PROXY, remote_user=False)
    assert remote_user_sign_in(session, "0012345", "10.0.0.7", NOW, off) == Result(Outcome.REFUSED)


def test_many_guesses_at_once_are_counted_one_by_one(engine: Engine) -> None:
    with Session(engine) as session:
        take_in(session, a_csv(a_row()))
        assert set_password(session, uuid_of(session, "0012345"), GOOD, NOW, SETTINGS) == []
        session.commit()

    def guess(number: int) -> Result:
        with Session(engine) as session:
            return attempt(session, f"guess number {number}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(24)))
    refused = [answer for answer in answers if answer.outcome is Outcome.REFUSED]
    assert len(refused) == 5
    assert sorted(answer.wait_seconds for answer in refused) == [0, 0, 0, 0, 30]
    assert {answer.outcome for answer in answers} == {Outcome.REFUSED, Outcome.WAIT}
    with Session(engine) as session:
        assert attempt(session, GOOD).outcome is Outcome.WAIT


def test_a_known_and_an_unknown_number_take_the_same_time(session: Session, hanako: str) -> None:
    slow = replace(SETTINGS, argon2_memory_kib=19456)
    assert set_password(session, hanako, GOOD, NOW, slow) == []
    session.commit()

    def seconds(number: str, moment: dt.datetime) -> float:
        begun = time.perf_counter()
        sign_in(session, number, BAD, moment, slow)
        session.commit()
        return time.perf_counter() - begun

    moments = [NOW + dt.timedelta(days=2 * step) for step in range(7)]
    seconds("warm-up", NOW)
    known = sorted(seconds("0012345", moment) for moment in moments)[3]
    unknown = sorted(seconds("9999999", moment) for moment in moments)[3]
    # Medians of seven; a missing hash would be some twenty times faster.
    assert 1 / 3 < known / unknown < 3


def test_a_person_taken_in_without_a_password_can_come_by_the_proxy_only(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    assert attempt(session, "") == Result(Outcome.REFUSED)
    person = uuid_of(session, "0012345")
    assert remote_user_sign_in(session, "0012345", "10.0.0.7", NOW, PROXY) == Result(Outcome.SIGNED_IN, person)


def test_sessions_of_a_person_from_the_proxy_can_be_ended_too(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    person = uuid_of(session, "0012345")
    assert end_sessions(session, person, NOW) == 1
    assert remote_user_sign_in(session, "0012345", "10.0.0.7", NOW, PROXY).epoch == 1
    assert attempt(session, "") == Result(Outcome.REFUSED)


def test_who_has_read_before_another_wrote_may_write_all_the_same(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        take_in(one, a_csv(a_row()))
        person = uuid_of(one, "0012345")
        set_password(one, person, GOOD, NOW, SETTINGS)
        one.commit()
        writes = (
            lambda: set_password(one, person, BAD, NOW, SETTINGS),
            lambda: issue_password(one, person, NOW, SETTINGS),
            lambda: end_sessions(one, person, NOW),
            lambda: lift_wait(one, "0012345"),
            lambda: set_language(one, person, "en"),
        )
        for write in writes:
            assert one.scalar(select(PersonRow.uuid)) == person  # every request has looked who is there
            attempt(other, BAD + "!", number="9999999")
            write()
            one.commit()
        assert one.scalar(select(AccountRow.session_epoch)) == 4


def test_a_chosen_language_is_the_persons_own(session: Session) -> None:
    take_in(session, a_csv(a_row(), a_row("0012346")))
    person, other = uuid_of(session, "0012345"), uuid_of(session, "0012346")
    assert _language(session, person) == ""
    for language in ("en", "ja"):
        set_language(session, person, language)
        session.commit()
        assert _language(session, person) == language
        assert _language(session, other) == ""
    set_language(session, "nobody", "en")  # a host's person without a row here: the browser remembers instead
    assert _language(session, person) == "ja"


def _language(session: Session, person: str) -> str:
    found = identity_of(session, person, NOW)
    assert found is not None
    return found.language
