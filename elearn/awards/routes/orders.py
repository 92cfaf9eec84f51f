"""A year's papers in one action, found again at an address of its own; and the papers as a ZIP for each org unit."""

from __future__ import annotations

import io
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from certificates.model import Problem
from elearn.awards.forms import FAULT_WORDS, STEP_WORDS, OrderForm
from elearn.awards.routes.desk import MANAGERS, blueprint, house
from elearn.awards.services.archives import name_archive, pack, sort_papers
from elearn.awards.services.batch import list_undrawn
from elearn.awards.services.orders import find_order, list_orders, place_order, stop_order
from elearn.people.services.access import log_access
from elearn.people.services.directory import names_of
from elearn.web.dates import fiscal_year, jst
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t
from elearn.web.problems import describe

YEARS = 6
"""How many fiscal years can be chosen, the present one first."""


def read_years() -> list[int]:
    """The fiscal years that can be chosen."""
    this = fiscal_year(jst(house().now()))
    return [this - back for back in range(YEARS)]


@blueprint.get("/certificates/orders")
@require(*MANAGERS)
def orders() -> str:
    """What was ordered, and the form to order a year."""
    return _show(OrderForm(formdata=None))


@blueprint.post("/certificates/orders")
@require(*MANAGERS)
def order_year() -> AnyResponse | tuple[str, int]:
    """Order a year's papers; while one like it is under way, it leads there."""
    form = _offer(OrderForm())
    if not form.validate():
        return _show(form), 400
    session, me, now = house().session(), the_identity().uuid, house().now()
    uuid = place_order(session, form.year.data, form.renewing.data, me, now)
    return redirect(url_for("awards.order", uuid=uuid), 303)


@blueprint.get("/certificates/orders/<uuid:uuid>")
@require(*MANAGERS)
def order(uuid: object) -> str:
    """How far an order is, and for whom nothing could be issued."""
    session = house().session()
    found = find_order(session, str(uuid))
    if found is None:
        raise NotFound
    people = [person for person, _ in found.refusals]
    names = names_of(session, [*people, found.asked_by])
    language = page_language()
    reasons = {
        code: describe(Problem("name", 0, code, _NOTHING), language, room="certificates") for _, code in found.refusals
    }
    return render_template(
        "awards/order.html",
        found=found,
        names=names,
        reasons=reasons,
        steps=STEP_WORDS,
        fault=FAULT_WORDS.get(found.fault, ""),
    )


_NOTHING = {"character": "", "code_point": "", "field": ""}


@blueprint.post("/certificates/orders/<uuid:uuid>/stop")
@require(*MANAGERS)
def stop(uuid: object) -> AnyResponse:
    """End an order; what was done stays."""
    if stop_order(house().session(), str(uuid), house().now()):
        flash(t("取りやめました。ここまでに発行した認定証は有効です。"), "success")
    else:
        flash(t("この処理は、もう終わっています。"), "info")
    return redirect(url_for("awards.order", uuid=uuid), 303)


@blueprint.get("/certificates/archives")
@require(*MANAGERS)
def archives() -> str:
    """The papers of a year by org unit, each as a ZIP."""
    years = read_years()
    year = request.args.get("year", years[0], type=int)
    year = year if year in years else years[0]
    session, today = house().session(), jst(house().now()).date()
    piles = sort_papers(session, year, today)
    undrawn = {one.uuid for one in list_undrawn(session, year)}
    rows = [
        (unit, pile.name, len(pile.held), sum(one.uuid not in undrawn for one in pile.held))
        for unit, pile in piles.items()
    ]
    return render_template("awards/archives.html", year=year, years=years, rows=rows, undrawn=len(undrawn))


@blueprint.get("/certificates/archives/<int:year>.zip")
@require(*MANAGERS)
def archive(year: int) -> Response:
    """The drawn papers of one unit; each is noted as taken."""
    session, today, unit = house().session(), jst(house().now()).date(), request.args.get("unit", "")
    pile = sort_papers(session, year, today).get(unit) if year in read_years() else None
    if pile is None:
        raise NotFound
    file = io.BytesIO()
    packed = pack(session, file, pile)
    if not packed:
        raise NotFound
    me, now = the_identity().uuid, house().now()
    for one in packed:
        log_access(session, me, one.person, "download-archive", "", now, detail=one.serial, path=request.path)
    response = Response(file.getvalue(), mimetype="application/zip")
    name = name_archive(year, unit)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    return response


def _offer(form: OrderForm) -> OrderForm:
    form.offer(read_years())
    return form


def _show(form: OrderForm) -> str:
    session = house().session()
    found = list_orders(session)
    names = names_of(session, [one.asked_by for one in found])
    return render_template("awards/orders.html", form=_offer(form), orders=found, names=names, steps=STEP_WORDS)
