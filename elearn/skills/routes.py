"""Pages of the skill room: one's own map, evidence kept by the office, leaders appointed by section heads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from elearn.events import EvidenceAccepted
from elearn.learning.services.registrations import read_standings
from elearn.people.services import directory
from elearn.people.services.access import log_access
from elearn.people.services.roles import grants_of
from elearn.records.reactor import Recorder
from elearn.skills.forms import REASON_WORDS, DutyForm, EvidenceForm, LeadersForm, offer
from elearn.skills.rules.skillmap import BY_DUTY, SkillMap
from elearn.skills.services import decisions, progress
from elearn.web.dates import fiscal_year, jst
from elearn.web.furniture import furnish
from elearn.web.identity import require, the_identity
from elearn.web.session import db_session, installation, now

blueprint = furnish(Blueprint("skills", __name__))

OFFICES = ("dx-office", "hr", "administrator")
"""Who accepts evidence."""

REFUSALS = {
    "unknown-skill": "そのスキルはスキルマップにありません。",
    "unknown-reason": "理由を選びなおしてください。",
    "date-in-future": "証跡の日付が今日より後になっています。日付を確かめてください。",
}


class House(Protocol):
    """What this room's views need of the joined house."""

    @property
    def skill_map(self) -> SkillMap:
        """The map in force."""
        ...

    def recorder(self) -> Recorder:
        """A pen for this request."""
        ...


def house() -> House:
    """The house of this request."""
    return cast(House, installation())


@blueprint.get("/map")
@require()
def my_map() -> str:
    """One's own 17 x 3 map in the plan's order; every cell opens its evidence."""
    me, session, skill_map = the_identity().uuid, db_session(), house().skill_map
    rows = progress.map_rows(session, skill_map, me)
    courses = {standing.course: standing for standing in read_standings(session, me)}
    granters = directory.names_of(session, {note.granter for row in rows for note in row.evidence})
    return render_template(
        "skills/map.html",
        map=skill_map,
        rows=rows,
        levels=progress.level_notes(session, skill_map, me),
        courses=courses,
        granters=granters,
        reasons=REASON_WORDS,
    )


@blueprint.get("/office/evidence")
@require(*OFFICES)
def evidence() -> str:
    """The form to accept evidence for people."""
    return render_template("skills/evidence.html", form=_evidence_form(None))


@blueprint.post("/office/evidence")
@require(*OFFICES)
def accept_evidence() -> ResponseReturnValue:
    """Accept evidence for people: all of them or, when a number is unknown, none."""
    form = _evidence_form(request.form)
    people = _find_people(form) if form.validate() else []
    if form.errors:
        return render_template("skills/evidence.html", form=form), 422
    try:
        fresh = decisions.accept_evidence(
            house().recorder(),
            house().skill_map,
            people,
            form.skill.data,
            form.reason.data,
            form.on.data,
            the_identity().uuid,
            form.reference.data or "",
        )
    except decisions.Refused as fault:
        form.form_errors.append(REFUSALS[fault.code])
        return render_template("skills/evidence.html", form=form), 422
    count = sum(isinstance(event, EvidenceAccepted) for event in fresh)
    flash(f"{count}人の証跡を登録しました。" if count else "すでに登録されています。", "success")
    return redirect(url_for("skills.evidence"), 303)


def _evidence_form(sent: MultiDict[str, str] | None) -> EvidenceForm:
    form = EvidenceForm(sent)
    form.skill.choices = offer((skill.id, skill.name) for skill in house().skill_map.skills)
    return form


def _find_people(form: EvidenceForm) -> list[str]:
    """The people of the numbers typed; with numbers that nobody has, an error beside the field."""
    known = {member.staff_number: member.uuid for member in directory.members_on(db_session(), _today())}
    unknown = [number for number in form.numbers() if number not in known]
    if unknown:
        form.staff_numbers.errors = [f"次の職員番号は名簿にありません：{'、'.join(unknown)}"]
    return [known[number] for number in form.numbers() if number in known]


@blueprint.get("/section/leaders")
@require("section-head")
def leaders() -> str:
    """The people of one's sections: who leads this fiscal year, who did last year, what level they hold."""
    sections = _sections()
    return _leaders_page(sections, _duty_form(sections, None))


@blueprint.post("/section/leaders")
@require("section-head")
def appoint() -> Response:
    """Appoint the ticked people for this fiscal year, and end the appointment of those unticked."""
    sections, year = _sections(), fiscal_year(now())
    form = LeadersForm(request.form)
    form.people.choices = offer((one.uuid, one.name) for section in sections for one in section.members)[1:]
    if not form.validate():
        raise Forbidden  # a person of another section: the page offers none
    wanted = set(form.people.data or ())
    recorder, me = house().recorder(), the_identity().uuid
    for section in sections:
        members = {member.uuid for member in section.members}
        standing = set(decisions.appointed(recorder.session, year, section.unit)) & members
        decisions.appoint_leaders(recorder, sorted(wanted & members - standing), year, section.unit, me)
        for person in sorted(standing - wanted):
            decisions.end_appointment(recorder, person, year, me)
    flash("DX推進リーダーの指名を保存しました。", "success")
    return redirect(url_for("skills.leaders"), 303)


@blueprint.post("/section/duties")
@require("section-head")
def declare_duty() -> ResponseReturnValue:
    """Say that one person's work demands a ★ skill."""
    sections = _sections()
    form = _duty_form(sections, request.form)
    if not form.validate():
        return _leaders_page(sections, form), 422
    fresh = decisions.declare_duty(
        house().recorder(), house().skill_map, form.person.data, form.skill.data, the_identity().uuid
    )
    flash("業務により必要なスキルを登録しました。" if fresh else "すでに登録されています。", "success")
    return redirect(url_for("skills.leaders"), 303)


@dataclass(frozen=True, slots=True)
class Section:
    """An org unit that the reader heads, with the people in it and below it."""

    unit: str
    name: str
    members: list[directory.Member]


def _sections() -> list[Section]:
    """The sections that the reader heads today, by code; everybody in the first of them only.

    Raises ``Forbidden`` when there are none. Where the reader works does not matter: a deputy heads another section.
    """
    session, on = db_session(), _today()
    names = {unit.code: unit.name for unit in directory.list_units(session, on)}
    headed = {grant.org_unit for grant in grants_of(session, the_identity().uuid, on) if grant.role == "section-head"}
    sections: list[Section] = []
    seen: set[str] = set()
    for unit in sorted(unit for unit in headed if unit in names):
        members = [member for member in directory.people_in(session, unit, on) if member.uuid not in seen]
        seen.update(member.uuid for member in members)
        sections.append(Section(unit, names[unit], members))
    if not sections:
        raise Forbidden
    return sections


def _leaders_page(sections: list[Section], duty_form: DutyForm) -> str:
    session, year = db_session(), fiscal_year(now())
    people = [member.uuid for section in sections for member in section.members]
    page = render_template(
        "skills/leaders.html",
        sections=sections,
        year=year,
        appointed={section.unit: decisions.appointed(session, year, section.unit) for section in sections},
        before=decisions.appointed(session, year - 1),
        levels=progress.levels_of(session, people),
        duty_form=duty_form,
    )
    # Levels of others are on the page: that they were looked at is noted, as for every such page.
    purpose, detail = "DX推進リーダーの指名", f"people={len(people)}"
    log_access(session, the_identity().uuid, None, "view-section-levels", purpose, now(), detail, request.path)
    return page


def _duty_form(sections: list[Section], sent: MultiDict[str, str] | None) -> DutyForm:
    form = DutyForm(sent)
    duties = [skill for skill in house().skill_map.skills if BY_DUTY in skill.marks.values()]
    form.person.choices = offer((one.uuid, one.name) for section in sections for one in section.members)
    form.skill.choices = offer((skill.id, skill.name) for skill in duties)
    return form


def _today() -> dt.date:
    return jst(now()).date()
