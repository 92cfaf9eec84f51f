from decimal import Decimal

import pytest

from quizzes import QuizProblems, check_bank, check_quiz, load_bank, load_quiz
from quizzes.model import Problem
from tests.quizzes.builders import a_course, a_file, minutes

FRONT = """+++
id = "final"
title = "修了テスト"
mastery = "0.8"
attempts = 3
retake_wait_minutes = 30
feedback = "score-only"
per_page = 4
time_limit_minutes = 20
shuffle_choices = false
"""


def sections(*rules):
    return "".join(f'[[sections]]\ntitle = "節{n}"\n{rule}\n' for n, rule in enumerate(rules, 1)) + "+++\n"


def items(prefix, count, use="test", objective="why", tags=""):
    return "\n".join(
        f"## {prefix}-{n}\nkind: true_false\nobjective: {objective}\nuse: {use}\nanswer: true\n{tags}\n"
        f"本文{n}\n\n- 正しい\n  > はい。\n- 正しくない\n  > いいえ。\n\n### 解説\n説明\n"
        for n in range(count)
    )


A = 'bank = "01-a/quiz.md"\nuse = "test"\n'
B = 'bank = "02-b/quiz.md"\nuse = "test"\n'


def a_final(*rules, **banks):
    files = {"90-test/quiz.md": FRONT + sections(*rules), "01-a/quiz.md": items("a", 4), "02-b/quiz.md": items("b", 3)}
    return a_course(**files | {f"{name}/quiz.md": text for name, text in banks.items()})


def codes(*rules, **banks):
    return [problem.code for problem in check_quiz("90-test/quiz.md", a_final(*rules, **banks))]


class TestAFinalTest:
    READ = staticmethod(a_final(A + "draw = 2", B + 'draw = "all"\nmastery = "1.0"'))

    def test_has_the_policies_of_its_front_matter(self):
        quiz = load_quiz("90-test/quiz.md", self.READ)
        assert (quiz.id, quiz.title, quiz.mastery) == ("final", "修了テスト", Decimal("0.8"))
        assert (quiz.attempts, quiz.retake_wait, quiz.time_limit) == (3, minutes(30), minutes(20))
        assert (quiz.feedback, quiz.per_page, quiz.shuffle_choices) == ("score-only", 4, False)

    def test_has_the_pools_of_its_banks(self):
        first, second = load_quiz("90-test/quiz.md", self.READ).sections
        assert ([item.id for item in first.items], first.draw, first.mastery) == (["a-0", "a-1", "a-2", "a-3"], 2, None)
        assert ([item.id for item in second.items], second.draw, second.mastery) == (["b-0", "b-1", "b-2"], None, 1)

    def test_items_know_the_file_and_line_they_came_from(self):
        quiz = load_quiz("90-test/quiz.md", self.READ)
        assert (quiz.items()["b-0"].path, quiz.items()["b-0"].line) == ("02-b/quiz.md", 1)

    def test_a_bank_is_read_once_however_many_sections_use_it(self):
        asked = []

        def read(path):
            asked.append(path)
            return a_final(A + "draw = 1", A + "draw = 1")(path)

        load_quiz("90-test/quiz.md", read)
        assert asked == ["90-test/quiz.md", "01-a/quiz.md"]


class TestAPracticeQuiz:
    def test_uses_the_items_of_its_own_file(self):
        quiz = load_quiz("every-kind.md", a_course())
        assert len(quiz.items()) == 7
        assert quiz.time_limit is None
        assert quiz.attempts is None

    def test_takes_only_the_items_of_its_use(self):
        text = FRONT + sections(A.replace("test", "practice") + 'draw = "all"') + items("p", 2, "practice")
        read = a_course(**{"01-a/quiz.md": text + items("t", 3)})
        assert sorted(load_quiz("01-a/quiz.md", read).items()) == ["p-0", "p-1"]


class TestFilters:
    BANK = items("a", 2, objective="why") + items("b", 2, objective="how") + items("c", 2, tags="tags: must\n")

    def pool(self, rule):
        quiz = load_quiz("90-test/quiz.md", a_final(A + 'draw = "all"\n' + rule, **{"01-a": self.BANK}))
        return [item.id for item in quiz.sections[0].items]

    def test_by_objective(self):
        assert self.pool('objectives = ["how"]') == ["b-0", "b-1"]
        assert self.pool('objectives = ["how", "why"]') == ["a-0", "a-1", "b-0", "b-1", "c-0", "c-1"]

    def test_by_tag(self):
        assert self.pool('tags = ["must"]') == ["c-0", "c-1"]

    def test_a_filter_that_finds_nothing_is_a_slip_of_the_pen(self):
        assert codes(A + 'draw = 1\nobjectives = ["why", "hwo"]') == ["section-objective-unused"]
        assert codes(A + 'draw = 1\ntags = ["mist"]') == ["section-pool-empty", "section-tag-unused"]


class TestDraws:
    def test_as_many_as_the_pool_holds(self):
        assert codes(A + "draw = 4") == []

    def test_more_than_the_pool_holds(self):
        assert codes(A + "draw = 5") == ["section-draw-too-large"]

    def test_an_empty_pool(self):
        assert codes(A.replace('use = "test"', 'use = "practice"') + "draw = 1") == ["section-pool-empty"]

    def test_sections_that_share_a_pool_must_both_get_theirs(self):
        assert codes(A + "draw = 2", A + "draw = 2") == []
        assert codes(A + "draw = 2", A + "draw = 3") == ["section-draw-too-large"]

    def test_all_of_a_pool_that_another_section_has_drawn_from(self):
        assert codes(A + "draw = 2", A + 'draw = "all"') == ["section-pool-shared"]
        assert codes(A + 'draw = "all"', B + 'draw = "all"') == []

    def test_the_problem_stands_at_the_section(self):
        (problem,) = check_quiz("90-test/quiz.md", a_final(A + "draw = 1", B + "draw = 9"))
        assert (problem.path, problem.line) == ("90-test/quiz.md", 16)
        assert problem.params == {"title": "節2", "draw": "9", "pool": "3"}


class TestFiles:
    def test_a_bank_that_is_not_there_is_told_where_it_is_asked_for(self):
        (problem,) = check_quiz("90-test/quiz.md", a_final(A.replace("01-a", "03-c") + "draw = 1", **{}))
        assert problem == Problem("90-test/quiz.md", 11, "file-not-found", {"file": "03-c/quiz.md"})

    def test_a_quiz_that_is_not_there(self):
        assert check_quiz("none.md", a_course()) == [Problem("none.md", 0, "file-not-found", {"file": "none.md"})]

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "file-not-utf8"),
            (PermissionError(), "file-unreadable"),
            (IsADirectoryError(), "file-unreadable"),
        ],
    )
    def test_a_file_that_cannot_be_read(self, error, code):
        def read(path):
            raise error

        assert [problem.code for problem in check_quiz("quiz.md", read)] == [code]

    def test_a_bank_alone_is_no_quiz(self):
        problems = check_quiz("01-a/quiz.md", a_final(A + "draw = 1"))
        assert problems == [Problem("01-a/quiz.md", 1, "front-matter-missing")]

    def test_a_pool_that_is_used_up_altogether_has_nothing_left(self):
        (problem,) = check_quiz("90-test/quiz.md", a_final(A + 'draw = "all"', A + "draw = 1"))
        assert (problem.code, problem.params["pool"]) == ("section-draw-too-large", "0")

    def test_an_id_used_in_two_banks(self):
        (problem,) = check_quiz("90-test/quiz.md", a_final(A + "draw = 1", B + "draw = 1", **{"02-b": items("a", 1)}))
        assert problem == Problem("02-b/quiz.md", 1, "item-id-duplicate", {"id": "a-0", "first": "01-a/quiz.md:1"})

    def test_an_id_used_twice_in_one_bank_is_told_once(self):
        assert codes(A + "draw = 1", **{"01-a": items("a", 1) * 2}) == ["item-id-duplicate"]


class TestEverythingAtOnce:
    def test_all_problems_of_all_files_are_told_sorted_by_place(self):
        broken = items("b", 2).replace("answer: true\n", "", 1).replace("### 解説\n説明\n", "", 1)
        read = a_final(A + "draw = 1", B + "draw = 9", **{"01-a": items("a", 1) + "### なに\n", "02-b": broken})
        problems = check_quiz("90-test/quiz.md", read)
        assert [(problem.path, problem.line, problem.code) for problem in problems] == [
            ("01-a/quiz.md", 16, "heading-unknown"),
            ("02-b/quiz.md", 1, "metadata-value-unknown"),
            ("02-b/quiz.md", 1, "explanation-missing"),
        ]

    def test_loading_raises_exactly_what_checking_tells(self):
        read = a_final(A + "draw = 9", B + "draw = 9")
        with pytest.raises(QuizProblems) as caught:
            load_quiz("90-test/quiz.md", read)
        assert list(caught.value.problems) == check_quiz("90-test/quiz.md", read)
        assert len(caught.value.problems) == 2

    def test_the_same_holds_for_a_bank(self):
        text = items("a", 1).replace("use: test", "use: exam").replace("kind: true_false", "kind: riddle")
        with pytest.raises(QuizProblems) as caught:
            load_bank("bank.md", text)
        assert list(caught.value.problems) == check_bank("bank.md", text)

    def test_a_fault_in_a_bank_is_not_told_again_as_a_short_pool(self):
        broken = items("a", 4).replace("answer: true\n", "", 1)
        assert codes(A + "draw = 4", **{"01-a": broken}) == ["metadata-value-unknown"]


def test_the_sample_of_every_kind_is_sound():
    assert check_bank("every-kind.md", a_file("every-kind.md")) == []
    assert check_quiz("every-kind.md", a_course()) == []


class TestTheSameTextReadAgain:
    RULE = A + "draw = 2"

    def test_gives_the_same_quiz(self):
        read = a_final(self.RULE)
        assert load_quiz("90-test/quiz.md", read) == load_quiz("90-test/quiz.md", read)

    def test_gives_its_problems_once(self):
        broken = items("a", 2).replace("answer: true\n", "")
        read = a_final(self.RULE, **{"01-a": broken})
        first = check_quiz("90-test/quiz.md", read)
        assert [problem.code for problem in first] == ["metadata-value-unknown"] * 2
        first.clear()
        assert len(check_quiz("90-test/quiz.md", read)) == 2

    def test_is_another_quiz_as_soon_as_a_letter_changes(self):
        before = load_quiz("90-test/quiz.md", a_final(self.RULE))
        changed = items("a", 4).replace("本文3", "本文三")
        after = load_quiz("90-test/quiz.md", a_final(self.RULE, **{"01-a": changed}))
        assert after.digest != before.digest
        assert "本文三" in repr(after.sections[0].items[3])

    def test_is_told_from_the_same_text_at_another_place(self):
        banks = {"01-a": items("a", 2), "02-b": items("a", 2)}
        problems = check_quiz("90-test/quiz.md", a_final(A + "draw = 1", B + "draw = 1", **banks))
        assert [(one.path, one.code) for one in problems] == [("02-b/quiz.md", "item-id-duplicate")] * 2
