"""load(dump(q)) == q in every format: what a format says that it keeps, it keeps; whatever else, it names."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import FORMATS, KINDS, Item, QuizProblems, dump, load, read_file, write_file
from tests.properties.test_quiz_round_trip import banks

QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LOSSLESS = ("markdown", "workbook")
"""Formats with a place for everything of an item."""


@pytest.mark.parametrize("name", LOSSLESS)
@QUICK
@given(bank=banks())
def test_a_lossless_format_gives_everything_back(name, bank):
    assert load(dump(bank, "", name), "", name) == bank


@pytest.mark.parametrize("name", sorted(FORMATS))
@QUICK
@given(bank=banks())
def test_what_no_loss_names_is_not_lost(name, bank):
    writing = write_file(bank, "", name)
    back = {item.id: item for item in read_file(writing.data, "", name).items}
    if not writing.problems and not writing.losses:
        assert tuple(back.values()) == bank.items
        assert load(dump(bank, "", name), "", name) == bank
    else:
        with pytest.raises(QuizProblems):
            dump(bank, "", name)
    if not writing.problems and name != "aiken":
        assert back.keys() == {item.id for item in bank.items}


@pytest.mark.parametrize("name", ["gift", "moodle-xml"])
@QUICK
@given(bank=banks())
def test_most_of_an_item_survives_even_where_something_is_lost(name, bank):
    """Whatever is lost by a sound format, it is never the identity, the points or the wording."""
    back = {item.id: item for item in read_file(write_file(bank, "", name).data, "", name).items}
    for item in bank.items:
        if item.id in back:
            kept = {part.name for part in fields(Item)} - {"body", "wrong_note", "path", "line"}
            same = {part for part in kept if getattr(back[item.id], part) == getattr(item, part)}
            assert kept - same == set()


@QUICK
@given(bank=banks())
def test_from_format_to_format_is_as_good_as_the_direct_way(bank):
    home = load(dump(bank, "", "workbook"), "", "workbook")
    direct, round_about = (write_file(one, "", "moodle-xml") for one in (bank, home))
    assert read_file(direct.data, "", "moodle-xml").items == read_file(round_about.data, "", "moodle-xml").items
    assert sorted(loss.code for loss in direct.losses) == sorted(loss.code for loss in round_about.losses)


@pytest.mark.parametrize("name", LOSSLESS)
@QUICK
@given(data=st.data())
def test_the_examples_of_every_kind_come_back_in_any_company(name, data):
    """Kinds that the banks above do not invent, and those that a later version adds."""
    examples = [example.text for kind in KINDS.values() for example in kind.examples()]
    some = data.draw(st.lists(st.sampled_from(examples), min_size=1, max_size=5, unique=True))
    texts = [re.sub(r"(?m)^## .*$", f"## item-{number}", text, count=1) for number, text in enumerate(some)]
    bank = load("\n".join(texts).encode(), "bank.md")
    assert len(bank.items) == len(some)
    assert load(dump(bank, "", name), "", name) == bank
