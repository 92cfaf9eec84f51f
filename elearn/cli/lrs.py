"""``elearn lrs``: the record store and its relay by command, with the same doors as the keeper's desk."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from sqlalchemy.orm import Session

from elearn.cli.base import end, open_house
from elearn.keeping.forms import is_address
from elearn.lrs.rules.credentials import SCOPES
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.naming import read_agent_words
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.services import (
    Forward,
    ParquetMissing,
    Upkeep,
    add_forward,
    count_store,
    create_credential,
    erase_agent,
    list_bodies,
    list_credentials,
    list_forwards,
    merge_agents,
    pause_forward,
    pseudonymise_agent,
    purge_statements,
    remove_forward,
    revoke_credential,
    write_lines,
    write_parquet,
)
from elearn.lrs.services.forwards import VERSIONS
from elearn.people.services.access import log_access
from elearn.people.services.directory import person_by_number
from elearn.records.relay import (
    drop_refusals,
    drop_target,
    list_refusals,
    read_lags,
    retry_refusals,
    withdraw_statements,
)
from elearn.web.dates import jst
from elearn.wiring.bearer import refresh_keys
from elearn.wiring.house import House

ACTOR = "command-line"
DAY = dt.timedelta(days=1)

PURPOSE = click.option("--purpose", required=True, help="閲覧の記録に残す目的。")
DRY_RUN = click.option("--dry-run", is_flag=True, help="何が変わるかだけを示し、何も変えません。")


@click.group()
def lrs() -> None:
    """学習記録ストア（LRS）の鍵・送信・転送・出力・削除。"""


def _note(session: Session, house: House, action: str, purpose: str, detail: str, subject: str | None = None) -> None:
    log_access(session, ACTOR, subject, action, purpose, house.now(), detail, f"elearn lrs {' '.join(sys.argv[2:3])}")


def _midnight(house: House, day: dt.datetime) -> dt.datetime:
    return day.replace(tzinfo=jst(house.now()).tzinfo)


@lrs.command()
def status() -> None:
    """記録の数と、送り先ごとの遅れを示します。"""
    with open_house() as (house, session):
        today = jst(house.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        counted = count_store(session, today)
        targets = [sink.target for sink in house.sinks] + [one.target for one in list_forwards(session)]
        lags = read_lags(session, targets)
    click.echo(f"statements {counted.statements}  voided {counted.voided}  today {counted.days[0][1]}")
    for one in lags:
        since = f"  since {one.oldest.isoformat()}" if one.oldest else ""
        failed = f"  failed {one.tries} times: {one.last_error}" if one.waiting and one.tries else ""
        click.echo(f"{one.target}: {one.waiting} waiting, {one.refused} refused, {one.delivered} sent{since}{failed}")


@lrs.command()
def keys() -> None:
    """鍵の一覧を示します。"""
    with open_house() as (_, session):
        found = list_credentials(session)
    for one in found:
        state = f"revoked {one.revoked_at.isoformat()}" if one.revoked_at else "valid"
        click.echo(f"{one.key}\t{state}\t{' '.join(one.scopes)}\t{one.label}")


@lrs.command("add-key")
@click.argument("label")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, default=["statements/read"])
def add_key(label: str, scopes: tuple[str, ...]) -> None:
    """鍵を作ります。秘密の値は、この一度だけ表示します。"""
    with open_house() as (house, session):
        made = create_credential(session, label, house.now(), scopes)
        _note(session, house, "create-key", label, f"key={made.key} scopes={' '.join(scopes)}")
    click.echo(f"key={made.key}\nsecret={made.secret}")


@lrs.command("revoke-key")
@click.argument("key")
def revoke_key(key: str) -> None:
    """鍵を失効させます。"""
    with open_house() as (house, session):
        if not revoke_credential(session, key, house.now()):
            end(f"{key}: この鍵は、もう使われていません。")
        _note(session, house, "revoke-key", "", f"key={key}")


@lrs.command()
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="書き出すファイル。なければ標準出力。")
@click.option("--agent", default="", help="職員番号・アカウント名・メールアドレス・JSON。")
@click.option("--verb", default="", help="動詞のIRI。")
@click.option("--activity", default="", help="対象のIRI。")
@click.option("--registration", default="", help="受講登録のUUID。")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="この日から。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="この日まで。")
@PURPOSE
def export(
    form: str,
    output: Path | None,
    agent: str,
    verb: str,
    activity: str,
    registration: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    purpose: str,
) -> None:
    """条件に合う学習記録を、古い順に書き出します。"""
    with open_house() as (house, session):
        found, subject = _find_agent(house, session, agent) if agent else (None, None)
        term = name_agent(found) if found else None
        query = StatementQuery(
            agent=term.digest if term else None,
            related_agents=term is not None,
            verb=Term("verb", verb).digest if verb else None,
            activity=Term("activity", activity).digest if activity else None,
            related_activities=bool(activity),
            registration=Term("registration", registration.lower()).digest if registration else None,
            since=count_microseconds(_midnight(house, since)) - 1 if since else None,
            until=count_microseconds(_midnight(house, until) + DAY) - 1 if until else None,
        )
        _note(session, house, f"export-{form}", purpose, f"verb={verb} activity={activity}", subject)
        session.commit()
        bodies = list_bodies(session, query)
        try:
            pieces = write_lines(bodies) if form == "jsonl" else write_parquet(bodies)
        except ParquetMissing:
            end("Parquet形式で出力するための部品がありません。pip install 'elearn[parquet]' で加えてください。", 2)
        _write(pieces, output)


def _write(pieces: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    with output.open("wb") as file:
        for piece in pieces:
            file.write(piece)


def _find_agent(house: House, session: Session, words: str) -> tuple[dict[str, Any], str | None]:
    person = person_by_number(session, words.strip())
    try:
        return read_agent_words(person or words, house.settings.home_page), person
    except ValueError:
        end(f"{words}: 職員番号・アカウント名・メールアドレス・JSONのどれかで指定してください。", 2)


@lrs.command()
@click.argument("before", type=click.DateTime(["%Y-%m-%d"]))
@PURPOSE
@DRY_RUN
def purge(before: dt.datetime, purpose: str, dry_run: bool) -> None:
    """BEFOREの日より前に保存された学習記録を削除します。"""
    with open_house() as (house, session):
        moment = _midnight(house, before)
        if moment > house.now():
            end("今日までの日を指定してください。", 2)
        plan = purge_statements(session, moment, dry_run=dry_run)
        if not dry_run:
            detail = f"before={before.date()} statements={plan.deleted} attachments={plan.attachments}"
            _note(session, house, "purge-statements", purpose, detail)
    _show(plan, dry_run)


@lrs.command()
@click.argument("agent")
@PURPOSE
@DRY_RUN
def erase(agent: str, purpose: str, dry_run: bool) -> None:
    """一人の学習記録を消去します。"""
    _part(agent, purpose, "erase-actor", dry_run)


@lrs.command()
@click.argument("agent")
@PURPOSE
@DRY_RUN
def pseudonymise(agent: str, purpose: str, dry_run: bool) -> None:
    """一人の学習記録を、仮の名前に置き換えます。"""
    _part(agent, purpose, "pseudonymise-actor", dry_run)


def _part(words: str, purpose: str, action: str, dry_run: bool) -> None:
    with open_house() as (house, session):
        agent, subject = _find_agent(house, session, words)
        pseudonym = {"account": {"homePage": house.settings.home_page, "name": f"erased-{uuid4()}"}}
        if action == "erase-actor":
            plan = erase_agent(session, agent, pseudonym, dry_run=dry_run)
        else:
            plan = pseudonymise_agent(session, agent, pseudonym, dry_run=dry_run)
        if not dry_run:
            withdraw_statements(session, plan.ids)
            _note(session, house, action, purpose, f"deleted={plan.deleted} rewritten={plan.rewritten}", subject)
    _show(plan, dry_run)


@lrs.command()
@click.argument("old")
@click.argument("new")
@PURPOSE
@DRY_RUN
def merge(old: str, new: str, purpose: str, dry_run: bool) -> None:
    """OLDの学習記録を、NEWでも見つかるようにします。"""
    with open_house() as (house, session):
        (before, subject), (after, _) = _find_agent(house, session, old), _find_agent(house, session, new)
        try:
            plan = merge_agents(session, before, after, dry_run=dry_run)
        except ValueError:
            end("元の識別子とは別の識別子を指定してください。", 2)
        if not dry_run:
            _note(session, house, "merge-actor", purpose, f"linked={plan.linked} documents={plan.documents}", subject)
    _show(plan, dry_run)


def _show(plan: Upkeep, dry_run: bool) -> None:
    words = "would be " if dry_run else ""
    click.echo(
        f"{plan.deleted} statements {words}deleted, {plan.rewritten} rewritten, {plan.linked} linked; "
        f"{plan.documents} documents, {plan.attachments} attachments"
    )


@lrs.command()
@click.option("--target", default="", help="この送り先のものだけ。")
@click.option("--retry", is_flag=True, help="もう一度送ります。")
@click.option("--drop", is_flag=True, help="送信をやめます。")
def refused(target: str, retry: bool, drop: bool) -> None:
    """送り先が断った学習記録を示します。--target とともに、もう一度送るか、送信をやめます。"""
    if ((retry or drop) and not target) or (retry and drop):
        end("--target と、--retry か --drop の一つを指定してください。", 2)
    with open_house() as (house, session):
        if retry or drop:
            count = retry_refusals(session, target=target) if retry else drop_refusals(session, target=target)
            action = "retry-refusals" if retry else "drop-refusals"
            _note(session, house, action, "", f"target={target} rows={count}")
            click.echo(f"{count} statements")
            return
        for one in list_refusals(session, target, limit=1000):
            click.echo(f"{one.target}\t{one.statement_id}\t{one.last_error}")


@lrs.command()
def forwards() -> None:
    """転送の規則の一覧を示します。"""
    with open_house() as (_, session):
        rules = list_forwards(session)
    for one in rules:
        state = "paused" if one.paused_at else "active"
        conditions = json.dumps({"verb": one.verb, "activity": one.activity, "registration": one.registration})
        click.echo(f"{one.name}\t{state}\t{one.endpoint}\txAPI {one.version}\t{one.behind} to look at\t{conditions}")


@lrs.command("add-forward")
@click.argument("name")
@click.argument("endpoint")
@click.option("--key", default="", help="転送先の鍵。")
@click.option("--secret", prompt=True, hide_input=True, default="", help="転送先の秘密の値。なければ尋ねます。")
@click.option("--xapi", "version", type=click.Choice(VERSIONS), default=VERSIONS[0], show_default=True)
@click.option("--verb", default="", help="この動詞の記録だけ。")
@click.option("--activity", default="", help="この対象の記録だけ。")
@click.option("--registration", default="", help="この受講登録の記録だけ。")
@click.option("--all", "everything", is_flag=True, help="すでにある記録も送ります。")
def add_rule(
    name: str,
    endpoint: str,
    key: str,
    secret: str,
    version: str,
    verb: str,
    activity: str,
    registration: str,
    everything: bool,
) -> None:
    """転送の規則を加えます。"""
    if not is_address(endpoint):
        end(f"{endpoint}: https:// で始まるアドレスを指定してください。", 2)
    with open_house() as (house, session):
        rule = Forward(name, endpoint, key, version, verb, activity, registration)
        try:
            add_forward(session, rule, house.seal(secret), house.now(), from_now=not everything)
        except ValueError as fault:
            end(f"{name}: [{fault}]", 2)
        _note(session, house, "add-forward", "", f"name={name} endpoint={endpoint}")


@lrs.command("change-forward")
@click.argument("name")
@click.argument("act", type=click.Choice(["pause", "resume", "remove"]))
def change_rule(name: str, act: str) -> None:
    """転送の規則を休ませる、再開する、またはやめます。"""
    with open_house() as (house, session):
        if act == "remove":
            done = remove_forward(session, name)
            drop_target(session, Forward(name, "", "", "").target)
        else:
            done = pause_forward(session, name, house.now() if act == "pause" else None)
        if not done:
            end(f"{name}: この転送の規則はありません。")
        _note(session, house, f"{act}-forward", "", f"name={name}")


@lrs.command("fetch-keys")
def fetch() -> None:
    """認証基盤（OpenID Connect）の公開鍵を、いま取りに行きます。"""
    with open_house() as (house, _):
        if house.bearer is None:
            end("lrs_oidc_issuer と lrs_oidc_keys を設定してください。", 2)
        if not refresh_keys(house.settings):
            end(f"{house.settings.lrs_oidc_keys}: 公開鍵を取得できませんでした。")
