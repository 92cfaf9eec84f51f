"""Walks through the whole engine, from the author's file to the result, told as stories."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes import (
    AttemptSummary,
    Refusal,
    Started,
    assemble,
    check_bank,
    fold_attempt,
    load_quiz,
    may_start,
    parse_response,
    save,
    score_item,
    submit,
    view_item,
    view_result,
)
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import NINE, a_course, a_file, minutes

PRACTICE = load_quiz("every-kind.md", a_course())

KNOWN = {
    "every-choice": {"choice": ["b"]},
    "every-choices": {"choice": ["a", "b"]},
    "every-true-false": {"choice": ["false"]},
    "every-matching": {f"left-{n}": [text_id(text)] for n, text in enumerate(("のぼる", "歩く", "見る"), 1)},
    "every-sequencing": {
        f"pos-{text_id(text)}": [str(place)]
        for place, text in enumerate(("報告する", "端末をネットワークから切り離す", "記録する", "指示を待つ"), 1)
    },
    "every-numeric": {"text": ["３２％"]},
    "every-fill-in": {"text": ["ﾃﾞｼﾞﾀﾙへんかく"]},
}


def test_a_new_hire_works_through_a_practice_quiz_of_every_kind():
    form = assemble(PRACTICE, seed=88)
    attempt = fold_attempt([Started(88, PRACTICE.digest, NINE)])
    items = PRACTICE.items()
    assert [len(page) for page in form.pages] == [5, 2]

    # Page by page: the items are shown, the fields posted, and what changed is saved.
    events = [attempt.started]
    for number, page in enumerate(form.pages, 1):
        views = [
            view_item(items[ident], form, attempt.responses.get(ident), place) for place, ident in enumerate(page, 1)
        ]
        assert not any(view.answered for view in views)
        parsed = {ident: parse_response(items[ident], KNOWN[ident]) for ident in page}
        assert [part.problem for part in parsed.values()] == [None] * len(page)
        saved = save(attempt, {ident: part.response for ident, part in parsed.items()}, NINE + minutes(number * 4))
        assert saved.sequence == number
        events.append(saved)
        attempt = fold_attempt(events)

    # Going back shows what was given, as it was typed.
    assert view_item(items["every-numeric"], form, attempt.responses["every-numeric"], 6).body.text == "３２％"

    # Handed in: everything was right, 1 + 2 + 1 + 1.5 + 1 + 1 + 1 points.
    handed_in = submit(attempt, PRACTICE, form, NINE + minutes(10))
    score = handed_in.score
    assert (score.raw, score.maximum, score.scaled, score.passed) == (Decimal("8.5"), Decimal("8.5"), 1, True)
    assert {item.state for item in score.items.values()} == {"right"}

    # The result explains, and keeps the notes on mistakes for those who made one.
    for ident in form.item_ids:
        result = view_result(items[ident], form, attempt.responses[ident], score.items[ident], PRACTICE.feedback)
        assert result.explanation
        assert result.wrong_note is None


def test_who_was_half_right_is_told_line_by_line():
    form = assemble(PRACTICE, seed=5)
    items = PRACTICE.items()
    given = {
        "every-choices": {"choice": ["a", "c"]},
        "every-matching": KNOWN["every-matching"] | {"left-2": [text_id("買う")]},
        "every-sequencing": dict(zip(KNOWN["every-sequencing"], (["1"], ["3"], ["2"], ["4"]), strict=True)),
        "every-numeric": {"text": ["32人"]},
        "every-fill-in": {"text": ["DT"]},
    }
    told = {}
    for ident, fields in given.items():
        response = parse_response(items[ident], fields).response
        result = view_result(items[ident], form, response, score_item(items[ident], response), "deferred")
        told[ident] = (result.state, result.points, [line.code for line in result.lines], bool(result.wrong_note))
    assert told == {
        "every-choices": ("wrong", 0, ["choices-partial"], False),
        "every-matching": ("partial", Decimal("1.0000"), ["pairs-right"], True),
        "every-sequencing": ("partial", Decimal("0.5000"), ["positions-right"], True),
        "every-numeric": ("wrong", 0, ["number-unit-differs"], True),
        "every-fill-in": ("wrong", 0, ["text-unmatched"], True),
    }


FINAL = """+++
id = "sample-final"
title = "修了テスト"
mastery = "0.8"
attempts = 2
retake_wait_minutes = 60
feedback = "score-only"
per_page = 2
time_limit_minutes = 20
[[sections]]
title = "言葉"
bank = "every-kind.md"
use = "practice"
objectives = ["words"]
draw = 2
[[sections]]
title = "安全"
bank = "every-kind.md"
use = "practice"
objectives = ["safety"]
draw = 1
mastery = "1.0"
+++
"""


def test_a_final_test_is_failed_waited_for_and_passed_with_other_items():
    quiz = load_quiz("final.md", a_course(**{"final.md": FINAL}))
    items = quiz.items()
    assert may_start(quiz, [], NINE) is None

    # The first attempt ends by the clock with half of it done.
    form = assemble(quiz, seed=1)
    started = Started(1, quiz.digest, NINE)
    attempt = fold_attempt([started], quiz.time_limit)
    first_page = {ident: parse_response(items[ident], KNOWN[ident]).response for ident in form.pages[0]}
    events = [started, save(attempt, first_page, NINE + minutes(19))]
    attempt = fold_attempt(events, quiz.time_limit)
    assert attempt.time_left(NINE + minutes(19)) == minutes(1)
    assert save(attempt, {form.pages[1][0]: "x"}, NINE + minutes(25)) == Refusal("time-over")
    failed = submit(attempt, quiz, form, NINE + minutes(25)).score
    assert not failed.passed
    assert [section.passed for section in failed.sections] == [True, False]

    # The wait, in words the page can show.
    over = AttemptSummary(NINE, NINE + minutes(25))
    assert may_start(quiz, [over], NINE + minutes(60)).code == "retake-wait"
    assert may_start(quiz, [over], NINE + minutes(85)) is None

    # The second brings other items where the pool allows, and is passed.
    again = assemble(quiz, seed=2, avoid=form.item_ids)
    assert not set(again.item_ids) & set(form.item_ids)
    later = NINE + minutes(90)
    second = fold_attempt([Started(2, quiz.digest, later, form.item_ids)], quiz.time_limit)
    responses = {ident: parse_response(items[ident], KNOWN[ident]).response for ident in again.item_ids}
    second = fold_attempt([second.started, save(second, responses, later + minutes(5))], quiz.time_limit)
    assert submit(second, quiz, again, later + minutes(6)).score.passed

    # Keys stay in the bank under this policy; and two attempts were all.
    ident = again.item_ids[0]
    result = view_result(
        items[ident], again, responses[ident], score_item(items[ident], responses[ident]), quiz.feedback
    )
    assert (result.state, result.explanation) == ("right", None)
    both = [over, AttemptSummary(later, later + minutes(6), passed=True)]
    assert may_start(quiz, both, later + timedelta(days=1)).code == "attempts-used-up"


DRAFT = """## First Item
kind: choise
objective: why

本文

- [x] 一
- [x] 二

## why-02
kind: choice
objective: why
use: exam
point: 2

本文

- [x] 一
  > はい
- [x] 二
  > いいえ

### 説明
説明

## why-03
kind: numeric
objective: why
use: test
answer: 32%

本文

### 解説
説明

## why-03
kind: matching
objective: why
use: test

本文

- 左 => 右
- 左 → 右

### 解説
説明

### 誤答のとき
説明
"""


def test_an_author_hears_of_every_slip_at_once_and_can_mend_them_in_one_go():
    problems = check_bank("01-why/quiz.md", DRAFT)
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "item-id-invalid"),
        (2, "item-kind-unknown"),
        (10, "choices-too-few"),
        (10, "choice-single-needs-one-right"),
        (10, "explanation-missing"),
        (13, "item-use-unknown"),
        (14, "metadata-key-unknown"),
        (23, "heading-unknown"),
        (26, "wrong-note-missing"),
        (30, "numeric-not-a-number"),
        (37, "item-id-duplicate"),
        (37, "matching-too-few"),
        (45, "key-line-unknown"),
    ]
    assert str(problems[0]) == "01-why/quiz.md:1: item-id-invalid (id=First Item)"


def test_an_attempt_can_be_told_again_from_its_stored_history():
    """Responses go through JSON on their way to the ledger and back; the score is the same to the last digit."""
    form = assemble(PRACTICE, seed=3)
    items = PRACTICE.items()
    responses = {ident: parse_response(items[ident], fields).response for ident, fields in KNOWN.items()}
    live = fold_attempt([Started(3, PRACTICE.digest, NINE)])
    saved = save(live, responses, NINE)
    stored = json.loads(json.dumps(asdict(saved) | {"at": None}))
    again = fold_attempt([live.started, type(saved)(stored["sequence"], stored["responses"], NINE)])
    live = fold_attempt([live.started, saved])
    assert again == live
    assert submit(again, PRACTICE, assemble(PRACTICE, seed=3), NINE) == submit(live, PRACTICE, form, NINE)


@pytest.mark.parametrize("copies", [1, 8])
def test_reading_and_scoring_take_no_time_that_anybody_would_notice(copies):
    """Loose bounds on processor time, far above what is usual, so that only a change of order is noticed."""
    head, body = a_file("every-kind.md").split("## every-choice\n", 1)
    text = head + "".join(f"## every-choice\n{body}".replace("## every-", f"## copy-{n}-") for n in range(copies))
    begin = time.process_time()
    quiz = load_quiz("every-kind.md", a_course(**{"every-kind.md": text}))
    assert time.process_time() - begin < 0.5
    items = list(quiz.items().values())
    assert len(items) == 7 * copies
    responses = [parse_response(item, KNOWN["every-" + item.id.split("-", 2)[2]]).response for item in items]
    begin = time.process_time()
    for item, response in list(zip(items, responses, strict=True)) * (200 // copies):
        assert score_item(item, response).state == "right"
    assert time.process_time() - begin < 1
