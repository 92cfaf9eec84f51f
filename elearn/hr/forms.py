"""The filters of the completion record, read from an address: what does not fit falls back to the default."""

from __future__ import annotations

from typing import Any

from wtforms import Form, SelectField

from elearn.hr.rules import STATES
from elearn.hr.services import Wanted
from elearn.people.services.posts import LABELS
from elearn.web.language import fiscal_year_words, lazy, t
from elearn.wording import noted

PURPOSES = (
    noted("研修の進捗の管理"),
    noted("受講のお願い・支援"),
    noted("計画の目標と実績の確認"),
    noted("照会・議会への対応"),
    noted("監査への対応"),
)
"""What a file may be made for; the choice stands in the access log."""

YEARS_BACK = 5

ALL = noted("すべて")


class CompletionFilterForm(Form):  # type: ignore[misc]  # WTForms has no type information
    """Fiscal year, unit with everything below it, course, state and post band."""

    year = SelectField(lazy("年度"), coerce=int)
    unit = SelectField(lazy("所属（下の所属を含む）"))
    course = SelectField(lazy("講座名"))
    state = SelectField(lazy("状態"))
    band = SelectField(lazy("職階"))

    def offer(self, this_year: int, units: dict[str, str], courses: dict[str, str]) -> None:
        """Fill the lists: fiscal years up to this one, units (code to indented name), courses (id to title)."""
        years = range(this_year, this_year - YEARS_BACK - 1, -1)
        self.year.choices = {year: fiscal_year_words(year) for year in years}
        self.unit.choices = {"": t(ALL)} | units
        self.course.choices = {"": t(ALL)} | courses
        self.state.choices = {"": t(ALL)} | {state: t(words) for state, words in STATES.items()}
        self.band.choices = {"": t(ALL)} | {band: t(words) for band, words in LABELS.items()}

    def wanted(self, this_year: int) -> Wanted:
        """What is asked for; a value that is not in its list means: all."""
        return Wanted(
            fiscal_year=_chosen(self.year, this_year),
            org_unit=_chosen(self.unit, ""),
            course=_chosen(self.course, ""),
            state=_chosen(self.state, ""),
            post_band=_chosen(self.band, ""),
        )


def _chosen(field: Any, default: Any) -> Any:
    if field.data not in field.choices:
        field.data = default
    return field.data
