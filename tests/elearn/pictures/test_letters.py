"""How wide words are, and where lines end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.pictures.letters import NARROW, width_of, wrap

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("", 0.0),
        ("職員", 2.0),
        ("DX", 2 * 0.78),
        ("●★✓", 3.0),
        ("ｶﾅ", 2 * NARROW),
        ("葛\U000e0100城", 2.0),  # a variation selector takes no room
        ("が", 1.0),  # nor does a combining mark
        ("𠮷", 1.0),
        ("a MW-1", 0.66 + 0.5 + 2 * 0.98 + 0.5 + 0.78),
    ],
)
def test_letters_have_their_width(text: str, ems: float) -> None:
    assert width_of(text, 10) == pytest.approx(ems * 10)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("リーダーシップ", 200, ["リーダーシップ"]),
        ("ノーコード・ローコードツール活用", 120, ["ノーコード・", "ローコードツール活用"]),
        ("データ利活用 基礎", 80, ["データ利活用", "基礎"]),
        ("Information security: advanced", 120, ["Information", "security: advanced"]),
        ("Taking procedures online", 120, ["Taking procedures", "online"]),
        ("手続きのオンライン化", 90, ["手続きの", "オンライン化"]),
        ("情報セキュリティ 基礎", 100, ["情報セキュリティ", "基礎"]),
        ("RPA・AI-OCR活用", 90, ["RPA・", "AI-OCR活用"]),
        ("窓口業務改善担当", 60, ["窓口業務改善", "担当"]),
        ("観光にぎわい部", 60, ["観光にぎわい", "部"]),
        ("No-code/low-code tools", 90, ["No-code/low-", "code tools"]),
        ("手続き（オンライン）", 40, ["手続き", "（オンラ", "イン）"]),
        ("", 50, [""]),
        ("　 ", 50, [""]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(text: str, width: float, lines: list[str]) -> None:
    assert wrap(text, width, 10) == lines


@given(TEXTS, st.floats(12, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width, 12)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line, 12) <= width or len(line) == 1 for line in lines)


@given(TEXTS.filter(lambda text: text.strip() != ""))
def test_lines_are_never_empty(text: str) -> None:
    assert all(wrap(text, 1, 12))


@given(TEXTS, TEXTS, st.integers(1, 40))
def test_width_adds_up_and_grows_with_the_letters(one: str, other: str, size: int) -> None:
    assert width_of(one + other, size) == pytest.approx(width_of(one, size) + width_of(other, size))
    assert width_of(one, 2 * size) == pytest.approx(2 * width_of(one, size))
