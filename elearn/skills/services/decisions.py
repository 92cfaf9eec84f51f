"""What offices and section heads decide: evidence, duties, appointments, withdrawal of a level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.events import (
    AppointmentEnded,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LeaderAppointed,
    LevelWithdrawn,
)
from elearn.records.reactor import Recorder
from elearn.skills.rules.attain import REASONS
from elearn.skills.rules.skillmap import BY_DUTY, SkillMap
from elearn.skills.tables import AppointmentRow, LevelRow
from elearn.web.dates import jst


class Refused(ValueError):
    """A decision that cannot be recorded; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def accept_evidence(
    recorder: Recorder,
    skill_map: SkillMap,
    people: Sequence[str],
    skill: str,
    reason: str,
    on: dt.date,
    granter: str,
    reference: str = "",
) -> list[Event]:
    """Accept evidence of a skill for people (みなし修了 and the like). Returns what is new.

    Raises ``Refused`` for an unknown skill or reason, or a date after today in Japan.
    """
    if skill_map.skill(skill) is None:
        raise Refused("unknown-skill")
    if reason not in REASONS:
        raise Refused("unknown-reason")
    if on > jst(recorder.now).date():
        raise Refused("date-in-future")
    return recorder.record(
        *(
            EvidenceAccepted(
                person=person,
                at=recorder.now,
                actor=granter,
                skill=skill,
                reason=reason,
                on=on,
                reference=reference,
            )
            for person in people
        )
    )


def declare_duty(recorder: Recorder, skill_map: SkillMap, person: str, skill: str, actor: str) -> list[Event]:
    """Make a ★ skill required for one person. Raises ``Refused`` when the map has no ★ for it."""
    found = skill_map.skill(skill)
    if found is None or BY_DUTY not in found.marks.values():
        raise Refused("not-a-duty-skill")
    return recorder.record(DutySkillDeclared(person=person, at=recorder.now, actor=actor, skill=skill))


def appoint_leaders(
    recorder: Recorder, people: Sequence[str], fiscal_year: int, org_unit: str, actor: str
) -> list[Event]:
    """Appoint people DX leaders of a section for a fiscal year; those appointed already are left as they are."""
    recorder.begin()
    standing = appointed(recorder.session, fiscal_year, org_unit)
    return recorder.record(
        *(
            LeaderAppointed(person=person, at=recorder.now, actor=actor, fiscal_year=fiscal_year, org_unit=org_unit)
            for person in people
            if person not in standing
        )
    )


def end_appointment(recorder: Recorder, person: str, fiscal_year: int, actor: str) -> list[Event]:
    """End an appointment before its year does; nothing when none stands."""
    recorder.begin()
    standing = select(AppointmentRow.person).where(
        AppointmentRow.person == person,
        AppointmentRow.fiscal_year == fiscal_year,
        AppointmentRow.ended_at.is_(None),
    )
    if recorder.session.scalar(standing) is None:
        return []
    return recorder.record(AppointmentEnded(person=person, at=recorder.now, actor=actor, fiscal_year=fiscal_year))


def appointed(session: Session, fiscal_year: int, org_unit: str | None = None) -> dict[str, dt.datetime]:
    """Who is appointed in a fiscal year (of one section, or of all) -> since when."""
    statement = select(AppointmentRow.person, AppointmentRow.appointed_at).where(
        AppointmentRow.fiscal_year == fiscal_year, AppointmentRow.ended_at.is_(None)
    )
    if org_unit is not None:
        statement = statement.where(AppointmentRow.org_unit == org_unit)
    return {row.person: row.appointed_at for row in session.execute(statement)}


def withdraw_level(
    recorder: Recorder, skill_map: SkillMap, person: str, level: int, reason: str, actor: str
) -> list[Event]:
    """Take a level back. Raises ``Refused`` when it is not in force, or a higher one still is."""
    recorder.begin()
    rows = list(
        recorder.session.scalars(
            select(LevelRow).where(
                LevelRow.person == person, LevelRow.map_id == skill_map.id, LevelRow.withdrawn_at.is_(None)
            )
        )
    )
    row = next((one for one in rows if one.level == level), None)
    if row is None:
        raise Refused("level-not-in-force")
    if any(one.level > level for one in rows):
        raise Refused("higher-level-in-force")
    return recorder.record(
        LevelWithdrawn(
            person=person,
            at=recorder.now,
            actor=actor,
            level=level,
            map_id=skill_map.id,
            nth=row.nth,
            reason=reason,
        )
    )
