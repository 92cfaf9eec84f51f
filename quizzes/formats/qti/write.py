"""Writing one assessment item of QTI, with its response processing written out as rules that every engine knows."""

from __future__ import annotations

import re
from decimal import Decimal

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import absolute_tolerance, export_pattern
from quizzes.formats.draft import Draft
from quizzes.formats.folds import write_folds
from quizzes.formats.plain import render
from quizzes.formats.qti.rules import (
    declare_outcome,
    declare_response,
    map_entries,
    mapped,
    matched,
    set_feedback,
    set_note,
    within,
)
from quizzes.formats.rubric import write_limits, write_rubric
from quizzes.formats.xmltree import Node, parse_xml
from quizzes.kinds.choice import MULTIPLE, PARTIAL, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import EXACT, SequencingBody
from quizzes.model import Item
from quizzes.report import Report

_RUBY = re.compile(r"\{([^{}|\n]+)\|([^{}|\n]+)\}")


def write_item(item: Item, settings: dict[str, str], draft: Draft) -> Node | None:
    """The item in the names of ``quizzes.formats.qti.names``; None when QTI cannot hold it, which the draft says.

    ``settings`` takes what must go out as labels.
    """
    draft.report.path = item.path
    made = _Writer(item, settings, draft).make()
    if made is None:
        return None
    declared, interaction, rule, notes = made
    feedback = [("explanation", item.explanation), ("wrong-note", item.wrong_note), *notes]
    shown = [_modal(name, text) for name, text in feedback if text]
    outcomes = [
        declare_outcome("SCORE", "float", "0", item.points),
        declare_outcome("MAXSCORE", "float", format(item.points, "f")),
    ]
    outcomes += [declare_outcome("SOLUTION", "identifier", "explanation")] if item.explanation else []
    outcomes += [declare_outcome("NOTE", "identifier")] if item.wrong_note else []
    rules = [rule]
    if notes:
        several = declared.attributes["cardinality"] == "multiple"
        outcomes.append(declare_outcome("FEEDBACK", "identifier", cardinality="multiple" if several else "single"))
        rules.append(set_feedback())
    if item.wrong_note and not isinstance(item.body, EssayBody):
        rules.append(set_note(item.points))
    attributes = {
        "identifier": item.id if item.id[0].isalpha() else f"_{item.id}",
        "title": item.id,
        "adaptive": "false",
        "time-dependent": "false",
    }
    body = Node("item-body", {}, [*to_nodes(item.stem), interaction])
    processing = [] if isinstance(item.body, EssayBody) else [Node("response-processing", {}, list(rules))]
    parts = [declared, *outcomes, body, *processing, *shown]
    return Node("assessment-item", attributes, list(parts))


Made = tuple[Node, Node, Node, list[tuple[str, str]]] | None
"""Declaration, interaction, rule of the score, and what is told to those who picked each choice."""


def to_nodes(text: str) -> list[Node | str]:
    """Markdown as the elements of XHTML."""
    root = parse_xml(f"<div>{render(text)}</div>".encode("utf-8", "surrogatepass"), Report(""))
    if root is None:
        # A sign that XML cannot hold: reading back what was written will name it.
        return [text]
    for node in root.walk():
        node.children = [one for part in node.children for one in (_ruby(part) if isinstance(part, str) else [part])]
    while root.children and isinstance(root.children[-1], str):
        root.children.pop()
    return root.children


def to_phrase(text: str) -> list[Node | str]:
    """Markdown of one paragraph as what stands in it; anything else as blocks."""
    nodes = to_nodes(text)
    single = nodes[0] if len(nodes) == 1 else None
    return single.children if isinstance(single, Node) and single.name == "p" else nodes


def _ruby(text: str) -> list[Node | str]:
    pieces: list[Node | str] = []
    start = 0
    for found in _RUBY.finditer(text):
        pieces += [text[start : found.start()], Node("ruby", {}, [found[1], Node("rt", {}, [found[2]])])]
        start = found.end()
    return [piece for piece in (*pieces, text[start:]) if piece != ""]


def _modal(identifier: str, text: str) -> Node:
    outcome = {"explanation": "SOLUTION", "wrong-note": "NOTE"}.get(identifier, "FEEDBACK")
    attributes = {"outcome-identifier": outcome, "identifier": identifier, "show-hide": "show"}
    return Node("modal-feedback", attributes, [Node("div", {}, to_nodes(text))])


def _share(points: Decimal, count: int) -> str:
    return format(points / count, ".10f").rstrip("0").rstrip(".")


class _Writer:
    def __init__(self, item: Item, settings: dict[str, str], draft: Draft) -> None:
        self.item, self.settings, self.draft = item, settings, draft
        self.points = item.points

    def make(self) -> Made:
        body = self.item.body
        if isinstance(body, ChoiceBody) and self.item.kind in ("choice", "true_false"):
            return self.choice(body)
        if isinstance(body, MatchingBody):
            return self.matching(body)
        if isinstance(body, SequencingBody):
            return self.sequencing(body)
        if isinstance(body, NumericBody):
            return self.number(body)
        if isinstance(body, FillInBody):
            return self.text(body)
        if isinstance(body, EssayBody):
            return self.essay(body)
        self.draft.refuse(self.item.line, "kind-not-in-format", id=self.item.id, kind=self.item.kind, format="QTI")
        return None

    def changed(self, was: str) -> None:
        self.draft.change(self.item.line, "scoring-changed", was=was)

    def choice(self, body: ChoiceBody) -> Made:
        several = body.select == MULTIPLE
        if body.penalty:
            self.changed(f"penalty {body.penalty:f}")
        partial = several and body.scoring == PARTIAL
        right = [choice.id for choice in body.choices if choice.right]
        entries: dict[str, str] = {}
        if partial:
            share = _share(self.points, len(right) or 1)
            entries = {choice.id: share if choice.right else f"-{share}" for choice in body.choices}
        declared = declare_response("multiple" if several else "single", "identifier", right)
        if partial:
            declared.children.append(map_entries(entries, lower="0", upper=format(self.points, "f")))
        choices = [Node("simple-choice", {"identifier": one.id}, to_phrase(one.text)) for one in body.choices]
        attributes = {
            "response-identifier": "RESPONSE",
            "shuffle": "true" if self.item.kind == "choice" else "false",
            "max-choices": "0" if several else "1",
        }
        notes = [(choice.id, choice.explanation) for choice in body.choices if choice.explanation]
        rule = mapped() if partial else matched(self.points)
        return declared, Node("choice-interaction", attributes, list(choices)), rule, notes

    def matching(self, body: MatchingBody) -> Made:
        rights = list(dict.fromkeys([*(pair.right for pair in body.pairs), *body.spare]))
        named = {text: f"R{number}" for number, text in enumerate(rights, 1)}
        keys = [f"L{pair.id} {named[pair.right]}" for pair in body.pairs]
        declared = declare_response("multiple", "directedPair", keys)
        share = _share(self.points, len(body.pairs) or 1)
        declared.children.append(map_entries(dict.fromkeys(keys, share), upper=format(self.points, "f")))
        lefts = [_associable(f"L{pair.id}", to_phrase(pair.left), 1) for pair in body.pairs]
        others = [_associable(ident, [text], len(body.pairs)) for text, ident in named.items()]
        sets = [Node("simple-match-set", {}, list(side)) for side in (lefts, others)]
        attributes = {
            "response-identifier": "RESPONSE",
            "shuffle": "true",
            "max-associations": str(len(body.pairs)),
        }
        return declared, Node("match-interaction", attributes, list(sets)), mapped(), []

    def sequencing(self, body: SequencingBody) -> Made:
        if body.scoring != EXACT:
            # The standard knows no way to score an order in part; the label brings it back.
            self.settings["scoring"] = body.scoring
            self.changed(body.scoring)
        idents = [f"E{number}" for number in range(1, len(body.entries) + 1)]
        declared = declare_response("ordered", "identifier", idents)
        choices = [
            Node("simple-choice", {"identifier": ident}, to_phrase(entry.text))
            for ident, entry in zip(idents, body.entries, strict=True)
        ]
        attributes = {"response-identifier": "RESPONSE", "shuffle": "true"}
        return declared, Node("order-interaction", attributes, list(choices)), matched(self.points), []

    def number(self, body: NumericBody) -> Made:
        if body.unit:
            self.settings["unit"] = body.unit
        declared = declare_response("single", "float", [format(body.answer, "f")])
        return (
            declared,
            _box(body.unit),
            within(self.points, format(absolute_tolerance(self.item, body, self.draft), "f")),
            [],
        )

    def text(self, body: FillInBody) -> Made:
        if body.folds not in (DEFAULT_FOLDS, DEFAULT_FOLDS - {"case"}):
            self.settings["fold"] = write_folds(body.folds)
            self.changed(f"fold {self.settings['fold']}")
        keys: list[str] = []
        for accepted in body.accepted:
            pattern = export_pattern(accepted)
            plain = None if pattern is None else pattern.replace("\\*", "")
            if pattern is None or plain is None or "*" in plain:
                self.draft.refuse(self.item.line, "text-not-in-format", id=self.item.id, text=accepted, format="QTI")
                return None
            keys.append(pattern.replace("\\*", "*"))
        declared = declare_response("single", "string", keys[:1])
        points = format(self.points, "f")
        folded = "case" in body.folds
        declared.children.append(map_entries(dict.fromkeys(keys, points), case=not folded))
        return declared, _box(), mapped(), []

    def essay(self, body: EssayBody) -> Made:
        """The rubric is for scorers only; nothing but people sets the score, so the rule leaves it as it is."""
        self.settings |= write_limits(body)
        declared = declare_response("single", "string", [])
        box = Node("extended-text-interaction", {"response-identifier": "RESPONSE", "expected-lines": "15"})
        rubric = write_rubric(body)
        told = Node("rubric-block", {"view": "scorer", "use": "scoring"}, [Node("pre", {}, [rubric])])
        return declared, Node("div", {}, [box, told] if rubric else [box]), Node("response-condition"), []


def _associable(ident: str, children: list[Node | str], most: int) -> Node:
    return Node("simple-associable-choice", {"identifier": ident, "match-max": str(most)}, children)


def _box(unit: str = "") -> Node:
    box = Node("text-entry-interaction", {"response-identifier": "RESPONSE"})
    return Node("div", {}, [box, f" {unit}"] if unit else [box])
