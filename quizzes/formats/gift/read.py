"""Reading GIFT: one block of text at a time."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import ANYTHING, Answer, import_pattern, make_choices, split_texts
from quizzes.formats.decoding import decode_text
from quizzes.formats.draft import Draft, read_decimal
from quizzes.formats.folds import read_folds
from quizzes.formats.gift.signs import (
    Block,
    cut,
    find_sign,
    narrow_braces,
    narrow_signs,
    split_answers,
    split_blocks,
    unescape,
)
from quizzes.formats.labels import Labels, read_labels
from quizzes.formats.plain import break_lines
from quizzes.formats.prose import html_to_markdown
from quizzes.formats.rubric import read_limit
from quizzes.kinds.choice import MULTIPLE, SINGLE, Choice, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import NumericBody

GAP = "（　　）"
"""Stands in the stem where the answers stood in the middle of a sentence."""
LABELS = {"true": "正しい", "false": "正しくない"}

_TITLE = re.compile(r"\s*::((?:\\.|[^:\\]|:(?!:))*)::", re.DOTALL)
_MARKUP = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%([-+]?\d{1,3}(?:\.\d{1,10})?)%")
_TRUE_FALSE = re.compile(r"\s*(T|TRUE|F|FALSE)\s*", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")


def read_gift(data: bytes, draft: Draft) -> None:
    """Read a file into the draft."""
    text = decode_text(data, draft.report)
    for block in split_blocks(text or ""):
        if block.text.startswith("$CATEGORY:"):
            draft.lose(block.line, "$CATEGORY")
        else:
            _Reader(block, draft).read()


class _Reader:
    """Reads one block."""

    def __init__(self, block: Block, draft: Draft) -> None:
        self.line, self.draft = block.line, draft
        self.labels: Labels = read_labels(block.labels)
        text = narrow_braces(block.text)
        title = _TITLE.match(text)
        self.name = block.ident or (unescape(title[1]) if title else "")
        self.source = text[title.end() :] if title else text
        self.markup = "moodle"
        self.stem = self.explanation = ""

    def read(self) -> None:
        """Add the item, or say why it cannot be."""
        stem, rest = cut(self.source, "{")
        if rest is None:
            return self.refuse_kind("description")
        inner, tail = cut(rest, "}")
        if tail is None:
            return self.draft.refuse(self.line, "gift-brace-open")
        if find_sign(tail, "{") >= 0:
            return self.draft.refuse(self.line, "gift-braces-several")
        self.line_of_answers = self.line + self.source[: len(stem)].count("\n")
        # What some exporters leave behind a closing brace is no text of the item.
        tail = "" if re.fullmatch(r'[\s";]*', tail) else tail
        joined = f"{stem.rstrip()} {GAP} {tail.strip()}" if tail and re.search(r"\w", tail) else f"{stem}{tail}"
        self.stem = self.text(joined, own=True)
        answers, general = cut(narrow_signs(inner), "####")
        self.explanation = self.text(general or "")
        self.answers(answers)
        return None

    def refuse_kind(self, kind: str) -> None:
        """A kind of item that we do not have."""
        self.draft.refuse(self.line, "kind-not-ours", kind=kind)

    def text(self, source: str, own: bool = False) -> str:
        """A text as Markdown; ``own``: its markup becomes that of the item."""
        found = _MARKUP.match(source)
        markup = found[1] if found else self.markup
        if own:
            self.markup = markup
        plain = unescape(source[found.end() :] if found else source)
        if markup == "markdown":
            return plain
        if markup == "html" or (markup == "moodle" and _TAG.search(plain)):
            source = plain.replace("\n", "<br>") if markup == "moodle" else plain
            return html_to_markdown(source, lambda name: self.draft.lose(self.line, f"<{name}>"))
        return break_lines(plain)

    def answers(self, source: str) -> None:
        """Tell the kind from the signs between the braces."""
        true_false, feedback = cut(source, "#")
        if not source.strip():
            least, most = (read_limit(self.labels.setting(name)) for name in ("least", "most"))
            return self.add("essay", EssayBody((), least=least, most=most))
        if source.lstrip().startswith("#"):
            return self.number(source.replace("#", "", 1))
        if found := _TRUE_FALSE.fullmatch(true_false):
            return self.true_false(found[1].upper()[0] == "T", feedback or "")
        pieces = split_answers(source)
        if not all(sign for sign, _, _ in pieces):
            return self.draft.refuse(self.line_of_answers, "gift-answers-unknown", text=source.strip()[:60])
        if all(sign == "=" and find_sign(text, "->") >= 0 for sign, text, _ in pieces):
            return self.matching([text for _, text, _ in pieces])
        given = [self.answer(*piece) for piece in pieces]
        if None in given:
            return None
        answers = [answer for answer in given if answer is not None]
        if any(sign == "~" for sign, _, _ in pieces):
            return self.choice(answers, SINGLE if any(sign == "=" for sign, _, _ in pieces) else MULTIPLE)
        return self.short_text(answers)

    def answer(self, sign: str, source: str, down: int) -> Answer | None:
        """One answer with its weight and feedback; the text stays as it is written."""
        share = Fraction(sign == "=")
        if weight := _WEIGHT.match(source):
            share = Fraction(weight[1]) / 100
            source = source[weight.end() :]
        text, feedback = cut(source, "#")
        if not text.strip():
            self.draft.refuse(self.line_of_answers + down, "choice-text-missing")
            return None
        return Answer(text, share, self.text(feedback or ""), self.line_of_answers + down)

    def add(self, kind: str, body: object, note: str = "") -> None:
        """Add the item."""
        self.draft.add(
            self.line,
            kind,
            body,
            self.stem,
            name=self.name,
            labels=self.labels,
            explanation=self.explanation,
            wrong_note=note,
        )

    def choice(self, answers: list[Answer], select: str) -> None:
        """Single when one is marked with ``=``, else several."""
        shown = [Answer(self.text(one.text), one.share, one.feedback, one.line) for one in answers]
        body = make_choices(self.draft, self.line, shown, select, self.labels.setting("scoring"))
        if body is not None:
            self.add("choice", body)

    def true_false(self, right: bool, feedback: str) -> None:
        """The first feedback is for those who were wrong, the second for the others."""
        wrong, good = cut(feedback, "#")
        notes = {right: self.text(good or ""), not right: self.text(wrong)}
        choices = (
            Choice(part, LABELS[part], right == (part == "true"), notes[part == "true"]) for part in ("true", "false")
        )
        self.add("true_false", ChoiceBody(tuple(choices)))

    def matching(self, sources: list[str]) -> None:
        """``left -> right``; without a left it is a spare right."""
        pairs: list[Pair] = []
        spare: list[str] = []
        for source in sources:
            left, right = cut(source, "->")
            text, shown = " ".join(unescape(right or "").split("\n")), self.text(left)
            if not text:
                return self.draft.refuse(self.line_of_answers, "matching-right-missing", left=shown)
            if shown:
                pairs.append(Pair(str(len(pairs) + 1), shown, text))
            else:
                spare.append(text)
        return self.add("matching", MatchingBody(tuple(pairs), tuple(spare)))

    def short_text(self, answers: list[Answer]) -> None:
        """Accepted texts; ``*`` for all else."""
        folds = read_folds(self.labels.setting("fold"))
        plain = [
            Answer(text if (text := unescape(one.text)) == ANYTHING else import_pattern(text), one.share, one.feedback)
            for one in answers
        ]
        texts = split_texts(self.draft, self.line, plain, folds if folds is not None else DEFAULT_FOLDS)
        if texts is not None:
            self.add("fill_in", FillInBody(tuple(texts[0]), folds if folds is not None else DEFAULT_FOLDS), texts[1])

    def number(self, source: str) -> None:
        """``1822:2``, ``3.14..3.15``, or several of them with ``=``."""
        pieces = split_answers(source)
        note = ""
        found: list[tuple[Fraction, tuple[Decimal, Decimal]]] = []
        for sign, text, down in pieces:
            share = Fraction(1)
            if weight := _WEIGHT.match(text):
                share = Fraction(weight[1]) / 100
                text = text[weight.end() :]
            text, feedback = cut(text, "#")
            if sign == "~" or text.strip() == ANYTHING:
                note = note or self.text(feedback or "")
                continue
            value = read_range(unescape(text))
            if value is None:
                where = self.line_of_answers + down
                return self.draft.refuse(where, "numeric-not-a-number", key="answer", value=text.strip()[:60])
            if feedback and feedback.strip():
                self.draft.lose(self.line, "feedback")
            found.append((share, value))
        full = [value for share, value in found if share == 1]
        if not full:
            return self.draft.refuse(self.line_of_answers, "key-missing")
        if len(found) > 1:
            shares = ", ".join(f"{value[0]} {float(share):.0%}" for share, value in found)
            self.draft.change(self.line, "scoring-changed", was=shares)
        return self.add("numeric", NumericBody(*full[0], self.labels.setting("unit")), note)


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """Answer and tolerance from ``a``, ``a:t`` or ``a..b``."""
    for sign in ("..", ":"):
        first, found, second = text.partition(sign)
        if found:
            one, two = read_decimal(first.strip()), read_decimal(second.strip() or "0")
            if one is None or two is None:
                return None
            return ((one + two) / 2, abs(two - one) / 2) if sign == ".." else (one, abs(two))
    value = read_decimal(text.strip())
    return None if value is None else (value, Decimal(0))
