"""The offices' page: evidence for skills that no course alone can show."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from elearn.events import EvidenceAccepted
from elearn.people.services import directory
from elearn.skills.forms import EvidenceForm, offer
from elearn.skills.routes.desk import blueprint, house, today
from elearn.skills.services import decisions
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t, tn
from elearn.web.session import db_session
from elearn.wording import noted

OFFICES = ("dx-office", "hr", "administrator")
"""Who accepts evidence."""

REFUSALS = {
    "unknown-skill": noted("そのスキルはスキルマップにありません。"),
    "unknown-reason": noted("理由を選びなおしてください。"),
    "date-in-future": noted("証跡の日付が今日より後になっています。日付を確かめてください。"),
}


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
        form.form_errors.append(t(REFUSALS[fault.code]))
        return render_template("skills/evidence.html", form=form), 422
    count = sum(isinstance(event, EvidenceAccepted) for event in fresh)
    flash(tn("%(num)s人の証跡を登録しました。", count) if count else t("すでに登録されています。"), "success")
    return redirect(url_for("skills.evidence"), 303)


def _evidence_form(sent: MultiDict[str, str] | None) -> EvidenceForm:
    form = EvidenceForm(sent)
    form.skill.choices = offer((skill.id, skill.named(page_language())) for skill in house().skill_map.skills)
    return form


def _find_people(form: EvidenceForm) -> list[str]:
    """The people of the numbers typed; with numbers that nobody has, an error beside the field."""
    known = {member.staff_number: member.uuid for member in directory.members_on(db_session(), today())}
    unknown = [number for number in form.numbers() if number not in known]
    if unknown:
        form.staff_numbers.errors = [t("次の職員番号は名簿にありません：%(numbers)s", numbers=t("、").join(unknown))]
    return [known[number] for number in form.numbers() if number in known]
