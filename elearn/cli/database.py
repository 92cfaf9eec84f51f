"""Commands for the database and the settings."""

from __future__ import annotations

from dataclasses import fields

import click

from elearn.cli.base import enter_house, load_settings, read_revision
from elearn.config import PREFIX, SECRETS, Settings
from elearn.db import begin_write
from elearn.learning.services.searchindex import count_entries, rebuild_index
from elearn.migrations.run import current_revision, upgrade_database


@click.command("db-upgrade")
def upgrade() -> None:
    """データベースを最新の形にします。何度実行しても同じです。"""
    with enter_house() as house, house.sessions() as session:
        read_revision(session)
        begin_write(session)
        upgrade_database(session.connection())
        if not count_entries(session):  # courses that were published before there was a search
            rebuild_index(session, lambda digest: house.catalog.package(session, digest).course)
        session.commit()
        click.echo(current_revision(session.connection()) or "")


@click.command("settings")
def show_settings() -> None:
    """設定の名前、いまの値、説明を一覧にします。"""
    settings = load_settings()
    for one in fields(Settings):
        value = "***" if one.name in SECRETS and getattr(settings, one.name) else getattr(settings, one.name)
        click.echo(f"{PREFIX}{one.name.upper()}={value}\n    {one.metadata['help']}")
