"""What an item of QTI counts as right: its response declaration, and its response processing where that is standard.

Standard are the templates ``match_correct`` and ``map_response``, the same written out as rules, and one rule that
compares a number within a tolerance. Rules that set other outcomes than the score do not change what is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from quizzes.formats.draft import read_decimal
from quizzes.formats.xmltree import Node

MATCH, MAP, EQUAL = "match_correct", "map_response", "equal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a mapping: what it earns, and whether capital letters count."""

    key: str
    value: Fraction
    exact_case: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """A response declaration."""

    cardinality: str
    base: str
    correct: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None

    def value(self, key: str) -> Fraction:
        """What one value earns."""
        return next((entry.value for entry in self.entries if entry.key == key), self.default)


@dataclass(frozen=True, slots=True)
class Rule:
    """How the score comes about. ``points``: what a right response earns, None where the rule does not say."""

    name: str
    points: Fraction | None = None
    tolerance: Decimal = field(default=Decimal(0))


_TEMPLATES = {"match_correct": MATCH, "map_response": MAP, "CC2_match": MATCH}
"""How the address of a standard template ends; CC2 is Common Cartridge's name for the same."""


def _fraction(text: str | None, default: Fraction | None = None) -> Fraction | None:
    value = read_decimal(text or "")
    return default if value is None else Fraction(value)


def read_declaration(item: Node, identifier: str) -> Declared | None:
    """The declaration of a response; None when there is none."""
    declared = item.nodes("response-declaration")
    node = next((one for one in declared if one.attributes.get("identifier") == identifier), None)
    if node is None:
        return None
    correct = node.first("correct-response")
    mapping = node.first("mapping")
    values = tuple(value.text().strip(" \t\r\n") for value in correct.nodes("value")) if correct is not None else ()
    shape = (node.attributes.get("cardinality", "single"), node.attributes.get("base-type", "identifier"))
    if mapping is None:
        return Declared(*shape, values)
    entries = tuple(
        Entry(
            one.attributes.get("map-key", ""),
            _fraction(one.attributes.get("mapped-value")) or Fraction(0),
            one.attributes.get("case-sensitive", "true") == "true",
        )
        for one in mapping.nodes("map-entry")
    )
    return Declared(
        *shape,
        values,
        entries,
        _fraction(mapping.attributes.get("default-value")) or Fraction(0),
        _fraction(mapping.attributes.get("lower-bound")),
        _fraction(mapping.attributes.get("upper-bound")),
    )


def read_rule(item: Node, identifier: str) -> Rule | None:
    """The rule that scores a response; None when it is none of the standard ones."""
    processing = item.first("response-processing")
    if processing is None:
        return None
    template = processing.attributes.get("template", "").removesuffix(".xml")
    named = next((rule for ending, rule in _TEMPLATES.items() if template.endswith(ending)), None)
    if named is not None:
        return Rule(named) if identifier == "RESPONSE" else None
    constants = _constants(item)
    actions = [(test, _addend(value, constants)) for test, value in _score_actions(processing)]
    scored = [
        (test, value)
        for test, value in actions
        if not _is_nothing(value) and not (value.name == "base-value" and _keeps_bounds(test))
    ]
    if len(scored) != 1:
        return None
    test, value = scored[0]
    if value.name == "map-response" and value.attributes.get("identifier") == identifier:
        return Rule(MAP) if _asks_nothing_more(test) else None
    points = _fraction(value.text().strip()) if value.name == "base-value" else None
    if points is None or test is None or not _compares(test, identifier):
        return None
    return _comparison(test, points)


def _comparison(test: Node, points: Fraction) -> Rule | None:
    if test.name == "match":
        return Rule(MATCH, points)
    if test.name == "equal" and test.attributes.get("tolerance-mode", "exact") in ("exact", "absolute"):
        bounds = {read_decimal(part) for part in test.attributes.get("tolerance", "0").split()}
        tolerance = bounds.pop() if len(bounds) == 1 else None
        return Rule(EQUAL, points, tolerance) if tolerance is not None else None
    return None


def _constants(item: Node) -> dict[str, str]:
    """Outcomes that begin with a value and that no rule sets: they stand for that value."""
    set_later = {one.attributes.get("identifier") for one in item.walk() if one.name == "set-outcome-value"}
    return {
        ident: node.text().strip()
        for node in item.nodes("outcome-declaration")
        if (ident := node.attributes.get("identifier", "")) not in set_later
    }


def _addend(value: Node, constants: dict[str, str]) -> Node:
    """What is added to a score that begins with nothing: ``SCORE + x`` is x, and a constant is its value."""
    if value.name == "sum":
        own = [part for part in value.nodes() if part.attributes.get("identifier") != "SCORE"]
        return _addend(own[0], constants) if len(own) == 1 and len(value.nodes()) == 2 else value
    if value.name == "variable" and (text := constants.get(value.attributes.get("identifier", ""))):
        return Node("base-value", {}, [text], value.line)
    return value


def _keeps_bounds(test: Node | None) -> bool:
    """Whether the test only holds the score against the most or the least that there can be."""
    if test is None:
        return False
    named = {one.attributes.get("identifier") for one in test.walk() if one.name in ("variable", "correct")}
    return named <= {"SCORE", "MAXSCORE", "MINSCORE"} and "SCORE" in named


def _asks_nothing_more(test: Node | None) -> bool:
    """Whether the test asks at most if there is a response at all."""
    if test is not None and test.name == "not":
        test = next(iter(test.nodes()), None)
    return test is None or test.name in ("is-null", "otherwise")


def _score_actions(node: Node, test: Node | None = None) -> Iterator[tuple[Node | None, Node]]:
    """Every value that the score is set to, and the condition that it hangs on (``otherwise``: none before it)."""
    for part in node.nodes():
        if part.name == "response-condition":
            for branch in part.nodes():
                tests = [one for one in branch.nodes() if one.name not in ("set-outcome-value", "response-condition")]
                named = tests[0] if tests else Node("otherwise")
                yield from _score_actions(branch, named)
        elif part.name == "set-outcome-value" and part.attributes.get("identifier") == "SCORE":
            yield from ((test, value) for value in part.nodes())


def _is_nothing(value: Node) -> bool:
    return value.name == "base-value" and _fraction(value.text().strip()) == 0


def _compares(test: Node, identifier: str) -> bool:
    """Whether the test holds a response against its own key."""
    sides = {(part.name, part.attributes.get("identifier")) for part in test.nodes()}
    return sides == {("variable", identifier), ("correct", identifier)}


def read_maximum(item: Node) -> Fraction | None:
    """The most points that the item says it gives."""
    for node in item.nodes("outcome-declaration"):
        named = node.attributes.get("identifier")
        if named == "MAXSCORE" and (found := _fraction(node.text().strip())):
            return found
        if named == "SCORE" and (found := _fraction(node.attributes.get("normal-maximum"))):
            return found
    return None
