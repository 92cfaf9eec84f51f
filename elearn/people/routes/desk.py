"""The people room's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, session
from werkzeug.exceptions import NotFound

from elearn.people.rules.roles import ROLES, Grant
from elearn.people.services.access import log_access
from elearn.people.services.directory import Identity, identity_of, names_of
from elearn.web.dates import jst
from elearn.web.furniture import furnish
from elearn.web.identity import the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.wording import noted

ROSTER_BYTES = 11 * 1024 * 1024
"""The largest roster (10 MiB) with the rest of its form."""

PERSON, EPOCH, SINCE, PENDING = "person", "epoch", "since", "pending"
"""What the session cookie holds. ``pending`` stands instead of ``person`` until a first password is changed."""

MACHINES = {"system": noted("システム（自動）"), "command-line": noted("管理コマンド")}
"""Actors that are no person."""

blueprint = furnish(Blueprint("people", __name__), max_bytes=ROSTER_BYTES)


def today() -> dt.date:
    """Today in Japan."""
    return jst(now()).date()


def viewer() -> Identity:
    """The signed-in person with dated roles. Raises ``Unauthorized`` when nobody is."""
    found = identity_of(db_session(), the_identity().uuid, now())
    if found is None:
        abort(401)
    return found


def open_session(person: str, epoch: int, *, pending: bool = False) -> None:
    """Begin a new cookie: nothing of an earlier one, planted or not, stays in it."""
    session.clear()
    session[PENDING if pending else PERSON] = person
    session[EPOCH] = epoch
    session[SINCE] = now().timestamp()


def refuse(subject: str, path: str) -> NotFound:
    """The answer to an address that is not this person's to see: as if there were nothing, and a row in the log."""
    database = db_session()
    log_access(
        database, the_identity().uuid, subject[:36], "refused", noted("権限のないページの要求"), now(), path=path
    )
    database.commit()  # the refusal undoes the request's transaction; the row must stay
    return NotFound()


def name_actors(actors: Iterable[str]) -> dict[str, str]:
    """Who did something -> the name to show: a person's, or what a program of the house is called."""
    return {code: t(words) for code, words in MACHINES.items()} | names_of(db_session(), actors)


def show_grant(grant: Grant, unit_names: dict[str, str]) -> str:
    """A role in words, with the unit it holds for."""
    if grant.org_unit is None:
        return t(ROLES[grant.role])
    unit = unit_names.get(grant.org_unit, grant.org_unit)
    return t("%(role)s（%(unit)s）", role=t(ROLES[grant.role]), unit=unit)


def add_errors(form: Any, messages: dict[str, list[str]]) -> None:
    """Put the rules' words beside the fields they are about; what is about no field goes to the top."""
    for name, texts in messages.items():
        target = form[name].errors if name in form else form.form_errors
        if isinstance(target, tuple):
            form[name].errors = [*target, *texts]
        else:
            target.extend(texts)
