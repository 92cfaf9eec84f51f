"""The frame is one page of pure path operators that stays on the sheet and is the same each time."""

from __future__ import annotations

import re
import zlib

import pytest

from certificates.frame import GOLD, INK, MIST, PALE, TEAL, draw_frame, draw_ribbon
from tests.certificates.paths import trace

SEAL = (157.0, 228.0, 24.0)
PORTRAIT = PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LANDSCAPE = PAGE_HEIGHT, PAGE_WIDTH
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=SEAL).decode("ascii").split("\n")


def parse(line: str) -> tuple[list[float], list[str]]:
    """A line as its numbers and its operators."""
    words = line.split()
    return [float(word) for word in words if NUMBER.fullmatch(word)], [w for w in words if not NUMBER.fullmatch(w)]


def points(lines: list[str]) -> list[tuple[float, float]]:
    return [point for stroke in trace("\n".join(lines)) for _, row in stroke.path for point in row]


def test_the_same_frame_is_drawn_each_time():
    first = draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=SEAL)
    assert first == draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=SEAL)
    assert first != draw_frame(PORTRAIT, ornament_y=58, watermark_y=142, seal=SEAL)


def test_millimetres_from_the_top_become_points_from_the_bottom(lines):
    numbers, operators = parse(lines[0])
    assert operators == ["cm"]
    assert numbers[0] == pytest.approx(72 / 25.4, abs=1e-5)
    assert numbers[3] == pytest.approx(-72 / 25.4, abs=1e-5)
    assert numbers[5] == pytest.approx(297 * 72 / 25.4, abs=1e-3)


def test_only_paths_are_drawn_no_fill_no_transparency_no_text(lines):
    operators = {operator for line in lines for operator in parse(line)[1]}
    assert operators == {"q", "cm", "Q", "RG", "w", "m", "l", "c", "h", "S"}


def test_every_operator_has_its_operands(lines):
    wanted = {"m": 2, "l": 2, "c": 6, "h": 0, "S": 0, "w": 4, "cm": 6, "q": 0, "Q": 0}
    for line in lines:
        numbers, operators = parse(line)
        assert len(numbers) == wanted[operators[-1]], line


def test_nothing_leaves_the_sheet_or_comes_near_its_edge(lines):
    """Office printers leave 5 mm at every edge."""
    for x, y in points(lines):
        assert 5 < x < PAGE_WIDTH - 5
        assert 5 < y < PAGE_HEIGHT - 5


def test_the_frame_is_the_same_on_both_sides(lines):
    """Mirrored at the middle, the points of the two rules and the watermark fall on points again."""
    border = [point for point in points(lines) if point[0] < 25 or point[0] > PAGE_WIDTH - 25]
    left = min(x for x, _ in border)
    right = max(x for x, _ in border)
    assert left == pytest.approx(PAGE_WIDTH - right, abs=0.02)
    assert min(y for _, y in border) == pytest.approx(PAGE_HEIGHT - max(y for _, y in border), abs=0.02)


def test_the_middle_of_the_sheet_is_left_to_the_text(lines):
    """Between the border and the seal's place only the ornament and the faint rosette are drawn."""
    strokes = trace("\n".join(lines))
    assert strokes[0].colour == PALE, "under everything else"
    others = [point for stroke in strokes if stroke.colour != PALE for _, row in stroke.path for point in row]
    inside = [(x, y) for x, y in others if 25 < x < PAGE_WIDTH - 25 and 25 < y < PAGE_HEIGHT - 25]
    left, top, side = SEAL
    for x, y in inside:
        in_ornament = abs(y - 57) <= 1.3
        in_ticks = left <= x <= left + side and top <= y <= top + side
        assert in_ornament or in_ticks, (x, y)


def test_the_place_of_the_seal_is_marked_at_its_four_corners(lines):
    left, top, side = SEAL
    found = points(lines)
    for corner in ((left, top), (left + side, top), (left, top + side), (left + side, top + side)):
        assert any(point == pytest.approx(corner) for point in found)


def contrast(colour: tuple[float, float, float]) -> float:
    """Contrast with white paper after WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_what_lies_behind_text_is_too_pale_to_disturb_it():
    assert contrast(PALE) < 1.3
    assert contrast(INK) > 7
    assert contrast(GOLD) > 3


def test_every_move_is_taken_back_and_every_path_is_stroked(lines):
    depth, open_path = 0, False
    for line in lines[1:]:
        (*_, operator) = parse(line)[1]
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        assert depth in (0, 1)
        if operator in ("cm", "q", "Q", "w"):
            assert not open_path, "a path under two transformations"
        if operator == "S":
            assert open_path, "nothing to stroke"
        open_path = operator in ("m", "l", "c", "h")
    assert (depth, open_path) == (0, False)


def test_strands_and_petals_join_where_one_ends_and_the_next_begins(lines):
    """Drawn piece by piece, a wave and a rosette must still be one line to the eye: a hairline has 0.12 mm."""
    drawn = [row for stroke in trace("\n".join(lines)) if stroke.colour in (PALE, GOLD) for row in pieces(stroke)]
    waves = [row for row in drawn if row[0] != row[-1] and len(row) > 2]
    begins, ends = {grid(row[0]) for row in waves}, {grid(row[-1]) for row in waves}
    loose = {one for one in begins if not near(one, ends)} | {one for one in ends if not near(one, begins)}
    assert len(waves) > 500
    assert len(loose) <= 8, "the two ends of each of the four sides"


def pieces(stroke):
    """The points on the line of each piece: where it begins and where its curves end."""
    found: list[list[tuple[float, float]]] = []
    for operator, row in stroke.path:
        if operator == "m":
            found.append([row[0]])
        elif operator == "c":
            found[-1].append(row[-1])
    return found


def grid(point):
    return round(point[0] * 50), round(point[1] * 50)


def near(place, others):
    return any((place[0] + x, place[1] + y) in others for x in (-1, 0, 1) for y in (-1, 0, 1))


def test_the_drawing_is_small_in_every_paper():
    """Each paper carries it; drawn out in the numbers of the whole sheet it took 25,000 bytes."""
    for drawn in (
        draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=SEAL),
        draw_ribbon(LANDSCAPE, seal=(252, 138, 24)),
    ):
        assert len(zlib.compress(drawn, 9)) < 4_000


def test_a_sheet_on_its_side_gets_a_frame_as_even():
    drawn = draw_frame(LANDSCAPE, ornament_y=40, watermark_y=100, seal=(252, 150, 24)).decode("ascii").split("\n")
    found = points(drawn)
    for edge, size in ((0, 297), (1, 210)):
        border = [point[edge] for point in found]
        assert min(border) == pytest.approx(size - max(border), abs=0.02)
        assert min(border) > 5


def test_the_ribbon_keeps_to_the_left_and_leaves_the_edge_free():
    drawn = draw_ribbon(LANDSCAPE, seal=(252, 138, 24)).decode("ascii").split("\n")
    assert draw_ribbon(LANDSCAPE, seal=(252, 138, 24)).decode("ascii").split("\n") == drawn
    for x, y in points(drawn):
        assert 5 < x < 292
        assert 5 < y < 205
    woven = [one for one in trace("\n".join(drawn)) if one.colour in (TEAL, INK)]
    left = [x for stroke in woven for _, row in stroke.path for x, y in row if y < 170]
    assert max(left) <= 38, "text begins at 52 mm"


def test_what_lies_behind_text_is_faint():
    assert contrast(MIST) < 1.3
    assert contrast(TEAL) > 4.5


def test_without_a_place_for_a_seal_nothing_is_marked():
    marked = draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=SEAL)
    bare = draw_frame(PORTRAIT, ornament_y=57, watermark_y=142, seal=None)
    assert len(bare) < len(marked)
    assert marked.startswith(bare), "the marks are the last that is drawn"
    assert len(draw_ribbon(LANDSCAPE, seal=None)) < len(draw_ribbon(LANDSCAPE, seal=(252, 138, 24)))
