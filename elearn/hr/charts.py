"""The pictures of the completion record, each with its words and its numbers, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from sqlalchemy.orm import Session

from elearn.hr.rules import COMPLETED, IN_PROGRESS, NOT_STARTED, OVERDUE, STATES
from elearn.hr.services import Record, Wanted
from elearn.hr.tallies import NOWHERE, OTHERS, LevelTally, UnitTally, tally_levels, tally_months, tally_units
from elearn.people.services.directory import list_units
from elearn.pictures.bars import Bar, Part, draw_bars
from elearn.pictures.marks import Tone
from elearn.pictures.months import Month, draw_months
from elearn.pictures.picture import Caption, Picture
from elearn.pictures.targets import Aim, Reading, draw_targets
from elearn.skills.rules.skillmap import SkillMap
from elearn.skills.services.progress import levels_on
from elearn.web.dates import fiscal_year_days
from elearn.web.language import fiscal_year_words, page_language, part_words, t, tag_japanese, tn
from elearn.web.session import installation
from elearn.wording import noted

TONES = {COMPLETED: Tone.SOLID, IN_PROGRESS: Tone.STRIPED, NOT_STARTED: Tone.BLANK, OVERDUE: Tone.CROSSED}
SIGNS = {COMPLETED: "✓", IN_PROGRESS: "▶", NOT_STARTED: "○", OVERDUE: "▲"}
"""State -> how it looks; what is done stands first."""

MONTHS = (
    *(noted("4月"), noted("5月"), noted("6月"), noted("7月"), noted("8月"), noted("9月")),
    *(noted("10月"), noted("11月"), noted("12月"), noted("1月"), noted("2月"), noted("3月")),
)


class House(Protocol):
    """What this desk's pictures need of the joined house."""

    @property
    def skill_map(self) -> SkillMap:
        """The map in force."""
        ...


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as a chart frame shows it: heads are (words, kind), the first cell of a row is its name."""

    picture: Picture
    heads: list[tuple[str, str]]
    rows: list[list[object]]


def draw_charts(session: Session, record: Record, wanted: Wanted) -> list[Chart]:
    """The record by month and by unit, and, unless it is narrowed, the levels against the plan. Two statements."""
    units = list_units(session, record.as_of)
    parents = {unit.code: unit.parent for unit in units}
    charts = [
        chart_months(record, wanted.fiscal_year),
        chart_units(tally_units(record.rows, parents, wanted.org_unit), {unit.code: unit.name for unit in units}),
    ]
    if not (wanted.org_unit or wanted.course or wanted.state or wanted.post_band):
        skill_map = cast(House, installation()).skill_map
        levels = levels_on(session, skill_map, record.as_of)
        aims = tally_levels(levels, skill_map.targets, wanted.fiscal_year)
        if aims:
            charts.append(chart_levels(list(aims), wanted.fiscal_year))
    return charts


def chart_months(record: Record, year: int) -> Chart:
    """Completions month by month, with the sum so far."""
    first_day, _ = fiscal_year_days(year)
    counts = tally_months(record.rows, first_day, record.as_of)
    total = sum(count or 0 for count in counts)
    caption = Caption(
        "months",
        t("月ごとの修了"),
        tn("%(year)sの修了は、これまでに%(num)s件です。", total, year=fiscal_year_words(year)),
    )
    # The Japanese axis has numbers alone: its place has no room for 月 twelve times.
    months = [Month(t(name).removesuffix("月"), count) for name, count in zip(MONTHS, counts, strict=True)]
    picture = draw_months(caption, months, t("その月に修了した件数"), tn("累計 %(num)s件", total))
    rows: list[list[object]] = []
    so_far = 0
    for place, count in enumerate(counts):
        if count is not None:
            so_far += count
            month = (place + 3) % 12 + 1
            rows.append([part_words(f"{year + (month < 4):04d}-{month:02d}"), f"{count:,}", f"{so_far:,}"])
    heads = [(t("月"), "text"), (t("修了"), "number"), (t("累計"), "number")]
    return Chart(picture, heads, rows)


def chart_units(tallies: list[UnitTally], names: Mapping[str, str]) -> Chart:
    """Of each unit's registrations: how many are completed, under way, not begun, overdue."""
    parts = [Part(t(STATES[state]), SIGNS[state], TONES[state]) for state in TONES]
    lines = {OTHERS: t("その他の所属"), NOWHERE: t("所属なし")}
    named = {tally.code: lines.get(tally.code) or names.get(tally.code, tally.code) for tally in tallies}
    bars = [
        Bar(
            named[tally.code],
            tuple(tally.counts[state] for state in TONES),
            tn("%(num)s件中 修了 %(done)s", tally.total, done=f"{tally.counts[COMPLETED]:,}"),
            "" if tally.code in lines or page_language() == "ja" else "ja",
        )
        for tally in tallies
    ]
    caption = Caption(
        "units",
        t("所属ごとの状態"),
        t("所属ごとの受講登録に占める、それぞれの状態の割合です。下の所属を含みます。"),
    )
    heads = [
        (t("所属"), "text"),
        *((t(STATES[state]), "number") for state in TONES),
        (t("合計"), "number"),
    ]
    rows: list[list[object]] = [
        [
            tag_japanese(named[tally.code]),
            *(f"{tally.counts[state]:,}" for state in TONES),
            f"{tally.total:,}",
        ]
        for tally in tallies
    ]
    return Chart(draw_bars(caption, parts, bars), heads, rows)


def chart_levels(aims: list[LevelTally], year: int) -> Chart:
    """People with levels against the plan's targets, in both readings that the plan allows."""
    caption = Caption(
        "targets",
        t("計画の目標と実績"),
        t("認定された人数です。計画は数え方を定めていないため、二つの数え方を並べます。"),
    )
    reached, current = t("このレベル以上に到達した人"), t("いまこのレベルの人")
    drawn = [
        Aim(
            t("レベル%(level)s", level=aim.level),
            aim.target,
            tn("目標 %(num)s人", aim.target),
            (
                Reading(reached, aim.reached, tn("%(num)s人", aim.reached)),
                Reading(current, aim.current, tn("%(num)s人", aim.current)),
            ),
        )
        for aim in aims
    ]
    picture = draw_targets(caption, drawn, t("縦の線は、%(year)sの目標です。", year=fiscal_year_words(year)))
    heads = [(t("レベル"), "text"), (t("目標"), "number"), (reached, "number"), (current, "number")]
    rows: list[list[object]] = [
        [t("レベル%(level)s", level=aim.level), f"{aim.target:,}", f"{aim.reached:,}", f"{aim.current:,}"]
        for aim in aims
    ]
    return Chart(picture, heads, rows)
