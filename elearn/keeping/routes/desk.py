"""The desk's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, current_app, request, url_for

from elearn.lrs.rules.naming import read_agent_words
from elearn.people.services.access import log_access
from elearn.people.services.directory import person_by_number
from elearn.web.dates import jst
from elearn.web.furniture import furnish
from elearn.web.identity import the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now, settings
from elearn.wording import noted

KEEPER = "keeper"
"""The role whose desk this is."""

VIEWS = (
    (noted("概要"), "keeping.overview"),
    (noted("記録を見る"), "keeping.statements"),
    (noted("送信できなかった記録"), "keeping.refusals"),
    (noted("転送"), "keeping.forwards"),
    (noted("鍵"), "keeping.keys"),
    (noted("保存期間"), "keeping.retention"),
    (noted("本人の記録"), "keeping.actors"),
)
"""The desk's pages in their order."""

blueprint = furnish(Blueprint("keeping", __name__, url_prefix="/records"))


@blueprint.context_processor
def _furnish_tabs() -> dict[str, Any]:
    here = (request.endpoint or "").removesuffix("_made")
    return {"views": [(t(label), url_for(endpoint), endpoint == here) for label, endpoint in VIEWS]}


def house() -> Any:
    """The house that serves this request."""
    return current_app.extensions["elearn"]


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day in Japan."""
    return dt.datetime.combine(day, dt.time(), jst(now()).tzinfo)


def note(action: str, purpose: str, detail: str = "", subject: str | None = None) -> None:
    """Put a row into the access log, in this request's transaction."""
    log_access(db_session(), the_identity().uuid, subject, action, purpose, now(), detail, request.path)


def find_agent(text: str) -> tuple[dict[str, Any], str | None]:
    """The agent that a keeper names, by a staff number, too; and the person's uuid where it is one of ours.

    Raises ``ValueError`` for words that name nobody.
    """
    person = person_by_number(db_session(), text.strip())
    agent = read_agent_words(person or text, settings().home_page)
    account = agent.get("account", {})
    own = account.get("name") if account.get("homePage") == settings().home_page else None
    return agent, person or (own if own and len(own) == 36 else None)
