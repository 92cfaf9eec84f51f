"""The pieces of a QTI item that say what is right: declarations and rules of response processing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from quizzes.formats.xmltree import Node


def _node(name: str, /, *children: Node | str, **attributes: str) -> Node:
    return Node(name, {key.replace("_", "-"): value for key, value in attributes.items()}, list(children))


def _value(text: str) -> Node:
    return _node("value", text)


def declare_response(cardinality: str, base: str, correct: Iterable[str]) -> Node:
    """The response and its key."""
    key = _node("correct-response", *(_value(text) for text in correct))
    return _node("response-declaration", key, identifier="RESPONSE", cardinality=cardinality, base_type=base)


def declare_outcome(
    name: str, base: str, default: str = "", maximum: Decimal | None = None, cardinality: str = "single"
) -> Node:
    """An outcome with the value that it begins with."""
    attributes = {"identifier": name, "cardinality": cardinality, "base_type": base}
    if maximum is not None:
        attributes["normal_maximum"] = format(maximum, "f")
    return _node("outcome-declaration", *([_node("default-value", _value(default))] if default else []), **attributes)


def map_entries(entries: Mapping[str, str], lower: str = "", upper: str = "", case: bool = True) -> Node:
    """What each value earns; ``case``: capital letters count."""
    nodes = [_node("map-entry", map_key=key, mapped_value=value) for key, value in entries.items()]
    for node in () if case else nodes:
        node.attributes["case-sensitive"] = "false"
    bounds = {"lower_bound": lower, "upper_bound": upper}
    return _node("mapping", *nodes, default_value="0", **{key: value for key, value in bounds.items() if value})


def _set_score(value: Node) -> Node:
    return _node("set-outcome-value", value, identifier="SCORE")


def _base(text: str, base: str = "float") -> Node:
    return _node("base-value", text, base_type=base)


def _condition(test: Node, points: Decimal) -> Node:
    right = _node("response-if", test, _set_score(_base(format(points, "f"))))
    return _node("response-condition", right, _node("response-else", _set_score(_base("0"))))


def _sides() -> tuple[Node, Node]:
    return _node("variable", identifier="RESPONSE"), _node("correct", identifier="RESPONSE")


def matched(points: Decimal) -> Node:
    """All points for exactly the key, else none."""
    return _condition(_node("match", *_sides()), points)


def within(points: Decimal, tolerance: str) -> Node:
    """All points for a number within the tolerance."""
    test = _node("equal", *_sides(), tolerance_mode="absolute", tolerance=f"{tolerance} {tolerance}")
    return _condition(test, points)


def mapped() -> Node:
    """What the mapping gives; nothing given earns nothing."""
    nothing = _node("response-if", _node("is-null", _node("variable", identifier="RESPONSE")), _set_score(_base("0")))
    return _node(
        "response-condition",
        nothing,
        _node("response-else", _set_score(_node("map-response", identifier="RESPONSE"))),
    )


def set_feedback() -> Node:
    """The feedback of each choice that was picked."""
    return _node("set-outcome-value", _node("variable", identifier="RESPONSE"), identifier="FEEDBACK")


def set_note(points: Decimal) -> Node:
    """The note for those who did not get all points."""
    test = _node("lt", _node("variable", identifier="SCORE"), _base(format(points, "f")))
    value = _node("set-outcome-value", _base("wrong-note", "identifier"), identifier="NOTE")
    return _node("response-condition", _node("response-if", test, value))
