"""The public check of a serial, by GET, or of a PDF: no sign-in, with a brake on trying in a row."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certificates.verify import Status
from elearn.awards.forms import DIFFERENCE_WORDS, FINDING_WORDS, PaperForm, SerialForm
from elearn.awards.routes.desk import READERS, blueprint, brake, house, papers, trusted_roots, trusted_times
from elearn.awards.services.register import Check, verify, verify_paper
from elearn.people.services.access import log_access
from elearn.web.identity import current_identity
from elearn.web.language import t


@blueprint.get("/verify")
def verify_form() -> str | Response:
    """Ask for a serial; with one, go to its page, so that every answer has an address."""
    if not request.args:
        return render_template("awards/verify.html", form=SerialForm(formdata=None), check=None)
    form = SerialForm(request.args)
    if not form.validate():
        return render_template("awards/verify.html", form=form, check=None)
    check = _check(form.serial.data)
    if check.verdict.serial is None:
        return render_template("awards/verify.html", form=form, check=check)
    return redirect(url_for("awards.verify_serial", serial=check.verdict.serial), 303)


@blueprint.get("/verify/<serial>")
def verify_serial(serial: str) -> tuple[str, int]:
    """What is known about a serial. The name is masked: whoever holds the paper can compare it."""
    check = _check(serial)
    found = check.certificate
    status = 200 if found else 404
    me = current_identity()
    facts = found.facts if found else None
    seen = me is not None and found is not None and (me.uuid == found.person or me.has_role(*READERS))
    if seen and me is not None and found is not None and me.uuid != found.person:
        session, now = house().session(), house().now()
        log_access(session, me.uuid, found.person, "view-certificate", "", now, detail=found.serial, path=request.path)
    page = render_template(
        "awards/verify.html",
        form=SerialForm(formdata=None, data={"serial": serial}),
        check=check,
        name=facts.name if facts and seen else check.masked_name,
        masked=not seen,
    )
    return page, status


@papers.post("/verify/file")
def verify_file() -> tuple[str, int]:
    """What a PDF is. It stays in memory, and nothing of it is kept."""
    form = PaperForm()
    if not form.validate():
        return render_template("awards/paper.html", form=form, paper=None), 400
    brake()
    paper = verify_paper(house().session(), request.files[form.file.name].read(), trusted_roots(), trusted_times())
    page = render_template(
        "awards/paper.html",
        form=PaperForm(formdata=None),
        paper=paper,
        finding=FINDING_WORDS.get(paper.examination.finding, ("", "")),
        differences=t("、").join(t(DIFFERENCE_WORDS[one]) for one in paper.differences),
    )
    return page, 200 if paper.examination.genuine else 422


@papers.get("/verify/file")
def choose_file() -> str:
    """Ask for a PDF."""
    return render_template("awards/paper.html", form=PaperForm(formdata=None), paper=None)


def _check(typed: str) -> Check:
    """The check of a serial. Raises ``TooManyRequests`` for an address that tries too many; typing slips are free."""
    check = verify(house().session(), typed)
    if check.verdict.status is not Status.MALFORMED:
        brake()
    return check
