"""Stacked bars: the sums are shown right, the parts are as long as they should be, no words meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.pictures.bars import THICK, Bar, Part, draw_bars
from elearn.pictures.marks import NARROWEST, Tone
from elearn.pictures.picture import Caption
from tests.elearn.pictures.geometry import boxes_in, faults, words_in

CAPTION = Caption("units", "所属ごとの状態", "所属ごとに、修了した受講登録の割合を示します。")
PARTS = (
    Part("修了", "✓", Tone.SOLID),
    Part("受講中", "▶", Tone.STRIPED),
    Part("未着手", "○", Tone.BLANK),
    Part("期限超過", "▲", Tone.CROSSED),
)
NAMES = st.text("市民課税務 部Aiあいう・（）", min_size=1, max_size=40).filter(lambda text: text.strip() != "")
COUNTS = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 10**9))
BARS = st.lists(
    st.builds(lambda name, values: Bar(name, values, f"{sum(values):,}件"), NAMES, st.tuples(*[COUNTS] * len(PARTS))),
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(BARS, st.booleans())
def test_any_bars_can_be_read_at_any_width(bars: list[Bar], by_share: bool) -> None:
    picture = draw_bars(CAPTION, PARTS, bars, by_share=by_share)
    assert faults(picture) == []
    for width in (NARROWEST, 900.0):
        boxes = sorted(
            (
                box
                for part in PARTS
                for box in boxes_in(picture, width, f"pic-edge-{part.tone}")
                if box.bottom - box.top > 14
            ),
            key=lambda box: (box.top, box.left),
        )
        wanted = [value for bar in bars for value in bar.values if value]
        assert len(boxes) == len(wanted)
        largest = max((sum(bar.values) for bar in bars), default=0)
        wholes = [sum(bar.values) if by_share else largest for bar in bars for value in bar.values if value]
        for box, value, whole in zip(boxes, wanted, wholes, strict=True):
            assert box.right - box.left == pytest.approx(value / whole * width, abs=width / 10_000)


@settings(max_examples=20, deadline=None)
@given(BARS)
def test_every_number_that_is_written_is_true_and_stands_in_its_part(bars: list[Bar]) -> None:
    picture = draw_bars(CAPTION, PARTS, bars)
    inside = [
        room for room in words_in(picture, NARROWEST) if any(room.words.startswith(f"{part.sign} ") for part in PARTS)
    ]
    numbers = inside[len(PARTS) :]
    said = {f"{part.sign} {value:,}" for bar in bars for part, value in zip(PARTS, bar.values, strict=True)}
    assert {room.words for room in numbers} <= said
    for room in numbers:
        tone = next(part.tone for part in PARTS if room.words.startswith(part.sign))
        assert any(
            box.left <= room.left and room.right <= box.right and box.top <= room.top and room.bottom <= box.bottom
            for box in boxes_in(picture, NARROWEST, f"pic-{tone}")
        )


def test_the_sum_stands_above_its_bar_and_the_key_above_all() -> None:
    bars = [Bar("市民課", (6, 3, 4, 1), "14件"), Bar("総務部総務課", (0, 0, 0, 0), "0件")]
    rooms = words_in(draw_bars(CAPTION, PARTS, bars), NARROWEST)
    assert [room.words for room in rooms] == [
        *("✓ 修了", "▶ 受講中", "○ 未着手", "▲ 期限超過"),
        *("市民課", "14件", "✓ 6", "▶ 3", "○ 4"),
        *("総務部総務課", "0件"),
    ]


def test_a_bar_of_nothing_is_a_line() -> None:
    picture = draw_bars(CAPTION, PARTS, [Bar("休職中", (0, 0, 0, 0), "0件")])
    boxes = [box for part in PARTS for box in boxes_in(picture, NARROWEST, f"pic-{part.tone}")]
    assert [box for box in boxes if box.bottom - box.top == THICK] == []
    assert "pic-line-rule" in picture.body


def test_no_bar_at_all_is_the_key_alone() -> None:
    assert len(words_in(draw_bars(CAPTION, PARTS, []), NARROWEST)) == len(PARTS)


def test_bars_of_their_own_length_can_be_compared() -> None:
    bars = [Bar("大", (10, 0, 0, 0), "10件"), Bar("小", (5, 0, 0, 0), "5件")]
    picture = draw_bars(CAPTION, PARTS, bars, by_share=False)
    large, small = (box for box in boxes_in(picture, 1000, "pic-solid") if box.bottom - box.top == THICK)
    assert (large.right, small.right) == (1000, 500)


@pytest.mark.parametrize("values", [(), (1, 2, 3), (1, 2, 3, 4, 5), (1, 2, 3, -1)])
def test_numbers_that_do_not_fit_are_refused(values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="市民課"):
        draw_bars(CAPTION, PARTS, [Bar("市民課", values, "")])


def test_a_name_in_another_language_says_so() -> None:
    body = draw_bars(CAPTION, PARTS, [Bar("市民課", (1, 0, 0, 0), "1 of 1", lang="ja")]).body
    assert body.count('lang="ja"') == 1
    assert ">市民課<" in body[body.index('lang="ja"') :]
