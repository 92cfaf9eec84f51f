"""Writing Moodle XML. Texts go out as Markdown, which Moodle knows; the rest of an item goes into its tags."""

from __future__ import annotations

from fractions import Fraction

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import absolute_tolerance, choice_shares, export_pattern, note_penalty
from quizzes.formats.draft import Draft
from quizzes.formats.folds import write_folds
from quizzes.formats.labels import write_labels
from quizzes.formats.rubric import write_limits, write_rubric
from quizzes.formats.xmltree import Node
from quizzes.kinds.choice import EXACT, MULTIPLE, SINGLE, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import POSITION, RELATIVE, RUN, SUBSET, SequencingBody
from quizzes.model import Item

_TYPES = {
    "choice": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "sequencing": "ordering",
    "numeric": "numerical",
    "fill_in": "shortanswer",
    "essay": "essay",
}
_NEVER_TYPED = frozenset({"width", "space", "hyphen", "wave", "quote"})
"""Folds that Moodle does not have and that our usual folding has: they only make up for ways of typing."""


_GRADING = {
    EXACT: "ALL_OR_NOTHING",
    POSITION: "ABSOLUTE_POSITION",
    RELATIVE: "RELATIVE_NEXT_EXCLUDE_LAST",
    RUN: "LONGEST_CONTIGUOUS_SUBSET",
    SUBSET: "LONGEST_ORDERED_SUBSET",
}


def write_entry(item: Item, draft: Draft) -> Node | None:
    """The item as a ``<question>``; None when Moodle cannot hold it, which the draft then says."""
    draft.report.path = item.path
    settings: dict[str, str] = {}
    parts = _parts(item, settings, draft)
    if parts is None:
        return None
    if item.wrong_note and item.kind == "true_false":
        draft.lose(item.line, "wrong_note")
    tags = [element("tag", value("text", label)) for label in write_labels(item, **settings)]
    head = [
        element("name", value("text", item.id)),
        prose("questiontext", item.stem),
        prose("generalfeedback", item.explanation),
        value("defaultgrade", format(item.points, "f")),
        value("hidden", "0"),
        value("idnumber", item.id),
    ]
    if item.kind in ("choice", "matching", "sequencing"):
        head.append(prose("incorrectfeedback", item.wrong_note))
    parts += [prose("hint", hint) for hint in item.hints]
    return element("question", *head, *parts, *([element("tags", *tags)] if tags else []), type=_TYPES[item.kind])


def element(name: str, *children: Node, **attributes: str) -> Node:
    """An element whose children stand on lines of their own."""
    lines: list[Node | str] = [part for child in children for part in ("\n", child)]
    return Node(name, attributes, [*lines, "\n"])


def value(name: str, text: str) -> Node:
    """An element with a text and nothing else."""
    return Node(name, {}, [text] if text else [])


def prose(name: str, text: str) -> Node:
    """An element with a text in Markdown."""
    return element(name, value("text", text), format="markdown")


def _answer(share: Fraction | int, text: Node, feedback: str, *more: Node, markup: str = "markdown") -> Node:
    percent = f"{float(share) * 100:.5f}".rstrip("0").rstrip(".")
    said = [prose("feedback", feedback)] if feedback else []
    return element("answer", text, *said, *more, fraction=percent, format=markup)


def _parts(item: Item, settings: dict[str, str], draft: Draft) -> list[Node] | None:
    """What stands in the question for its kind."""
    body = item.body
    if item.kind == "choice" and isinstance(body, ChoiceBody):
        return _choice(item, body, settings, draft)
    if item.kind == "true_false" and isinstance(body, ChoiceBody):
        if body.penalty:
            draft.change(item.line, "scoring-changed", was=f"penalty {body.penalty:f}")
        return [
            _answer(int(choice.right), value("text", choice.id), choice.explanation, markup="moodle_auto_format")
            for choice in body.choices
        ]
    if isinstance(body, MatchingBody):
        pairs = [*((pair.left, pair.right) for pair in body.pairs), *(("", text) for text in body.spare)]
        return [
            value("shuffleanswers", "true"),
            *(
                element("subquestion", value("text", left), element("answer", value("text", right)), format="markdown")
                for left, right in pairs
            ),
        ]
    if isinstance(body, SequencingBody):
        return _sequencing(body)
    if isinstance(body, NumericBody):
        return _number(item, body, draft)
    if isinstance(body, FillInBody):
        return _text(item, body, settings, draft)
    if isinstance(body, EssayBody):
        settings |= write_limits(body)
        head = [value("responseformat", "plain"), value("responserequired", "1"), value("responsefieldlines", "15")]
        return [*head, prose("graderinfo", write_rubric(body))]
    draft.refuse(item.line, "kind-not-in-format", id=item.id, kind=item.kind, format="Moodle XML")
    return None


def _choice(item: Item, body: ChoiceBody, settings: dict[str, str], draft: Draft) -> list[Node]:
    if body.select == MULTIPLE and body.scoring == EXACT:
        settings["scoring"] = EXACT
        draft.change(item.line, "scoring-changed", was="exact")
    note_penalty(item, body, draft)
    return [
        value("single", "true" if body.select == SINGLE else "false"),
        value("shuffleanswers", "true"),
        value("answernumbering", "none"),
        *(
            _answer(share, value("text", choice.text), choice.explanation)
            for choice, share in zip(body.choices, choice_shares(body), strict=True)
        ),
    ]


def _sequencing(body: SequencingBody) -> list[Node]:
    return [
        value("layouttype", "VERTICAL"),
        value("selecttype", "ALL"),
        value("selectcount", "0"),
        value("gradingtype", _GRADING[body.scoring]),
        value("showgrading", "SHOW"),
        value("numberingstyle", "none"),
        *(_answer(Fraction(place, 100), value("text", one.text), "") for place, one in enumerate(body.entries, 1)),
    ]


def _otherwise(item: Item) -> list[Node]:
    return [_answer(0, value("text", "*"), item.wrong_note, markup="moodle_auto_format")] if item.wrong_note else []


def _number(item: Item, body: NumericBody, draft: Draft) -> list[Node]:
    tolerance = value("tolerance", format(absolute_tolerance(item, body, draft), "f"))
    answer = _answer(1, value("text", format(body.answer, "f")), "", tolerance, markup="moodle_auto_format")
    unit = element("unit", value("multiplier", "1"), value("unit_name", body.unit))
    units = [element("units", unit), value("unitgradingtype", "0"), value("showunits", "0")] if body.unit else []
    return [answer, *_otherwise(item), *units]


def _text(item: Item, body: FillInBody, settings: dict[str, str], draft: Draft) -> list[Node] | None:
    if body.folds not in (DEFAULT_FOLDS, DEFAULT_FOLDS - {"case"}):
        settings["fold"] = write_folds(body.folds)
        if (body.folds ^ DEFAULT_FOLDS) - _NEVER_TYPED - {"case"}:
            draft.change(item.line, "scoring-changed", was=f"fold {settings['fold']}")
    answers: list[Node] = []
    for accepted in body.accepted:
        pattern = export_pattern(accepted)
        if pattern is None:
            draft.refuse(item.line, "text-not-in-format", id=item.id, text=accepted, format="Moodle XML")
            return None
        answers.append(_answer(1, value("text", pattern), "", markup="moodle_auto_format"))
    return [value("usecase", "0" if "case" in body.folds else "1"), *answers, *_otherwise(item)]
