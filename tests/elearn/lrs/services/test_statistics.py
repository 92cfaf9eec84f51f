"""The figures of the store."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from elearn.lrs.services import count_store, erase_agent, store_statements
from elearn.lrs.services.statistics import DAYS
from tests.elearn.lrs.house import AUTHORITY, NOON, PASSED, VOIDED, account, body, reference, statement

MIDNIGHT = NOON.replace(hour=0)
DAY = dt.timedelta(days=1)


def test_an_empty_store(session: Session) -> None:
    counted = count_store(session, MIDNIGHT)
    assert (counted.statements, counted.voided, counted.agents, counted.documents) == (0, 0, 0, 0)
    assert (counted.first, counted.last, counted.verbs) == (None, None, ())
    assert [number for _, number in counted.days] == [0] * DAYS


def test_counts_by_verb_and_day(session: Session) -> None:
    (struck,) = store_statements(session, [body(statement("p-1"))], AUTHORITY, NOON - DAY)
    store_statements(session, [body(statement("p-2")), body(statement("p-1"))], AUTHORITY, NOON)
    store_statements(session, [body(reference(str(struck), VOIDED))], AUTHORITY, NOON + DAY)
    session.commit()
    counted = count_store(session, MIDNIGHT + DAY)
    assert (counted.statements, counted.voided, counted.activities) == (4, 1, 1)
    assert counted.agents == 4, "three people and the authority"
    assert counted.verbs[0][0] == PASSED
    assert dict(counted.verbs)[VOIDED] == 1
    assert counted.days[:4] == (
        (MIDNIGHT + DAY, 1),
        (MIDNIGHT, 2),
        (MIDNIGHT - DAY, 1),
        (MIDNIGHT - 2 * DAY, 0),
    )
    assert counted.first == NOON - DAY
    assert counted.last == NOON + DAY


def test_who_was_erased_is_not_counted_among_the_identifiers(session: Session) -> None:
    store_statements(session, [body(statement("p-1"))], AUTHORITY, NOON)
    before = count_store(session, MIDNIGHT).agents
    erase_agent(session, account("p-1"), account("erased-1"), dry_run=False)
    session.commit()
    counted = count_store(session, MIDNIGHT)
    assert (counted.statements, counted.agents) == (0, before - 1)
