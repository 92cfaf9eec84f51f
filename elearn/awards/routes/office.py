"""The office's desk: the register with filters, one certificate, revoking with a reason, requests after a new name."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response

from elearn.awards.forms import DOCUMENT_WORDS, REFUSED_WORDS, REQUEST_WORDS, STATE_WORDS, RevokeForm, SerialForm
from elearn.awards.routes.desk import MANAGERS, OFFICES, blueprint, get_certificate, house, reaction
from elearn.awards.routes.orders import read_years
from elearn.awards.services.decisions import Refused, issue_pending, pending_levels, revoke
from elearn.awards.services.listing import Wanted, look_through
from elearn.awards.services.register import Certificate, verify
from elearn.awards.services.renewal import history_of
from elearn.awards.services.requests import count_open, decide, list_requests
from elearn.db import begin_write
from elearn.people.services.access import log_access
from elearn.people.services.directory import names_of, org_tree
from elearn.web.dates import jst
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.problems import describe

PAGE = 50


@blueprint.get("/certificates/office")
@require(*MANAGERS)
def office() -> str | Response:
    """The register of a year, filtered; a serial leads to its certificate. Looking is noted."""
    session, today = house().session(), jst(house().now()).date()
    form = SerialForm(request.args if "serial" in request.args else None)
    if "serial" in request.args:
        found = verify(session, form.serial.data).certificate if form.validate() else None
        if found is not None:
            return redirect(url_for("awards.certificate", certificate=found.uuid), 303)
    wanted = _read_wanted()
    lines = look_through(session, wanted, today)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    units = [("", t("すべて")), *((unit.code, "　" * depth + unit.name) for depth, unit in org_tree(session, today))]
    waiting = count_open(session)
    query = {name: value for name, value in request.args.items() if name in FILTERS and value}
    detail = f"{urlencode(query)} rows={len(lines)}"
    log_access(
        session, the_identity().uuid, None, "list-certificates", "", house().now(), detail=detail, path=request.path
    )
    return render_template(
        "awards/office.html",
        form=form,
        known="serial" not in request.args or bool(form.errors),
        wanted=wanted,
        years=read_years(),
        units=units,
        states=STATE_WORDS,
        lines=lines[(page - 1) * PAGE : page * PAGE],
        total=len(lines),
        page=page,
        pages=pages,
        link=lambda number: url_for("awards.office", page=number, **cast(dict[str, Any], query)),
        is_narrowed=bool(query.keys() - {"year"}),
        waiting=waiting,
    )


FILTERS = ("year", "document", "state", "unit", "q")


def _read_wanted() -> Wanted:
    """What the address asks for; what it does not know is left out."""
    years, args = read_years(), request.args
    year, unit = args.get("year", years[0], type=int), args.get("unit", "")
    document, _, level = args.get("document", "").partition("-")
    known = document in DOCUMENT_WORDS
    return Wanted(
        fiscal_year=year if year in years else years[0],
        document=document if known else "",
        level=int(level) if known and level.isascii() and level.isdigit() and len(level) == 1 else 0,
        state=args.get("state", "") if args.get("state", "") in STATE_WORDS else "",
        org_unit=unit if "\0" not in unit else "",
        text=args.get("q", "").replace("\0", "")[:LONGEST],
    )


LONGEST = 100


@blueprint.get("/certificates/requests")
@require(*MANAGERS)
def requests() -> str:
    """What holders asked for after a change of name."""
    return render_template("awards/requests.html", found=list_requests(house().session()), words=REQUEST_WORDS)


@blueprint.post("/certificates/requests/<uuid:uuid>")
@require(*MANAGERS)
def decide_request(uuid: UUID) -> Response:
    """Issue anew under the name of today, or decline."""
    approve = request.form.get("decision") == "approve"
    try:
        done = decide(house().recorder(), reaction(), str(uuid), approve=approve, actor=the_identity().uuid)
    except Refused as fault:
        flash(t(REFUSED_WORDS[fault.code]), "error")
        for problem in fault.problems:
            flash(describe(problem, page_language(), room="certificates"), "error")
        return redirect(url_for("awards.requests"), 303)
    if done is None:
        flash(t("依頼を見送りました。いまの認定証は有効なままです。"), "info")
    else:
        flash(t("認定証 %(serial)s を発行しました。", serial=done.new.serial), "success")
    return redirect(url_for("awards.requests"), 303)


@blueprint.get("/certificates/<uuid:certificate>")
@require(*MANAGERS)
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
        history=history_of(session, found.uuid),
        may_decide=the_identity().has_role(*OFFICES),
    )
