"""Targets: bars on one scale, a line where the target is, both readings in words."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.pictures.marks import NARROWEST
from elearn.pictures.picture import Caption, Picture
from elearn.pictures.targets import Aim, Reading, draw_targets
from tests.elearn.pictures.geometry import SVG, boxes_in, faults, length, parse, words_in

CAPTION = Caption("targets", "計画の目標と実績", "令和8年度の目標に対して、認定された人数を示します。")
LINE = "縦の線は、令和8年度の目標です。"
COUNTS = st.one_of(st.just(0), st.integers(0, 200), st.integers(0, 10**9))
WORDS = st.text("レベル1人に到達したA （）", min_size=1, max_size=30).filter(lambda text: text.strip() != "")
READINGS = st.lists(
    st.builds(lambda words, value: Reading(words, value, f"{value:,}人"), WORDS, COUNTS), max_size=2
).map(tuple)
AIMS = st.lists(
    st.builds(lambda name, target, found: Aim(name, target, f"目標 {target:,}人", found), WORDS, COUNTS, READINGS),
    max_size=5,
)


def target_lines(picture: Picture, width: float) -> list[Tree.Element]:
    lines = [node for node in parse(picture).iter(f"{SVG}line") if node.attrib["class"] == "pic-line-ink"]
    assert all(node.attrib["x1"] == node.attrib["x2"] for node in lines)
    assert all(0 < length(node.attrib["x1"], width) < width for node in lines)
    return lines[1:]  # the first is the key's


@settings(max_examples=25, deadline=None)
@given(AIMS)
def test_any_aims_can_be_read_at_any_width(aims: list[Aim]) -> None:
    picture = draw_targets(CAPTION, aims, LINE)
    assert faults(picture) == []
    assert len(target_lines(picture, NARROWEST)) == sum(len(aim.readings) for aim in aims)


@settings(max_examples=25, deadline=None)
@given(AIMS)
def test_a_bar_passes_the_line_when_the_target_is_passed(aims: list[Aim]) -> None:
    picture = draw_targets(CAPTION, aims, LINE)
    lines = target_lines(picture, 1000)
    readings = [(aim, reading) for aim in aims for reading in aim.readings]
    boxes = sorted(
        boxes_in(picture, 1000, "pic-solid") + boxes_in(picture, 1000, "pic-striped"), key=lambda box: box.top
    )
    drawn = iter(boxes)
    for (aim, reading), line in zip(readings, lines, strict=True):
        reached = next(drawn).right if reading.value else 0
        at = length(line.attrib["x1"], 1000)
        if aim.target and abs(reading.value - aim.target) * 1000 > max(aim.target, reading.value):
            assert (reached > at) == (reading.value > aim.target) or at <= 6.01 or reached - at < 0.01
    assert next(drawn, None) is None


def test_the_plan_is_shown_in_words() -> None:
    readings = (Reading("このレベル以上の人", 12, "12人"), Reading("いまこのレベルの人", 9, "9人"))
    rooms = words_in(draw_targets(CAPTION, [Aim("レベル1", 130, "目標 130人", readings)], LINE), NARROWEST)
    assert [room.words for room in rooms] == [
        LINE,
        *("レベル1", "目標 130人"),
        *("このレベル以上の人", "12人"),
        *("いまこのレベルの人", "9人"),
    ]


def test_the_two_readings_look_different_without_colour() -> None:
    readings = (Reading("以上", 3, "3人"), Reading("いま", 3, "3人"))
    picture = draw_targets(CAPTION, [Aim("レベル1", 5, "", readings)], LINE)
    assert len(boxes_in(picture, 500, "pic-solid")) == len(boxes_in(picture, 500, "pic-striped")) == 1
    assert picture.body.count("url(#targets-striped)") == 1


def test_a_target_of_nothing_and_nobody_can_be_drawn() -> None:
    picture = draw_targets(CAPTION, [Aim("レベル3", 0, "目標 0人", (Reading("以上", 0, "0人"),))], LINE)
    assert faults(picture) == []
    assert boxes_in(picture, 500, "pic-solid") == []


@pytest.mark.parametrize(
    "aim",
    [
        Aim("a", -1, "", ()),
        Aim("a", 1, "", (Reading("x", -1, ""),)),
        Aim("a", 1, "", (Reading("x", 1, ""), Reading("y", 1, ""), Reading("z", 1, ""))),
    ],
)
def test_what_cannot_be_drawn_is_refused(aim: Aim) -> None:
    with pytest.raises(ValueError, match="a: Aim"):
        draw_targets(CAPTION, [aim], LINE)
