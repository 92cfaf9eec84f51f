from fractions import Fraction
from itertools import combinations, pairwise, permutations

import pytest

from quizzes import check_bank, load_bank, parse_response, score_item
from quizzes.kinds.lines import text_id
from quizzes.kinds.sequencing import MOST, SequencingKind
from quizzes.report import Report
from tests.quizzes.builders import a_sequence, an_item

FRAME = (
    "## order\nkind: sequencing\nobjective: why\nuse: test\n{}\n本文\n\n{}\n\n### 解説\n説明\n\n### 誤答のとき\n説明\n"
)
UP, EAT, GO, WORK = IDS = [entry.id for entry in a_sequence().entries]
EXACT = an_item("order", "sequencing", a_sequence())
POSITION = an_item("order", "sequencing", a_sequence(scoring="position"))


def codes(*lines, metadata=""):
    return [problem.code for problem in check_bank("quiz.md", FRAME.format(metadata, "\n".join(lines)))]


def fields(*positions):
    return {f"pos-{part}": [position] for part, position in zip(IDS, positions, strict=True)}


class TestKeys:
    def test_entries_in_the_authors_order_whatever_their_numbers(self):
        (item,) = load_bank("quiz.md", FRAME.format("", "1. 一\n1. 二\n7) 三\n   続き")).items
        assert [entry.text for entry in item.body.entries] == ["一", "二", "三\n続き"]

    def test_ids_come_from_the_texts_because_the_order_is_the_key(self):
        assert text_id("起きる") == UP
        assert {entry.id for entry in a_sequence("働く", "起きる", "出かける", "食べる").entries} == set(IDS)

    @pytest.mark.parametrize(
        ("lines", "code"),
        [
            (["1. 一", "2. 二"], "sequencing-count"),
            ([f"{n}. 項目{n}" for n in range(1, MOST + 2)], "sequencing-count"),
            (["1. 一", "2. 二", "3. 一"], "sequencing-duplicate"),
            (["1. 一", "2. 二", "・三"], "key-line-unknown"),
            (["1. 一", "   > 説明", "2. 二", "3. 三"], "choice-explanation-unexpected"),
        ],
    )
    def test_faults_are_named(self, lines, code):
        assert code in codes(*lines)

    def test_a_body_made_by_hand_is_checked_like_a_file(self):
        report = Report("quiz.md")
        SequencingKind().check(a_sequence("一", "", "三"), 5, report)
        assert [(problem.line, problem.code) for problem in report.problems] == [(5, "sequencing-text-missing")]

    def test_the_scoring_is_one_of_two(self):
        lines = ["1. 一", "2. 二", "3. 三"]
        assert codes(*lines, metadata="scoring: position\n") == []
        assert codes(*lines, metadata="scoring: distance\n") == ["metadata-value-unknown"]


class TestScoring:
    def test_exact_is_all_or_nothing(self):
        for order in permutations(IDS):
            assert score_item(EXACT, list(order)).exact == (list(order) == IDS)

    @pytest.mark.parametrize(
        ("order", "share"),
        [
            ([UP, EAT, GO, WORK], 1),
            ([UP, EAT, WORK, GO], Fraction(1, 2)),
            ([UP, GO, WORK, EAT], Fraction(1, 4)),
            ([EAT, GO, WORK, UP], 0),
            ([WORK, GO, EAT, UP], 0),
        ],
    )
    def test_position_counts_what_stands_in_its_place(self, order, share):
        assert score_item(POSITION, order).exact == share

    def test_an_unfinished_order_earns_nothing_when_exact(self):
        score = score_item(EXACT, {"positions": {UP: "1", EAT: "2", GO: "3"}})
        assert (score.exact, score.lines[0].code) == (0, "sequence-unfinished")

    @pytest.mark.parametrize(
        ("positions", "share"),
        [
            ({UP: "1", EAT: "2", GO: "3"}, Fraction(3, 4)),
            ({UP: "１"}, Fraction(1, 4)),
            ({UP: "1", EAT: "1", GO: "3"}, Fraction(1, 4)),
            ({UP: "2"}, 0),
            ({UP: "0", EAT: "-2", GO: "3.0", WORK: "four"}, 0),
            ({"gone": "1"}, 0),
        ],
    )
    def test_by_position_an_unfinished_order_earns_what_stands_alone_in_its_place(self, positions, share):
        assert score_item(POSITION, {"positions": positions}).exact == share

    def test_an_order_with_strangers_or_repeats_is_not_the_order(self):
        assert score_item(EXACT, [*IDS, "gone"]).exact == 0
        assert score_item(EXACT, [UP, UP, GO, WORK]).exact == 0
        assert score_item(EXACT, [UP]).exact == 0


class TestResponses:
    def test_a_full_order(self):
        parsed = parse_response(EXACT, fields("2", "1", "4", "3"))
        assert (parsed.response, parsed.problem) == ([EAT, UP, WORK, GO], None)

    def test_full_width_positions_are_read(self):
        assert parse_response(EXACT, fields("１", "　２", "3 ", "４")).response == IDS

    @pytest.mark.parametrize(
        ("positions", "problem", "params"),
        [
            (("1", "", "3", ""), "sequence-incomplete", {"missing": "2"}),
            (("1", "1", "3", "4"), "sequence-position-twice", {}),
            (("1", "2", "3", "5"), "sequence-position-unknown", {"most": "4"}),
            (("1", "2", "3", "x"), "sequence-position-unknown", {"most": "4"}),
            (("0", "", "", ""), "sequence-position-unknown", {"most": "4"}),
        ],
    )
    def test_an_order_that_is_not_complete_is_kept_as_typed(self, positions, problem, params):
        parsed = parse_response(EXACT, fields(*positions))
        kept = {part: text for part, text in zip(IDS, positions, strict=True) if text}
        assert (parsed.response, parsed.problem, parsed.params) == ({"positions": kept}, problem, params)

    def test_nothing_typed_is_nothing(self):
        assert parse_response(EXACT, fields("", " ", "", "")).response is None


def test_the_right_order_is_never_the_one_shown_first():
    kind = SequencingKind()
    for order in permutations(IDS):
        shown = kind.settle_order(EXACT.body, order)
        assert sorted(shown) == sorted(IDS)
        assert list(shown) != IDS


class TestPieces:
    """Every order of four entries against a plain reading of each rule."""

    @staticmethod
    def earned(scoring, given):
        body = a_sequence(scoring=scoring)
        return score_item(an_item("order", "sequencing", body), [IDS[place] for place in given]).exact

    @pytest.mark.parametrize("given", list(permutations(range(4))))
    def test_each_rule_counts_what_it_says(self, given):
        pairs = sum(b == a + 1 for a, b in pairwise(given))
        pieces = [given[i:j] for i in range(4) for j in range(i + 1, 5)]
        run = max(len(one) for one in pieces if all(b == a + 1 for a, b in pairwise(one)))
        rising = max(size for size in range(1, 5) for one in combinations(given, size) if list(one) == sorted(one))
        assert self.earned("relative", given) == Fraction(pairs, 3)
        assert self.earned("run", given) == Fraction(run if run > 1 else 0, 4)
        assert self.earned("subset", given) == Fraction(rising if rising > 1 else 0, 4)
