"""What leaves the house: statements that a target refused, and the rules by which statements go on to other stores."""

from __future__ import annotations

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.keeping.forms import ForwardForm
from elearn.keeping.routes.desk import KEEPER, blueprint, house, note
from elearn.lrs.services import Forward, add_forward, list_forwards, pause_forward, remove_forward
from elearn.records.relay import drop_refusals, drop_target, list_refusals, read_lags, retry_refusals
from elearn.web.identity import require
from elearn.web.language import t, tn
from elearn.web.session import db_session, now
from elearn.wording import noted

PAGE = 50


@blueprint.get("/refused")
@require(KEEPER)
def refusals() -> str:
    """Statements that a store refused for good, with its words."""
    database = db_session()
    lags = [one for one in read_lags(database) if one.refused]
    total = sum(one.refused for one in lags)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    found = list_refusals(database, limit=PAGE, offset=(page - 1) * PAGE)
    if found:
        note("view-refusals", noted("送信できなかった学習記録の確認"), f"rows={len(found)}")
    return render_template(
        "keeping/refusals.html", found=found, lags=lags, total=total, page=page, pages=pages, pretty=_pretty
    )


def _pretty(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)


@blueprint.post("/refused")
@require(KEEPER)
def settle_refusals() -> ResponseReturnValue:
    """Send the chosen ones (or all of a target) once more, or give them up."""
    act = request.form.get("act")
    ids = [int(one) for one in request.form.getlist("id") if one.isascii() and one.isdigit() and len(one) < 18]
    target = request.form.get("target", "")
    if act not in ("retry", "drop") or not (ids or target):
        flash(t("記録を一つ以上選んでください。"), "error")
        return redirect(url_for("keeping.refusals"), 303)
    detail = f"target={target} ids={','.join(map(str, ids))}"[:400]
    if act == "retry":
        count = retry_refusals(db_session(), ids, target)
        note("retry-refusals", noted("学習記録の再送"), f"{detail} rows={count}")
        flash(tn("%(num)s件を、もう一度送ります。", count), "success")
    else:
        count = drop_refusals(db_session(), ids, target)
        note("drop-refusals", noted("学習記録の送信の取りやめ"), f"{detail} rows={count}")
        flash(tn("%(num)s件の送信をやめました。", count), "success")
    return redirect(url_for("keeping.refusals"), 303)


@blueprint.get("/forwards")
@require(KEEPER)
def forwards() -> str:
    """Every rule with how far it has come, and the form for a new one."""
    form = ForwardForm()
    form.offer()
    return _show(form)


@blueprint.post("/forwards")
@require(KEEPER)
def forwards_made() -> ResponseReturnValue:
    """Add a rule."""
    form = ForwardForm()
    form.offer()
    if not form.validate():
        return _show(form), 422
    rule = Forward(
        name=form.name.data,
        endpoint=form.endpoint.data,
        key=form.key.data or "",
        version=form.version.data,
        verb=form.verb.data or "",
        activity=form.activity.data or "",
        registration=(form.registration.data or "").lower(),
    )
    try:
        sealed = house().seal(form.secret.data or "")
        add_forward(db_session(), rule, sealed, now(), from_now=form.start.data == "now")
    except ValueError:
        form.name.errors = [t("この名前の規則は、すでにあります。")]
        return _show(form), 422
    note("add-forward", noted("学習記録の転送の追加"), f"name={rule.name} endpoint={rule.endpoint}")
    flash(t("転送の規則 %(name)s を追加しました。", name=rule.name), "success")
    return redirect(url_for("keeping.forwards"), 303)


@blueprint.post("/forwards/<name>")
@require(KEEPER)
def change_forward(name: str) -> ResponseReturnValue:
    """Let a rule rest, go on, or take it away with all that waits for it."""
    database, act = db_session(), request.form.get("act")
    if act == "remove":
        done = remove_forward(database, name)
        if done:
            drop_target(database, Forward(name, "", "", "").target)
    elif act in ("pause", "resume"):
        done = pause_forward(database, name, now() if act == "pause" else None)
    else:
        done = False
    if done:
        note(f"{act}-forward", noted("学習記録の転送の変更"), f"name={name}")
        flash(t("転送の規則 %(name)s を変更しました。", name=name), "success")
    else:
        flash(t("この転送の規則はありません。"), "error")
    return redirect(url_for("keeping.forwards"), 303)


def _show(form: ForwardForm) -> str:
    database = db_session()
    lags = {one.target: one for one in read_lags(database)}
    return render_template("keeping/forwards.html", form=form, rules=list_forwards(database), lags=lags)
