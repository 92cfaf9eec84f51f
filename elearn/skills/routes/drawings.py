"""The pictures of the map page, in the words of the page's language."""

from __future__ import annotations

from collections.abc import Sequence

from elearn.pictures.bars import Bar, Part, draw_bars
from elearn.pictures.grid import Keys, Line, draw_grid
from elearn.pictures.grid import Place as Spot
from elearn.pictures.marks import Tone
from elearn.pictures.picture import Caption, Picture
from elearn.skills.rules.skillmap import REQUIRED, SkillMap
from elearn.skills.services.progress import LevelNote, MapRow, Place
from elearn.web.language import page_language, t, tn

SIGNS = {REQUIRED: "●", "by-duty": "★", "": ""}
"""A mark of the plan -> the sign that the plan prints for it."""


def draw_levels(levels: Sequence[LevelNote]) -> Picture:
    """Of each level's skills: how many are attained. Longer bars are levels that ask for more."""
    parts = (Part(t("到達"), "✓", Tone.SOLID), Part(t("これから"), "○", Tone.BLANK))
    bars = [
        Bar(
            t("レベル%(level)s", level=note.level),
            (note.held, note.needed - note.held),
            t("%(needed)sスキル中 %(held)s", needed=note.needed, held=note.held),
        )
        for note in levels
    ]
    return draw_bars(Caption("levels", t("レベルごとの到達"), describe_levels(levels)), parts, bars, by_share=False)


def describe_levels(levels: Sequence[LevelNote]) -> str:
    """What the picture of the levels shows, in words."""
    told = [
        t("レベル%(level)sは%(needed)sスキル中%(held)s", level=note.level, needed=note.needed, held=note.held)
        for note in levels
    ]
    return t("必要なスキルのうち到達した数です。%(levels)s。", levels=t("、").join(told))


def draw_map(skill_map: SkillMap, rows: Sequence[MapRow]) -> Picture:
    """The whole map at a glance; every line leads to the skill's evidence in the table below."""
    lines = [
        Line(
            row.skill.named(page_language()),
            tuple(Spot(SIGNS[place.mark], row.attained_at is not None, place.needed) for place in row.places),
            t("%(skill)s（%(state)s）", skill=row.skill.named(page_language()), state=_state(row)),
            f"#evidence-{row.skill.id}",
        )
        for row in rows
    ]
    keys = Keys(attained=t("到達"), open=t("これから"), other=t("あなたは対象外"))
    columns = [t("レベル%(level)s", level=level) for level in skill_map.columns]
    return draw_grid(Caption("overview", t("スキルマップの全体"), describe_map(rows)), columns, lines, keys)


def describe_map(rows: Sequence[MapRow]) -> str:
    """What the picture of the map shows, in words."""
    held = sum(row.attained_at is not None for row in rows)
    return t("%(total)sスキルのうち%(held)sスキルに到達しています。", total=len(rows), held=held)


def _state(row: MapRow) -> str:
    return t("到達") if row.attained_at else t("これから")


def say_place(place: Place) -> str:
    """A place of the map in words, for those who do not see its sign."""
    if place.mark == REQUIRED:
        return t("必要")
    return t("業務により必要（あなたは対象）") if place.needed else t("業務により必要")


def say_minutes(minutes: int) -> str:
    """About so many minutes, in hours from an hour and a half on: nobody counts 320 minutes."""
    if minutes < 90:
        return tn("約%(num)s分", minutes)
    hours, rest = divmod(minutes + 15, 60)
    return t("約%(hours)s時間半", hours=hours) if rest >= 30 else tn("約%(num)s時間", hours)
