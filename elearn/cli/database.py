"""Commands for the database and the settings."""

from __future__ import annotations

from dataclasses import fields

import click

from elearn.app import create_app
from elearn.cli.base import load_settings
from elearn.config import PREFIX, SECRETS, Settings
from elearn.db import begin_write
from elearn.migrations.run import current_revision, upgrade_database
from elearn.wiring.house import House


@click.command("db-upgrade")
def upgrade() -> None:
    """データベースを最新の形にします。何度実行しても同じです。"""
    app = create_app(load_settings())
    with app.app_context():
        house: House = app.extensions["elearn"]
        with house.sessions() as session:
            begin_write(session)
            upgrade_database(session.connection())
            session.commit()
            click.echo(current_revision(session.connection()) or "")


@click.command("settings")
def show_settings() -> None:
    """設定の名前、いまの値、説明を一覧にします。"""
    settings = load_settings()
    for one in fields(Settings):
        value = "***" if one.name in SECRETS and getattr(settings, one.name) else getattr(settings, one.name)
        click.echo(f"{PREFIX}{one.name.upper()}={value}\n    {one.metadata['help']}")
