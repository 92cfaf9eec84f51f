from __future__ import annotations

import pytest

from courses.claims import STATISTIC, find_uncited, gather_blocks
from courses.dialect import make_parser


def uncited(text: str) -> list[tuple[int, str]]:
    return list(find_uncited(make_parser().parse(text)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("職員は2,438人です", "2,438人"),
        ("回答は８７．２％でした", "８７．２％"),
        ("約3.5 %が", "3.5 %"),
        ("120件の申請", "120件"),
        ("費用は1,650万円", "1,650万円"),
        ("約 30 億円", "30 億円"),
        ("1,311団体が", "1,311団体"),
        ("全体の3分の1が", "3分の1"),
        ("5分の二", "5分の二"),
        ("2025年12月に公表", "2025年12月"),
        ("令和7年3月の計画", "令和7年3月"),
        ("平成元年1月", "平成元年1月"),
        ("令和 8 年は", None),
        ("第3章の5分間", None),
        ("三人で話し合います", None),
        ("3つの点", None),
        ("2040年には", None),
        ("1日8時間", None),
    ],
)
def test_what_counts_as_a_claim(text, found):
    match = STATISTIC.search(text)
    assert (match[0] if match else None) == found


@pytest.mark.parametrize(
    "text",
    [
        "職員は100人です[[plan]]。",
        "職員は100人です。\nそのうち半分が[[plan]]答えました。",
        "- 100人です[[plan]]\n- 数のない項目\n",
        "| 部 | 人数 |\n|---|---|\n| 総務 | 100人 |\n| 合計[[plan]] | 200人 |\n",
        "::: quote 計画\n職員は100人です。\n\n次の段落です[[plan]]。\n:::\n",
        "::: exercise 5 題\n窓口に1日40件の申請があります。\n:::\n",
        ":::: exercise 5 題\n考えます。\n\n::: answer\n40件を20件に減らします。\n:::\n::::\n",
        "## 100人の声\n\n本文です。\n",
        "`100人`という書き方",
        "数のない文です。",
    ],
)
def test_a_claim_with_its_source_in_the_block_is_fine(text):
    assert uncited(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("職員は100人です。", [(1, "100人")]),
        ("職員は100人です。\n\n別の段落です[[plan]]。", [(1, "100人")]),
        ("一行目\n二行目は100人\n三行目も200人", [(2, "100人")]),
        ("- 100人です\n- 別の項目[[plan]]\n- 30％です\n", [(1, "100人"), (3, "30％")]),
        ("- 親[[plan]]\n  - 子は100人\n", [(2, "100人")]),
        ("| 部 | 人数 |\n|---|---|\n| 総務 | 100人 |\n", [(3, "100人")]),
        ("::: example 題\n40件でした。\n:::\n", [(2, "40件")]),
        ("::: note 題\n- 40件でした\n:::\n", [(2, "40件")]),
        ("::: exercise 5 題\n40件です。\n:::\n\n50件でした。\n", [(5, "50件")]),
        ("> 100人です\n", [(1, "100人")]),
        ("**100人**です", [(1, "100人")]),
    ],
)
def test_a_claim_without_a_source_is_found_where_it_stands(text, found):
    assert uncited(text) == found


def test_a_citation_in_code_is_no_source():
    assert uncited("100人です`[[plan]]`") == [(1, "100人")]


def test_blocks_are_what_one_citation_covers():
    text = "段落\n\n- 一\n- 二\n\n| a | b |\n|---|---|\n| c | d |\n"
    blocks = gather_blocks(make_parser().parse(text))
    assert [[words for _, words in block.lines] for block in blocks] == [["段落"], ["一"], ["二"], ["a", "b", "c", "d"]]
