"""One search for courses and glossary: what is found, in which order, and that no query does harm."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from courses.folding import fold_text
from courses.matching import Piece
from elearn.db import table_of
from elearn.learning.services.glossary import load_glossary
from elearn.learning.services.search import MOST_PAGES, MOST_TERMS, PAGE_SIZE, Found, Hit, find_terms, search
from elearn.learning.services.searchindex import ENTRY, index_course
from elearn.learning.tables import SearchEntryRow
from tests.builders import write_course
from tests.sqlcount import count_statements

CATALOG = Path(__file__).parents[4] / "courses" / "catalog"
GLOSSARY = load_glossary()


def put(session: Session, folder: Path) -> None:
    """A course as it is, whether or not it may be published."""
    index_course(session, courses.load_course(folder))


@pytest.fixture
def library(session: Session, tmp_path: Path) -> Session:
    """Two small courses; the words of the notes stand in one place each."""
    note = "\n## ﾃﾞｼﾞﾀﾙの予算\n\nＢＰＲは業務の見直しです。改行の\n途中にある語も見つかります。100%の力。\n"
    put(session, write_course(tmp_path, title="予算の講座", note=note))
    other = write_course(tmp_path, course="other", title="別の講座", title_en="Budget", note="ここにも予算があります。")
    put(session, other)
    session.commit()
    return session


def look(session: Session, query: str, language: str = "ja", page: int = 1) -> Found:
    return search(session, GLOSSARY, query, language, page)


def words_of(pieces: tuple[Piece, ...], only_hits: bool = False) -> str:
    return "".join(piece.text for piece in pieces if piece.hit or not only_hits)


def place_of(hit: Hit) -> tuple[str, str, str]:
    return hit.course, hit.activity, hit.anchor


def test_title_comes_before_heading_and_heading_before_text(library: Session) -> None:
    places = [place_of(hit) for hit in look(library, "予算").hits]
    assert places == [
        ("dx-basics", "", ""),
        ("dx-basics", "01-why/read", "h-ﾃﾞｼﾞﾀﾙの予算"),
        ("other", "01-why/read", "exercise-1"),
    ]


def test_a_hit_leads_to_the_heading_and_shows_the_place(library: Session) -> None:
    (hit,) = look(library, "bpr").hits
    assert hit.anchor == "h-ﾃﾞｼﾞﾀﾙの予算"
    assert words_of(hit.title) == "なぜ学ぶか"
    assert words_of(hit.heading) == "ﾃﾞｼﾞﾀﾙの予算"
    assert words_of(hit.excerpt, only_hits=True) == "ＢＰＲ"
    assert "業務の見直し" in words_of(hit.excerpt)


@pytest.mark.parametrize(
    "query",
    ["デジタル", "ﾃﾞｼﾞﾀﾙ", "でじたる", "ＢＰＲ", "bpr", "途中", "改行の途中", "１００％", "100%", "力", "見直し　ＢＰＲ"],
)
def test_width_kana_case_and_length_do_not_matter(library: Session, query: str) -> None:
    assert ("dx-basics", "01-why/read", "h-ﾃﾞｼﾞﾀﾙの予算") in [place_of(hit) for hit in look(library, query).hits]


def test_every_word_must_be_there(library: Session) -> None:
    assert look(library, "予算 業務").total == 1
    assert look(library, "予算 業務 存在しない語").total == 0
    assert look(library, "予算　予算 予算").total == look(library, "予算").total == 3


def test_a_module_title_is_found_once_and_helps_its_sections(library: Session) -> None:
    assert [hit.anchor for hit in look(library, "なぜ学ぶか").hits] == ["", ""]
    assert [hit.anchor for hit in look(library, "なぜ学ぶか bpr").hits] == ["h-ﾃﾞｼﾞﾀﾙの予算"]


def test_a_course_is_found_by_its_english_title(library: Session) -> None:
    (hit,) = look(library, "budget", "en").hits
    assert place_of(hit) == ("other", "", "")


@pytest.mark.parametrize("query", ["", "   ", "　", "\x00"])
def test_nothing_is_looked_for_without_words(library: Session, query: str) -> None:
    assert look(library, query) == Found(())


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "予算'; DROP TABLE elearn_search_entry; --",
        '予算" OR "1',
        "予算*",
        "NEAR(予算 講座)",
        "title:予算",
        "^予算",
        "予算 AND",
        "NOT 予算",
        "%",
        "_",
        "\\",
        "予_",
        "予\\算",
        "{予算}",
        "予算\x00",
        "\ud7ff",
        ":match",
        "(((",
    ],
)
def test_no_sign_has_a_meaning_of_its_own(library: Session, query: str) -> None:
    words = fold_text(query).split()
    found = look(library, query)
    assert found.words == tuple(dict.fromkeys(words))
    rows = library.scalars(select(SearchEntryRow)).all()
    texts = [f"{row.folded_title}\n{row.folded_heading}\n{row.folded_body}" for row in rows]
    assert found.total <= sum(all(word in text for word in words) for text in texts)
    assert look(library, "予算").total == 3


def test_a_query_that_is_too_long_is_refused(library: Session) -> None:
    with pytest.raises(ValueError):
        look(library, "あ" * 101)
    with pytest.raises(ValueError):
        look(library, " ".join(str(n) for n in range(9)))
    assert look(library, "あ" * 100).total == 0


def test_pages(session: Session, tmp_path: Path) -> None:
    note = "".join(f"\n## 節{n}\n\n目印の文です。\n" for n in range(PAGE_SIZE * 2 + 5))
    put(session, write_course(tmp_path, note=note))
    first, third = look(session, "目印"), look(session, "目印", page=3)
    assert (first.total, first.pages, len(first.hits), len(third.hits)) == (PAGE_SIZE * 2 + 5, 3, PAGE_SIZE, 5)
    seen = [hit.anchor for page in (1, 2, 3) for hit in look(session, "目印", page=page).hits]
    assert len(set(seen)) == PAGE_SIZE * 2 + 5
    assert look(session, "目印", page=0) == first
    assert look(session, "目印", page=99).hits == ()
    assert Found(("a",), total=10**6).pages == MOST_PAGES


def test_what_is_said_more_often_comes_first(session: Session, tmp_path: Path) -> None:
    note = "\n## 甲\n\n目印です。\n\n## 乙\n\n目印と目印と目印です。\n"
    put(session, write_course(tmp_path, note=note))
    assert [hit.anchor for hit in look(session, "目印").hits] == ["h-乙", "h-甲"]


def test_a_search_is_at_most_two_statements(library: Session) -> None:
    engine = library.get_bind()
    with count_statements(engine) as sent:  # type: ignore[arg-type]  # the session stands on an engine
        look(library, "予算")
        assert sent.count <= 2
        sent.clear()
        look(library, "予算 講座", page=2)
        assert sent.count == 1


# Glossary


def test_terms_are_found_and_shown_in_the_pages_language(library: Session) -> None:
    (hit,) = look(library, "ｶﾞﾊﾞﾒﾝﾄ").terms
    assert (words_of(hit.name), words_of(hit.name, only_hits=True)) == ("ガバメントクラウド", "ガバメント")
    (hit,) = look(library, "ガバメント", "en").terms
    assert words_of(hit.name) == "Government cloud"
    (hit,) = look(library, "platform cloud", "en").terms
    assert words_of(hit.excerpt, only_hits=True)


def test_the_term_itself_comes_before_terms_that_mention_it(library: Session) -> None:
    assert look(library, "AI").terms[0].term.id == "ai"
    assert look(library, "びーぴーあーる").terms[0].term.id == "bpr"


def test_terms_stand_on_the_first_page_only_and_are_few(library: Session) -> None:
    assert len(look(library, "の").terms) == MOST_TERMS
    assert look(library, "AI", page=2).terms == ()
    assert find_terms(GLOSSARY, ("存在しない",), "ja") == ()


# Everything is found


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_every_word_of_a_course_is_found_where_it_stands(session: Session, size: int) -> None:
    """Any run of signs without a blank is a word that somebody may look for."""
    put(session, CATALOG / "dx-basics")
    random = Random(size)
    rows = session.scalars(select(SearchEntryRow).where(SearchEntryRow.anchor != "")).all()
    table = table_of(SearchEntryRow)
    assert table is ENTRY
    for _ in range(40):
        row = random.choice(rows)
        begin = random.randrange(max(1, len(row.body) - size))
        word = row.body[begin : begin + size]
        if len(word.split()) != 1 or word != word.strip():
            continue
        pages = range(1, look(session, word).pages + 1)
        places = [(hit.activity, hit.anchor) for page in pages for hit in look(session, word, page=page).hits]
        assert (row.activity, row.anchor) in places, word
