from fractions import Fraction

import pytest

from quizzes import check_bank, load_bank, parse_response, score_item
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import a_matching, an_item

FRAME = "## match\nkind: matching\nobjective: why\nuse: test\n\n本文\n\n{}\n\n### 解説\n説明\n\n### 誤答のとき\n説明\n"
WAN, NYAA, MOU = (text_id(text) for text in ("わん", "にゃあ", "もう"))


def codes(*lines):
    return [problem.code for problem in check_bank("quiz.md", FRAME.format("\n".join(lines)))]


def body_of(*lines):
    (item,) = load_bank("quiz.md", FRAME.format("\n".join(lines))).items
    return item.body


def fields(*rights):
    return {f"left-{n}": [right] for n, right in enumerate(rights, 1)}


class TestKeys:
    def test_pairs_and_spare_rights(self):
        body = body_of("- 犬 => わん", "- 猫 => にゃあ", "- => もう", "- => ひひん")
        assert [(pair.id, pair.left, pair.right) for pair in body.pairs] == [("1", "犬", "わん"), ("2", "猫", "にゃあ")]
        assert body.spare == ("もう", "ひひん")

    def test_blanks_around_the_arrow_do_not_count(self):
        assert body_of("- 犬=>わん", "-  猫   =>   にゃあ", "- =>もう") == body_of(
            "- 犬 => わん", "- 猫 => にゃあ", "- => もう"
        )

    def test_a_right_may_run_over_two_lines(self):
        assert body_of("- 犬 => わん\n  わん", "- 猫 => にゃあ").pairs[0].right == "わん\nわん"

    def test_one_right_may_serve_two_lefts_and_is_offered_once(self):
        body = body_of("- 犬 => ほ乳類", "- 猫 => ほ乳類", "- すずめ => 鳥類")
        assert list(body.rights().values()) == ["ほ乳類", "鳥類"]

    @pytest.mark.parametrize(
        ("lines", "code"),
        [
            (["- 犬 => わん"], "matching-too-few"),
            (["- => わん", "- => にゃあ"], "matching-too-few"),
            (["- 犬 => わん", "- 猫 =>"], "matching-right-missing"),
            (["- 犬 => わん", "- 犬 => にゃあ"], "matching-left-duplicate"),
            (["- 犬 => わん", "- 猫 => にゃあ", "- => わん"], "matching-spare-duplicate"),
            (["- 犬 => わん", "- 猫 => にゃあ", "- => もう", "- => もう"], "matching-spare-duplicate"),
            (["- 犬 => わん", "- 猫 => わん"], "matching-one-right"),
            (["- 犬 => わん", "- 猫 → にゃあ", "- 牛 => もう"], "key-line-unknown"),
        ],
    )
    def test_faults_are_named(self, lines, code):
        assert code in codes(*lines)

    def test_the_ids_offered_do_not_tell_the_pairs(self):
        """Rights are numbered by nothing that follows the lefts: their ids come from their texts."""
        one, other = a_matching(("犬", "わん"), ("猫", "にゃあ")), a_matching(("犬", "にゃあ"), ("猫", "わん"))
        assert set(one.rights()) == set(other.rights())


class TestScoring:
    ITEM = an_item("match", "matching", a_matching(spare=("ひひん",)))

    @pytest.mark.parametrize(
        ("response", "share"),
        [
            ({"1": WAN, "2": NYAA, "3": MOU}, 1),
            ({"1": WAN, "2": MOU, "3": NYAA}, Fraction(1, 3)),
            ({"1": WAN, "2": NYAA}, Fraction(2, 3)),
            ({"1": WAN, "2": WAN, "3": WAN}, Fraction(1, 3)),
            ({"1": text_id("ひひん")}, 0),
            ({"9": WAN}, 0),
            ({}, 0),
        ],
    )
    def test_right_pairs_over_all_lefts(self, response, share):
        assert score_item(self.ITEM, response).exact == share

    def test_the_line_tells_the_counts(self):
        (line,) = score_item(self.ITEM, {"1": WAN}).lines
        assert (line.code, line.params) == ("pairs-right", {"hits": "1", "total": "3"})


class TestResponses:
    ITEM = an_item("match", "matching", a_matching())

    def test_what_was_picked_is_kept_by_left(self):
        parsed = parse_response(self.ITEM, fields(WAN, MOU, NYAA))
        assert (parsed.response, parsed.problem) == ({"1": WAN, "2": MOU, "3": NYAA}, None)

    def test_half_a_matching_is_kept_and_the_gap_told(self):
        parsed = parse_response(self.ITEM, fields("", NYAA, ""))
        assert parsed.response == {"2": NYAA}
        assert (parsed.problem, parsed.params) == ("matching-incomplete", {"missing": "2"})

    def test_an_id_from_elsewhere_is_told_and_the_rest_kept(self):
        parsed = parse_response(self.ITEM, fields(WAN, "00000000", MOU))
        assert parsed.response == {"1": WAN, "3": MOU}
        assert parsed.problem == "matching-unknown"

    def test_nothing_picked_is_nothing(self):
        assert parse_response(self.ITEM, fields("", "", "")).response is None
        assert parse_response(self.ITEM, {}).problem is None
