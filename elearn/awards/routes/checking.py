"""The public check of a serial: no sign-in, by GET, with a brake on trying serials in a row."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from certificates.verify import Status
from elearn.awards.forms import SerialForm
from elearn.awards.routes.desk import READERS, blueprint, house
from elearn.awards.services.register import Check, verify
from elearn.web.identity import current_identity
from elearn.web.limits import RateLimit

BURST, SECONDS = 20, 6.0
"""Twenty checks at once, then ten a minute: enough for a desk with a pile of papers, too little to list a city."""

_LIMIT = "elearn_awards_limit"


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
    page = render_template(
        "awards/verify.html",
        form=SerialForm(formdata=None, data={"serial": serial}),
        check=check,
        name=facts.name if facts and seen else check.masked_name,
        masked=not seen,
    )
    return page, status


def _check(typed: str) -> Check:
    """The check of a serial. Raises ``TooManyRequests`` for an address that tries too many; typing slips are free."""
    check = verify(house().session(), typed)
    if check.verdict.status is not Status.MALFORMED:
        limit: RateLimit = current_app.extensions.setdefault(_LIMIT, RateLimit(BURST, SECONDS))
        wait = limit.take(request.remote_addr or "", house().now())
        if wait:
            raise TooManyRequests(retry_after=int(wait) + 1)
    return check
