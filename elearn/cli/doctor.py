"""The command that says whether this installation can do its work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from certificates.glyphs import check_fonts
from elearn.awards.services.keys import FOLDER, KeyShelf, KeysUnusable
from elearn.cli.base import open_house, print_problems
from elearn.cli.certificates import KEY_WORDS
from elearn.learning.services.catalog import current_versions
from elearn.learning.services.searchindex import count_entries, has_index
from elearn.migrations.run import current_revision, newest_revision
from elearn.web.dates import era_date

NO_INDEX = {
    "postgresql": "pg_trgm がないため、検索は索引を使わずに行います（結果は同じで、遅くなります）。"
    "データベースの管理者が CREATE EXTENSION pg_trgm を行い、その後 rebuild を実行すると、索引ができます。",
    "sqlite": "SQLite が古い（3.34 より前）ため、検索は索引を使わずに行います（結果は同じで、遅くなります）。",
}
"""What is said of a database without a trigram index. It is no fault: everything is found."""


SOON = dt.timedelta(days=60)
"""How long before a key ends it is said."""


def check_keys(folder: Path, now: dt.datetime) -> int:
    """Say what is wrong with the keys that sign certificates; how many faults. That there are none yet is none."""
    try:
        keys = KeyShelf(folder).take()
    except KeysUnusable as fault:
        click.echo(f"{fault.path}: {KEY_WORDS[fault.code]} [{fault.code}]", err=True)
        return 1
    if keys is None:
        click.echo(
            "署名の鍵がないため、認定証は署名なしで作られます。certificates init-keys で作ってください。", err=True
        )
        return 0
    until = keys.signer.certificate.not_valid_after_utc
    if until <= now:
        click.echo(
            f"署名の鍵の有効期間が{era_date(until)}に終わっています。certificates rotate-keys で新しくしてください。",
            err=True,
        )
        return 1
    if until - now < SOON:
        click.echo(
            f"署名の鍵は{era_date(until)}に終わります。certificates rotate-keys で新しくしてください。", err=True
        )
    return 0


@click.command("doctor")
def doctor() -> None:
    """フォント、署名の鍵、データベースの形、公開中の講座など、動かすのに必要なものを確かめます。"""
    with open_house(any_shape=True) as (house, session):
        faults = print_problems(check_fonts(Path(one) for one in house.settings.font_dirs))
        faults += check_keys(house.settings.data_dir / FOLDER, house.now())
        revision, newest = current_revision(session.connection()), newest_revision()
        if revision != newest:
            click.echo(f"データベースが古い形です（{revision}）。db-upgrade を実行してください（{newest}）。", err=True)
            faults += 1
        elif not current_versions(session):
            click.echo("公開中の講座がありません。publish で公開してください。", err=True)
            faults += 1
        elif not count_entries(session):
            click.echo("検索のもとがありません。rebuild を実行してください。", err=True)
            faults += 1
        if revision == newest and not has_index(session):
            click.echo(NO_INDEX[session.get_bind().dialect.name], err=True)
    if faults:
        raise SystemExit(1)
    click.echo("問題はありません。")
