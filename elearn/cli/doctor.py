"""The command that says whether this installation can do its work."""

from __future__ import annotations

from pathlib import Path

import click

from certificates.glyphs import check_fonts
from elearn.cli.base import open_house, print_problems
from elearn.learning.services.catalog import current_versions
from elearn.learning.services.searchindex import count_entries, has_index
from elearn.migrations.run import current_revision, newest_revision

NO_INDEX = {
    "postgresql": "pg_trgm がないため、検索は索引を使わずに行います（結果は同じで、遅くなります）。"
    "データベースの管理者が CREATE EXTENSION pg_trgm を行い、その後 rebuild を実行すると、索引ができます。",
    "sqlite": "SQLite が古い（3.34 より前）ため、検索は索引を使わずに行います（結果は同じで、遅くなります）。",
}
"""What is said of a database without a trigram index. It is no fault: everything is found."""


@click.command("doctor")
def doctor() -> None:
    """フォント、データベースの形、公開中の講座など、動かすのに必要なものを確かめます。"""
    with open_house(any_shape=True) as (house, session):
        faults = print_problems(check_fonts(Path(one) for one in house.settings.font_dirs))
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
