"""The pictures of the map page: what they say, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from elearn.skills.routes.drawings import (
    describe_levels,
    describe_map,
    draw_levels,
    draw_map,
    say_minutes,
    say_place,
)
from elearn.skills.services.maps import load_map
from elearn.skills.services.progress import LevelNote, MapRow, Place
from elearn.web.language import COOKIE
from tests.elearn.pictures.geometry import faults, words_in

PLAN = load_map("hirakata-r7")
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
LEVELS = [
    LevelNote(level, "題", "文", held, needed, held == needed, None, None)
    for level, held, needed in ((1, 8, 8), (2, 10, 13), (3, 0, 15))
]
ROWS = [
    MapRow(
        skill,
        tuple(Place(level, skill.marks.get(level, ""), skill.marks.get(level) == "required") for level in PLAN.columns),
        NOW if skill.order <= 3 else None,
        (),
        duty=False,
    )
    for skill in PLAN.skills
]
ENGLISH = {"headers": {"Cookie": f"{COOKIE}=en"}}


def test_levels_are_drawn_with_their_numbers(site: Flask) -> None:
    with site.test_request_context("/map"):
        picture = draw_levels(LEVELS)
    assert faults(picture) == []
    words = [room.words for room in words_in(picture, 640)]
    assert words[2:] == [
        *("レベル1", "8スキル中 8", "✓ 8"),
        *("レベル2", "13スキル中 10", "✓ 10", "○ 3"),
        *("レベル3", "15スキル中 0", "○ 15"),
    ]
    assert picture.caption.text.endswith("レベル1は8スキル中8、レベル2は13スキル中10、レベル3は15スキル中0。")


def test_the_map_is_drawn_whole_with_links(site: Flask) -> None:
    with site.test_request_context("/map"):
        picture = draw_map(PLAN, ROWS)
        assert describe_map(ROWS) == "17スキルのうち3スキルに到達しています。"
    assert faults(picture) == []
    assert picture.links
    assert 'href="#evidence-dx-basics" aria-label="DX基礎（到達）"' in picture.body
    assert "あなたは対象外" in picture.body


def test_the_pictures_speak_english(site: Flask) -> None:
    with site.test_request_context("/map", **ENGLISH):
        levels, whole = draw_levels(LEVELS), draw_map(PLAN, ROWS)
        assert describe_levels(LEVELS) == (
            "How many of the required skills are attained: level 1: 8 of 8 skills, level 2: 10 of 13 skills, "
            "level 3: 0 of 15 skills."
        )
    for picture in (levels, whole):
        assert faults(picture) == []
        assert not [
            room.words for room in words_in(picture, 640) if any("\u3041" <= one <= "\u9fff" for one in room.words)
        ]


@pytest.mark.parametrize(
    ("minutes", "words", "english"),
    [
        (1, "約1分", "about 1 minute"),
        (89, "約89分", "about 89 minutes"),
        (90, "約1時間半", "about 1 and a half hours"),
        (105, "約2時間", "about 2 hours"),
        (895, "約15時間", "about 15 hours"),
    ],
)
def test_long_times_are_told_in_hours(site: Flask, minutes: int, words: str, english: str) -> None:
    with site.test_request_context("/map"):
        assert say_minutes(minutes) == words
    with site.test_request_context("/map", **ENGLISH):
        assert say_minutes(minutes) == english


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(1, "required", needed=True), "必要"),
        (Place(3, "by-duty", needed=False), "業務により必要"),
        (Place(3, "by-duty", needed=True), "業務により必要（あなたは対象）"),
    ],
)
def test_a_place_is_said_in_words(site: Flask, place: Place, words: str) -> None:
    with site.test_request_context("/map"):
        assert say_place(place) == words
