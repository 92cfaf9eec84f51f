"""Every status says what is wrong, why, and what to do."""

from __future__ import annotations

import re

import pytest

from elearn.web.errors import STATUSES
from elearn.web.errorwords import FORM, WORDS, words_for


@pytest.mark.parametrize("status", [*STATUSES, FORM])
def test_every_status_has_a_title_a_reason_and_a_step(status: int | str) -> None:
    words = WORDS[status]
    assert words.what
    assert not words.what.endswith("。")
    assert words.why.endswith("。")
    assert words.todo
    assert all(step.endswith("。") for step in words.todo)


def test_no_two_titles_are_the_same() -> None:
    assert len({words.what for words in WORDS.values()}) == len(WORDS) == len(STATUSES) + 1


@pytest.mark.parametrize(("status", "lender"), [(418, 400), (410, 400), (451, 400), (502, 500), (504, 500), (599, 500)])
def test_a_status_without_words_borrows_them(status: int, lender: int) -> None:
    assert words_for(status) is WORDS[lender]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_with_words_has_its_own(status: int) -> None:
    assert words_for(status) is WORDS[status]


def test_a_form_without_its_token_is_told_so() -> None:
    assert words_for(400, is_form=True) is WORDS[FORM]
    assert words_for(400) is not WORDS[FORM]


def test_what_was_not_kept_is_said() -> None:
    """Whoever sent something wants to know whether it was recorded."""
    for status in (400, FORM, 401, 405, 409, 413, 500):
        assert re.search("記録(は何も変わっていません|していません|されていません)", WORDS[status].why), status


def test_only_the_method_is_filled_in() -> None:
    names = {name for words in WORDS.values() for name in re.findall(r"%\((\w+)\)s", words.why)}
    assert names == {"method"}
    assert not any("%" in text for words in WORDS.values() for text in (words.what, *words.todo))
