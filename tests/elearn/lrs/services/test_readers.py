"""What a speaker may do follows from the scopes."""

from __future__ import annotations

import pytest

from elearn.lrs.rules.credentials import SCOPES
from elearn.lrs.services.readers import Reader

RIGHTS = ("may_write", "may_read", "reads_own_only", "may_state", "may_profile")
EXPECTED = {
    "statements/write": {"may_write", "reads_own_only"},
    "statements/read": {"may_read"},
    "statements/read/mine": {"may_read", "reads_own_only"},
    "state": {"may_state", "reads_own_only"},
    "profile": {"may_profile", "reads_own_only"},
    "all": {"may_write", "may_read", "may_state", "may_profile"},
}


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_gives_its_right_and_no_other(scope: str) -> None:
    reader = Reader("k", frozenset({scope}))
    assert {right for right in RIGHTS if getattr(reader, right)} == EXPECTED[scope]


def test_scopes_add_up_and_none_is_nothing() -> None:
    both = Reader("k", frozenset({"statements/write", "statements/read"}))
    assert both.may_write
    assert both.may_read
    assert not both.reads_own_only
    nobody = Reader("k", frozenset())
    assert not any(getattr(nobody, right) for right in RIGHTS if right != "reads_own_only")
