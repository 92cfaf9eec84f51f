from decimal import Decimal

import pytest

from quizzes import QuizProblems, dump_bank, load_bank
from quizzes.formats.item_text import read_item, tidy, unfenced, write_item
from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.registry import KINDS
from quizzes.report import Report
from tests.quizzes.builders import a_choice, a_number, an_item

ITEM = """## why-01
kind: choice
objective: why
use: test
points: 2.5
tags: must, long
sources: plan, census

本文の一段落目。

- 本文の中の箇条書き
- もう一つ

1. 番号のある箇条書き

本文の終わり。

- [ ] 一つ目
  > 一つ目の説明
- [x] 二つ目
  続きの行
  > 二つ目の説明
  >
  > 説明の二段落目
- [ ] 三つ目
  > 三つ目の説明

### 解説
解説の一段落目。

解説の二段落目 [[plan]]。
"""


def read(text):
    report = Report("01-why/quiz.md")
    first, *rest = text.rstrip("\n").split("\n")
    lines = [(number, line.rstrip()) for number, line in enumerate(rest, 41)]
    item = read_item((40, first.removeprefix("## ").strip()), lines, KINDS, report)
    return item, [(problem.line, problem.code) for problem in report.problems]


def codes(text):
    return [code for _, code in read(text)[1]]


class TestASoundItem:
    ITEM, PROBLEMS = read(ITEM)

    def test_has_no_problems(self):
        assert self.PROBLEMS == []

    def test_has_its_metadata(self):
        item = self.ITEM
        assert (item.id, item.kind, item.objective, item.use) == ("why-01", "choice", "why", "test")
        assert (item.points, item.tags, item.sources) == (Decimal("2.5"), ("must", "long"), ("plan", "census"))
        assert (item.path, item.line) == ("01-why/quiz.md", 40)

    def test_the_stem_is_everything_before_the_key_lists_included(self):
        assert self.ITEM.stem.startswith("本文の一段落目。\n\n- 本文の中の箇条書き\n")
        assert self.ITEM.stem.endswith("1. 番号のある箇条書き\n\n本文の終わり。")

    def test_the_body_is_its_kinds(self):
        body = self.ITEM.body
        assert isinstance(body, ChoiceBody)
        assert [choice.text for choice in body.choices] == ["一つ目", "二つ目\n続きの行", "三つ目"]
        assert body.choices[1].explanation == "二つ目の説明\n\n説明の二段落目"
        assert [choice.line for choice in body.choices] == [57, 59, 64]

    def test_explanations_keep_their_paragraphs(self):
        assert self.ITEM.explanation == "解説の一段落目。\n\n解説の二段落目 [[plan]]。"
        assert self.ITEM.wrong_note == ""

    def test_is_written_so_that_it_reads_the_same(self):
        again, problems = read("\n".join(write_item(self.ITEM, KINDS)))
        assert problems == []
        assert again == self.ITEM


def test_what_is_left_out_has_its_usual_value():
    item, problems = read(
        ITEM.replace("points: 2.5\n", "").replace("tags: must, long\n", "").replace("sources: plan, census\n", "")
    )
    assert problems == []
    assert (item.points, item.tags, item.sources) == (1, (), ())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("## why-01", "## Why 01", (40, "item-id-invalid")),
        ("## why-01", "## ", (40, "item-id-invalid")),
        ("kind: choice", "kind: riddle", (41, "item-kind-unknown")),
        ("kind: choice\n", "", (40, "item-kind-missing")),
        ("objective: why\n", "", (40, "item-objective-missing")),
        ("objective: why", "objective: why now", (42, "item-objective-invalid")),
        ("use: test\n", "", (40, "item-use-missing")),
        ("use: test", "use: exam", (43, "item-use-unknown")),
        ("points: 2.5", "points: 0", (44, "item-points-invalid")),
        ("points: 2.5", "points: -1", (44, "item-points-invalid")),
        ("points: 2.5", "points: many", (44, "item-points-invalid")),
        ("points: 2.5", "points: 1001", (44, "item-points-invalid")),
        ("points: 2.5", "points: 0.00001", (44, "item-points-invalid")),
        ("tags: must, long", "tags: must, must", (45, "item-words-invalid")),
        ("tags: must, long", "tags: must,,long", (45, "item-words-invalid")),
        ("sources: plan, census", "sources: ,", (46, "item-words-invalid")),
        ("points: 2.5", "weight: 2.5", (44, "metadata-key-unknown")),
        ("points: 2.5", "answer: b", (44, "metadata-key-unknown")),
        ("points: 2.5", "ポイントは2.5", (44, "metadata-line-unknown")),
        ("points: 2.5", "use: practice", (44, "metadata-key-twice")),
        ("### 解説", "### 説明", (67, "heading-unknown")),
        ("### 解説", "## 解説 ", (67, "heading-unknown")),
        ("本文の終わり。", "#### 小見出し", (55, "heading-unknown")),
        ("本文の終わり。", "# 大見出し", (55, "heading-unknown")),
        ("解説の二段落目", "### 解説\n", (70, "heading-twice")),
        ("本文の終わり。", "```\n囲みの中", (40, "fence-unclosed")),
        ("- [x] 二つ目", "* [x] 二つ目", (59, "key-line-unknown")),
    ],
)
def test_every_fault_is_named_with_its_line(old, new, problem):
    assert old in ITEM
    item, problems = read(ITEM.replace(old, new, 1))
    assert item is None
    assert problem in problems


def test_all_faults_of_an_item_are_told_at_once():
    text = ITEM.replace("objective: why\n", "").replace("use: test", "use: exam").replace("points: 2.5", "points: no")
    assert codes(text) == ["item-objective-missing", "item-use-unknown", "item-points-invalid"]


def test_an_item_of_nothing_but_a_heading():
    assert codes("## why-01") == ["item-kind-missing"]


def test_an_item_of_nothing_but_metadata():
    found = codes("## why-01\nkind: choice\nobjective: why\nuse: test")
    assert found == ["choices-too-few", "choice-single-needs-one-right", "stem-missing", "explanation-missing"]


def test_an_item_without_a_stem():
    start, end = ITEM.index("本文の一段落目"), ITEM.index("- [ ] 一つ目")
    assert codes(ITEM[:start] + ITEM[end:]) == ["stem-missing"]


def test_kinds_without_choices_owe_a_note_on_mistakes():
    text = "\n".join(write_item(an_item(kind="numeric", body=a_number()), KINDS))
    assert codes(text) == []
    assert codes(text[: text.index("### 誤答のとき")]) == ["wrong-note-missing"]


def test_a_choice_may_have_one():
    item, problems = read(ITEM + "\n### 誤答のとき\nもう一度、章を読みましょう。\n")
    assert problems == []
    assert item.wrong_note == "もう一度、章を読みましょう。"
    assert read("\n".join(write_item(item, KINDS)))[0] == item


class TestFences:
    CODE = "```toml\n- [x] これは選択肢ではない\n### 見出しではない\n```"

    def test_structure_inside_a_fence_is_text(self):
        item, problems = read(ITEM.replace("本文の終わり。", self.CODE))
        assert problems == []
        assert item.stem.endswith(self.CODE)
        assert len(item.body.choices) == 3

    def test_fences_close_only_by_their_own_sign_and_length(self):
        lines = ["a", "````", "```", "~~~~", "````", "b", "~~~", "```", "~~~ x", "~~~", "c"]
        plain = [line for _, line, plain in unfenced(enumerate(lines)) if plain]
        assert plain == ["a", "b", "c"]

    @pytest.mark.parametrize("end", ["```", "```\n~~~", "````\n```", "~~~\n```\n~~", "```\nx"])
    def test_a_fence_that_is_still_open_at_the_end_is_named(self, end):
        """Were it not, it would swallow the items that follow without a word."""
        assert codes(f"{ITEM}\n{end}") == ["fence-unclosed"]

    @pytest.mark.parametrize("end", ["```\nx\n```", "~~~~\n```\n~~~~~", "```\n```"])
    def test_a_fence_that_is_closed_on_the_last_line_is_not(self, end):
        item, problems = read(f"{ITEM}\n{end}")
        assert problems == []
        assert item.explanation.endswith(end)

    def test_a_code_span_over_a_whole_line_is_no_fence(self):
        assert [plain for _, _, plain in unfenced([(1, "``` a ```"), (2, "b")])] == [True, True]


def test_tidy_takes_away_what_formatting_may_change():
    assert tidy(["", "", "一行目  ", "", "二行目\t", "", ""]) == "一行目\n\n二行目"
    assert tidy([]) == ""


def test_points_of_one_are_not_written():
    assert "points: 1" not in write_item(an_item(body=a_choice()), KINDS)
    assert "points: 0.5" in write_item(an_item(body=a_choice(), points="0.5"), KINDS)


def test_hints_keep_their_order_and_survive_the_file():
    text = (
        "## why-01\nkind: true_false\nobjective: why\nuse: test\nanswer: true\n\n問い\n\n- 正しい\n  > はい\n"
        "- 正しくない\n  > いいえ\n\n### ヒント\n一つめ\n\n### ヒント\n二つめ\n\n続き\n\n### 解説\n説明\n"
    )
    bank = load_bank("a.md", text)
    assert bank.items[0].hints == ("一つめ", "二つめ\n\n続き")
    assert load_bank("a.md", dump_bank(bank)) == bank


@pytest.mark.parametrize(
    ("hints", "code"), [("### ヒント\n\n", "hint-empty"), ("### ヒント\na\n" * 10, "hints-too-many")]
)
def test_hints_have_a_text_and_an_end(hints, code):
    text = (
        "## why-01\nkind: true_false\nobjective: why\nuse: test\nanswer: true\n\n問い\n\n- 正しい\n  > はい\n"
        f"- 正しくない\n  > いいえ\n\n{hints}### 解説\n説明\n"
    )
    with pytest.raises(QuizProblems) as fault:
        load_bank("a.md", text)
    assert code in [problem.code for problem in fault.value.problems]
