"""The completion record, read from the rooms that hold its parts: one function for the screen and for every file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.hr.rules import Cell, CompletionRow, Filters, Place, Progress, build_rows, look_until, order_rows
from elearn.learning.services.catalog import current_versions
from elearn.learning.services.reports import CompletionRow as Registered
from elearn.learning.services.reports import completions
from elearn.people.services.directory import Member, members_on, people_in, units_below
from elearn.skills.services.progress import levels_of
from elearn.web.dates import fiscal_year_days, fiscal_year_label, jst


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for: a fiscal year, and, each of them empty for all, unit, course, state, post band.

    ``sort`` is an order of ``rules.SORTS``; empty for the fixed one.
    """

    fiscal_year: int
    org_unit: str = ""
    course: str = ""
    state: str = ""
    post_band: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The rows, and the day that they were looked at for."""

    rows: list[CompletionRow]
    as_of: dt.date


def completion_rows(session: Session, wanted: Wanted, now: dt.datetime) -> Record:
    """The completion record of a fiscal year, seen from its last day, or from today while it runs."""
    first_day, last_day = fiscal_year_days(wanted.fiscal_year)
    as_of = look_until(last_day, jst(now).date())
    units = units_below(session, wanted.org_unit, as_of) if wanted.org_unit else None
    rows = build_rows(
        progress=[_progress(each) for each in completions(session)],
        places={member.uuid: _place(member) for member in members_on(session, as_of)},
        titles=course_titles(session),
        levels=levels_of(session),
        first_day=first_day,
        as_of=as_of,
        filters=Filters(units, wanted.course, wanted.state, wanted.post_band),
    )
    return Record(order_rows(rows, wanted.sort), as_of)


def section_rows(session: Session, org_units: Iterable[str], now: dt.datetime, sort: str = "") -> list[CompletionRow]:
    """Today's standing of everybody in service in these units and below them: what a section head may see."""
    today = jst(now).date()
    members = {member.uuid: member for unit in org_units for member in people_in(session, unit, today)}
    rows = build_rows(
        progress=[_progress(each) for each in completions(session, people=members)],
        places={uuid: _place(member) for uuid, member in members.items()},
        titles=course_titles(session),
        levels={},
        first_day=dt.date.min,
        as_of=today,
        filters=Filters(),
    )
    return order_rows(rows, sort)


def course_titles(session: Session) -> dict[str, str]:
    """Course id -> title of the version in force, in the order of publication."""
    return {version.course: version.title for version in current_versions(session)}


def table_cells(record: Record, fiscal_year: int) -> list[tuple[Cell, ...]]:
    """The record as the files and the screen show it, one tuple per row in the order of ``COLUMNS``."""
    label = fiscal_year_label(fiscal_year)
    return [row.cells(label) for row in record.rows]


def _progress(row: Registered) -> Progress:
    return Progress(
        person=row.person,
        course=row.course,
        opened_on=jst(row.opened_at).date(),
        started=row.last_active_at is not None,
        due=row.due,
        completed_on=jst(row.completed_at).date() if row.completed_at else None,
        scaled=row.scaled,
        attempts=row.attempts,
    )


def _place(member: Member) -> Place:
    return Place(
        person=member.uuid,
        staff_number=member.staff_number,
        name=member.name,
        kana=member.kana,
        org_unit=member.org_unit,
        org_unit_name=member.org_unit_name,
        title=member.title,
        post_band=member.post_band,
    )
