from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import check_bank, load_bank, parse_response, score_item
from quizzes.kinds.numeric import NumericBody
from tests.quizzes.builders import a_number, an_item

FRAME = "## count\nkind: numeric\nobjective: why\nuse: test\n{}\n本文\n\n### 解説\n説明\n\n### 誤答のとき\n説明\n"


def codes(metadata):
    return [problem.code for problem in check_bank("quiz.md", FRAME.format(metadata))]


def body_of(metadata):
    (item,) = load_bank("quiz.md", FRAME.format(metadata)).items
    return item.body


def state(text, **more):
    return score_item(an_item("count", "numeric", a_number(**more)), text).state


class TestKeys:
    def test_answer_tolerance_and_unit(self):
        body = body_of("answer: 32.0\ntolerance: 0.05\nunit: %\n")
        assert body == NumericBody(Decimal("32.0"), Decimal("0.05"), "%")

    def test_only_the_answer_is_needed(self):
        assert body_of("answer: -1,234.5\n") == NumericBody(Decimal("-1234.5"))

    @pytest.mark.parametrize(
        ("metadata", "code"),
        [
            ("", "numeric-not-a-number"),
            ("answer: 三十二\n", "numeric-not-a-number"),
            ("answer: 1,5\n", "numeric-not-a-number"),
            ("answer: 32%\n", "numeric-not-a-number"),
            ("answer: 32\ntolerance: small\n", "numeric-not-a-number"),
            ("answer: 32\ntolerance: -0.1\n", "numeric-tolerance-negative"),
            ("answer: 32\nunit: 5人\n", "numeric-unit-unusable"),
            ("answer: 32\nunit: .\n", "numeric-unit-unusable"),
            ("answer: 32\nunit: " + "長" * 21 + "\n", "numeric-unit-unusable"),
            ("answer: 32\nscoring: exact\n", "metadata-key-unknown"),
        ],
    )
    def test_faults_are_named(self, metadata, code):
        assert codes(metadata) == [code]

    @pytest.mark.parametrize("unit", ["%", "％", "人", "円", "㎡", "km/h", "℃", "分の1"])
    def test_units_of_many_sorts(self, unit):
        assert codes(f"answer: 32\nunit: {unit}\n") == []
        assert state(f"32{unit}", unit=unit) == "right"
        assert state(f"32 {unit}", unit=unit) == "right"

    def test_text_after_the_stem_has_no_key_to_be_taken_for(self):
        (item,) = load_bank(
            "quiz.md", FRAME.format("answer: 1\n").replace("本文", "本文\n\n- [x] 箇条書き\n1. 番号")
        ).items
        assert item.stem == "本文\n\n- [x] 箇条書き\n1. 番号"


class TestScoring:
    @pytest.mark.parametrize("text", ["32", "31.95", "32.05", "３２．０５", "+32", "32.0000", "32%", "３２　％"])
    def test_within_the_tolerance(self, text):
        assert state(text) == "right"

    @pytest.mark.parametrize("text", ["31.949", "32.051", "-32", "0.32", "3.2", "320"])
    def test_outside_of_it(self, text):
        assert state(text) == "wrong"

    def test_without_a_tolerance_the_number_must_be_the_same(self):
        assert state("32.00", tolerance="0") == "right"
        assert state("32.0000000000000000000000000000000001", tolerance="0") == "wrong"

    def test_decimals_are_not_floats(self):
        """0.1 + 0.2 is 0.3 here: no rounding on the way, so no tiny allowance is needed."""
        assert state("0.3", answer="0.1", tolerance="0.2", unit="") == "right"
        assert state("0.30000000000000000001", answer="0.1", tolerance="0.2", unit="") == "wrong"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("1,5", "number-ambiguous"),
            ("三十二", "number-unreadable"),
            ("32人", "number-unit-differs"),
            ("32 %くらい", "number-unit-differs"),
            ("9" * 41, "number-too-long"),
        ],
    )
    def test_what_cannot_be_read_is_wrong_with_its_reason(self, text, code):
        score = score_item(an_item("count", "numeric", a_number()), text)
        assert (score.state, [line.code for line in score.lines]) == ("wrong", [code])


class TestResponses:
    ITEM = an_item("count", "numeric", a_number())

    def test_are_kept_exactly_as_typed(self):
        for text in ("３２％", " 32 ", "1,5", "約32"):
            assert parse_response(self.ITEM, {"text": [text]}).response == text

    def test_problems_are_told_with_what_was_typed_and_the_unit(self):
        parsed = parse_response(self.ITEM, {"text": ["32人"]})
        assert (parsed.problem, parsed.params) == ("number-unit-differs", {"text": "32人", "unit": "%"})

    def test_a_unit_where_none_belongs(self):
        item = an_item("count", "numeric", a_number(unit=""))
        assert parse_response(item, {"text": ["32%"]}).problem == "number-unit-unexpected"
        assert parse_response(item, {"text": ["三十二%"]}).problem == "number-unreadable"

    def test_a_long_text_is_cut_in_the_message_and_kept_in_the_response(self):
        parsed = parse_response(self.ITEM, {"text": ["x" * 500]})
        assert len(parsed.params["text"]) == 60
        assert len(parsed.response) == 500


@settings(max_examples=100)
@given(
    answer=st.decimals(-1000, 1000, places=3),
    tolerance=st.decimals(0, 10, places=3),
    off=st.decimals(-20, 20, places=3),
)
def test_right_is_exactly_what_lies_within_the_tolerance(answer, tolerance, off):
    body = NumericBody(answer, tolerance)
    score = score_item(an_item("count", "numeric", body), f"{answer + off:f}")
    assert (score.state == "right") == (abs(off) <= tolerance)


class TestTolerances:
    @pytest.mark.parametrize(
        ("mode", "answer", "tolerance", "right", "wrong"),
        [
            ("absolute", "0.1", "0.2", ["-0.1", "0.3"], ["0.3001"]),
            ("relative", "-50", "0.1", ["-45", "-55"], ["-44.99", "-55.01", "50"]),
            ("relative", "0", "0.5", ["0"], ["0.01"]),
            ("geometric", "50", "0.25", ["40", "62.5"], ["39.99", "62.51"]),
            ("geometric", "-50", "0.25", ["-40", "-62.5"], ["-39.99", "50"]),
            ("geometric", "3", "0", ["3"], ["3.0000000000000000000000000001"]),
        ],
    )
    def test_each_way_to_measure_has_its_exact_ends(self, mode, answer, tolerance, right, wrong):
        body = NumericBody(Decimal(answer), Decimal(tolerance), mode=mode)
        assert [one for one in right if not body.takes(Decimal(one))] == []
        assert [one for one in wrong if body.takes(Decimal(one))] == []
