"""The command that says whether this installation can do its work."""

from __future__ import annotations

from pathlib import Path

import click

from certificates.glyphs import check_fonts
from elearn.cli.base import open_house, print_problems
from elearn.learning.services.catalog import current_versions
from elearn.migrations.run import current_revision, newest_revision


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
    if faults:
        raise SystemExit(1)
    click.echo("問題はありません。")
