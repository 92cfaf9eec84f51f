import datetime as dt

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.people.services.drafts import KEPT, drop_draft, find_draft, keep_draft
from elearn.people.tables import RosterDraftRow
from tests.elearn.people.samples import APRIL, NOW


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(RosterDraftRow)) or 0


def test_a_draft_waits_for_the_one_who_uploaded_it(either: Session) -> None:
    draft = keep_draft(either, b"\x00\xffbytes", APRIL, "me", NOW)
    assert find_draft(either, draft.uuid, "me", NOW) == draft
    assert find_draft(either, draft.uuid, "somebody else", NOW) is None
    assert find_draft(either, "00000000-0000-0000-0000-000000000000", "me", NOW) is None


def test_a_draft_does_not_wait_longer_than_a_day(session: Session) -> None:
    draft = keep_draft(session, b"x", APRIL, "me", NOW)
    assert find_draft(session, draft.uuid, "me", NOW + KEPT) is not None
    assert find_draft(session, draft.uuid, "me", NOW + KEPT + dt.timedelta(seconds=1)) is None


def test_a_new_draft_takes_the_place_of_ones_own_and_of_old_ones(either: Session) -> None:
    keep_draft(either, b"old", APRIL, "other", NOW - KEPT - dt.timedelta(seconds=1))
    keep_draft(either, b"fresh", APRIL, "third", NOW)
    keep_draft(either, b"first", APRIL, "me", NOW)
    keep_draft(either, b"second", APRIL, "me", NOW)
    assert sorted(either.scalars(select(RosterDraftRow.data))) == [b"fresh", b"second"]


def test_a_dropped_draft_is_gone(session: Session) -> None:
    draft = keep_draft(session, b"x", APRIL, "me", NOW)
    drop_draft(session, draft.uuid)
    assert rows(session) == 0


def test_who_has_read_before_another_wrote_may_write_all_the_same(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        assert rows(one) == 0
        keep_draft(other, b"x", APRIL, "other", NOW)
        other.commit()
        draft = keep_draft(one, b"y", APRIL, "me", NOW)
        one.commit()
        assert rows(one) == 2
        keep_draft(other, b"z", APRIL, "other", NOW)
        other.commit()
        drop_draft(one, draft.uuid)
        one.commit()
        assert rows(one) == 1
