import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.people.services.guards import clear_guard, count_failure, guard_number, guard_peer, read_wait
from elearn.people.tables import SignInGuardRow
from tests.elearn.people.samples import NOW


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SignInGuardRow)) or 0


def test_a_number_and_an_address_are_counted_apart() -> None:
    assert guard_number("10.0.0.1").key != guard_peer("10.0.0.1").key
    assert "0012345" not in guard_number("0012345").key


def test_failures_add_up_until_one_must_wait(either: Session) -> None:
    guards = [guard_number("0012345"), guard_peer("10.0.0.1")]
    assert [count_failure(either, guards, NOW) for _ in range(6)] == [0, 0, 0, 0, 30, 60]
    assert read_wait(either, guards, NOW) == 60
    assert read_wait(either, guards, NOW + dt.timedelta(seconds=60)) == 0
    assert rows(either) == 2


def test_another_number_need_not_wait(session: Session) -> None:
    for _ in range(7):
        count_failure(session, [guard_number("0012345")], NOW)
    assert read_wait(session, [guard_number("0012346")], NOW) == 0


def test_a_cleared_guard_begins_anew(session: Session) -> None:
    guard = guard_number("0012345")
    for _ in range(7):
        count_failure(session, [guard], NOW)
    clear_guard(session, guard)
    assert read_wait(session, [guard], NOW) == 0
    assert count_failure(session, [guard], NOW) == 0


def test_many_failures_from_one_address_slow_that_address_down(session: Session) -> None:
    for number in range(100):
        wait = count_failure(session, [guard_number(f"{number:07}"), guard_peer("10.0.0.1")], NOW)
    assert wait == 5
    assert read_wait(session, [guard_number("9999999"), guard_peer("10.0.0.1")], NOW) == 5
    assert read_wait(session, [guard_number("9999999"), guard_peer("10.0.0.2")], NOW) == 0


def test_old_failures_do_not_pile_up(either: Session) -> None:
    for number in range(5):
        count_failure(either, [guard_number(f"{number:07}")], NOW)
    count_failure(either, [guard_number("0012345")], NOW + dt.timedelta(days=2))
    assert rows(either) == 1
