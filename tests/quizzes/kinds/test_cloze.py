from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import check_bank, load_bank, parse_response, score_item
from quizzes.feedback import ALL, NOTHING
from quizzes.kinds.cloze import ClozeBody, ClozeKind, Gap, GapView
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import an_item

FRAME = "## gaps\nkind: cloze\nobjective: why\nuse: test\n{}\n本文\n\n{}\n\n### 解説\n説明\n\n### 誤答のとき\n説明\n"
KIND = ClozeKind()


def load(*lines, metadata=""):
    (item,) = load_bank("bank.md", FRAME.format(metadata, "\n".join(lines))).items
    return item


def faults(*lines, metadata=""):
    problems = check_bank("bank.md", FRAME.format(metadata, "\n".join(lines)))
    return [(problem.line, problem.code) for problem in problems]


def a_cloze(scoring="share", typed=("DX",), picked=("令和",), spare=("平成", "昭和")):
    return ClozeBody(("{1} を {2} に進める。",), (Gap("1", typed), Gap("2", picked, spare)), scoring=scoring)


def score(body, **given):
    fields = {f"gap-{number[1:]}": [text] for number, text in given.items()}
    item = an_item("gaps", "cloze", body)
    return score_item(item, parse_response(item, fields).response)


class TestTexts:
    def test_a_gap_with_wrong_texts_is_a_list_and_one_without_is_typed(self):
        item = load(": {1} は {2} です", "- {1} = 枚方市", "- {2} = 大阪府", "- {2} ! 京都府")
        one, two = item.body.gaps
        assert one.options() == {}
        assert set(two.options().values()) == {"大阪府", "京都府"}

    def test_rows_are_paragraphs_in_their_order(self):
        item = load(": 一行目 {1}", ": 二行目", "- {1} = あ")
        assert item.body.rows == ("一行目 {1}", "二行目")

    def test_gaps_are_put_in_the_order_of_their_numbers(self):
        item = load(": {1} {2} {10}", "- {10} = は", "- {2} = ろ", "- {1} = い")
        assert [gap.id for gap in item.body.gaps] == ["1", "2", "10"]

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ([": 空欄なし", "- {1} = あ"], [(9, "cloze-gap-missing"), (1, "cloze-no-gap")]),
            ([": {1} と {1}", "- {1} = あ"], [(1, "cloze-gap-twice")]),
            ([": {1} と {2}", "- {1} = あ"], [(1, "cloze-key-missing")]),
            ([": {1}", "- {1} ! あ"], [(9, "cloze-key-missing")]),
            ([": {1}", "- {1} = あ", "- {1} = あ"], [(9, "cloze-duplicate")]),
            ([": {1}", "- {1} = ｄｘ", "- {1} = DX"], [(9, "cloze-duplicate")]),
            ([": {1}", "- {1} ="], [(9, "cloze-text-missing")]),
            ([": {1}", "- {1} = **"], [(9, "cloze-takes-everything")]),
            ([": {1}", "- {1} = あ", "*なにか"], [(10, "key-line-unknown")]),
        ],
    )
    def test_every_fault_has_its_line(self, lines, expected):
        assert sorted(faults(*lines)) == sorted(expected)

    def test_texts_that_look_alike_may_stand_in_a_list(self):
        """In a list nothing is folded: 「ＤＸ」 and 「DX」 are two things to choose from."""
        assert faults(": {1}", "- {1} = DX", "- {1} ! ＤＸ") == []

    def test_a_brace_without_a_number_is_text(self):
        item = load(": {1} {枚方|ひらかた} {x}", "- {1} = あ")
        view = KIND.view(item.body, (), None, NOTHING)
        assert view.rows[0][1] == " {枚方|ひらかた} {x}"


class TestScores:
    def test_every_gap_is_a_share(self):
        assert score(a_cloze(), _1="DX").fraction == Fraction(1, 2)
        assert score(a_cloze(), _1="DX", _2=text_id("令和")).state == "right"

    def test_or_only_the_whole_counts(self):
        assert score(a_cloze("exact"), _1="DX").fraction == 0
        assert score(a_cloze("exact"), _1="DX", _2=text_id("令和")).fraction == 1

    def test_a_typed_gap_is_folded(self):
        assert score(a_cloze(), _1="　ｄｘ ").fraction == Fraction(1, 2)

    def test_a_list_takes_the_id_and_not_the_text(self):
        """A text typed in by hand is no pick: the form never sends one."""
        item = an_item("gaps", "cloze", a_cloze())
        assert parse_response(item, {"gap-2": ["令和"]}).problem == "cloze-unknown"
        assert score_item(item, {"2": "令和"}).state == "wrong"

    def test_blank_is_never_right_even_where_a_pattern_takes_nothing(self):
        body = ClozeBody(("{1}",), (Gap("1", ("a*",)),))
        assert KIND.score(body, {"1": " "}).fraction == 0

    def test_the_line_counts_the_gaps(self):
        (line,) = KIND.score(a_cloze(), {"1": "DX"}).lines
        assert (line.code, line.params) == ("gaps-right", {"hits": "1", "total": "2"})

    @given(st.sets(st.sampled_from(["1", "2"])))
    def test_one_more_right_gap_never_lowers_the_score(self, done):
        right = {"1": "DX", "2": text_id("令和")}
        before = KIND.score(a_cloze(), {number: right[number] for number in done}).fraction
        for number in right:
            after = KIND.score(a_cloze(), {one: right[one] for one in done | {number}}).fraction
            assert after >= before


class TestResponses:
    ITEM = an_item("gaps", "cloze", a_cloze())

    def test_what_was_typed_is_kept_as_typed(self):
        assert parse_response(self.ITEM, {"gap-1": [" ＤＸ"]}).response == {"1": " ＤＸ"}

    def test_nothing_given_is_no_response(self):
        parsed = parse_response(self.ITEM, {"gap-1": [" "], "gap-2": [""]})
        assert (parsed.response, parsed.problem) == (None, None)

    def test_a_missing_gap_is_told_and_the_rest_kept(self):
        parsed = parse_response(self.ITEM, {"gap-1": ["DX"]})
        assert (parsed.problem, parsed.params) == ("cloze-incomplete", {"missing": "1"})
        assert parsed.response == {"1": "DX"}

    def test_a_text_without_end_is_told_kept_and_worth_nothing(self):
        parsed = parse_response(self.ITEM, {"gap-1": ["D" * 201], "gap-2": [text_id("令和")]})
        assert parsed.problem == "text-too-long"
        assert KIND.score(self.ITEM.body, parsed.response).fraction == Fraction(1, 2)


class TestViews:
    def test_pieces_stand_in_the_order_of_the_text(self):
        (row,) = KIND.view(a_cloze(), (), None, NOTHING).rows
        assert [piece if isinstance(piece, str) else piece.id for piece in row] == ["1", " を ", "2", " に進める。"]

    def test_the_forms_order_of_each_list_is_kept(self):
        body = a_cloze()
        order = tuple(reversed(KIND.order_ids(body)))
        gap = next(piece for piece in KIND.view(body, order, None, NOTHING).rows[0] if piece_id(piece) == "2")
        assert [text for _, text in gap.options] == ["昭和", "平成", "令和"]

    def test_nothing_of_the_key_is_shown_before_its_time(self):
        gaps = [piece for piece in KIND.view(a_cloze(), (), {"1": "DX"}, NOTHING).rows[0] if isinstance(piece, GapView)]
        assert {(gap.right, gap.key) for gap in gaps} == {(None, None)}

    def test_the_key_is_what_people_can_read(self):
        body = a_cloze(typed=("デジタル*", "電子\\*"))
        gaps = [
            piece for piece in KIND.view(body, (), {"2": text_id("平成")}, ALL).rows[0] if isinstance(piece, GapView)
        ]
        assert [(gap.right, gap.key) for gap in gaps] == [(False, "デジタル…、または 電子*"), (False, "令和")]


def piece_id(piece):
    return piece.id if isinstance(piece, GapView) else None


WORD = st.text(st.sampled_from("あいうdX漢"), min_size=1, max_size=5)


@settings(max_examples=60)
@given(st.lists(st.tuples(WORD, st.lists(WORD, max_size=3, unique=True)), min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read_again(gaps, exact):
    made = tuple(
        Gap(str(number), (right,), tuple(one for one in wrong if one != right))
        for number, (right, wrong) in enumerate(gaps, 1)
    )
    rows = tuple(f"前 {{{gap.id}}} 後" for gap in made)
    body = ClozeBody(rows, made, scoring="exact" if exact else "share")
    written = "\n".join(KIND.dump(body).lines)
    item = load(written, metadata="scoring: exact\n" if exact else "")
    assert item.body == body
    assert faults(written, metadata="scoring: exact\n" if exact else "") == []
    right = {gap.id: text_id(gap.accepted[0]) if gap.spare else gap.accepted[0] for gap in made}
    assert KIND.score(body, right).fraction == 1
