import time
from dataclasses import replace

import pytest

from quizzes import Bank, QuizProblems, check_bank, dump_bank, load_bank
from quizzes.formats.markdown import LARGEST_FILE, read_bank
from tests.quizzes.builders import a_choice, a_file, a_matching, an_item

BANK = a_file("every-kind.md")


def codes(text):
    return [problem.code for problem in check_bank("bank.md", text)]


class TestReading:
    def test_a_bank_with_a_header_and_items(self):
        bank = load_bank("every-kind.md", BANK)
        assert bank.header.id == "sample-every-kind"
        assert [item.kind for item in bank.items] == [
            "choice",
            "choice",
            "true_false",
            "matching",
            "sequencing",
            "numeric",
            "fill_in",
        ]

    def test_a_bank_without_a_header(self):
        bank = load_bank("bank.md", BANK[BANK.index("## every-choice\n") :])
        assert bank.header is None
        assert len(bank.items) == 7

    def test_a_header_without_items(self):
        bank = load_bank("final.md", BANK[: BANK.index("## every-choice\n")])
        assert bank.items == ()
        assert bank.header.sections[0].bank == "every-kind.md"

    def test_an_empty_file_is_an_empty_bank(self):
        assert load_bank("bank.md", "") == load_bank("bank.md", "\n \n") == Bank(None, ())

    def test_line_ends_and_byte_order_marks_of_any_system(self):
        assert load_bank("a.md", "\ufeff" + BANK.replace("\n", "\r\n")) == load_bank("b.md", BANK)

    def test_names_survive_character_for_character(self):
        pairs = load_bank("every-kind.md", BANK).items[3].body.pairs
        assert [pair.left for pair in pairs] == ["髙い壁", "﨑の道", "𠮷野の桜"]

    def test_lines_are_counted_from_the_top_of_the_file(self):
        for item in load_bank("every-kind.md", BANK).items:
            assert BANK.split("\n")[item.line - 1] == f"## {item.id}"

    def test_what_can_be_read_is_read_beside_the_problems(self):
        bank, problems = read_bank("bank.md", BANK.replace("kind: choice", "kind: riddle", 1))
        assert len(bank.items) == 6
        assert [problem.code for problem in problems] == ["item-kind-unknown"]


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("はじめに\n\n" + BANK[BANK.index("## every-choice\n") :], "text-outside-item"),
            ("# 見出し\n", "text-outside-item"),
            ("+++\nid = 'a'\n\n## a\n", "front-matter-unclosed"),
            ("a\x00b", "file-control-sign"),
            ("a\u2028b", "file-control-sign"),
            ("a\rb", "file-control-sign"),
            ("a\ud800b", "file-control-sign"),
            ("a\x85b", "file-control-sign"),
        ],
    )
    def test_faults_of_a_file(self, text, code):
        assert codes(text) == [code]

    def test_stray_text_is_told_once(self):
        assert codes("一\n二\n三\n") == ["text-outside-item"]

    def test_every_line_with_a_control_sign_is_told(self):
        problems = check_bank("bank.md", "a\x07\nb\nc\x1b\n")
        assert [(problem.line, problem.params["sign"]) for problem in problems] == [(1, "U+0007"), (3, "U+001B")]

    def test_an_id_written_twice_points_at_the_first(self):
        text = BANK[BANK.index("## every-numeric") :]
        (problem,) = check_bank("bank.md", text + text.replace("every-fill-in", "another"))
        assert problem.code == "item-id-duplicate"
        assert problem.params == {"id": "every-numeric", "first": "bank.md:1"}

    def test_problems_come_in_the_order_of_the_lines(self):
        lines = [problem.line for problem in check_bank("bank.md", BANK.replace("objective: ", "objektive: "))]
        assert lines == sorted(lines)
        assert len(lines) == 14


class TestHostileFiles:
    def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(self):
        text = BANK + "\n" * (LARGEST_FILE - len(BANK.encode()))
        assert codes(text) == []
        assert codes(text + "\n") == ["file-too-large"]

    def test_the_limit_counts_bytes(self):
        assert codes("あ" * (LARGEST_FILE // 3 + 1)) == ["file-too-large"]

    @pytest.mark.parametrize(
        "text",
        [
            "## a\n" * 20_000,
            "## a\nkind: choice\n\nx\n\n" + "- [x] y\n" * 20_000,
            "## a\nkind: matching\n\nx\n\n- " + " " * 100_000 + "x\n",
            "## a\nkind: matching\n\nx\n\n" + "- a => b\n" * 20_000,
            "## a\nkind: fill_in\n\nx\n\n- = " + "*a" * 50_000 + "\n",
            "## a\nkind: sequencing\n\nx\n\n" + "1. y\n" * 20_000,
            "## a\nkind: numeric\nanswer: " + "1," * 100_000 + "\n\nx\n",
            "## a\nkind: choice\n\nx\n\n- [x] y\n" + "  > " + " > " * 50_000 + "\n",
            "```\n" * 20_001,
            "+++\n" + "[" * 60_000 + "\n+++\n",
            "+++\n" + "a." * 30_000 + "b = 1\n+++\n",
            "x: " * 100_000,
        ],
        ids=lambda text: repr(text[:40]),
    )
    def test_noise_is_named_in_reasonable_time(self, text):
        begin = time.process_time()
        problems = check_bank("bank.md", text)
        assert problems
        assert len(problems) <= 1_001
        assert time.process_time() - begin < 2


class TestWriting:
    def test_what_is_written_reads_the_same(self):
        bank = load_bank("every-kind.md", BANK)
        assert load_bank("copy.md", dump_bank(bank)) == bank

    def test_writing_twice_gives_the_same_text(self):
        text = dump_bank(load_bank("every-kind.md", BANK))
        assert dump_bank(load_bank("copy.md", text)) == text

    def test_an_empty_bank_is_an_empty_line(self):
        assert dump_bank(Bank(None, ())) == "\n"

    @pytest.mark.parametrize(
        "item",
        [
            an_item(stem="一行目\n## 見出し\n"),
            an_item(stem="一行目\n### 解説\n"),
            an_item(stem="- [x] 選択肢に見える本文"),
            an_item(stem="```\n閉じない囲み"),
            an_item(stem=""),
            an_item(explanation=" "),
            an_item(explanation="前\n\n### 誤答のとき"),
            an_item(ident="Not An Id"),
            an_item(kind="riddle", wrong_note=""),
            an_item(kind="true_false", body=a_choice("", ("true", "false"))),
            an_item(tags=("a,b",)),
            an_item(points="0"),
            an_item(body=a_choice(right="ab")),
            an_item(kind="matching", body=a_matching(("a => b", "c"), ("d", "e"))),
            an_item(kind="matching", body=a_matching(("a\nb", "c"), ("d", "e"))),
        ],
        ids=lambda item: repr(item.stem[:12]),
    )
    def test_what_the_format_cannot_hold_is_refused_and_never_bent(self, item):
        with pytest.raises(QuizProblems):
            dump_bank(Bank(None, (item,)))

    def test_a_text_that_would_come_back_different_is_refused_by_name(self):
        with pytest.raises(QuizProblems) as caught:
            dump_bank(Bank(None, (an_item(stem="本文  \n"),)))
        assert [problem.code for problem in caught.value.problems] == ["bank-not-writable"]

    def test_two_items_of_one_id_are_refused(self):
        with pytest.raises(QuizProblems):
            dump_bank(Bank(None, (an_item(), replace(an_item(), stem="ほか"))))
