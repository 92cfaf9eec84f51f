"""What a person can do next for the map: the courses behind the skills, and where the person stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.learning.services.catalog import Catalog, current_versions
from elearn.learning.services.registrations import Standing, read_standings
from elearn.skills.rules.outlook import CourseStanding, Need, count_minutes, look_ahead
from elearn.skills.rules.skillmap import SkillMap
from elearn.skills.services.progress import LevelNote, MapRow


@dataclass(frozen=True, slots=True)
class OpenCourse:
    """A published course that a skill is learned by; ``standing`` is the person's own, if there is one."""

    title: str
    title_en: str
    minutes: int
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next level with what it still needs; none when every level was conferred or one was taken back.

    ``minutes`` are those of the courses that are published.
    """

    level: LevelNote | None
    needs: tuple[Need, ...]
    minutes: int
    courses: dict[str, OpenCourse]


def read_courses(session: Session, catalog: Catalog, skill_map: SkillMap, person: str) -> dict[str, OpenCourse]:
    """Course id -> the course, for every course of the map that can be studied. Two statements.

    A person who registered in an earlier version goes on with that one.
    """
    wanted = {course for skill in skill_map.skills for course in skill.courses}
    digests = {version.course: version.digest for version in current_versions(session) if version.course in wanted}
    standings = {one.course: one for one in read_standings(session, person) if one.course in wanted}
    found = {}
    for course in sorted(digests.keys() | standings.keys()):
        standing = standings.get(course)
        content = catalog.package(session, standing.digest if standing else digests[course]).course
        satisfied = standing.satisfied if standing else ()
        minutes = 0 if standing and standing.completed_at else count_minutes(content.modules, satisfied)
        found[course] = OpenCourse(content.title, content.title_en, minutes, standing)
    return found


def look_out(
    skill_map: SkillMap, rows: Sequence[MapRow], levels: Sequence[LevelNote], courses: dict[str, OpenCourse]
) -> Outlook:
    """What the next level still needs. ``rows`` and ``levels`` are those of ``progress``; no statement."""
    level = next((note for note in levels if note.conferred_at is None), None)
    if level is None or any(note.withdrawn_at for note in levels):
        return Outlook(None, (), 0, courses)
    duties = frozenset(row.skill.id for row in rows if row.duty)
    held = {row.skill.id for row in rows if row.attained_at}
    missing = [skill for skill in skill_map.needed(level.level, duties) if skill.id not in held]
    standings = {
        course: CourseStanding(one.standing is not None, bool(one.standing and one.standing.completed_at), one.minutes)
        for course, one in courses.items()
    }
    needs = tuple(look_ahead(missing, standings))
    return Outlook(level, needs, sum({need.course: need.minutes for need in needs}.values()), courses)
