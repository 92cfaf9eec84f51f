"""Pages of the HR desk: the completion record with its files, the roster as a file, a section head's own people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.hr.charts import draw_charts
from elearn.hr.csvfile import find_unwritable, write_cp932, write_csv
from elearn.hr.forms import PURPOSES, CompletionFilterForm
from elearn.hr.rules import COLUMNS, SORTS, STATES, Cell, count_states, show_percent
from elearn.hr.services import Wanted, completion_rows, course_titles, section_rows, table_cells
from elearn.hr.workbook import write_book
from elearn.people.services.access import log_access
from elearn.people.services.directory import identity_of, list_units, org_tree
from elearn.people.services.rosterexport import COLUMNS as ROSTER_COLUMNS
from elearn.people.services.rosterexport import roster_rows
from elearn.web.dates import fiscal_year, jst
from elearn.web.furniture import furnish
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.web.sorting import Sorting, read_sorting
from elearn.wording import noted

blueprint = furnish(Blueprint("hr", __name__))

PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/hr/completions")
@require("hr", "dx-office", "auditor")
def completions() -> ResponseReturnValue:
    """The completion record on the screen: filters, counts, a page of rows."""
    form, wanted = _read_filters()
    record = completion_rows(db_session(), wanted, now())
    total = len(record.rows)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    _log("view-completions", noted("修了記録の確認"), wanted, total)
    return render_template(
        "hr/completions.html",
        form=form,
        year=wanted.fiscal_year,
        rows=record.rows[(page - 1) * PAGE : page * PAGE],
        sorting=_sorting(),
        states=STATES,
        show_percent=show_percent,
        total=total,
        people=len({row.place.person for row in record.rows}),
        counts=count_states(record.rows),
        charts=draw_charts(db_session(), record, wanted) if record.rows else [],
        is_narrowed=bool(wanted.org_unit or wanted.course or wanted.state or wanted.post_band),
        as_of=record.as_of,
        page=page,
        pages=pages,
        link=lambda number: url_for("hr.completions", **_query(wanted), page=number),
        query=_query(wanted),
        purposes=PURPOSES,
    )


@blueprint.get("/hr/completions.<any(csv, xlsx):kind>")
@require("hr", "dx-office", "auditor")
def completions_file(kind: str) -> ResponseReturnValue:
    """The same rows in the same order as a file."""
    _, wanted = _read_filters()
    purpose = _purpose()
    if not purpose:
        flash(t("出力の目的を選んでください。"), "error")
        return redirect(url_for("hr.completions", **_query(wanted)), 303)
    record = completion_rows(db_session(), wanted, now())
    cells = table_cells(record, wanted.fiscal_year)
    older = kind == "csv" and request.args.get("encoding") == "cp932"
    _log("export-cp932" if older else f"export-{kind}", purpose, wanted, len(cells))
    name = f"completions-{wanted.fiscal_year}-{record.as_of.isoformat()}"
    return _file(name, kind, "修了記録", COLUMNS, cells, record.as_of, older=older)


@blueprint.get("/hr/completions/shift-jis")
@require("hr", "dx-office", "auditor")
def completions_cp932() -> ResponseReturnValue:
    """What a Shift_JIS file could not hold, before it is made."""
    _, wanted = _read_filters()
    purpose = _purpose()
    if not purpose:
        flash(t("出力の目的を選んでください。"), "error")
        return redirect(url_for("hr.completions", **_query(wanted)), 303)
    record = completion_rows(db_session(), wanted, now())
    found = find_unwritable(COLUMNS, table_cells(record, wanted.fiscal_year))
    _log("view-completions", purpose, wanted, len(record.rows))
    query = _query(wanted) | {"purpose": purpose}
    back = url_for("hr.completions", **_query(wanted))
    return render_template("hr/shift_jis.html", found=found, query=query, total=len(record.rows), back=back)


@blueprint.get("/hr/roster.<any(csv, xlsx):kind>")
@require("hr")
def roster_file(kind: str) -> ResponseReturnValue:
    """The roster of a day, in the columns in which it is taken in."""
    purpose = _purpose()
    if not purpose:
        flash(t("出力の目的を選んでください。"), "error")
        return redirect(url_for("hr.completions"), 303)
    today = jst(now()).date()
    rows = roster_rows(db_session(), today)
    log_access(
        db_session(), the_identity().uuid, None, "export-roster", purpose, now(), f"rows={len(rows)}", request.path
    )
    return _file(f"roster-{today.isoformat()}", kind, "職員名簿", ROSTER_COLUMNS, rows, today)


@blueprint.get("/section")
@require("section-head")
def section() -> ResponseReturnValue:
    """A section head's own people: completion and due dates, neither scores nor responses."""
    database = db_session()
    viewer = identity_of(database, the_identity().uuid, now())
    if viewer is None:
        abort(401)
    units = sorted(grant.org_unit for grant in viewer.grants if grant.role == "section-head" and grant.org_unit)
    today = jst(now()).date()
    names = {unit.code: unit.name for unit in list_units(database, today)}
    sorting = _sorting()
    rows = section_rows(database, units, now(), _order(sorting))
    detail = f"units={','.join(units)} rows={len(rows)}"
    log_access(database, viewer.uuid, None, "view-section", noted("所属職員の受講の支援"), now(), detail, request.path)
    return render_template(
        "hr/section.html",
        rows=rows,
        sorting=sorting,
        states=STATES,
        units=[names.get(unit, unit) for unit in units],
        counts=count_states(rows),
        today=today,
    )


def _read_filters() -> tuple[CompletionFilterForm, Wanted]:
    database = db_session()
    this_year = fiscal_year(jst(now()))
    form = CompletionFilterForm(request.args)
    units = {unit.code: "　" * depth + unit.name for depth, unit in org_tree(database, jst(now()).date())}
    form.offer(this_year, units, course_titles(database))
    return form, replace(form.wanted(this_year), sort=_order(_sorting()))


def _sorting() -> Sorting:
    return read_sorting(request.args, SORTS, "")


def _order(sorting: Sorting) -> str:
    return f"-{sorting.column}" if sorting.descending else sorting.column


def _query(wanted: Wanted) -> dict[str, Any]:
    """The filters as the address carries them, without those that are empty."""
    fields = {
        "year": wanted.fiscal_year,
        "unit": wanted.org_unit,
        "course": wanted.course,
        "state": wanted.state,
        "band": wanted.post_band,
        "sort": wanted.sort,
    }
    return {name: value for name, value in fields.items() if value}


def _purpose() -> str:
    purpose = request.args.get("purpose", "")
    return purpose if purpose in PURPOSES else ""


def _log(action: str, purpose: str, wanted: Wanted, rows: int) -> None:
    detail = f"{urlencode(_query(wanted))} rows={rows}"
    log_access(db_session(), the_identity().uuid, None, action, purpose, now(), detail, request.path)


def _file(
    name: str,
    kind: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    made_on: dt.date,
    *,
    older: bool = False,
) -> Response:
    if kind == "xlsx":
        body, mimetype = write_book(title, columns, rows, made_on), XLSX
    elif older:
        body, mimetype = write_cp932(columns, rows), "text/csv; charset=shift_jis"
    else:
        body, mimetype = write_csv(columns, rows), "text/csv; charset=utf-8"
    response = Response(body, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
