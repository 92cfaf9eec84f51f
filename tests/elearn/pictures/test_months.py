"""Months of a fiscal year: columns, the sum as a step, an axis of round numbers."""

from __future__ import annotations

from itertools import accumulate, pairwise
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.pictures.marks import NARROWEST
from elearn.pictures.months import HIGH, Month, draw_months
from elearn.pictures.picture import Caption, Picture
from elearn.pictures.scale import choose_ticks
from tests.elearn.pictures.geometry import SVG, boxes_in, faults, length, parse, words_in

CAPTION = Caption("months", "月ごとの修了", "11月までに132件が修了しました。")
JAPANESE = tuple(f"{(month + 3) % 12 + 1}月" for month in range(12))
ENGLISH = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
COUNTS = st.one_of(st.just(0), st.integers(0, 60), st.integers(0, 10**8))
YEARS = st.lists(COUNTS, min_size=1, max_size=12).map(lambda found: [*found, *[None] * (12 - len(found))])


def draw(counts: list[int | None], names: tuple[str, ...] = JAPANESE) -> Picture:
    months = [Month(name, count) for name, count in zip(names, counts, strict=True)]
    return draw_months(CAPTION, months, "その月の修了", f"累計 {sum(count or 0 for count in counts):,}件")


def steps(picture: Picture) -> list[Tree.Element]:
    """The level parts of the sum's line, without the one in the key."""
    lines = [node for node in parse(picture).iter(f"{SVG}line") if node.attrib["class"] == "pic-line-accent"]
    return [node for node in lines if node.attrib["x1"] != node.attrib["x2"]][1:]


@settings(max_examples=25, deadline=None)
@given(YEARS, st.sampled_from([JAPANESE, ENGLISH]))
def test_any_year_can_be_read_at_any_width(counts: list[int | None], names: tuple[str, ...]) -> None:
    picture = draw(counts, names)
    assert faults(picture) == []
    words = [room.words for room in words_in(picture, NARROWEST)]
    assert f"累計 {sum(count or 0 for count in counts):,}件" in words


@settings(max_examples=25, deadline=None)
@given(YEARS)
def test_columns_and_step_are_as_high_as_their_numbers(counts: list[int | None]) -> None:
    picture = draw(counts)
    top = choose_ticks(sum(count or 0 for count in counts))[-1]
    foot = picture.height - 26
    columns = [box for box in boxes_in(picture, 1000, "pic-striped") if box.right - box.left > 14.5]
    wanted = [count for count in counts if count]
    assert [box.bottom - box.top for box in columns] == pytest.approx(
        [count / top * HIGH for count in wanted], abs=0.01
    )
    assert all(box.bottom == pytest.approx(foot, abs=0.01) for box in columns)
    heights = [(foot - float(node.attrib["y1"])) / HIGH * top for node in steps(picture)]
    sums = list(accumulate(count for count in counts if count is not None))
    assert heights == pytest.approx(sums, abs=top / 10_000)


@settings(max_examples=20, deadline=None)
@given(YEARS)
def test_the_line_never_breaks_and_ends_with_the_last_month(counts: list[int | None]) -> None:
    level = steps(draw(counts))
    assert len(level) == sum(count is not None for count in counts)
    for before, after in pairwise(level):
        assert before.attrib["x2"] == after.attrib["x1"]
        assert float(before.attrib["y1"]) >= float(after.attrib["y1"])
    if None not in counts:
        assert length(level[-1].attrib["x2"], 1000) == pytest.approx(1000, abs=0.1)


def test_months_to_come_are_empty_not_zero() -> None:
    seen = draw([3, 0, *[None] * 10])
    assert len(steps(seen)) == 2
    assert len(steps(draw([3, *[0] * 11]))) == 12


def test_every_month_is_named_where_there_is_room() -> None:
    rooms = [room.words for room in words_in(draw([1] * 12), NARROWEST)]
    assert [words for words in rooms if words.endswith("月")] == ["4月", "6月", "8月", "10月", "12月", "2月"]
    short = [room.words for room in words_in(draw([1] * 12, tuple("456789012123")), NARROWEST)]
    assert "".join(short[-12:]) == "456789012123"


def test_a_year_of_nothing_has_an_axis() -> None:
    picture = draw([0] * 12)
    assert faults(picture) == []
    assert {"0", "1"} <= {room.words for room in words_in(picture, NARROWEST)}


@pytest.mark.parametrize("counts", [[], [-1]])
def test_what_cannot_be_drawn_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_months(CAPTION, [Month("4月", count) for count in counts], "", "")
