"""The statement browser: filters, a page of statements, one statement as JSON, and files of what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.keeping.forms import LONGEST_PURPOSE, FilterForm
from elearn.keeping.routes.desk import KEEPER, blueprint, find_agent, house, midnight, note
from elearn.keeping.routes.overview import name_verb
from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.columns import name_object, say
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.naming import show_agent
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.services import (
    can_write_parquet,
    find_statement,
    find_statements,
    list_bodies,
    write_lines,
    write_parquet,
)
from elearn.web.identity import require
from elearn.web.language import page_language, t
from elearn.web.session import db_session
from elearn.wording import noted
from elearn.xapi.check_values import parse_timestamp

PAGE = 50
LAST = 1 << 62
"""No statement of a store has a sequence number as high as this."""
DAY = dt.timedelta(days=1)


class Line(NamedTuple):
    """One statement of the list; the second of a pair of words is their language tag."""

    id: str
    stored: dt.datetime | None
    actor: str
    verb: str
    target: tuple[str, str]
    outcome: str


@blueprint.get("/statements")
@require(KEEPER)
def statements() -> ResponseReturnValue:
    """A page of what the filters find, newest first."""
    form = FilterForm(request.args)
    query, person = read_filters(form)
    lines: list[Line] = []
    older = ""
    if query is not None:
        query = with_place(query)
        page = find_statements(db_session(), query)
        lines = [make_line(parse_json(body)) for body in page.bodies]
        if page.rest is not None:
            older = url_for("keeping.statements", **address(form), after=page.rest.after, ceiling=page.rest.ceiling)
        note("view-statements", noted("学習記録の確認"), f"{_detail(form)} rows={len(lines)}", person)
    shown = render_template(
        "keeping/statements.html",
        form=form,
        lines=lines,
        older=older,
        query=address(form),
        later=bool(request.args.get("after")),
        parquet=can_write_parquet(),
        longest=LONGEST_PURPOSE,
    )
    return shown, 200 if query is not None else 422


@blueprint.get("/statements/<uuid:statement>")
@require(KEEPER)
def statement(statement: UUID) -> str:
    """One statement as it stands, voided or not. Looking is noted."""
    found = find_statement(db_session(), statement)
    voided = None if found else find_statement(db_session(), statement, voided=True)
    shown = found or voided
    if shown is None:
        raise NotFound
    note("view-statements", noted("学習記録の確認"), f"id={statement}")
    value = parse_json(shown.body)
    return render_template(
        "keeping/statement.html",
        line=make_line(value),
        value=value,
        text=msgspec.json.format(shown.body, indent=2).decode("utf-8"),
        voided=voided is not None,
    )


@blueprint.get("/statements.<any(jsonl, parquet):kind>")
@require(KEEPER)
def statements_file(kind: str) -> ResponseReturnValue:
    """All statements that the filters find as a file, oldest first, however many."""
    form = FilterForm(request.args)
    query, person = read_filters(form)
    purpose = request.args.get("purpose", "").strip()[:LONGEST_PURPOSE]
    back = url_for("keeping.statements", **address(form))
    if query is None:
        asked: dict[str, Any] = {field.name: request.args.get(field.name) for field in form}
        return redirect(url_for("keeping.statements", **asked), 303)
    if not purpose:
        flash(t("出力の目的を入力してください。"), "error")
        return redirect(back, 303)
    if kind == "parquet" and not can_write_parquet():
        flash(t("Parquet形式で出力するための部品（pyarrow）が、このサーバーにありません。"), "error")
        return redirect(back, 303)
    note(f"export-{kind}", purpose, _detail(form), person)
    response = Response(_stream(kind, query), content_type="application/jsonl" if kind == "jsonl" else PARQUET)
    response.headers["Content-Disposition"] = f'attachment; filename="statements.{kind}"'
    return response


PARQUET = "application/vnd.apache.parquet"


def _stream(kind: str, query: StatementQuery) -> Iterator[bytes]:
    sessions = house().sessions

    def stream() -> Iterator[bytes]:
        with sessions() as session:
            bodies = list_bodies(session, query)
            yield from write_lines(bodies) if kind == "jsonl" else write_parquet(bodies)

    return stream()


def read_filters(form: FilterForm) -> tuple[StatementQuery | None, str | None]:
    """The search behind the filters, and the person whom it is about; no search where a filter cannot be meant."""
    valid = form.validate()
    agent, person = None, None
    if form.agent.data:
        try:
            found, person = find_agent(form.agent.data)
            agent = name_agent(found)
        except ValueError:
            form.agent.errors = [t("職員番号・アカウント名・メールアドレス・JSONのどれかで入力してください。")]
            valid = False
    if not valid:
        return None, None
    return (
        StatementQuery(
            agent=agent.digest if agent else None,
            related_agents=agent is not None,
            verb=Term("verb", form.verb.data).digest if form.verb.data else None,
            activity=Term("activity", form.activity.data).digest if form.activity.data else None,
            related_activities=bool(form.activity.data),
            registration=Term("registration", form.registration.data.lower()).digest
            if form.registration.data
            else None,
            since=count_microseconds(midnight(form.since.data)) - 1 if form.since.data else None,
            until=count_microseconds(midnight(form.until.data) + DAY) - 1 if form.until.data else None,
            limit=PAGE,
        ),
        person,
    )


def with_place(query: StatementQuery) -> StatementQuery:
    """The search from the place on that the address names."""
    after, ceiling = (request.args.get(name, type=int) for name in ("after", "ceiling"))
    if after is None or not 0 < after < LAST or (ceiling is not None and not after <= ceiling < LAST):
        return query
    changed = {name: getattr(query, name) for name in query.__struct_fields__} | {"after": after, "ceiling": ceiling}
    return StatementQuery(**changed)


def address(form: FilterForm) -> dict[str, Any]:
    """The filters as the address carries them, without those that are empty or cannot be meant."""
    return {
        field.name: field.data.isoformat() if isinstance(field.data, dt.date) else field.data
        for field in form
        if field.data and not field.errors
    }


def _detail(form: FilterForm) -> str:
    return urlencode(address(form))


def make_line(value: dict[str, Any]) -> Line:
    """A statement for the list."""
    target = value["object"]
    named = target.get("definition", {}).get("name", {})
    return Line(
        id=value["id"],
        stored=parse_timestamp(value["stored"]),
        actor=show_agent(value["actor"]),
        verb=_say_verb(value["verb"]),
        target=say(named, page_language(), name_object(target)),
        outcome=_say_outcome(value.get("result", {})),
    )


def _say_verb(verb: dict[str, Any]) -> str:
    ours = name_verb(verb["id"])
    return ours if ours != verb["id"] else say(verb.get("display", {}), page_language(), verb["id"])[0]


def _say_outcome(result: dict[str, Any]) -> str:
    scaled = result.get("score", {}).get("scaled")
    if scaled is not None:
        return f"{float(scaled) * 100:.0f}%"
    for name, words in (("success", (t("合格"), t("不合格"))), ("completion", (t("完了"), t("未完了")))):
        if name in result:
            return words[0] if result[name] else words[1]
    return ""
