"""What the desk sees and does of the outbox: delays, refused statements and what becomes of them, letting go."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.records.relay import (
    FIRST_WAIT,
    LONGEST_ASKED,
    Delivery,
    Lag,
    Round,
    backlog,
    deliver_due,
    drop_refusals,
    drop_target,
    enqueue,
    list_refusals,
    read_lags,
    retry_refusals,
    take_lease,
    tidy_outbox,
    withdraw_statements,
)
from elearn.records.tables import LeaseRow, OutboxRow
from tests.elearn.records.samples import AT, LATER, Picky, Store
from tests.elearn.records.test_relay import ME, NOTHING, bodies, body, fill, rows_of, run_all

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def refused(session: Session) -> Session:
    """Of five statements the near store refused the second and the fourth, and took the others."""
    fill(session, 5)
    run_all(session, Picky(body(2), body(4)))
    return session


def test_refused_statements_are_kept_with_the_stores_words(refused: Session) -> None:
    first, second = list_refusals(refused)
    assert (first.target, first.statement_id, first.body) == ("near", "statement-002", body(2))
    assert (first.last_error, first.tries, first.created_at) == ("HTTP 400: no verb", 1, AT)
    assert second.statement_id == "statement-004"
    assert list_refusals(refused, "far") == []
    assert list_refusals(refused, "near", limit=1, offset=1) == [second]


def test_a_retry_sends_what_is_named_and_first_of_all(refused: Session) -> None:
    fill(refused, 1, first=6)
    first, _ = list_refusals(refused)
    assert retry_refusals(refused, [first.id, 99_999]) == 1
    refused.commit()
    store = Store()
    assert run_all(refused, store) == 2
    assert store.accepted == bodies(2, 6)
    assert [one.statement_id for one in list_refusals(refused)] == ["statement-004"]


def test_a_retry_of_a_target_leaves_other_targets_alone(refused: Session) -> None:
    fill(refused, 1, first=7, target="far")
    run_all(refused, Picky(body(7), target="far"))
    assert retry_refusals(refused, target="near") == 2
    refused.commit()
    assert [one.target for one in list_refusals(refused)] == ["far"]
    assert run_all(refused, Picky(body(2))) == 1, "what is still bad is set aside again"
    assert [one.statement_id for one in list_refusals(refused, "near")] == ["statement-002"]


def test_what_was_delivered_is_never_sent_again_by_a_retry(refused: Session) -> None:
    taken = [row.id for row in rows_of(refused) if row.delivered_at]
    assert retry_refusals(refused, taken) == 0
    assert drop_refusals(refused, taken) == 0


def test_refused_statements_may_be_given_up(refused: Session) -> None:
    first, second = list_refusals(refused)
    assert drop_refusals(refused, [second.id]) == 1
    assert list_refusals(refused) == [first]
    assert drop_refusals(refused, target="near") == 1
    assert backlog(refused) == []


@pytest.mark.parametrize("act", [retry_refusals, drop_refusals])
def test_nothing_named_is_no_order_to_take_everything(refused: Session, act: object) -> None:
    with pytest.raises(ValueError, match="neither"):
        act(refused)  # type: ignore[operator]  # one of two functions
    assert len(list_refusals(refused)) == 2


def test_the_lag_tells_what_is_wrong_and_what_went_well(session: Session) -> None:
    fill(session, 3)
    deliver_due(session, Store(), ME, AT + HOUR, batch=1)
    deliver_due(session, Store(LATER), ME, AT + HOUR)
    (lag,) = read_lags(session)
    assert (lag.target, lag.waiting, lag.refused, lag.oldest) == ("near", 2, 0, AT)
    assert (lag.tries, lag.last_error) == (1, "HTTP 503")
    assert lag.next_try_at is not None
    assert AT + HOUR < lag.next_try_at <= AT + HOUR + FIRST_WAIT
    assert (lag.delivered, lag.delivered_at) == (1, AT + HOUR)


def test_a_target_that_was_never_given_anything_is_shown_when_it_is_named(session: Session) -> None:
    assert read_lags(session) == []
    assert read_lags(session, ["new"]) == [Lag("new")]


@pytest.mark.parametrize(("asked", "least"), [(120.0, dt.timedelta(seconds=120)), (1e12, LONGEST_ASKED)])
def test_a_store_that_asks_for_a_pause_gets_it_within_bounds(
    session: Session, asked: float, least: dt.timedelta
) -> None:
    fill(session, 1)
    store = Store(Delivery("later", "HTTP 503", asked))
    deliver_due(session, store, ME, AT)
    assert deliver_due(session, store, ME, AT + least - dt.timedelta(seconds=1)) == NOTHING
    assert deliver_due(session, store, ME, AT + least) == Round(accepted=1)


def test_delivered_statements_are_let_go_after_a_while(refused: Session) -> None:
    assert tidy_outbox(refused, AT) == 0, "not yet"
    assert tidy_outbox(refused, AT + HOUR, most=2) == 2, "a bounded number at once"
    assert tidy_outbox(refused, AT + HOUR) == 1
    assert len(list_refusals(refused)) == 2, "what somebody must decide about stays"


def test_what_is_erased_does_not_leave_any_more(refused: Session) -> None:
    enqueue(refused, [("statement-001", body(1)), ("statement-900", body(900))], ["far"], AT)
    refused.commit()
    assert withdraw_statements(refused, ["statement-001", "statement-002", "unknown"]) == 3
    far = Store(target="far")
    run_all(refused, far)
    assert far.accepted == [body(900)]


def test_a_target_that_is_none_any_more_leaves_nothing(refused: Session) -> None:
    fill(refused, 1, target="far")
    take_lease(refused, "far", ME, AT)
    assert drop_target(refused, "near") == 5
    refused.commit()
    assert [row.target for row in rows_of(refused)] == ["far"]
    assert list(refused.scalars(select(LeaseRow.target))) == ["far"]
    assert list(refused.scalars(select(OutboxRow.target))) == ["far"]
