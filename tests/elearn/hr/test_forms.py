import pytest
from werkzeug.datastructures import MultiDict

from elearn.hr.forms import PURPOSES, CompletionFilterForm
from elearn.hr.services import Wanted


def read(**values: str) -> tuple[CompletionFilterForm, Wanted]:
    form = CompletionFilterForm(MultiDict(values))
    form.offer(2026, {"0010": "総務部", "0100": "　人事課"}, {"dx-basics": "DX基礎"})
    return form, form.wanted(2026)


def test_nothing_asked_for_is_this_year_and_everything() -> None:
    assert read()[1] == Wanted(2026)


def test_everything_asked_for() -> None:
    found = read(year="2025", unit="0100", course="dx-basics", state="completed", band="staff")[1]
    assert found == Wanted(2025, "0100", "dx-basics", "completed", "staff")


@pytest.mark.parametrize("name", ["year", "unit", "course", "state", "band"])
@pytest.mark.parametrize("value", ["", "nonsense", "99999", "'; DROP TABLE", "２０２６x"])
def test_what_is_not_in_the_list_means_all(name: str, value: str) -> None:
    assert read(**{name: value})[1] == Wanted(2026)


def test_the_years_run_back_from_this_one_and_are_written_in_era_and_number() -> None:
    form, _ = read()
    assert list(form.year.choices) == [2026, 2025, 2024, 2023, 2022, 2021]
    assert form.year.choices[2026] == "令和8年度(2026)"


def test_the_form_shows_what_was_chosen() -> None:
    form, _ = read(unit="0100", state="overdue")
    assert '<option selected value="0100">' in form.unit()
    assert '<option selected value="overdue">期限超過' in form.state()


def test_purposes_are_short_enough_for_the_log() -> None:
    assert PURPOSES
    assert all(0 < len(purpose) <= 200 for purpose in PURPOSES)
