"""Elements as text: escaped, in shares and pixels, with a legend that fits."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.pictures.letters import width_of
from elearn.pictures.marks import (
    LINE,
    NARROWEST,
    SMALL,
    Tone,
    area,
    clean,
    legend,
    mark,
    pair,
    patterns,
    plain,
    rule,
    share,
    swatch,
    write,
)

ANY = st.text(max_size=30)


@given(ANY, ANY)
def test_whatever_is_said_comes_back_from_an_xml_parser(inside: str, value: str) -> None:
    node = Tree.fromstring(mark("a", plain(inside), aria_label=value))
    # XML reads every end of a line as one line feed.
    assert (node.text or "") == clean(inside).replace("\r\n", "\n").replace("\r", "\n")
    assert " ".join(node.attrib["aria-label"].split()) == " ".join(clean(value).split())


def test_what_xml_cannot_hold_is_shown_as_such() -> None:
    assert clean("a\0b\x1bc\ufffe") == "a\ufffdb\ufffdc\ufffd"
    assert clean("髙﨑𠮷\U000e0100") == "髙﨑𠮷\U000e0100"


@pytest.mark.parametrize(("part", "shown"), [(0, "0%"), (0.375, "37.5%"), (1, "100%"), (1 / 3, "33.333%")])
def test_shares_are_per_cent(part: float, shown: str) -> None:
    assert share(part) == shown


def test_names_are_those_of_svg() -> None:
    assert mark("svg", view_box="0 0 1 1", class_="x", stroke_width=2.0) == (
        '<svg viewBox="0 0 1 1" class="x" stroke-width="2"></svg>'
    )


def test_words_carry_colours_for_paper_and_classes_for_screens() -> None:
    assert write("課 <1>", 0.5, 15, anchor="middle") == (
        '<text x="50%" y="15" class="pic-ink" fill="#1a1a1c" font-size="14" text-anchor="middle">課 &lt;1&gt;</text>'
    )
    said = Tree.fromstring(write("8", 0, 15, dx=4, bold=True, look="soft"))
    assert (said.attrib["class"], said.attrib["dx"], said.attrib["font-weight"]) == ("pic-soft", "4", "700")


@pytest.mark.parametrize(("anchor", "move"), [("start", -2.0), ("middle", -14.0), ("end", -26.0)])
def test_a_plate_lies_behind_its_words(anchor: str, move: float) -> None:
    plate, words = Tree.fromstring(f"<g>{write('漢字', 0.5, 20, size=12, anchor=anchor, plate=True)}</g>")
    assert (plate.tag, plate.attrib["class"], words.text) == ("rect", "pic-plate", "漢字")
    assert plate.attrib["transform"] == f"translate({move:g} 0)"
    assert (plate.attrib["x"], plate.attrib["width"]) == ("50%", "28")


def test_every_tone_differs_without_colour() -> None:
    drawn = {tone: area("k", tone, 0, 0, 1, 10) for tone in Tone}
    over = {tone: [part for part in markup.split("<rect") if "url(#" in part] for tone, markup in drawn.items()}
    assert {tone: len(found) for tone, found in over.items()} == {
        Tone.SOLID: 0,
        Tone.STRIPED: 1,
        Tone.BLANK: 0,
        Tone.CROSSED: 1,
    }
    assert over[Tone.STRIPED] != over[Tone.CROSSED]
    paths = {node.attrib["d"] for node in Tree.fromstring(patterns("k")).iter("path")}
    assert len(paths) == 2


def test_a_swatch_is_the_tone_made_small() -> None:
    for tone in Tone:
        assert f'class="pic-{tone} pic-edge-{tone}"' in swatch("k", tone, 3, 0)
        assert swatch("k", tone, 3, 0).count("<rect") == area("k", tone, 0, 0, 1, 1).count("<rect")


def test_lines_have_three_looks() -> None:
    assert {rule(0, 0, 1, 0, look).split('stroke="')[1][:7] for look in ("rule", "ink", "accent")} == {
        "#d9dbe3",
        "#1a1a1c",
        "#0017c1",
    }
    assert 'stroke-dasharray="2 3"' in rule(0, 0, 1, 0, dashes="2 3")


@given(st.lists(st.tuples(st.sampled_from(Tone), st.text("あ漢A ", min_size=1, max_size=18)), min_size=1, max_size=8))
def test_a_legend_breaks_its_line_before_it_leaves_the_picture(entries: list[tuple[Tone, str]]) -> None:
    drawn, end = legend("k", entries, 0)
    found = list(Tree.fromstring(f"<g>{drawn}</g>").iter("text"))
    assert [node.text for node in found] == [words for _, words in entries]
    rights = [float(node.attrib["dx"]) + width_of(node.text or "", SMALL) for node in found]
    assert max(rights) <= NARROWEST
    assert end == LINE * len({node.attrib["y"] for node in found})


@pytest.mark.parametrize(
    ("left", "right", "lines"), [("市民課", "36件", 1), ("市" * 16, "36件", 2), ("市民課", "三" * 20, 2), ("課", "", 1)]
)
def test_a_pair_gives_each_side_its_room(left: str, right: str, lines: int) -> None:
    drawn, end = pair(left, right, 0)
    assert end == lines * LINE + 2
    assert "".join(Tree.fromstring(f"<g>{drawn}</g>").itertext()) == left + right
