import pytest

from quizzes import check_bank, dump_bank, load_bank, parse_response, score_item
from quizzes.feedback import ALL
from quizzes.kinds.true_false import TrueFalseKind

TEXT = """## claim
kind: true_false
objective: why
use: test
answer: true

本文

- 正しい
  > そのとおりです。
- 正しくない
  > 実は正しい説明です。

### 解説
説明
"""


def codes(text):
    return [problem.code for problem in check_bank("quiz.md", text)]


def the_item(text=TEXT):
    (item,) = load_bank("quiz.md", text).items
    return item


@pytest.mark.parametrize(("answer", "right", "wrong"), [("true", "true", "false"), ("false", "false", "true")])
def test_the_answer_says_which_of_the_two_is_right(answer, right, wrong):
    item = the_item(TEXT.replace("answer: true", f"answer: {answer}"))
    assert score_item(item, [right]).state == "right"
    assert score_item(item, [wrong]).state == "wrong"
    assert score_item(item, None).state == "blank"


def test_the_two_lines_may_come_in_either_order_and_are_always_shown_in_one():
    start, middle, end = TEXT.index("- 正しい\n"), TEXT.index("- 正しくない"), TEXT.index("\n### 解説")
    swapped = TEXT[:start] + TEXT[middle:end] + TEXT[start:middle] + TEXT[end:]
    assert the_item(swapped) == the_item()
    body = TrueFalseKind().view(the_item().body, (), ["false"], ALL)
    assert [(choice.id, choice.text, choice.picked, choice.right) for choice in body.choices] == [
        ("true", "正しい", False, True),
        ("false", "正しくない", True, False),
    ]
    assert body.choices[1].explanation == "実は正しい説明です。"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("answer: true\n", "", ["metadata-value-unknown"]),
        ("answer: true", "answer: yes", ["metadata-value-unknown"]),
        ("answer: true", "answer: 正しい", ["metadata-value-unknown"]),
        ("answer: true", "answer: true\nselect: multiple", ["metadata-key-unknown"]),
        ("  > そのとおりです。\n", "", ["choice-explanation-missing"]),
        ("- 正しくない\n", "- 正しい\n", ["true-false-line-missing", "choice-duplicate"]),
        ("- 正しくない\n  > 実は正しい説明です。\n", "", ["true-false-line-missing"]),
        ("- 正しくない\n", "- まちがい\n", ["true-false-line-missing", "key-line-unknown"]),
    ],
)
def test_faults_are_named(old, new, expected):
    assert codes(TEXT.replace(old, new)) == expected


def test_it_takes_the_same_form_field_as_a_choice():
    assert parse_response(the_item(), {"choice": ["true"]}).response == ["true"]
    assert parse_response(the_item(), {"choice": ["a"]}).problem == "choice-unknown"


def test_it_is_written_with_its_answer_and_two_lines():
    text = dump_bank(load_bank("quiz.md", TEXT))
    assert "answer: true\n" in text
    assert "- 正しい\n  > そのとおりです。\n- 正しくない\n  > 実は正しい説明です。\n" in text
