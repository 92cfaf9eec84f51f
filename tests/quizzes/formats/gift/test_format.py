"""GIFT as a format: what it recognises, and a whole bank."""

from __future__ import annotations

import pytest

from quizzes.formats.gift.format import GiftFormat
from quizzes.model import Bank
from tests.quizzes.builders import a_sequence, an_item

GIFT = GiftFormat()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("問い{=a ~b}", True),
        ("問い｛＝a　～b｝", True),
        ("::題::説明", True),
        ("問い\nA. 一\nANSWER: A", False),
        ("", False),
    ],
)
def test_recognising(text, known):
    assert GIFT.recognises(text.encode()) == known
    assert GIFT.recognises(text.encode("cp932")) == known


def test_a_bank_goes_out_and_comes_back():
    bank = Bank(None, (an_item(), an_item("why-02")))
    written = GIFT.write(bank)
    assert written.data.decode().count("::[markdown]") == 2
    assert GIFT.read(written.data, "a.gift").items == bank.items
    assert (written.problems, written.losses) == ((), ())


def test_an_item_without_a_place_leaves_no_trace_but_its_problem():
    written = GIFT.write(Bank(None, (an_item(kind="sequencing", body=a_sequence()), an_item("why-02"))))
    assert [problem.params["id"] for problem in written.problems] == ["why-01"]
    assert [item.id for item in GIFT.read(written.data, "a.gift").items] == ["why-02"]
