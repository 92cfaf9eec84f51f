import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import check_bank, dump_bank, load_bank, parse_response, score_item
from quizzes.folding import DEFAULT_FOLDS
from tests.quizzes.builders import a_text, an_item

FRAME = "## word\nkind: fill_in\nobjective: why\nuse: test\n{}\n本文\n\n{}\n\n### 解説\n説明\n\n### 誤答のとき\n説明\n"


def codes(*accepted, metadata=""):
    text = FRAME.format(metadata, "\n".join(f"- = {text}" for text in accepted))
    return [problem.code for problem in check_bank("quiz.md", text)]


def body_of(*accepted, metadata=""):
    (item,) = load_bank("quiz.md", FRAME.format(metadata, "\n".join(f"- = {text}" for text in accepted))).items
    return item.body


def takes(pattern, text, folds=DEFAULT_FOLDS):
    return score_item(an_item("word", "fill_in", a_text(pattern, folds=folds)), text).state == "right"


class TestKeys:
    def test_accepted_texts_in_the_authors_order(self):
        assert body_of("DX", "デジタル*").accepted == ("DX", "デジタル*")

    @pytest.mark.parametrize(
        ("accepted", "code"),
        [
            ([], "fill-in-nothing-accepted"),
            ([""], "fill-in-text-missing"),
            (["*"], "fill-in-takes-everything"),
            (["* *"], "fill-in-takes-everything"),
            (["DX", "ｄｘ"], "fill-in-duplicate"),
        ],
    )
    def test_faults_are_named(self, accepted, code):
        assert code in codes(*accepted)

    def test_faults_stand_at_their_own_line(self):
        problems = check_bank("quiz.md", FRAME.format("", "- = DX\n- = dx"))
        assert [(problem.line, problem.code) for problem in problems] == [(9, "fill-in-duplicate")]

    @pytest.mark.parametrize(
        ("metadata", "folds"),
        [
            ("", DEFAULT_FOLDS),
            ("fold: kana\n", DEFAULT_FOLDS | {"kana"}),
            ("fold: kana, small-ke\n", DEFAULT_FOLDS | {"kana", "small-ke"}),
            ("fold: -case\n", DEFAULT_FOLDS - {"case"}),
            ("fold: kana, -width, -quote\n", (DEFAULT_FOLDS | {"kana"}) - {"width", "quote"}),
        ],
    )
    def test_folds_are_added_and_taken_away_by_name(self, metadata, folds):
        assert body_of("DX", metadata=metadata).folds == folds
        text = dump_bank(load_bank("quiz.md", FRAME.format(metadata, "- = DX")))
        assert load_bank("quiz.md", text).items[0].body.folds == folds

    def test_a_fold_that_is_none_is_named(self):
        assert codes("DX", metadata="fold: kanji\n") == ["metadata-value-unknown"]
        assert codes("DX", metadata="fold: -kanji\n") == ["metadata-value-unknown"]


class TestMatching:
    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("DX", "ＤＸ"),
            ("DX", "　dx "),
            ("デジタル庁", "ﾃﾞｼﾞﾀﾙ庁"),
            ("e-Gov", "e−Gov"),
            ("デジタル*", "デジタル"),
            ("デジタル*", "デジタル変革"),
            ("*変革", "デジタル変革"),
            ("デ*ル*革", "デジタル変革"),
            ("東京 都庁", "東京　 都庁"),
            ("東京 *", "東京 どこか"),
            ("a * b", "a と b"),
            ("5\\*3", "5*3"),
            ("5\\*3", "５＊３"),
            ("5＊3", "5*3"),
            ("C:\\\\dir", "c:\\dir"),
            ("a\\b", "a\\b"),
            ("末尾\\", "末尾\\"),
            ("髙橋", "髙橋"),
        ],
    )
    def test_takes(self, pattern, text):
        assert takes(pattern, text)

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("DX", "DT"),
            ("DX", "DX化"),
            ("デジタル*", "超デジタル"),
            ("デ*ル*革", "デジタ変革"),
            ("aXa", "aXaXa"),
            ("a*a", "a"),
            ("ab*ba", "aba"),
            ("5\\*3", "5x3"),
            ("5＊3", "5x3"),
            ("東京 *", "東京都"),
            ("髙橋", "高橋"),
            ("サーバー", "サ-バ-"),
            ("DX", "D*"),
            ("DX", "*"),
        ],
    )
    def test_does_not_take(self, pattern, text):
        assert not takes(pattern, text)

    def test_a_star_in_a_response_is_a_star(self):
        assert not takes("デジタル変革", "デジタル*")
        assert not takes("デジタル変革", "デジタル＊")

    def test_hiragana_and_katakana_differ_unless_the_author_says_so(self):
        assert not takes("ひらかた", "ヒラカタ")
        assert takes("ひらかた", "ヒラカタ", DEFAULT_FOLDS | {"kana"})
        assert takes("ひらかた", "ﾋﾗｶﾀ", DEFAULT_FOLDS | {"kana"})

    def test_many_wildcards_cost_little(self):
        """A regular expression would try every way to share out the text among the stars."""
        pattern, text = "*".join(["a"] * 60), "a" * 990 + "b"
        begin = time.process_time()
        assert not takes(pattern, text)
        assert time.process_time() - begin < 0.5


class TestResponses:
    ITEM = an_item("word", "fill_in", a_text())

    def test_are_kept_exactly_as_typed(self):
        assert parse_response(self.ITEM, {"text": ["　ＤＸ "]}).response == "　ＤＸ "

    def test_a_text_without_end_is_told_kept_and_worth_nothing(self):
        parsed = parse_response(self.ITEM, {"text": ["D" * 1001]})
        assert (parsed.problem, parsed.params) == ("text-too-long", {"most": "1000"})
        assert parsed.response == "D" * 1001
        assert score_item(self.ITEM, parsed.response).state == "wrong"


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=12).filter(str.strip))
def test_what_is_accepted_is_accepted_from_every_keyboard(text):
    """The author's own text, with its stars and backslashes written as such, takes the same text typed."""
    pattern = text.replace("\\", "\\\\").replace("*", "\\*")
    assert takes(pattern, text)
    assert takes(pattern, f"　{text} ")
