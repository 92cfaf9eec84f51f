"""From items to rows of cells."""

from __future__ import annotations

from decimal import Decimal

from quizzes.formats.draft import Draft
from quizzes.formats.folds import write_folds
from quizzes.formats.workbook.columns import KINDS, MODES, NOTE, PART, SCORINGS, TRUTHS, USES, join_hints
from quizzes.formats.workbook.page import LONGEST_CELL, Value
from quizzes.kinds.choice import EXACT, SINGLE, ChoiceBody
from quizzes.kinds.cloze import ClozeBody, ClozeKind
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.likert import LikertBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import ABSOLUTE, NumericBody
from quizzes.kinds.sequencing import SequencingBody
from quizzes.model import Item

Row = dict[str, Value]
"""Heading -> value; what is not there is an empty cell."""


def write_row(item: Item, draft: Draft) -> Row | None:
    """The cells of an item; None when a sheet cannot hold it, which the draft then says."""
    draft.report.path = item.path
    own = _body(item)
    if own is None:
        draft.refuse(item.line, "kind-not-in-format", id=item.id, kind=item.kind, format="Excel")
        return None
    if join_hints(item.hints) is None:
        draft.lose(item.line, "hints")
    row: Row = {
        "設問ID": item.id,
        "目標": item.objective,
        "用途": _word(USES, item.use),
        "配点": _number(item.points),
        "本文": _stem(item),
        "解説": item.explanation,
        "誤答のとき": item.wrong_note,
        "ヒント": join_hints(item.hints) or "",
        "タグ": _words(item.tags),
        "出典": _words(item.sources),
        "場面": item.scenario.id if item.scenario else "",
        "場面の本文": item.scenario.stem if item.scenario else "",
        **own,
    }
    long = next((value for value in row.values() if isinstance(value, str) and len(value) > LONGEST_CELL), None)
    if long is not None:
        draft.refuse(item.line, "text-not-in-format", id=item.id, text=long[:40], format="Excel")
        return None
    return row


def _word(words: dict[str, str], value: str) -> str:
    return next((word for word, stands_for in words.items() if stands_for == value), value)


def _words(words: tuple[str, ...]) -> str:
    """Words with commas between; a last comma says that the Japanese ones in a word part nothing."""
    text = ", ".join(words)
    return f"{text}," if "," not in text and set("、，") & set(text) else text


def _number(value: Decimal) -> Value:
    """A number that Excel holds exactly as such, any other as text."""
    return value if len(value.as_tuple().digits) <= 15 and value == value.normalize() else format(value, "f")


def _parts(pairs: list[tuple[str, str]]) -> Row:
    row: Row = {}
    for number, (text, note) in enumerate(pairs, 1):
        row[f"{PART}{number}"], row[f"{NOTE}{number}"] = text, note
    return row


def _body(item: Item) -> Row | None:
    body = item.body
    if isinstance(body, ChoiceBody) and item.kind in ("choice", "true_false"):
        return _choice(item, body)
    if isinstance(body, MatchingBody):
        pairs = [(pair.left, pair.right) for pair in body.pairs]
        return {"形式": "組み合わせ", **_parts([*pairs, *(("", text) for text in body.spare)])}
    if isinstance(body, SequencingBody):
        return {"形式": "並べ替え", **_scoring(body.scoring), **_parts([(one.text, "") for one in body.entries])}
    if isinstance(body, NumericBody):
        tolerance: Row = {"許容差": _number(body.tolerance)} if body.tolerance else {}
        mode: Row = {} if body.mode == ABSOLUTE else {"許容差の種類": _word(MODES, body.mode)}
        return {"形式": "数値", "正答": _number(body.answer), "単位": body.unit, **tolerance, **mode}
    if isinstance(body, FillInBody):
        return {"形式": "短文", "表記": write_folds(body.folds), **_parts([(text, "") for text in body.accepted])}
    if isinstance(body, EssayBody):
        return _essay(body)
    if isinstance(body, LikertBody):
        return {"形式": "尺度", **_parts([(label, "") for label in body.labels])}
    return _cloze(body) if isinstance(body, ClozeBody) else None


def _essay(body: EssayBody) -> Row:
    limits = f"{body.least or ''}〜{body.most or ''}" if body.least or body.most else ""
    levels = ["\n".join(f"{level.points:f}: {level.text}" for level in one.levels) for one in body.criteria]
    parts = _parts([(one.text, level) for one, level in zip(body.criteria, levels, strict=True)])
    return {"形式": "記述", "正答": body.model, "文字数": limits, **parts}


def _stem(item: Item) -> str:
    """The stem; below that of a cloze its text with the gaps."""
    if isinstance(item.body, ClozeBody):
        return "\n".join([item.stem, "", *(f": {row}" for row in item.body.rows)])
    return item.stem


def _cloze(body: ClozeBody) -> Row:
    lines = ClozeKind().dump(body).lines[len(body.rows) :]
    entries = [(line.removeprefix("- "), "") for line in lines if line]
    scoring: Row = {} if body.scoring == "share" else {"採点": _word(SCORINGS, body.scoring)}
    return {"形式": "穴埋め", "表記": write_folds(body.folds), **scoring, **_parts(entries)}


def _choice(item: Item, body: ChoiceBody) -> Row:
    if item.kind == "true_false":
        right = next((choice.id for choice in body.choices if choice.right), "")
        notes = _parts([("", choice.explanation) for choice in body.choices])
        return {"形式": "正誤", "正答": _word(TRUTHS, right), **_penalty(body), **notes}
    name = next(word for word, kind in KINDS.items() if kind == ("choice", body.select or SINGLE))
    key = ", ".join(str(number) for number, choice in enumerate(body.choices, 1) if choice.right)
    parts = _parts([(choice.text, choice.explanation) for choice in body.choices])
    return {"形式": name, "正答": key, **_scoring(body.scoring), **_penalty(body), **parts}


def _penalty(body: ChoiceBody) -> Row:
    return {"減点": _number(body.penalty)} if body.penalty else {}


def _scoring(scoring: str) -> Row:
    return {} if scoring == EXACT else {"採点": _word(SCORINGS, scoring)}
