from elearn.people.rules import cells as rules
from elearn.people.services import cells


def test_other_rooms_get_the_rule_itself() -> None:
    assert cells.neutralise_cell is rules.neutralise_cell
    assert cells.restore_cell is rules.restore_cell
    assert set(cells.__all__) == {"neutralise_cell", "restore_cell"}
