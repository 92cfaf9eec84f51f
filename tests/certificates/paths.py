"""A drawing of path operators (ISO 32000-1, 8.5) read into places on the sheet, moves worked out."""

from __future__ import annotations

from dataclasses import dataclass, field

Matrix = tuple[float, float, float, float, float, float]
Row = tuple[str, list[tuple[float, float]]]


@dataclass
class Stroke:
    """What is drawn in one colour and width: path operators with their points, in mm from the top left."""

    colour: tuple[float, float, float]
    width: float
    path: list[Row] = field(default_factory=list)


def multiply(one: Matrix, other: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def trace(drawn: str) -> list[Stroke]:
    """Every stroke of a drawing whose first line leads from the sheet to points."""
    now: Matrix = (1, 0, 0, 1, 0, 0)
    kept: list[Matrix] = []
    strokes: list[Stroke] = []
    for line in drawn.split("\n")[1:]:
        *words, operator = line.split()
        match operator:
            case "q":
                kept.append(now)
            case "Q":
                now = kept.pop()
            case "cm":
                now = multiply(tuple(map(float, words)), now)
            case "w":
                strokes.append(Stroke((float(words[0]), float(words[1]), float(words[2])), float(words[4])))
            case "m" | "l" | "c" | "h":
                numbers = list(map(float, words))
                row = [multiply((1, 0, 0, 1, x, y), now)[4:] for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
                strokes[-1].path.append((operator, row))
    return strokes
