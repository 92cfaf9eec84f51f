"""The section head's page: who leads this fiscal year, and whose work demands a ★ skill."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from elearn.people.services import directory
from elearn.people.services.access import log_access
from elearn.people.services.roles import grants_of
from elearn.skills.forms import DutyForm, LeadersForm, offer
from elearn.skills.routes.desk import blueprint, house, today
from elearn.skills.rules.skillmap import BY_DUTY
from elearn.skills.services import decisions, progress
from elearn.web.dates import fiscal_year
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.session import db_session, now
from elearn.wording import noted


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
    flash(t("DX推進リーダーの指名を保存しました。"), "success")
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
    flash(t("業務により必要なスキルを登録しました。") if fresh else t("すでに登録されています。"), "success")
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
    session, on = db_session(), today()
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
    purpose, detail = noted("DX推進リーダーの指名"), f"people={len(people)}"
    log_access(session, the_identity().uuid, None, "view-section-levels", purpose, now(), detail, request.path)
    return page


def _duty_form(sections: list[Section], sent: MultiDict[str, str] | None) -> DutyForm:
    form = DutyForm(sent)
    duties = [skill for skill in house().skill_map.skills if BY_DUTY in skill.marks.values()]
    members = ((one.uuid, one.name) for section in sections for one in section.members)
    form.person.choices = offer(members, names=True)
    form.skill.choices = offer((skill.id, skill.named(page_language())) for skill in duties)
    return form
