"""Pages of the skill room: one's own map, evidence kept by the office, leaders appointed by section heads."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from elearn.learning.services.registrations import read_standings
from elearn.people.services import directory
from elearn.records.reactor import Recorder
from elearn.skills.forms import REASON_WORDS, DutyForm, EvidenceForm, LeadersForm
from elearn.skills.rules.skillmap import BY_DUTY, SkillMap
from elearn.skills.services import decisions, progress
from elearn.web.dates import fiscal_year, jst
from elearn.web.furniture import furnish
from elearn.web.identity import require, the_identity
from elearn.web.session import db_session, installation, now

blueprint = furnish(Blueprint("skills", __name__))

REFUSALS = {
    "unknown-skill": "そのスキルはスキルマップにありません。",
    "unknown-reason": "理由を選びなおしてください。",
    "date-in-future": "証跡の日付が今日より後になっています。日付を確かめてください。",
    "not-a-duty-skill": "★の付いたスキルだけを選べます。",
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


@blueprint.route("/office/evidence", methods=["GET", "POST"])
@require("dx-office", "hr", "administrator")
def evidence() -> str | Response:
    """Accept evidence for people: all of them or, when a number is unknown, none."""
    skill_map = house().skill_map
    form = EvidenceForm(request.form)
    form.skill.choices = [(skill.id, skill.name) for skill in skill_map.skills]
    if request.method == "POST" and form.validate():
        numbers = form.numbers()
        found = {number: directory.person_by_number(db_session(), number) for number in numbers}
        unknown = [number for number, person in found.items() if person is None]
        if unknown:
            form.staff_numbers.errors = [f"次の職員番号は名簿にありません：{'、'.join(unknown)}"]
            return render_template("skills/evidence.html", form=form)
        people = [person for person in found.values() if person is not None]
        try:
            fresh = decisions.accept_evidence(
                house().recorder(),
                skill_map,
                people,
                form.skill.data,
                form.reason.data,
                form.on.data,
                the_identity().uuid,
                form.reference.data or "",
            )
        except decisions.Refused as fault:
            form.form_errors.append(REFUSALS[fault.code])
            return render_template("skills/evidence.html", form=form)
        flash(f"{len(people)}人の証跡を登録しました。" if fresh else "すでに登録されています。", "success")
        return redirect(url_for("skills.evidence"), 303)
    return render_template("skills/evidence.html", form=form)


@blueprint.get("/section/leaders")
@require("section-head")
def leaders() -> str:
    """The section's people: who leads this fiscal year, who did last year, what level they hold."""
    return _leaders_page(DutyForm())


@blueprint.post("/section/leaders")
@require("section-head")
def appoint() -> Response:
    """Appoint the ticked people for this fiscal year, and end the appointment of those unticked."""
    unit, year = _unit(), fiscal_year(now())
    members = {member.uuid for member in directory.people_in(db_session(), unit, _today())}
    form = LeadersForm(request.form)
    form.people.choices = [(uuid, uuid) for uuid in members]
    if not form.validate():
        raise Forbidden  # a person of another section: the page offers none
    wanted = set(form.people.data or ())
    standing = set(decisions.appointed(db_session(), year, unit))
    recorder, me = house().recorder(), the_identity().uuid
    decisions.appoint_leaders(recorder, sorted(wanted - standing), year, unit, me)
    for person in sorted((standing - wanted) & members):
        decisions.end_appointment(recorder, person, year, me)
    flash("DX推進リーダーの指名を保存しました。", "success")
    return redirect(url_for("skills.leaders"), 303)


@blueprint.post("/section/duties")
@require("section-head")
def declare_duty() -> str | Response:
    """Say that one person's work demands a ★ skill."""
    form = _duty_form()
    if not form.validate():
        return _leaders_page(form)
    decisions.declare_duty(
        house().recorder(), house().skill_map, form.person.data, form.skill.data, the_identity().uuid
    )
    flash("業務により必要なスキルを登録しました。", "success")
    return redirect(url_for("skills.leaders"), 303)


def _leaders_page(duty_form: DutyForm) -> str:
    session, unit, year = db_session(), _unit(), fiscal_year(now())
    members = directory.people_in(session, unit, _today())
    _offer(duty_form, members)
    return render_template(
        "skills/leaders.html",
        members=members,
        year=year,
        appointed=decisions.appointed(session, year, unit),
        before=decisions.appointed(session, year - 1, unit),
        levels=progress.levels_of(session, [member.uuid for member in members]),
        duty_form=duty_form,
    )


def _duty_form() -> DutyForm:
    form = DutyForm(request.form)
    _offer(form, directory.people_in(db_session(), _unit(), _today()))
    return form


def _offer(form: DutyForm, members: list[directory.Member]) -> None:
    form.person.choices = [(member.uuid, member.name) for member in members]
    form.skill.choices = [
        (skill.id, skill.name) for skill in house().skill_map.skills if BY_DUTY in skill.marks.values()
    ]


def _unit() -> str:
    """The section that the head heads. Raises ``Forbidden`` without one."""
    unit = the_identity().org_unit
    if not unit:
        raise Forbidden
    return unit


def _today() -> dt.date:
    return jst(now()).date()
