"""What a holder asks for: a completion, a transcript, badges, a certificate under a new name; and who looked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as AnyResponse

from elearn.awards.forms import FAULT_WORDS, REFUSED_WORDS
from elearn.awards.routes.desk import blueprint, get_certificate, house, press, reaction
from elearn.awards.routes.mine import admit
from elearn.awards.services.badges import BadgeFile, backpack_file, badge_file
from elearn.awards.services.decisions import Refused
from elearn.awards.services.files import NameErased
from elearn.awards.services.keys import Keys, KeysUnusable
from elearn.awards.services.papers import issue_completion, issue_skill, issue_transcript
from elearn.awards.services.register import Certificate, certificates_of
from elearn.awards.services.requests import ask_renewal
from elearn.people.services.access import accesses_to
from elearn.people.services.directory import names_of
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.problems import describe
from elearn.wording import noted

DEEDS = {
    "view-certificate": noted("認定証の閲覧"),
    "download-certificate": noted("認定証のダウンロード"),
    "download-badge": noted("バッジのダウンロード"),
    "download-archive": noted("認定証のZIPの出力"),
    "refused": noted("権限のないページの要求"),
}
"""What can be done with a certificate -> its words."""


@blueprint.post("/certificates/courses/<course>")
@require()
def issue_course(course: str) -> AnyResponse:
    """Issue the certificate of a completed course; a repeat issues nothing more."""
    me = the_identity().uuid
    return _issue(lambda: issue_completion(house().recorder(), reaction(), house().catalog, me, course, me))


@blueprint.post("/certificates/transcript")
@require()
def issue_my_transcript() -> AnyResponse:
    """Issue a transcript of today."""
    me, its = the_identity().uuid, house()
    return _issue(lambda: issue_transcript(its.recorder(), reaction(), its.catalog, its.skill_map, me, me))


@blueprint.post("/certificates/skills/<skill>")
@require()
def issue_my_skill(skill: str) -> AnyResponse:
    """Issue the badge of a skill that is held; a repeat issues nothing more."""
    me, its = the_identity().uuid, house()
    return _issue(lambda: issue_skill(its.recorder(), reaction(), its.skill_map, me, skill, me))


def _issue(ask: Callable[[], Certificate]) -> AnyResponse:
    try:
        issued = ask()
    except Refused as fault:
        flash(t(REFUSED_WORDS[fault.code]), "error")
        for problem in fault.problems:
            flash(describe(problem, page_language(), room="certificates"), "error")
        return redirect(url_for("awards.my_certificates"), 303)
    flash(t("%(serial)s を発行しました。", serial=issued.serial), "success")
    return redirect(url_for("awards.my_certificates"), 303)


@blueprint.post("/certificates/<uuid:certificate>/request")
@require()
def ask_for_new_name(certificate: UUID) -> AnyResponse:
    """Ask the office to issue a certificate anew under the name of today."""
    try:
        ask_renewal(house().session(), reaction(), certificate, the_identity().uuid, house().now())
    except Refused as fault:
        if fault.code == "unknown-certificate":
            raise NotFound from fault
        flash(t(REFUSED_WORDS[fault.code]), "error")
        return redirect(url_for("awards.my_certificates"), 303)
    flash(t("新しい氏名での発行を依頼しました。担当の課が確かめて、発行し直します。"), "success")
    return redirect(url_for("awards.my_certificates"), 303)


@blueprint.get("/certificates/<uuid:certificate>/log")
@require()
def show_log(certificate: UUID) -> str:
    """Who looked at a certificate and who took it, for its holder."""
    found = get_certificate(certificate)
    if found.person != the_identity().uuid:
        raise NotFound
    rows = accesses_to(house().session(), found.person, found.serial)
    names = names_of(house().session(), [row.actor for row in rows])
    return render_template("awards/log.html", found=found, rows=rows, names=names, deeds=DEEDS)


@blueprint.get("/certificates/<uuid:certificate>/badge.<any(json, jwt, png, svg):form>")
@require()
def download_badge(certificate: UUID, form: str) -> Response | tuple[str, int]:
    """The badge as a file, for its holder; for the offices too, and then it is noted who took it."""
    found = get_certificate(certificate)
    admit(found, "download-badge")
    return _send(lambda keys, base: badge_file(found, keys, base, form))


@blueprint.get("/certificates/backpack.json")
@require()
def download_backpack() -> Response | tuple[str, int]:
    """All badges of the reader that stand, in one file."""
    held = certificates_of(house().session(), the_identity().uuid)
    return _send(lambda keys, base: backpack_file(held, keys, base))


def _send(make: Callable[[Keys, str], BadgeFile]) -> Response | tuple[str, int]:
    try:
        keys = press().keys.take()
    except KeysUnusable as fault:
        return render_template("awards/unavailable.html", why=FAULT_WORDS[fault.code]), 503
    if keys is None:
        return render_template("awards/unavailable.html", why=FAULT_WORDS["no-authority"]), 503
    try:
        file = make(keys, press().base_url)
    except NameErased as fault:
        raise Gone from fault
    response = Response(file.data, mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    return response
