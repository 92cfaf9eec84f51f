"""The skill map as data: skills x levels, each requirement ● (required) or ★ (as the work demands)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from typing import Any

REQUIRED = "required"
BY_DUTY = "by-duty"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
EVIDENCE = ("knowledge", "judgement", "performance")


class BadMap(ValueError):
    """A skill map that cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One row of the map. ``marks`` gives level -> ``required`` | ``by-duty``; no entry means not asked for."""

    id: str
    order: int
    name: str
    name_en: str
    description: str
    evidence: str
    courses: tuple[str, ...]
    marks: dict[int, str]

    def named(self, language: str) -> str:
        """The name in a language: the plan's own in Japanese, else the translation."""
        return self.name if language == "ja" or not self.name_en else self.name_en


@dataclass(frozen=True, slots=True)
class Level:
    """One level that can be conferred."""

    level: int
    title: str
    title_en: str
    description: str

    def titled(self, language: str) -> str:
        """The title in a language."""
        return self.title if language == "ja" or not self.title_en else self.title_en


@dataclass(frozen=True, slots=True)
class SkillMap:
    """A whole map. ``columns`` is the order of the levels in the plan's table, from the left."""

    id: str
    title: str
    plan: str
    plan_date: str
    first_fiscal_year: int
    last_fiscal_year: int
    columns: tuple[int, ...]
    levels: tuple[Level, ...]
    skills: tuple[Skill, ...]
    targets: dict[int, dict[int, int]]
    digest: str
    title_en: str = ""

    def titled(self, language: str) -> str:
        """The title in a language."""
        return self.title if language == "ja" or not self.title_en else self.title_en

    def skill(self, skill_id: str) -> Skill | None:
        """The skill of that id, or none."""
        return next((skill for skill in self.skills if skill.id == skill_id), None)

    def level(self, number: int) -> Level:
        """The level of that number; raises ``KeyError``."""
        for level in self.levels:
            if level.level == number:
                return level
        raise KeyError(number)

    def needed(self, level: int, duties: frozenset[str]) -> tuple[Skill, ...]:
        """The skills a person must hold for a level: every ● and those ★ that were declared a duty."""
        return tuple(
            skill
            for skill in self.skills
            if skill.marks.get(level) == REQUIRED or (skill.marks.get(level) == BY_DUTY and skill.id in duties)
        )


def read_map(text: str) -> SkillMap:
    """A map from its TOML text. Raises ``BadMap`` when a key is missing, or a value does not fit or is given twice."""
    try:
        table = tomllib.loads(text)
        skills = tuple(sorted((_skill(row) for row in table["skills"]), key=lambda skill: skill.order))
        found = SkillMap(
            id=table["id"],
            title=table["title"],
            plan=table["plan"],
            plan_date=table["plan_date"],
            first_fiscal_year=table["first_fiscal_year"],
            last_fiscal_year=table["last_fiscal_year"],
            columns=tuple(table["columns"]),
            levels=tuple(
                Level(row["level"], row["title"], row["title_en"], row["description"]) for row in table["levels"]
            ),
            skills=skills,
            targets={row["level"]: _years(row) for row in table["targets"]},
            digest=hashlib.sha256(text.encode()).hexdigest(),
            title_en=table.get("title_en", ""),
        )
    except tomllib.TOMLDecodeError as fault:
        raise BadMap(str(fault)) from fault
    except KeyError as fault:
        raise BadMap(f"missing key {fault}") from fault
    except (TypeError, AttributeError) as fault:
        raise BadMap(f"a value does not fit: {fault}") from fault
    _check_whole(found)
    return found


def _check_whole(skill_map: SkillMap) -> None:
    """What holds between the parts of a map."""
    if not isinstance(skill_map.plan_date, str) or not _MONTH.fullmatch(skill_map.plan_date):
        raise BadMap(f"plan_date: {skill_map.plan_date} is no text like 2025-03")
    levels = {level.level for level in skill_map.levels}
    if len(levels) != len(skill_map.levels) or sorted(skill_map.columns) != sorted(levels):
        raise BadMap("columns: every level stands there once")
    if set(skill_map.targets) - levels:
        raise BadMap(f"targets: unknown level {min(set(skill_map.targets) - levels)}")
    for name in ("id", "order"):
        values = [getattr(skill, name) for skill in skill_map.skills]
        for value in values:
            if values.count(value) > 1:
                raise BadMap(f"skills: {name} {value} is given twice")
    for skill in skill_map.skills:
        if set(skill.marks) - levels:
            raise BadMap(f"skill {skill.id}: a mark for an unknown level")


def _skill(row: dict[str, Any]) -> Skill:
    if not all(level.isascii() and level.isdigit() for level in row["marks"]):
        raise BadMap(f"skill {row['id']}: a mark for an unknown level")
    marks = {int(level): mark for level, mark in row["marks"].items()}
    if any(mark not in (REQUIRED, BY_DUTY) for mark in marks.values()):
        raise BadMap(f"skill {row['id']}: unknown mark")
    if row["evidence"] not in EVIDENCE:
        raise BadMap(f"skill {row['id']}: unknown evidence {row['evidence']}")
    return Skill(
        id=row["id"],
        order=row["order"],
        name=row["name"],
        name_en=row["name_en"],
        description=row["description"],
        evidence=row["evidence"],
        courses=tuple(row["courses"]),
        marks=marks,
    )


def _years(row: dict[str, Any]) -> dict[int, int]:
    return {int(name.removeprefix("fy")): count for name, count in row.items() if name.startswith("fy")}
