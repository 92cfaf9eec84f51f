"""What a process remembers becomes true with the commit, and is gone with a rollback."""

from __future__ import annotations

import pytest

from elearn.lrs.rules.terms import Term
from elearn.lrs.services import memory as module
from elearn.lrs.services.memory import Memory

PLACE = Term("activity", "https://x.example.jp/a")
VERB = Term("verb", "https://x.example.jp/v")


def test_terms_are_known_inside_the_transaction_and_after_it() -> None:
    memory = Memory()
    assert memory.terms.get(PLACE) is None
    memory.learn({PLACE: 5})
    assert memory.terms.get(PLACE) == 5
    memory.keep()
    assert (memory.terms.get(PLACE), memory.terms.get(VERB)) == (5, None)


def test_a_rollback_leaves_no_phantom() -> None:
    memory = Memory()
    memory.learn({PLACE: 5})
    assert memory.is_new("a", b"1")
    memory.forget()
    assert memory.terms.get(PLACE) is None
    assert memory.is_new("a", b"1")
    memory.learn({VERB: 6})
    memory.keep()
    assert (memory.terms.get(PLACE), memory.terms.get(VERB)) == (None, 6)


def test_a_definition_is_merged_when_it_is_another_than_the_last() -> None:
    memory = Memory()
    assert [memory.is_new("a", text) for text in (b"1", b"1", b"2", b"1", b"1")] == [True, False, True, True, False]
    memory.keep()
    assert [memory.is_new("a", b"1"), memory.is_new("b", b"1")] == [False, True]


def test_it_starts_anew_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    memory = Memory()
    for number in range(5):
        memory.learn({Term("verb", str(number)): number})
        memory.is_new(str(number), b"1")
        memory.keep()
    assert memory.terms.get(Term("verb", "4")) == 4
    assert memory.terms.get(Term("verb", "0")) is None
    assert memory.is_new("0", b"1")
