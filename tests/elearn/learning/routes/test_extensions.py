import datetime as dt

import pytest

from elearn.learning.routes.extensions import end_of


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (None, None),
        (dt.date(2026, 12, 25), dt.datetime(2026, 12, 25, 15, 0, tzinfo=dt.UTC)),
        (dt.date(2026, 12, 31), dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_japan(day, moment):
    assert end_of(day) == moment


@pytest.mark.parametrize("path", ["extensions", "extensions/00000000-0000-0000-0000-000000000007/90-test/test"])
def test_the_desk_is_not_for_learners(hanako, path):
    assert hanako.client.get(f"/staff/00000000-0000-0000-0000-000000000001/{path}").status_code == 403
