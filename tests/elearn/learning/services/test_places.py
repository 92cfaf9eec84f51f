"""Where reading stopped: kept per registration and page, found again on any machine, told in words."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import courses
from elearn.learning.projector import LearningReaction
from elearn.learning.services.places import (
    Spot,
    UnknownPlace,
    find_spot,
    forget_place,
    keep_place,
    minutes_of,
    read_place,
    read_places,
)
from elearn.learning.tables import PlaceRow
from tests.conftest import MOMENT
from tests.sqlcount import count_statements

ME, OTHER = "p" * 36, "q" * 36
ONE, TWO = UUID(int=1), UUID(int=2)
KEY = "01-why/read"
TEXT = (
    "# 題\n\n"
    + "はじめの文です。" * 50
    + "\n\n二つ目。\n\n## 節その一\n\n- 項目\n- 項目\n\n### 細かい節\n\n本文。\n\n## 節その二\n\nおわり。\n"
)


def render(text: str = TEXT) -> courses.Page:
    return courses.render_page(text, (), media_url=lambda path: path)


PAGE = render()


def keep(session: Session, place: str, registration: UUID = ONE, key: str = KEY, person: str = ME) -> None:
    keep_place(session, person, registration, key, PAGE, place, MOMENT)


def test_a_place_is_found_again_and_moves_on(session: Session) -> None:
    assert read_place(session, ONE, KEY) == ""
    keep(session, "p-2")
    session.commit()
    assert read_place(session, ONE, KEY) == "p-2"
    keep(session, "p-5")
    keep(session, "p-1")
    session.commit()
    assert read_place(session, ONE, KEY) == "p-1"
    assert session.scalar(select(func.count()).select_from(PlaceRow)) == 1


def test_the_same_place_again_is_not_written(engine: Engine) -> None:
    with Session(engine) as session:
        keep(session, "p-2")
        session.commit()
        with count_statements(engine) as sent:
            keep_place(session, ME, ONE, KEY, PAGE, "p-2", MOMENT + dt.timedelta(days=1))
        assert sent.count == 1, str(sent)
        assert session.get_one(PlaceRow, (str(ONE), KEY)).kept_at == MOMENT


@pytest.mark.parametrize("place", ["", "p-0", "p-7", "p-99999", "h-節その一", "p-1\0", '"><script>', "P-1", "x" * 9000])
def test_only_a_paragraph_of_the_page_is_a_place(session: Session, place: str) -> None:
    with pytest.raises(UnknownPlace):
        keep(session, place)
    assert read_places(session, ME) == {}


def test_every_registration_and_page_has_a_place_of_its_own(session: Session) -> None:
    keep(session, "p-1")
    keep(session, "p-2", TWO)
    keep(session, "p-3", ONE, "02-words/read")
    keep(session, "p-4", UUID(int=3), person=OTHER)
    assert read_places(session, ME) == {(ONE, KEY): "p-1", (TWO, KEY): "p-2", (ONE, "02-words/read"): "p-3"}
    assert read_places(session, OTHER) == {(UUID(int=3), KEY): "p-4"}


def test_a_page_that_is_read_begins_at_its_top_again(session: Session) -> None:
    keep(session, "p-3")
    keep(session, "p-2", TWO)
    forget_place(session, ONE, KEY)
    forget_place(session, ONE, KEY)
    assert read_places(session, ME) == {(TWO, KEY): "p-2"}


def test_a_spot_tells_its_heading_and_what_is_left() -> None:
    assert PAGE.places == ("p-1", "p-2", "p-3", "p-4", "p-5", "p-6")
    whole = minutes_of(PAGE)
    assert find_spot(PAGE, "p-2") == Spot("p-2", "", 1 / 6, minutes_of(PAGE, 5 / 6))
    assert [find_spot(PAGE, f"p-{number}").heading for number in (3, 4, 5, 6)] == [  # type: ignore[union-attr]
        "節その一",
        "節その一",
        "細かい節",
        "節その二",
    ]
    assert whole >= find_spot(PAGE, "p-6").minutes_left >= 1  # type: ignore[union-attr]


@pytest.mark.parametrize("place", ["", "p-1", "p-7", "h-節その一"])
def test_the_top_and_what_there_is_not_are_no_spots(place: str) -> None:
    assert find_spot(PAGE, place) is None


def test_headings_with_odd_signs_are_found_too() -> None:
    page = render('# 題\n\n一\n\n## A & B <c> "d" [[x]]\n\n二\n')
    assert find_spot(page, "p-2").heading == page.toc[0].text  # type: ignore[union-attr]


@given(count=st.integers(1, 40), at=st.integers(1, 40))
@settings(max_examples=40)
def test_less_is_left_the_further_one_reads(count: int, at: int) -> None:
    page = render("# 題\n\n" + "\n\n".join("文です。" * 30 for _ in range(count)) + "\n")
    spot = find_spot(page, f"p-{at}")
    if not 2 <= at <= count:
        assert spot is None
        return
    assert spot is not None
    assert 0 < spot.share < 1
    assert 1 <= spot.minutes_left <= minutes_of(page)
    after = find_spot(page, f"p-{at + 1}")
    assert after is None or (after.share > spot.share and after.minutes_left <= spot.minutes_left)


def test_minutes_are_rounded_up() -> None:
    assert minutes_of(PAGE) == -(-PAGE.minutes // 1)
    assert minutes_of(PAGE, 0.0) == 0


def test_a_rebuild_leaves_places_alone() -> None:
    assert PlaceRow.__table__ not in LearningReaction.tables
