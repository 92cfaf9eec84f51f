"""Letting go: of what is too old, and of what names somebody. First shown, then confirmed, always noted."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.keeping.forms import ACT_WORDS, ERASE, MERGE, ActorForm, PurgeForm
from elearn.keeping.routes.desk import KEEPER, blueprint, find_agent, midnight, note
from elearn.lrs.rules.terms import name_agent
from elearn.lrs.services import Upkeep, erase_agent, merge_agents, pseudonymise_agent, purge_statements
from elearn.records.relay import withdraw_statements
from elearn.web.dates import jst
from elearn.web.identity import require
from elearn.web.language import t, tn
from elearn.web.session import db_session, now, settings


@blueprint.get("/retention")
@require(KEEPER)
def retention() -> ResponseReturnValue:
    """Ask for the day before which statements may go."""
    return render_template("keeping/retention.html", form=PurgeForm(), plan=None)


@blueprint.post("/retention")
@require(KEEPER)
def retention_made() -> ResponseReturnValue:
    """Show what would go; with a confirmation let it go."""
    form = PurgeForm()
    if not form.validate() or not form.check_day(jst(now()).date()):
        return render_template("keeping/retention.html", form=form, plan=None), 422
    day: dt.date = form.before.data
    confirmed = request.form.get("act") == "confirm"
    plan = purge_statements(db_session(), midnight(day), dry_run=not confirmed)
    if not confirmed:
        return render_template("keeping/retention.html", form=form, plan=plan)
    detail = f"before={day.isoformat()} statements={plan.deleted} attachments={plan.attachments}"
    note("purge-statements", form.purpose.data, detail)
    flash(tn("学習記録を%(num)s件削除しました。", plan.deleted), "success")
    return redirect(url_for("keeping.retention"), 303)


@blueprint.get("/actors")
@require(KEEPER)
def actors() -> ResponseReturnValue:
    """Ask whose records are meant, and what is to be done."""
    form = ActorForm()
    form.offer()
    return render_template("keeping/actors.html", form=form, plan=None)


@blueprint.post("/actors")
@require(KEEPER)
def actors_made() -> ResponseReturnValue:
    """Show what would be done about somebody's records; with a confirmation do it."""
    form = ActorForm()
    form.offer()
    named = _read_agents(form) if form.validate() else None
    if named is None:
        return render_template("keeping/actors.html", form=form, plan=None), 422
    (agent, person), (into, _) = named
    confirmed = request.form.get("act-now") == "confirm"
    plan = _act(form.act.data, agent, into, dry_run=not confirmed)
    if not confirmed:
        words = t(ACT_WORDS[form.act.data])
        return render_template("keeping/actors.html", form=form, plan=plan, words=words)
    withdraw_statements(db_session(), plan.ids)
    detail = (
        f"deleted={plan.deleted} rewritten={plan.rewritten} linked={plan.linked}"
        f" documents={plan.documents} attachments={plan.attachments}"
    )
    note(f"{form.act.data}-actor", form.purpose.data, detail, person)
    flash(t("本人の記録について、選んだことを行いました。"), "success")
    return redirect(url_for("keeping.actors"), 303)


Named = tuple[dict[str, Any], str | None]


def _read_agents(form: ActorForm) -> tuple[Named, Named] | None:
    """Who is meant, and the new identity; None, with words beside the field, where one of them is nobody."""
    unclear = t("職員番号・アカウント名・メールアドレス・JSONのどれかで入力してください。")
    try:
        agent = find_agent(form.agent.data)
    except ValueError:
        form.agent.errors = [unclear]
        return None
    if form.act.data != MERGE:
        pseudonym = {"account": {"homePage": settings().home_page, "name": f"erased-{uuid4()}"}}
        return agent, (pseudonym, None)
    try:
        into = find_agent(form.into.data or "")
        if name_agent(into[0]) == name_agent(agent[0]):
            raise ValueError
    except ValueError:
        form.into.errors = [unclear if not form.into.data else t("元の識別子とは別の識別子を入力してください。")]
        return None
    return agent, into


def _act(act: str, agent: dict[str, Any], into: dict[str, Any], *, dry_run: bool) -> Upkeep:
    if act == MERGE:
        return merge_agents(db_session(), agent, into, dry_run=dry_run)
    do = erase_agent if act == ERASE else pseudonymise_agent
    return do(db_session(), agent, into, dry_run=dry_run)
