"""Words that somebody looks for, and where they stand in a text. Pure; texts are compared as ``folding`` folds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.folding import fold_places, fold_text

MOST_SIGNS = 100
"""Longest query, in signs."""

MOST_WORDS = 8
"""Words of a query that are looked for."""

TITLE, HEADING, BODY = 9, 4, 1
"""What a word counts in a title, in a heading, in the text below it."""

EXCERPT = 120
"""Signs of an excerpt."""

_LEAD = 24
_STOPS = "。！？\n"
_MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``hit`` when it is one of the words that somebody looks for."""

    text: str
    hit: bool = False


def split_query(query: str) -> tuple[str, ...]:
    """The folded words of a query, each once, in order; blanks of any width part them.

    Raises ``ValueError`` when the query is longer than ``MOST_SIGNS`` or has more than ``MOST_WORDS`` words.
    """
    if len(query) > MOST_SIGNS:
        raise ValueError(f"longer than {MOST_SIGNS}")
    words = tuple(dict.fromkeys(fold_text(query).split()))
    if len(words) > MOST_WORDS:
        raise ValueError(f"more than {MOST_WORDS} words")
    return words


def rank_texts(words: Sequence[str], title: str, heading: str, body: str) -> int:
    """How well folded texts fit: the sum of each word's best place; 0 when a word stands nowhere."""
    total = 0
    for word in words:
        if word in title:
            total += TITLE
        elif word in heading:
            total += HEADING
        elif word in body:
            total += BODY
        else:
            return 0
    return total


def mark_words(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """The whole text in pieces, every place of a word marked; words are folded."""
    return _cut(text, _spans(text, words), 0, len(text))


def make_excerpt(text: str, words: Sequence[str], length: int = EXCERPT) -> tuple[Piece, ...]:
    """About ``length`` signs of the text where most of the words stand together, marked; its beginning without any."""
    spans = _spans(text, words)
    begin = _step_back(text, _best_place(text, spans, length))
    end = min(len(text), begin + length)
    if end == len(text):
        begin = min(begin, _step_back(text, max(0, end - length)))
    pieces = _cut(text, spans, begin, end)
    before = (Piece("…"),) if begin else ()
    after = (Piece("…"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand in the original text, in order; places that touch are one."""
    folded = fold_places(text)
    found: list[tuple[int, int]] = []
    for word in words:
        place = folded.text.find(word)
        while word and place >= 0:
            found.append(folded.span(place, place + len(word)))
            place = folded.text.find(word, place + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _best_place(text: str, spans: Sequence[tuple[int, int]], length: int) -> int:
    """Where the window begins that holds the most different words, the first of several; 0 without any."""
    told = [fold_text(text[start:end]) for start, end in spans[:_MOST_PLACES]]
    best, place = 0, 0
    for first, word in enumerate(told):
        begin = spans[first][0]
        near = {word}
        near.update(told[n] for n in range(first + 1, len(told)) if spans[n][1] <= begin + length - _LEAD)
        if len(near) > best:
            best, place = len(near), begin
    return place


def _step_back(text: str, place: int) -> int:
    """A little before the place: behind the end of a sentence where one is near, never inside a Latin word."""
    earliest = max(0, place - _LEAD)
    stop = max(text.rfind(sign, earliest, place) for sign in _STOPS)
    begin = earliest if stop < 0 else stop + 1
    while 0 < begin < place and _is_latin(text[begin - 1]) and _is_latin(text[begin]):
        begin += 1
    while begin < place and text[begin] == " ":
        begin += 1
    return begin


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _cut(text: str, spans: Iterable[tuple[int, int]], begin: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    place = begin
    for start, stop in spans:
        start, stop = max(start, begin), min(stop, end)
        if start >= stop:
            continue
        if place < start:
            pieces.append(Piece(text[place:start]))
        pieces.append(Piece(text[start:stop], hit=True))
        place = stop
    if place < end:
        pieces.append(Piece(text[place:end]))
    return tuple(pieces)
