"""Reading Moodle XML: one function for each type of question that is a kind of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import ANYTHING, Answer, import_pattern, make_choices, make_sequence, split_texts
from quizzes.formats.draft import Draft, read_decimal
from quizzes.formats.folds import read_folds
from quizzes.formats.item_text import MOST_HINTS
from quizzes.formats.labels import Labels, read_labels
from quizzes.formats.moodle_xml.texts import Entry
from quizzes.formats.rubric import read_limit, read_rubric
from quizzes.formats.xmltree import Node
from quizzes.kinds.choice import MULTIPLE, SINGLE, Choice, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import EXACT, POSITION, RELATIVE, RUN, SUBSET

Made = tuple[str, Any, str] | None
"""Kind, body and note for those who missed; None when it cannot be made, which the draft then knows."""

_TRUTH = {"true": "正しい", "false": "正しくない"}
_GRADING = {
    "ALL_OR_NOTHING": EXACT,
    "-1": EXACT,
    "": EXACT,
    "ABSOLUTE_POSITION": POSITION,
    "0": POSITION,
    "RELATIVE_NEXT_EXCLUDE_LAST": RELATIVE,
    "1": RELATIVE,
    "LONGEST_ORDERED_SUBSET": SUBSET,
    "5": SUBSET,
    "LONGEST_CONTIGUOUS_SUBSET": RUN,
    "6": RUN,
}


def read_quiz(root: Node, draft: Draft) -> None:
    """Read every question below ``<quiz>`` into the draft."""
    for node in root.nodes():
        if node.name != "question":
            draft.lose(node.line, f"<{node.name}>")
        elif node.attributes.get("type") == "category":
            # A bank of ours has no shelves; what it is about is said by objective and tags.
            draft.lose(node.line, "category")
        else:
            _read_entry(Entry(node, draft))


def _read_entry(entry: Entry) -> None:
    kind = entry.node.attributes.get("type", "")
    if kind not in _READERS:
        entry.draft.refuse(entry.line, "kind-not-ours", kind=kind)
        return
    labels = read_labels(tag.text() for tags in entry.parts("tags") for tag in tags.nodes("tag"))
    made = _READERS[kind](entry, labels)
    if made is None:
        return
    name, body, note = made
    stem = entry.prose("questiontext")
    named = entry.value("name")
    points = read_decimal(entry.value("defaultgrade") or "1")
    explanation = entry.prose("generalfeedback")
    ident = entry.value("idnumber") or named
    hints = tuple(hint for node in entry.parts("hint") if (hint := entry.markdown(node)))
    if entry.value("hidden") in ("1", "true"):
        entry.draft.lose(entry.line, "hidden")
    entry.lose_rest()
    entry.draft.add(
        entry.line,
        name,
        body,
        stem,
        name=ident,
        points=points if points is not None else Decimal(0),
        labels=labels,
        explanation=explanation,
        wrong_note=note,
        hints=hints[:MOST_HINTS],
    )
    if len(hints) > MOST_HINTS:
        entry.draft.lose(entry.line, "<hint>")


def _feedback(entry: Entry, node: Node) -> str:
    feedback = node.first("feedback")
    return entry.markdown(feedback, node.attributes.get("format", "html")) if feedback is not None else ""


def _answers(entry: Entry, plain: bool) -> list[Answer]:
    """The answers; ``plain``: their texts are no prose."""
    answers: list[Answer] = []
    for node in entry.parts("answer"):
        text = node.first("text")
        source = text.text().strip() if text is not None else ""
        shown = source if plain else entry.markdown(node)
        answers.append(Answer(shown, entry.share(node), _feedback(entry, node), node.line))
    return answers


def _choice(entry: Entry, labels: Labels) -> Made:
    select = SINGLE if entry.flag("single", True) else MULTIPLE
    if not entry.flag("shuffleanswers", True):
        entry.draft.lose(entry.line, "shuffleanswers")
    answers = _answers(entry, plain=False)
    body = make_choices(entry.draft, entry.line, answers, select, labels.setting("scoring"))
    return None if body is None else ("choice", body, entry.prose("incorrectfeedback"))


def _true_false(entry: Entry, labels: Labels) -> Made:
    answers = {answer.text.lower(): answer for answer in _answers(entry, plain=True)}
    right = [name for name in _TRUTH if name in answers and answers[name].share == 1]
    if len(right) != 1 or set(answers) != set(_TRUTH):
        entry.draft.refuse(entry.line, "key-missing")
        return None
    choices = (Choice(name, text, name in right, answers[name].feedback) for name, text in _TRUTH.items())
    return "true_false", ChoiceBody(tuple(choices)), ""


def _matching(entry: Entry, labels: Labels) -> Made:
    entry.flag("shuffleanswers", True)
    pairs: list[Pair] = []
    spare: list[str] = []
    for node in entry.parts("subquestion"):
        answer = node.first("answer")
        right = " ".join(answer.text().split("\n")).strip() if answer is not None else ""
        left = entry.markdown(node)
        if not right:
            entry.draft.refuse(node.line, "matching-right-missing", left=left)
            return None
        if left:
            pairs.append(Pair(str(len(pairs) + 1), left, right, node.line))
        else:
            spare.append(right)
    return "matching", MatchingBody(tuple(pairs), tuple(spare)), entry.prose("incorrectfeedback")


def _sequencing(entry: Entry, labels: Labels) -> Made:
    grading = entry.value("gradingtype")
    if entry.value("selecttype") not in ("", "0", "ALL"):
        entry.draft.change(entry.line, "scoring-changed", was=f"selecttype {entry.value('selecttype')}")
    entry.value("selectcount")
    if grading not in _GRADING:
        entry.draft.change(entry.line, "scoring-changed", was=f"gradingtype {grading}")
    ordered = sorted(_answers(entry, plain=False), key=lambda answer: answer.share)
    if any(answer.feedback for answer in ordered):
        entry.draft.lose(entry.line, "feedback")
    body = make_sequence([answer.text for answer in ordered], _GRADING.get(grading, POSITION))
    return "sequencing", body, entry.prose("incorrectfeedback")


def _short_text(entry: Entry, labels: Labels) -> Made:
    folds = read_folds(labels.setting("fold"))
    if folds is None:
        folds = DEFAULT_FOLDS - {"case"} if entry.flag("usecase", False) else DEFAULT_FOLDS
    entry.flag("usecase", False)
    answers = [
        Answer(one.text if one.text == ANYTHING else import_pattern(one.text), one.share, one.feedback)
        for one in _answers(entry, plain=True)
    ]
    texts = split_texts(entry.draft, entry.line, answers, folds)
    return texts and ("fill_in", FillInBody(tuple(texts[0]), folds), texts[1])


def _number(entry: Entry, labels: Labels) -> Made:
    note = ""
    found: list[NumericBody] = []
    unit = _unit(entry)
    shares: list[str] = []
    for node in entry.parts("answer"):
        text = node.first("text")
        source = text.text().strip() if text is not None else ""
        if source == ANYTHING:
            note = _feedback(entry, node)
            continue
        tolerance = node.first("tolerance")
        value = read_decimal(source)
        span = read_decimal(tolerance.text().strip() or "0") if tolerance is not None else Decimal(0)
        if value is None or span is None:
            entry.draft.refuse(node.line, "numeric-not-a-number", key="answer", value=source)
            return None
        shares.append(f"{source} {float(entry.share(node)):.0%}")
        if _feedback(entry, node):
            entry.draft.lose(node.line, "feedback")
        if entry.share(node) == 1:
            found.append(NumericBody(value, abs(span), unit))
    if not found:
        entry.draft.refuse(entry.line, "key-missing")
        return None
    if len(shares) > 1:
        entry.draft.change(entry.line, "scoring-changed", was=", ".join(shares))
    return "numeric", found[0], note


def _unit(entry: Entry) -> str:
    """The unit that may be typed; one that must be typed, and a second one, score differently."""
    units = [unit for part in entry.parts("units") for unit in part.nodes("unit")]
    names = [name.text().strip() for unit in units if (name := unit.first("unit_name")) is not None]
    required = entry.value("unitgradingtype") not in ("", "0")
    entry.value("unitpenalty")
    if required or len(names) > 1:
        entry.draft.change(entry.line, "scoring-changed", was=f"units {', '.join(names)}")
    return names[0] if names else ""


def _essay(entry: Entry, labels: Labels) -> Made:
    """What graders are told becomes the rubric where it is one of ours; other notes are not for learners to see."""
    for setting in ("responseformat", "responserequired", "responsefieldlines", "responsetemplate"):
        if entry.value(setting) and setting == "responsetemplate":
            entry.draft.lose(entry.line, f"<{setting}>")
    for name in ("minwordlimit", "maxwordlimit", "attachments", "attachmentsrequired"):
        if entry.value(name) not in ("", "0"):
            entry.draft.lose(entry.line, f"<{name}>")
    for name in ("maxbytes", "filetypeslist"):
        entry.value(name)
    told = entry.prose("graderinfo")
    body = read_rubric(told)
    if told and body is None:
        entry.draft.lose(entry.line, "<graderinfo>")
    least, most = (read_limit(labels.setting(name)) for name in ("least", "most"))
    return "essay", replace(body or EssayBody(()), least=least, most=most), ""


_READERS: dict[str, Callable[[Entry, Labels], Made]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "matching": _matching,
    "match": _matching,
    "ordering": _sequencing,
    "shortanswer": _short_text,
    "numerical": _number,
    "essay": _essay,
}
