"""The columns of the sheet: known headings, words that mean kinds of ours, hints that Excel can show."""

from __future__ import annotations

import pytest

from quizzes.formats.workbook.columns import (
    COLUMNS,
    KINDS,
    SCORINGS,
    USES,
    is_column,
    join_hints,
    make_columns,
    split_hints,
)
from quizzes.kinds.registry import KINDS as OURS
from quizzes.model import USES as OUR_USES


def test_headings_are_known_and_different():
    names = [column.name for column in make_columns(12)]
    assert len(set(names)) == len(names) == len(COLUMNS) + 24
    assert all(is_column(name) for name in names)
    assert names[-2:] == ["選択肢12", "説明12"]


@pytest.mark.parametrize("name", ["", "選択肢", "選択肢0", "選択肢１", "選択肢100", "質問"])
def test_other_headings_are_not(name):
    assert not is_column(name)


def test_words_stand_for_what_the_engine_knows():
    assert {kind for kind, _ in KINDS.values()} <= set(OURS)
    assert set(USES.values()) == set(OUR_USES)
    assert len(set(SCORINGS.values())) == len(SCORINGS)


@pytest.mark.parametrize("column", make_columns(1), ids=lambda column: column.name)
def test_excel_can_show_hints_and_lists(column):
    assert 0 < len(column.hint) <= 255
    assert len(column.name) <= 32
    assert len(",".join(column.words)) <= 253
    assert not any("," in word for word in column.words)


@pytest.mark.parametrize("hints", [(), ("一つめ",), ("一つめ\n\n続き", "二つめ"), ("---でない", "次")])
def test_hints_share_a_cell(hints):
    assert split_hints(join_hints(hints)) == hints


def test_hints_that_would_run_together_are_not_written():
    assert join_hints(("上\n---\n下",)) is None
    assert split_hints("一\r\n --- \r\n二\n---\n") == ("一", "二")
