"""Invented names: common parts joined by chance, and a few that break careless software."""

from __future__ import annotations

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.demo.names import FAMILY, GIVEN, SPECIAL, invent_name

KANA = re.compile(r"[\u3041-\u3096]+")


@given(st.integers())
def test_a_name_is_two_parts_with_a_full_width_space_and_so_is_its_reading(seed: int) -> None:
    name, kana = invent_name(Random(seed))
    assert len(name.split("\u3000")) == len(kana.split("\u3000")) == 2
    assert all(KANA.fullmatch(part) for part in kana.split("\u3000"))
    assert not any(KANA.fullmatch(sign) for sign in name.replace("\u3000", ""))


def test_the_same_chance_gives_the_same_name() -> None:
    assert [invent_name(Random(5)) for _ in range(3)] == [invent_name(Random(5))] * 3
    assert len({invent_name(Random(seed)) for seed in range(200)}) > 150


@pytest.mark.parametrize("words", [FAMILY, GIVEN], ids=["family", "given"])
def test_every_part_is_a_writing_and_its_reading(words: str) -> None:
    for word in words.split():
        assert re.fullmatch(r"[\u4e00-\u9fff々]+[\u3041-\u3096]+", word), word
    writings = [re.match(r"[^\u3041-\u3096]+", word) for word in words.split()]
    texts = [found[0] for found in writings if found]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("\u9ad9", "a variant that JIS X 0208 lacks"),
        ("\ufa11", "a compatibility ideograph that normalising would change"),
        ("\U00020bb7", "a character beyond the first plane"),
        ("\U000e0100", "a variation selector"),
        ("\U000e0110", "a variation selector of the personal names collection"),
        ("\u69d7", "a character of few fonts"),
        ("\u30fb", "a middle dot"),
    ],
)
def test_the_special_names_hold_what_breaks_systems(code: str, why: str) -> None:
    assert any(code in name for name, _ in SPECIAL), why


def test_normalising_would_change_some_special_names() -> None:
    changed = [name for name, _ in SPECIAL if unicodedata.normalize("NFKC", name.replace("\u3000", "")) not in name]
    assert changed


def test_special_names_have_readings_in_kana() -> None:
    assert len({name for name, _ in SPECIAL}) == len(SPECIAL)
    for _, kana in SPECIAL:
        assert KANA.fullmatch(kana.replace("\u3000", "")), kana
