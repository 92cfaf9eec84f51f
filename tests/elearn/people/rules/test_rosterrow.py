import dataclasses

import pytest

from elearn.people.rules.rosterrow import MAX_ROWS, Row


def test_a_row_is_its_line_and_its_cells_and_never_changes() -> None:
    row = Row(2, ("0012345", "田中花子"))
    assert row == Row(line=2, cells=("0012345", "田中花子"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.line = 3  # type: ignore[misc]  # the point of the test


def test_a_city_twenty_times_the_first_one_fits() -> None:
    assert MAX_ROWS > 2_438 * 20
