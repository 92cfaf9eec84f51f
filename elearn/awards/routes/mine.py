"""My certificates, and the PDF of one."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as AnyResponse

from certificates.glyphs import MissingGlyph
from certificates.model import SKILL, TRANSCRIPT
from certificates.sign import KeyExpired
from elearn.awards.forms import FAULT_WORDS
from elearn.awards.routes.desk import READERS, blueprint, get_certificate, house, press, reaction, send_certificate
from elearn.awards.services.decisions import Refused, holder_problems, issue_pending, pending_levels
from elearn.awards.services.files import FontsUnavailable, NameErased, certificate_file
from elearn.awards.services.keys import KeysUnusable
from elearn.awards.services.papers import completions_of
from elearn.awards.services.register import Certificate, certificates_of
from elearn.awards.services.requests import bears_old_name, open_for
from elearn.db import begin_write
from elearn.people.services.access import log_access
from elearn.people.services.directory import names_of
from elearn.skills.services.progress import attained_skills
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t, tn
from elearn.web.problems import describe


@blueprint.get("/certificates")
@require()
def my_certificates() -> str:
    """The reader's certificates; and, where one could not be issued, which character stands in the way."""
    session, me = house().session(), the_identity().uuid
    pending = pending_levels(session, reaction(), me)
    problems = holder_problems(session, reaction(), me) if pending else []
    held, name = certificates_of(session, me), names_of(session, [me]).get(me, "")
    badges = {one.subject: one for one in held if one.document == SKILL and one.standing}
    return render_template(
        "awards/mine.html",
        certificates=[one for one in held if one.level],
        transcripts=[one for one in held if one.document == TRANSCRIPT],
        completions=completions_of(session, house().catalog, me),
        skills=[(skill, badges.get(skill.id)) for skill in attained_skills(session, house().skill_map, me)],
        older=[one for one in held if not one.level and not one.standing and one.document != TRANSCRIPT],
        renamed={one.uuid for one in held if one.document != TRANSCRIPT and bears_old_name(one, name)},
        asked=open_for(session, me),
        pending=pending,
        problems=[describe(problem, page_language(), room="certificates") for problem in problems],
    )


@blueprint.post("/certificates/issue")
@require()
def issue_mine() -> AnyResponse:
    """Issue what is due to the reader; a repeat issues nothing more."""
    me = the_identity().uuid
    try:
        issued = issue_pending(house().recorder(), reaction(), me, me)
    except Refused:
        flash(t("氏名に認定証へ印刷できない文字が残っているため、まだ発行できません。"), "error")
        return redirect(url_for("awards.my_certificates"), 303)
    if issued:
        flash(tn("認定証を%(num)s件発行しました。", len(issued)), "success")
    else:
        flash(t("発行を待っている認定証はありません。"), "info")
    return redirect(url_for("awards.my_certificates"), 303)


@blueprint.get("/certificates/<uuid:certificate>.pdf")
@require()
def download(certificate: UUID) -> Response | tuple[str, int]:
    """The PDF, for its holder; for the offices too, and then it is noted who took it. Others learn nothing."""
    found = get_certificate(certificate)
    admit(found, "download-certificate")
    if found.document == SKILL:
        raise NotFound
    try:
        file = certificate_file(house().session(), press(), found, house().now())
    except NameErased as fault:
        raise Gone from fault
    except (FontsUnavailable, MissingGlyph, KeysUnusable, KeyExpired) as fault:
        return render_template("awards/unavailable.html", why=FAULT_WORDS[name_fault(fault)]), 503
    return send_certificate(file)


def name_fault(fault: Exception) -> str:
    """The code of what stands in the way of a paper."""
    match fault:
        case KeysUnusable():
            return fault.code
        case KeyExpired():
            return "key-expired"
        case FontsUnavailable():
            return "fonts-unavailable"
    return "glyphs-missing"


def admit(found: Certificate, action: str) -> None:
    """Let the holder in, and the offices with a note; raises ``NotFound`` for everybody else, with a note too."""
    me = the_identity()
    if me.uuid == found.person:
        return
    session = house().session()
    allowed = me.has_role(*READERS)
    begin_write(session)
    log_access(
        session,
        me.uuid,
        found.person,
        action if allowed else "refused",
        "",
        house().now(),
        detail=found.serial,
        path=request.path,
    )
    session.commit()  # a refusal is answered with an error, which would undo the note
    if not allowed:
        raise NotFound
