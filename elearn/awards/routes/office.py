"""The office's desk: find a certificate by its serial, revoke it with a reason, issue another."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response

from elearn.awards.forms import RevokeForm, SerialForm
from elearn.awards.routes.desk import OFFICES, blueprint, get_certificate, house, reaction
from elearn.awards.services.decisions import Refused, issue_pending, pending_levels, revoke
from elearn.awards.services.register import Certificate, verify
from elearn.db import begin_write
from elearn.people.services.access import log_access
from elearn.people.services.directory import names_of
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.problems import describe


@blueprint.get("/certificates/office")
@require(*OFFICES)
def office() -> str | Response:
    """Ask for a serial and lead to its certificate."""
    if not request.args:
        return render_template("awards/office.html", form=SerialForm(formdata=None), known=True)
    form = SerialForm(request.args)
    found = verify(house().session(), form.serial.data).certificate if form.validate() else None
    if found is None:
        return render_template("awards/office.html", form=form, known=bool(form.errors))
    return redirect(url_for("awards.certificate", certificate=found.uuid), 303)


@blueprint.get("/certificates/<uuid:certificate>")
@require(*OFFICES)
def certificate(certificate: UUID) -> str:
    """One certificate with what can be decided about it. Looking is noted."""
    found = get_certificate(certificate)
    session, me = house().session(), the_identity().uuid
    begin_write(session)
    log_access(session, me, found.person, "view-certificate", "", house().now(), detail=found.serial, path=request.path)
    return _show(found, RevokeForm())


@blueprint.post("/certificates/<uuid:certificate>/revoke")
@require(*OFFICES)
def revoke_certificate(certificate: UUID) -> str | Response | tuple[str, int]:
    """Revoke a certificate for a reason, after a confirmation."""
    found, form = get_certificate(certificate), RevokeForm()
    if not form.validate():
        return _show(found, form), 400
    try:
        revoke(house().recorder(), certificate, form.reason.data, the_identity().uuid)
    except Refused as fault:
        raise Conflict from fault
    flash(t("認定証 %(serial)s を失効させました。", serial=found.serial), "success")
    return redirect(url_for("awards.certificate", certificate=certificate), 303)


@blueprint.post("/certificates/<uuid:certificate>/reissue")
@require(*OFFICES)
def reissue(certificate: UUID) -> Response:
    """Issue anew what is due to the holder of a revoked certificate."""
    found = get_certificate(certificate)
    try:
        issued = issue_pending(house().recorder(), reaction(), found.person, the_identity().uuid, again=True)
    except Refused as fault:
        for problem in fault.problems:
            flash(describe(problem, page_language(), room="certificates"), "error")
        return redirect(url_for("awards.certificate", certificate=certificate), 303)
    if not issued:
        flash(t("発行を待っている認定証はありません。"), "info")
        return redirect(url_for("awards.certificate", certificate=certificate), 303)
    serials = t("、").join(event.serial for event in issued)
    flash(t("認定証 %(serial)s を発行しました。", serial=serials), "success")
    return redirect(url_for("awards.certificate", certificate=issued[-1].certificate), 303)


def _show(found: Certificate, form: RevokeForm) -> str:
    session = house().session()
    due = [] if found.standing else pending_levels(session, reaction(), found.person, again=True)
    return render_template(
        "awards/certificate.html",
        found=found,
        holder=names_of(session, [found.person]).get(found.person, ""),
        form=form,
        due=due,
    )
