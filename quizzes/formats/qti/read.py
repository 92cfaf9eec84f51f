"""Reading one assessment item of QTI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import Answer, make_choices, make_sequence, split_texts
from quizzes.formats.draft import Draft, read_decimal
from quizzes.formats.folds import read_folds
from quizzes.formats.labels import Labels
from quizzes.formats.qti.processing import EQUAL, MAP, MATCH, Declared, Rule, read_declaration, read_maximum, read_rule
from quizzes.formats.qti.texts import Texts
from quizzes.formats.rubric import read_limit, read_rubric
from quizzes.formats.xmltree import Node
from quizzes.kinds.choice import EXACT, MULTIPLE, SINGLE, Choice, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import NumericBody

Made = tuple[str, Any] | None

_TRUTH = {"true": "正しい", "false": "正しくない"}


def read_item(item: Node, labels: Labels, draft: Draft) -> None:
    """Add the item to the draft, or say why it cannot be."""
    varies = item.attributes.get("adaptive") == "true" or item.nodes("template-declaration", "template-processing")
    interactions = [node for node in item.walk() if node.name.endswith("-interaction")]
    names = sorted({node.name for node in interactions})
    if varies or len(interactions) != 1 or names[0] not in (*_READERS, "extended-text-interaction"):
        kind = "adaptive" if varies else " + ".join(names) or "item without interaction"
        draft.refuse(item.line, "kind-not-ours", kind=kind)
        return
    interaction = interactions[0]
    identifier = interaction.attributes.get("response-identifier", "")
    if interaction.name == "extended-text-interaction":
        _read_essay(item, interaction, labels, draft)
        return
    declared, rule = read_declaration(item, identifier), read_rule(item, identifier)
    if declared is None or (not declared.correct and not declared.entries):
        draft.refuse(item.line, "key-missing")
        return
    if rule is None:
        draft.refuse(item.line, "qti-processing-unknown")
        return
    if rule.name == MAP and not declared.entries:
        draft.refuse(item.line, "key-missing")
        return
    texts = Texts(item, interaction, labels, draft)
    source = _Source(item, interaction, declared, rule, labels, texts, draft)
    made = _READERS[interaction.name](source)
    if made is None:
        return
    points = read_maximum(item) or rule.points or _most(declared, rule)
    stem = texts.stem()
    explanation, note = texts.feedback("explanation"), texts.feedback("wrong-note")
    texts.lose_rest(ordered=made[0] == "true_false")
    draft.add(
        item.line,
        made[0],
        made[1],
        stem,
        name=item.attributes.get("identifier", "").removeprefix("_"),
        points=Decimal(points.numerator) / points.denominator,
        labels=labels,
        explanation=explanation,
        wrong_note=note,
    )


def _read_essay(item: Node, interaction: Node, labels: Labels, draft: Draft) -> None:
    """What people grade: a rubric for scorers becomes ours where it is one of ours, else it is named as lost."""
    told = next((node for node in item.walk() if node.name == "rubric-block" and _is_for_scorers(node)), None)
    body = read_rubric(told.text()) if told is not None else None
    texts = Texts(item, interaction, labels, draft, read=told if body is not None else None)
    least, most = (read_limit(labels.setting(name)) for name in ("least", "most"))
    stem, explanation, note = texts.stem(), texts.feedback("explanation"), texts.feedback("wrong-note")
    texts.lose_rest(ordered=True)
    points = read_maximum(item) or Fraction(1)
    draft.add(
        item.line,
        "essay",
        replace(body or EssayBody(()), least=least, most=most),
        stem,
        name=item.attributes.get("identifier", "").removeprefix("_"),
        points=Decimal(points.numerator) / points.denominator,
        labels=labels,
        explanation=explanation,
        wrong_note=note,
    )


def _is_for_scorers(node: Node) -> bool:
    return "scorer" in node.attributes.get("view", "").split()


def _most(declared: Declared, rule: Rule) -> Fraction:
    """What a mapping gives at most."""
    if rule.name != MAP:
        return Fraction(1)
    values = [entry.value for entry in declared.entries if entry.value > 0]
    total = sum(values, Fraction(0)) if declared.cardinality == "multiple" else max(values, default=Fraction(0))
    return (min(total, declared.upper) if declared.upper is not None else total) or Fraction(1)


class _Source:
    """All that one item says."""

    def __init__(
        self,
        item: Node,
        interaction: Node,
        declared: Declared,
        rule: Rule,
        labels: Labels,
        texts: Texts,
        draft: Draft,
    ) -> None:
        self.item, self.interaction, self.declared, self.rule = item, interaction, declared, rule
        self.labels, self.texts, self.draft, self.line = labels, texts, draft, item.line

    def changed(self, was: str) -> None:
        """Note that ours will score it differently."""
        self.draft.change(self.line, "scoring-changed", was=was)

    def options(self, *names: str) -> list[tuple[str, Node]]:
        """The parts to choose from, each with its identifier."""
        found = self.interaction.nodes(*names)
        if any(node.attributes.get("fixed") == "true" for node in found):
            self.draft.lose(self.line, "fixed")
        return [(node.attributes.get("identifier", ""), node) for node in found]

    def share(self, key: str) -> Fraction:
        """The share of the points that one value earns."""
        if self.rule.name != MAP:
            count = len(self.declared.correct) or 1
            return Fraction(1, count) if key in self.declared.correct else Fraction(0)
        most = _most(self.declared, self.rule)
        return self.declared.value(key) / most


def _choice(source: _Source) -> Made:
    options = source.options("simple-choice", "inline-choice")
    idents = [ident for ident, _ in options]
    if set(idents) == set(_TRUTH) and source.declared.cardinality == "single" and source.rule.name == MATCH:
        notes = {ident: source.texts.of_choice(node)[1] for ident, node in options}
        right = set(source.declared.correct)
        choices = (Choice(part, text, part in right, notes[part]) for part, text in _TRUTH.items())
        return "true_false", ChoiceBody(tuple(choices))
    select = SINGLE if source.declared.cardinality == "single" else MULTIPLE
    answers: list[Answer] = []
    for ident, node in options:
        text, note = source.texts.of_choice(node)
        answers.append(Answer(text, source.share(ident), note, node.line))
    exact = source.rule.name == MATCH
    if not exact and select == MULTIPLE and source.declared.lower is None and any(one.share < 0 for one in answers):
        source.changed("no lower-bound")
    scoring = EXACT if exact else source.labels.setting("scoring")
    body = make_choices(source.draft, source.line, answers, select, scoring)
    return None if body is None else ("choice", body)


def _sequencing(source: _Source) -> Made:
    options = dict(source.options("simple-choice"))
    if set(source.declared.correct) != set(options) or len(source.declared.correct) != len(options):
        source.draft.refuse(source.line, "key-missing")
        return None
    if source.rule.name != MATCH:
        source.changed(source.rule.name)
    texts = [source.texts.of_choice(options[ident])[0] for ident in source.declared.correct]
    return "sequencing", make_sequence(texts, source.labels.setting("scoring") or EXACT)


def _matching(source: _Source) -> Made:
    sets = source.interaction.nodes("simple-match-set")
    if len(sets) != 2:
        source.draft.refuse(source.line, "key-missing")
        return None
    sides = [{one.attributes.get("identifier", ""): one for one in part.nodes()} for part in sets]
    mapped = [entry.key for entry in source.declared.entries if entry.value > 0]
    keys = [key.split() for key in (mapped if source.rule.name == MAP else source.declared.correct)]
    pairs = [(key[0], key[1]) for key in keys if len(key) == 2 and key[0] in sides[0] and key[1] in sides[1]]
    if sorted(left for left, _ in pairs) != sorted(sides[0]):
        # The other way round every part may have just one.
        sides.reverse()
        pairs = [(right, left) for left, right in pairs]
    if sorted(left for left, _ in pairs) != sorted(sides[0]):
        source.draft.refuse(source.line, "qti-not-pairs")
        return None
    values = {entry.value for entry in source.declared.entries if entry.value}
    if source.rule.name != MAP or len(values) > 1 or source.declared.default:
        source.changed(source.rule.name)
    lefts = {ident: source.texts.of_choice(node)[0] for ident, node in sides[0].items()}
    rights = {ident: source.texts.of_right(node) for ident, node in sides[1].items()}
    made = tuple(Pair(str(n), lefts[left], rights[right]) for n, (left, right) in enumerate(pairs, 1))
    taken = {right for _, right in pairs}
    return "matching", MatchingBody(made, tuple(text for ident, text in rights.items() if ident not in taken))


def _text_entry(source: _Source) -> Made:
    if source.declared.base in ("integer", "float"):
        return _number(source)
    if source.declared.base != "string" or source.rule.name == EQUAL:
        source.draft.refuse(source.line, "kind-not-ours", kind=f"text-entry-interaction ({source.declared.base})")
        return None
    answers: Sequence[Answer]
    if source.rule.name == MAP:
        answers = [Answer(_literal(entry.key), source.share(entry.key)) for entry in source.declared.entries]
        folds = DEFAULT_FOLDS if not any(entry.exact_case for entry in source.declared.entries) else None
    else:
        answers = [Answer(_literal(text), Fraction(1)) for text in source.declared.correct]
        folds = None
    folds = read_folds(source.labels.setting("fold")) or folds or DEFAULT_FOLDS - {"case"}
    texts = split_texts(source.draft, source.line, answers, folds)
    return texts and ("fill_in", FillInBody(tuple(texts[0]), folds))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", "\\*")


def _number(source: _Source) -> Made:
    mapped = [entry.key for entry in source.declared.entries if source.share(entry.key) == 1]
    keys = mapped if source.rule.name == MAP else list(source.declared.correct)
    value = read_decimal(keys[0]) if keys else None
    if value is None:
        source.draft.refuse(source.line, "numeric-not-a-number", key="answer", value=", ".join(keys))
        return None
    if len(keys) > 1 or len(source.declared.entries) > 1:
        source.changed(source.rule.name)
    return "numeric", NumericBody(value, abs(source.rule.tolerance), source.labels.setting("unit"))


_READERS: dict[str, Callable[[_Source], Made]] = {
    "choice-interaction": _choice,
    "inline-choice-interaction": _choice,
    "order-interaction": _sequencing,
    "match-interaction": _matching,
    "text-entry-interaction": _text_entry,
}
