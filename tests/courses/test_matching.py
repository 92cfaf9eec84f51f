"""Words of a query, how well a text fits them, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.folding import fold_text
from courses.matching import (
    BODY,
    EXCERPT,
    HEADING,
    MOST_SIGNS,
    MOST_WORDS,
    TITLE,
    Piece,
    make_excerpt,
    mark_words,
    rank_texts,
    split_query,
)

SENTENCE = "仕事の進め方を見直し、住民の立場から考えることが大切です。"


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def hits(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.hit]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        (" 　\t", ()),
        ("ＤＸ", ("dx",)),
        ("予算　要求", ("予算", "要求")),
        ("DX dx ＤＸ", ("dx",)),
        (" AI   ﾘｽｸ ", ("ai", "りすく")),
        ('"OR" NEAR(a* -b', ('"or"', "near(a*", "-b")),
        ("\x00", ()),
    ],
)
def test_a_query_is_parted_at_blanks(query: str, words: tuple[str, ...]) -> None:
    assert split_query(query) == words


def test_a_query_has_its_limits() -> None:
    assert split_query("あ" * MOST_SIGNS)
    with pytest.raises(ValueError, match="longer than"):
        split_query("あ" * (MOST_SIGNS + 1))
    many = [f"w{n}" for n in range(MOST_WORDS + 1)]
    assert len(split_query(" ".join(many[:-1]))) == MOST_WORDS
    with pytest.raises(ValueError, match="words"):
        split_query(" ".join(many))


def test_title_counts_more_than_heading_and_heading_more_than_text() -> None:
    assert rank_texts(["a"], "a", "a", "a") == TITLE
    assert rank_texts(["a"], "b", "a", "a") == HEADING
    assert rank_texts(["a"], "b", "b", "a") == BODY
    assert rank_texts(["a", "b"], "b", "c", "a") == TITLE + BODY
    assert rank_texts(["a", "d"], "b", "c", "a") == 0
    assert TITLE > 2 * HEADING > 4 * BODY


def test_every_place_of_a_word_is_marked() -> None:
    pieces = mark_words("ＤＸとは。dxの話", ["dx"])
    assert pieces == (Piece("ＤＸ", True), Piece("とは。"), Piece("dx", True), Piece("の話"))
    assert mark_words("なし", ["dx"]) == (Piece("なし"),)
    assert mark_words("", ["dx"]) == ()
    assert mark_words("abc", [""]) == (Piece("abc"),)


def test_words_that_overlap_are_one_mark() -> None:
    assert hits(mark_words("情報セキュリティ", ["情報せき", "せきゅりてぃ"])) == ["情報セキュリティ"]
    assert hits(mark_words("ababab", ["aba"])) == ["aba"]


def test_half_width_marks_are_marked_whole() -> None:
    assert hits(mark_words("これはﾃﾞｰﾀです", ["でーた"])) == ["ﾃﾞｰﾀ"]
    assert hits(mark_words("これはﾃﾞｰﾀです", ["で"])) == ["ﾃﾞ", "で"]


def test_an_excerpt_shows_where_the_words_are() -> None:
    text = SENTENCE * 8 + "ここに予算の話があります。" + SENTENCE * 8
    pieces = make_excerpt(text, ["予算"])
    assert hits(pieces) == ["予算"]
    assert joined(pieces).startswith("…ここに予算")
    assert joined(pieces).endswith("…")
    assert len(joined(pieces)) <= EXCERPT + 2


def test_an_excerpt_prefers_words_that_stand_together() -> None:
    text = "予算は大切です。" + SENTENCE * 8 + "予算の要求をします。" + SENTENCE * 8
    assert hits(make_excerpt(text, ["予算", "要求"])) == ["予算", "要求"]


def test_a_short_text_is_shown_whole() -> None:
    assert joined(make_excerpt("短い文です。", ["文"])) == "短い文です。"
    assert joined(make_excerpt("短い文です。", ["無"])) == "短い文です。"
    assert make_excerpt("", ["無"]) == ()


def test_without_a_hit_the_beginning_is_shown() -> None:
    pieces = make_excerpt(SENTENCE * 8, ["無"])
    assert joined(pieces) == (SENTENCE * 8)[:EXCERPT] + "…"


def test_a_hit_at_the_end_brings_what_stands_before_it() -> None:
    text = SENTENCE * 8 + "終わりに予算"
    assert len(joined(make_excerpt(text, ["予算"]))) > EXCERPT // 2


@given(
    st.text(alphabet="あいうアｱﾞABａ。 ", max_size=300), st.lists(st.text(alphabet="あいアA", min_size=1, max_size=3))
)
@settings(max_examples=150)
def test_an_excerpt_is_a_part_of_the_text_and_marks_only_words(text: str, typed: list[str]) -> None:
    words = [fold_text(one) for one in typed]
    pieces = make_excerpt(text, words)
    assert joined(pieces).removeprefix("…").removesuffix("…") in text
    for piece in mark_words(text, words):
        assert piece.text
        assert piece.hit == any(word in fold_text(piece.text) for word in words) or not piece.hit
    assert joined(mark_words(text, words)) == text
