import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.cells import neutralise_cell, restore_cell

RISKY = "=+-@\t\r＝＋－＠"


@pytest.mark.parametrize("sign", list(RISKY), ids=lambda sign: f"U+{ord(sign):04X}")
def test_each_sign_that_begins_a_formula_is_stopped(sign: str) -> None:
    assert neutralise_cell(f"{sign}cmd|x") == f"'{sign}cmd|x"


@pytest.mark.parametrize("text", ["", "田中花子", "0012345", "a=b", "1-2", "'", "'quoted'", " =1"])
def test_other_text_stays(text: str) -> None:
    assert neutralise_cell(text) == text == restore_cell(text)


def test_a_name_that_begins_with_an_apostrophe_and_a_sign_is_not_lost() -> None:
    assert neutralise_cell("'=1") == "''=1"
    assert restore_cell("''=1") == "'=1"


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from(RISKY + "'a1田"), max_size=6) | st.text(max_size=8))
def test_writing_and_reading_back_is_the_same_text(text: str) -> None:
    assert restore_cell(neutralise_cell(text)) == text


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from(RISKY + "'a1田"), max_size=6))
def test_nothing_written_begins_a_formula(text: str) -> None:
    assert neutralise_cell(text)[:1] not in set(RISKY)
