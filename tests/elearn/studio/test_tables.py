"""What the studio's tables refuse, and which of them are projections."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from elearn.db import table_of
from elearn.studio.projector import DraftReaction
from elearn.studio.services.bundles import LONGEST_PATH
from elearn.studio.services.drafts import LONGEST_NAME
from elearn.studio.tables import AuthorRow, DraftCommentRow, DraftFileRow, DraftRow, HandInRow
from tests.elearn.studio.writing import Writers, change


def test_only_where_a_draft_stands_is_a_projection() -> None:
    assert DraftReaction().tables == (table_of(DraftRow),)
    kept = {table_of(one).name for one in (AuthorRow, DraftCommentRow, DraftFileRow, HandInRow)}
    assert kept == {"elearn_author", "elearn_draft_comment", "elearn_draft_file", "elearn_draft_hand_in"}


def test_a_draft_is_handed_in_once_with_each_number(writers: Writers) -> None:
    done = writers.hand_in(change(writers.folder))
    row = writers.session.get_one(HandInRow, (str(done.draft), 1))
    values = {name: getattr(row, name) for name in table_of(HandInRow).columns.keys()}  # noqa: SIM118
    writers.session.expunge(row)
    writers.session.add(HandInRow(**values))
    with pytest.raises(IntegrityError):
        writers.session.flush()


def test_a_moment_without_its_zone_is_refused(writers: Writers) -> None:
    naive = dt.datetime(2026, 11, 20)  # noqa: DTZ001
    values = dict.fromkeys(("course", "author", "digest", "base_digest", "state"), "")
    writers.session.add(DraftRow(draft="d", number=1, problems=0, changed_at=naive, **values))
    with pytest.raises((StatementError, ValueError)):
        writers.session.flush()


def test_the_limits_of_names_are_those_of_the_tables() -> None:
    sizes = [table_of(DraftFileRow).c.path.type, table_of(HandInRow).c["name"].type]
    assert [one.length for one in sizes] == [LONGEST_PATH, LONGEST_NAME]  # type: ignore[attr-defined]  # both are strings
