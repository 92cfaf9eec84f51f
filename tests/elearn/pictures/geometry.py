"""Reads a drawn picture back: every word with the room it takes, every box, and what XML says of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from xml.etree import ElementTree as Tree

from elearn.pictures.letters import width_of
from elearn.pictures.marks import NARROWEST
from elearn.pictures.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (NARROWEST, 640.0, 1100.0)
"""Widths that a picture is looked at: the narrowest promised, beside something, and alone on a wide page."""


@dataclass(frozen=True)
class Room:
    """A box in pixels; ``words`` is what stands in it, if it is a line of words."""

    left: float
    top: float
    right: float
    bottom: float
    words: str = ""
    classes: str = ""

    def meets(self, other: Room) -> bool:
        """Whether both take the same room; touching does not count."""
        apart = 0.01
        beside = self.right <= other.left + apart or other.right <= self.left + apart
        return not (beside or self.bottom <= other.top + apart or other.bottom <= self.top + apart)


@lru_cache(maxsize=8)
def parse(picture: Picture, width: float = 640) -> Tree.Element:
    """The picture as a file, read by an XML parser."""
    return Tree.fromstring(picture.to_file(int(width)))


def length(value: str, width: float) -> float:
    """A place or length across in pixels."""
    return float(value[:-1]) / 100 * width if value.endswith("%") else float(value)


def words_in(picture: Picture, width: float) -> list[Room]:
    """Every line of words with its room, at a width."""
    found = []
    for node in parse(picture).iter(f"{SVG}text"):
        size, text = float(node.attrib["font-size"]), node.text or ""
        wide = width_of(text, size)
        x = length(node.attrib["x"], width) + float(node.get("dx", "0"))
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        base = float(node.attrib["y"])
        found.append(Room(left, base - size * 0.8, left + wide, base + size * 0.15, text, node.attrib["class"]))
    return found


def boxes_in(picture: Picture, width: float, kind: str) -> list[Room]:
    """Every box of a class, at a width."""
    return [
        Room(
            left := length(node.attrib["x"], width),
            top := float(node.attrib["y"]),
            left + length(node.attrib["width"], width),
            top + float(node.attrib["height"]),
            classes=node.get("class", ""),
        )
        for node in parse(picture).iter(f"{SVG}rect")
        if kind in node.get("class", "").split()
    ]


def faults(picture: Picture) -> list[str]:
    """Everything that would spoil the picture at one of the widths."""
    found = []
    for width in WIDTHS:
        rooms = words_in(picture, width)
        found += [
            f"{one.words!r} and {two.words!r} at {width}" for one, two in combinations(rooms, 2) if one.meets(two)
        ]
        for room in rooms:
            if room.left < -0.01 or room.right > width + 0.01 or room.top < 0 or room.bottom > picture.height:
                found.append(f"{room.words!r} stands outside at {width}")
    root = parse(picture)
    ids = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    found += [f"{one} stands twice" for one in ids if ids.count(one) > 1]
    for node in root.iter():
        fill = node.get("fill", "")
        if fill.startswith("url(#") and fill[5:-1] not in ids:
            found.append(f"{fill} names nothing")
        found += [f"{name} is not allowed" for name in node.attrib if name == "style" or name.startswith("on")]
    return found
