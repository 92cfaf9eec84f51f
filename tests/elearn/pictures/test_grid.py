"""The skill map as a picture: the plan's order, its signs, what is attained, where each line leads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.pictures.grid import Keys, Line, Place, draw_grid
from elearn.pictures.marks import NARROWEST
from elearn.pictures.picture import Caption, Picture
from elearn.skills.services.maps import load_map
from tests.elearn.pictures.geometry import SVG, boxes_in, faults, parse, words_in

CAPTION = Caption("map", "スキルマップの全体", "17のスキルのうち3つに到達しています。")
KEYS = Keys("到達", "これから", "対象外")
PLAN = load_map("hirakata-r7")
SIGNS = {"required": "●", "by-duty": "★"}

PLACES = st.builds(Place, st.sampled_from(["", "●", "★"]), st.booleans(), st.booleans())
LINES = st.lists(
    st.builds(
        Line,
        st.text("デザイン思考 基礎ノーコード・Aai:", min_size=1, max_size=40).filter(lambda text: text.strip() != ""),
        st.tuples(PLACES, PLACES, PLACES),
        st.just("言葉"),
        st.sampled_from(["", "#skill"]),
    ),
    max_size=20,
)


def the_plan(attained: set[str], *, english: bool = False) -> Picture:
    lines = [
        Line(
            skill.name_en if english else skill.name,
            tuple(
                Place(
                    SIGNS.get(skill.marks.get(level, ""), ""), skill.id in attained, skill.marks.get(level) != "by-duty"
                )
                for level in PLAN.columns
            ),
            f"{skill.name}：到達" if skill.id in attained else f"{skill.name}：これから",
            f"#skill-{skill.id}",
        )
        for skill in PLAN.skills
    ]
    return draw_grid(
        CAPTION, ["Level 3", "Level 2", "Level 1"] if english else ["レベル3", "レベル2", "レベル1"], lines, KEYS
    )


@settings(max_examples=25, deadline=None)
@given(LINES, st.lists(st.sampled_from(["レベル3", "Level 1", "L", "とても長い見出し"]), min_size=3, max_size=3))
def test_any_map_can_be_read_at_any_width(lines: list[Line], columns: list[str]) -> None:
    assert faults(draw_grid(CAPTION, columns, lines, KEYS)) == []


@settings(max_examples=20, deadline=None)
@given(LINES)
def test_as_many_places_are_solid_as_are_attained(lines: list[Line]) -> None:
    picture = draw_grid(CAPTION, ["3", "2", "1"], lines, KEYS)
    places = [place for line in lines for place in line.places if place.sign]
    solid = [box for box in boxes_in(picture, 1000, "pic-solid") if box.right - box.left > 14.5]
    assert len(solid) == sum(place.attained for place in places)
    signs = [room.words for room in words_in(picture, 1000) if room.words in {"●✓", "★✓", "●", "★"}]
    assert signs == [place.sign + ("✓" if place.attained else "") for place in places]


@pytest.mark.parametrize("english", [False, True])
def test_the_plan_is_drawn_whole(english: bool) -> None:
    picture = the_plan({"leadership", "dx-basics", "nocode-build"}, english=english)
    assert faults(picture) == []
    words = [room.words for room in words_in(picture, NARROWEST)]
    assert words.count("●") + words.count("●✓") == 8 + 13 + 15
    assert words.count("★") + words.count("★✓") == 2
    assert words.count("●✓") == 6
    folded = "".join(words).replace(" ", "")
    assert all((skill.name_en if english else skill.name).replace(" ", "") in folded for skill in PLAN.skills)


def test_levels_run_as_in_the_plan() -> None:
    rooms = {room.words: room for room in words_in(the_plan(set()), 640)}
    assert rooms["レベル3"].left < rooms["レベル2"].left < rooms["レベル1"].left


def test_every_line_leads_to_its_skill_and_says_where_it_stands() -> None:
    picture = the_plan({"leadership"})
    links = list(parse(picture).iter(f"{SVG}a"))
    assert [node.attrib["href"] for node in links] == [f"#skill-{skill.id}" for skill in PLAN.skills]
    assert links[0].attrib["aria-label"] == "リーダーシップ：到達"
    assert picture.links


def test_without_addresses_it_is_an_image() -> None:
    picture = draw_grid(CAPTION, ["1"], [Line("DX基礎", (Place("●"),))], KEYS)
    assert not picture.links
    assert "<a " not in picture.body


def test_the_key_names_only_what_is_there() -> None:
    plain = draw_grid(CAPTION, ["1"], [Line("DX基礎", (Place("●"),))], KEYS)
    assert KEYS.other not in [room.words for room in words_in(plain, 640)]
    assert KEYS.other in [room.words for room in words_in(the_plan(set()), 640)]


def test_lines_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 places for 3 columns"):
        draw_grid(CAPTION, ["3", "2", "1"], [Line("DX基礎", (Place("●"), Place("●")))], KEYS)
