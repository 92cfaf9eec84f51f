"""A code is the library's, module by module, whichever mask it would have taken; only sooner."""

from __future__ import annotations

import random
import string
from collections import Counter

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.code import choose_mask, make_code, make_rows
from certificates.serial import make_serial


def library(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


def addresses(count: int) -> list[str]:
    chance = random.Random(18004)
    found = [f"https://learn.example.jp/verify/{make_serial(2026, 1, number)}" for number in range(1, count)]
    for number in range(count):
        name = "".join(chance.choices(string.ascii_lowercase + "-.", k=chance.randint(1, 3 * number + 1)))
        found.append(f"https://{name}/v/{chance.randrange(10**9)}")
    return found


def test_the_mask_is_the_one_that_the_library_takes():
    taken = Counter()
    for address in addresses(40):
        code = library(address)
        assert choose_mask(segno.make(address, error="m", micro=False, mask=0)) == code.mask, address
        taken[code.mask] += 1
    assert len(taken) >= 6, "nearly every one of the eight was met"


@settings(max_examples=30)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120))
def test_every_module_is_the_librarys(address):
    assert make_rows(address) == tuple(map(bytes, library(address).matrix))
    assert make_code(address).matrix == library(address).matrix


@pytest.mark.parametrize("length", [1, 20, 60, 130, 300])
def test_codes_of_every_size_are_made(length):
    address = "https://" + "a" * length
    rows = make_rows(address)
    assert rows == tuple(map(bytes, library(address).matrix))
    assert len(rows) == len(rows[0]) == library(address).symbol_size(border=0)[0]


def test_it_is_read_at_level_m_or_better():
    assert make_code("https://learn.example.jp/verify/R08-L1-000123-E").error in "MQH"
