"""The relay: in order, at least once, patient with stores that are away, and never stopped by one bad statement."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.records.relay import (
    BATCH,
    FIRST_WAIT,
    JITTER,
    LEASE,
    LONGEST_NAME,
    LONGEST_WAIT,
    Backlog,
    Delivery,
    Round,
    backlog,
    deliver_due,
    enqueue,
    has_due,
    release_leases,
    take_lease,
)
from elearn.records.tables import LeaseRow, OutboxRow
from tests.elearn.records.samples import AT, LATER, Picky, Store

ME, OTHER = "host-a:1", "host-b:2"
NOTHING = Round()


@pytest.fixture
def outbox(session: Session) -> Session:
    """Five statements wait for the near store."""
    fill(session, 5)
    return session


def fill(session: Session, count: int, first: int = 1, target: str = "near", at: dt.datetime = AT) -> None:
    statements = [(f"statement-{number:03}", body(number)) for number in range(first, first + count)]
    enqueue(session, statements, [target], at)
    session.commit()


def body(number: int) -> bytes:
    return f'{{"id":{number}}}'.encode()


def bodies(*numbers: int) -> list[bytes]:
    return [body(number) for number in numbers]


def rows_of(session: Session) -> list[OutboxRow]:
    session.expire_all()
    return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def run_all(session: Session, store: Store, now: dt.datetime = AT, batch: int = BATCH) -> int:
    """Rounds until nothing moves any more; how many statements were accepted."""
    total = 0
    while (done := deliver_due(session, store, ME, now, batch)).moved:
        total += done.accepted
    return total


def test_statements_arrive_in_the_order_in_which_they_came_about(outbox: Session) -> None:
    store = Store()
    assert run_all(outbox, store, batch=2) == 5
    assert store.offered == [bodies(1, 2), bodies(3, 4), bodies(5)]
    assert [row.delivered_at for row in rows_of(outbox)] == [AT] * 5
    assert deliver_due(outbox, store, ME, AT) == NOTHING
    assert len(store.offered) == 3, "what is delivered is not offered again"


def test_every_store_has_its_own_queue(session: Session) -> None:
    enqueue(session, [("a", body(1)), ("b", body(2))], ["near", "far"], AT)
    session.commit()
    near, far = Store(LATER), Store(target="far")
    assert deliver_due(session, near, ME, AT) == NOTHING
    assert deliver_due(session, far, ME, AT) == Round(accepted=2)
    assert backlog(session) == [Backlog("near", 2, 0, AT)]


def test_what_was_not_committed_is_not_sent(session: Session) -> None:
    enqueue(session, [("a", body(1))], ["near"], AT)
    session.rollback()
    assert deliver_due(session, Store(), ME, AT) == NOTHING


def test_nothing_to_enqueue_writes_nothing(session: Session) -> None:
    enqueue(session, [], ["near"], AT)
    enqueue(session, [("a", body(1))], [], AT)
    assert rows_of(session) == []


def test_a_store_that_is_away_is_tried_again_after_growing_waits(outbox: Session) -> None:
    store = Store(*[LATER] * 12)
    waits, now = [], AT
    for _ in range(12):
        assert deliver_due(outbox, store, ME, now) == NOTHING
        due = rows_of(outbox)[0].next_try_at
        assert due is not None
        assert deliver_due(outbox, store, ME, due - dt.timedelta(microseconds=1)) == NOTHING, "not before its time"
        waits.append(due - now)
        now = due
    assert len(store.offered) == 12
    nominal = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
    shares = [wait.total_seconds() / full for wait, full in zip(waits, nominal, strict=True)]
    assert all(1 - JITTER <= share <= 1 for share in shares)
    assert len(set(shares)) > 6, "no two houses come back at the same moment"
    assert (FIRST_WAIT.total_seconds(), LONGEST_WAIT.total_seconds()) == (nominal[0], nominal[-1])
    assert rows_of(outbox)[0].tries == 12
    assert rows_of(outbox)[0].last_error == "HTTP 503"
    assert [len(part) for part in store.offered[:8]] == [5, 5, 5, 5, 3, 1, 1, 1], "fewer, down to a single one"
    assert deliver_due(outbox, store, ME, now) == Round(accepted=1)
    assert run_all(outbox, store, now) == 4
    assert [row.last_error for row in rows_of(outbox)] == [""] * 5


def test_what_comes_after_a_batch_that_waits_waits_behind_it(outbox: Session) -> None:
    store = Store(LATER)
    deliver_due(outbox, store, ME, AT, batch=2)
    fill(outbox, 2, first=6)
    assert deliver_due(outbox, store, ME, AT + FIRST_WAIT * 0.7) == NOTHING
    assert run_all(outbox, store, AT + FIRST_WAIT, batch=3) == 7
    assert store.accepted == bodies(1, 2, 3, 4, 5, 6, 7)


def test_one_bad_statement_is_set_aside_alone(outbox: Session) -> None:
    store = Picky(body(3))
    assert deliver_due(outbox, store, ME, AT) == Round(accepted=4, refused=1)
    assert store.offered == [bodies(1, 2, 3, 4, 5), *([one] for one in bodies(1, 2, 3, 4, 5))]
    bad = rows_of(outbox)[2]
    assert (bad.refused, bad.delivered_at, bad.last_error, bad.tries) == (True, None, "HTTP 400: no verb", 1)
    assert deliver_due(outbox, store, ME, AT + dt.timedelta(days=9)) == NOTHING, "refused for good"
    assert backlog(outbox) == [Backlog("near", 0, 1, None)]


def test_statements_behind_a_bad_one_go_on_in_the_same_run(outbox: Session) -> None:
    """The bad one may come first, and alone in its batch: the run must not end there."""
    store = Picky(body(1), body(2))
    assert run_all(outbox, store, batch=1) == 3
    assert store.accepted == bodies(3, 4, 5)
    assert backlog(outbox) == [Backlog("near", 0, 2, None)]


def test_a_store_that_goes_away_while_a_batch_is_tried_one_by_one_keeps_the_order(outbox: Session) -> None:
    store = Store(Delivery("refused", "batch"), Delivery("accepted"), Delivery("refused", "bad"), LATER)
    assert deliver_due(outbox, store, ME, AT) == Round(accepted=1, refused=1)
    assert [len(part) for part in store.offered] == [5, 1, 1, 1], "the fourth and fifth wait behind the third"
    assert deliver_due(outbox, store, ME, AT) == NOTHING
    assert run_all(outbox, store, AT + FIRST_WAIT) == 3
    assert store.accepted == bodies(1, 3, 4, 5)


def test_a_long_reason_is_cut(outbox: Session) -> None:
    deliver_due(outbox, Store(Delivery("later", "x" * 5000)), ME, AT)
    assert rows_of(outbox)[0].last_error == "x" * 500


def test_a_store_that_dies_after_taking_is_told_again(outbox: Session) -> None:
    """The answer was lost: the statements go once more, with the ids by which the store knows them."""

    class Lost(Store):
        def deliver(self, bodies: list[bytes]) -> Delivery:  # type: ignore[override]  # a sequence that is a list
            super().deliver(bodies)
            raise ConnectionResetError

    lost = Lost()
    with pytest.raises(ConnectionResetError):
        deliver_due(outbox, lost, ME, AT)
    outbox.rollback()
    after = Store()
    assert deliver_due(outbox, after, ME, AT) == Round(accepted=5)
    assert after.accepted == lost.accepted


# The lease


def test_one_process_at_a_time_delivers(engine: Engine) -> None:
    make = sessionmaker(engine)
    with make() as mine, make() as others:
        fill(mine, 4)
        store = Store()
        assert deliver_due(mine, store, ME, AT, batch=2) == Round(accepted=2)
        assert deliver_due(others, store, OTHER, AT + LEASE - dt.timedelta(seconds=1)) == NOTHING
        assert deliver_due(mine, store, ME, AT + dt.timedelta(seconds=30), batch=1) == Round(accepted=1)
        assert deliver_due(others, store, OTHER, AT + LEASE + dt.timedelta(seconds=1)) == NOTHING, "it was renewed"
        assert store.accepted == bodies(1, 2, 3)


def test_the_lease_of_a_dead_process_runs_out(engine: Engine) -> None:
    make = sessionmaker(engine)
    with make() as dead:
        fill(dead, 2)
        assert take_lease(dead, "near", ME, AT)  # ... and never comes back
    with make() as alive:
        store = Store()
        assert deliver_due(alive, store, OTHER, AT) == NOTHING
        assert deliver_due(alive, store, OTHER, AT + LEASE) == Round(accepted=2)


def test_leases_of_two_stores_are_two(session: Session) -> None:
    assert take_lease(session, "near", ME, AT)
    assert take_lease(session, "far", OTHER, AT)
    assert not take_lease(session, "near", OTHER, AT)
    assert take_lease(session, "near", ME, AT), "one's own lease may be renewed"
    rows = {row.target: row.holder for row in session.scalars(select(LeaseRow))}
    assert rows == {"near": ME, "far": OTHER}


def test_who_is_done_gives_back_all_its_leases_and_nobody_elses(session: Session) -> None:
    holder = "a-very-long-host-name." * 5 + ":12345"
    assert take_lease(session, "near", holder, AT)
    assert take_lease(session, "far", holder, AT)
    assert take_lease(session, "away", OTHER, AT)
    release_leases(session, holder)
    assert take_lease(session, "near", ME, AT)
    assert take_lease(session, "far", ME, AT)
    assert not take_lease(session, "away", ME, AT)
    release_leases(session, "somebody who never had one")
    assert not take_lease(session, "near", OTHER, AT)


def test_a_long_host_name_fits_the_lease_and_is_known_again(session: Session) -> None:
    holder = "a-very-long-host-name." * 5 + ":12345"
    assert take_lease(session, "near", holder, AT)
    assert take_lease(session, "near", holder, AT)
    assert not take_lease(session, "near", ME, AT)
    kept = session.scalars(select(LeaseRow.holder)).one()
    assert (len(kept), kept[-6:]) == (LONGEST_NAME, ":12345")


def test_statements_that_somebody_delivered_between_look_and_lease_are_not_missed(
    outbox: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(session: Session, target: str, now: dt.datetime) -> bool:
        found = has_due(session, target, now)
        session.execute(delete(OutboxRow))  # as good as delivered
        return found

    monkeypatch.setattr("elearn.records.relay.has_due", look)
    store = Store()
    assert deliver_due(outbox, store, ME, AT) == NOTHING
    assert store.offered == []


# Looking


def test_what_is_due(session: Session) -> None:
    assert not has_due(session, "near", AT)
    fill(session, 1)
    assert has_due(session, "near", AT)
    assert not has_due(session, "far", AT)
    deliver_due(session, Store(LATER), ME, AT)
    assert not has_due(session, "near", AT)
    assert has_due(session, "near", AT + FIRST_WAIT)
    deliver_due(session, Store(), ME, AT + FIRST_WAIT)
    assert not has_due(session, "near", AT + dt.timedelta(days=9))


def test_the_backlog_tells_every_stores_delay(session: Session) -> None:
    assert backlog(session) == []
    fill(session, 2, at=AT)
    fill(session, 1, first=3, at=AT + dt.timedelta(minutes=5))
    fill(session, 1, target="far", at=AT + dt.timedelta(minutes=1))
    assert backlog(session) == [
        Backlog("far", 1, 0, AT + dt.timedelta(minutes=1)),
        Backlog("near", 3, 0, AT),
    ]
    deliver_due(session, Store(), ME, AT, batch=2)
    deliver_due(session, Picky(body(1), target="far"), ME, AT)
    assert backlog(session) == [
        Backlog("far", 0, 1, None),
        Backlog("near", 1, 0, AT + dt.timedelta(minutes=5)),
    ]


# Whatever the store does


ANSWERS = st.sampled_from([Delivery("accepted"), LATER, Delivery("later", "TimeoutError")])


@given(
    count=st.integers(0, 12),
    bad=st.sets(st.integers(1, 12), max_size=4),
    answers=st.lists(ANSWERS, max_size=8),
    batch=st.integers(1, 5),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_store_does_everything_good_arrives_once_and_in_order(
    session: Session, count: int, bad: set[int], answers: list[Delivery], batch: int
) -> None:
    session.execute(delete(OutboxRow))
    session.execute(delete(LeaseRow))
    session.commit()
    fill(session, count)
    store = Picky(*(body(number) for number in bad))
    store.answers = list(answers)
    now = AT
    for _ in range(60):
        run_all(session, store, now, batch)
        now += LONGEST_WAIT
    good = [number for number in range(1, count + 1) if number not in bad]
    assert store.accepted == bodies(*good)
    assert sum(one.refused for one in backlog(session)) == len(bad & set(range(1, count + 1)))
    assert not has_due(session, "near", now)
