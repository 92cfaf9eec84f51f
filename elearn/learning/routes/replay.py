"""Where browsers send the responses that they kept; and the page that keeps them when there is no script to do it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec
from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, Unauthorized
from werkzeug.wrappers import Response

from elearn.learning.routes.desk import blueprint, house
from elearn.learning.routes.sittings import refuse, refuse_endless, tell_receipt
from elearn.learning.services.attempts import Refused, UnknownAttempt
from elearn.learning.services.replay import KeptResponse, Sending, replay_responses
from elearn.web.errors import answer_error, wants_json
from elearn.web.identity import current_identity, require, sign_in_url, the_identity

Whole = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    item: Name
    fields: Annotated[dict[Name, Annotated[list[str], msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=200)]
    base: Whole
    age: Annotated[float, msgspec.Meta(ge=0, le=10**9)]


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    device: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9]{8,40}\Z")]
    number: Whole
    entries: Annotated[list[_Entry], msgspec.Meta(max_length=500)] = []
    flags: Annotated[dict[Name, bool], msgspec.Meta(max_length=500)] = {}


_BODY = msgspec.json.Decoder(_Body)


@blueprint.post("/attempts/<uuid:attempt>/responses")
@require(writes=True)
def replay(attempt: UUID) -> Response:
    """Take responses from a browser's store. A sending that comes again adds nothing and gets the same receipt.

    JSON: ``device`` and ``number`` name the sending; ``entries`` are items with their ``fields``, the ``base`` save
    that the page knew and the ``age`` in seconds; ``flags`` say which items are to be looked at again.
    400 for anything else, 404 for another's attempt, 409 when the attempt has ended, 413 for too much at once.
    """
    try:
        body = _BODY.decode(request.get_data())
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise BadRequest("The responses cannot be read.") from fault
    refuse_endless({entry.item: entry.fields for entry in body.entries})
    kept = [KeptResponse(one.item, one.fields, one.base, dt.timedelta(seconds=one.age)) for one in body.entries]
    sending = Sending(body.device, body.number, kept, body.flags)
    try:
        receipt = replay_responses(house().recorder(), house().catalog, the_identity().uuid, attempt, sending)
    except UnknownAttempt as fault:
        raise NotFound from fault
    except Refused as fault:
        return refuse(attempt, fault, as_json=True)
    return jsonify(tell_receipt(receipt))


def hold(error: HTTPException) -> ResponseReturnValue:
    """A page of responses came without a valid sign-in: show them again, to be sent on after signing in.

    Nothing is saved before the person has pressed the button on a page of ours, with a valid token.
    """
    if request.endpoint != "learning.save" or request.method != "POST" or wants_json():
        return answer_error(error)
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    person = current_identity()
    html = render_template(
        "learning/held.html",
        pairs=pairs,
        action=request.full_path.rstrip("?"),
        signed_in=person is not None,
        sign_in=sign_in_url("/"),
    )
    return html, error.code or 400


blueprint.register_error_handler(CSRFError, hold)
blueprint.register_error_handler(Unauthorized, hold)


@blueprint.get("/attempts/kept")
@require()
def kept_words() -> str:
    """What a script says about responses that were not taken, for a page that has something to say."""
    return render_template("learning/keptwords.html")
