"""Readable quizzes for tests: nothing by magic, every figure in sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from quizzes import Item, Quiz, Section
from quizzes.digest import digest_quiz
from quizzes.kinds.choice import MULTIPLE, PARTIAL, Choice, ChoiceBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.lines import text_id
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import SequenceEntry, SequencingBody
from quizzes.terms import Terms

DATA = Path(__file__).parent / "data"
NINE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""A working day, nine in the morning in Japan."""


def minutes(number):
    return timedelta(minutes=number)


def an_item(ident="why-01", kind="choice", body=None, objective="why", use="test", points="1", tags=(), **more):
    return Item(
        id=ident,
        kind=kind,
        objective=objective,
        use=use,
        points=Decimal(points),
        tags=tuple(tags),
        sources=more.get("sources", ()),
        stem=more.get("stem", f"{ident}の本文です。"),
        explanation=more.get("explanation", f"{ident}の解説です。"),
        wrong_note=more.get("wrong_note", "" if kind in ("choice", "true_false") else f"{ident}の誤答の説明です。"),
        body=body if body is not None else a_choice(),
        hints=tuple(more.get("hints", ())),
    )


def a_choice(right="b", ids="abc", select="single", scoring="exact"):
    return ChoiceBody(
        tuple(Choice(part, f"選択肢{part}", part in right, f"{part}の説明") for part in ids), select, scoring
    )


def a_partial_choice(right="ab", ids="abcd"):
    return a_choice(right, ids, MULTIPLE, PARTIAL)


def a_matching(*pairs, spare=()):
    pairs = pairs or (("犬", "わん"), ("猫", "にゃあ"), ("牛", "もう"))
    return MatchingBody(tuple(Pair(str(n), left, right) for n, (left, right) in enumerate(pairs, 1)), tuple(spare))


def a_sequence(*texts, scoring="exact"):
    texts = texts or ("起きる", "食べる", "出かける", "働く")
    return SequencingBody(tuple(SequenceEntry(text_id(text), text) for text in texts), scoring)


def a_number(answer="32.0", tolerance="0.05", unit="%"):
    return NumericBody(Decimal(answer), Decimal(tolerance), unit)


def a_text(*accepted, folds=None):
    body = FillInBody(accepted or ("DX",))
    return body if folds is None else replace(body, folds=frozenset(folds))


def a_section(*items, draw=None, mastery=None, title="節"):
    return Section(title, tuple(items), draw, Decimal(mastery) if mastery is not None else None)


def a_quiz(
    *sections,
    mastery="0.8",
    attempts=None,
    wait=0,
    per_page=5,
    limit=None,
    shuffle=True,
    feedback="deferred",
    terms=None,
):
    quiz = Quiz(
        id="sample",
        title="見本",
        mastery=Decimal(mastery),
        attempts=attempts,
        retake_wait=minutes(wait),
        feedback=feedback,
        per_page=per_page,
        time_limit=minutes(limit) if limit else None,
        shuffle_choices=shuffle,
        sections=sections or (a_section(*some_items(5)),),
        digest="",
        terms=terms or Terms(),
    )
    return replace(quiz, digest=digest_quiz(quiz))


def some_items(count, objectives=("why",), prefix="item", **more):
    """Choice items with ids item-00, item-01, ... spread over the objectives in turn; ``b`` is right."""
    return [an_item(f"{prefix}-{n:02}", objective=objectives[n % len(objectives)], **more) for n in range(count)]


def a_file(name):
    return (DATA / name).read_text("utf-8")


def a_course(**files):
    """A reader over files held in a table; the data folder's files are there, too."""

    def read(path):
        if path in files:
            return files[path]
        return a_file(path)

    return read
