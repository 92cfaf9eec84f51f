"""Commands for the records: rebuild projections, verify the ledger, relay statements, keys of the record store."""

from __future__ import annotations

import os

import click

from elearn.cli.base import end, open_house
from elearn.learning.services.searchindex import rebuild_index
from elearn.lrs.rules.credentials import SCOPES
from elearn.lrs.services import create_credential
from elearn.records import ledger
from elearn.records.reactor import rebuild as rebuild_projections
from elearn.records.relay import backlog
from elearn.wiring.relaying import deliver_all


@click.command()
def rebuild() -> None:
    """台帳から、画面と出力のもとになる写しを作りなおします。公開中の講座から、検索のもとも作りなおします。"""
    with open_house() as (house, session):
        count = rebuild_projections(session, house.reactions)
        sections = rebuild_index(session, lambda digest: house.catalog.package(session, digest).course)
    click.echo(f"{count} facts\n{sections} sections")


@click.command("verify-ledger")
def verify_ledger() -> None:
    """台帳の鎖を最初から検算します。"""
    with open_house() as (_, session):
        outcome = ledger.verify_ledger(session)
    if not outcome.sound:
        end(f"seq {outcome.bad_seq}: {outcome.reason}")
    click.echo(f"{outcome.rows} rows sound, the last one {outcome.tip}")


@click.command()
def relay() -> None:
    """送信待ちの学習記録（xAPI）を、いま送れるだけ送ります。"""
    with open_house() as (house, session):
        done = deliver_all(house, f"command:{os.getpid()}")
        waiting = backlog(session)
    click.echo(f"{done} delivered")
    for one in waiting:
        click.echo(f"{one.target}: {one.waiting} waiting, {one.refused} refused")


@click.command("lrs-key")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(sorted(SCOPES)),
    multiple=True,
    default=["statements/read"],
    show_default=True,
    help="繰り返して指定できます。",
)
def make_lrs_key(name: str, scopes: tuple[str, ...]) -> None:
    """学習記録ストアの鍵を作ります。秘密の値は、この一度だけ表示します。"""
    with open_house() as (house, session):
        made = create_credential(session, name, house.now(), scopes)
    click.echo(f"key={made.key}\nsecret={made.secret}")
