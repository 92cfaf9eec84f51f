"""Bring a database to the newest state with the packaged Alembic tree, whoever owns the connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

VERSION_TABLE = "elearn_alembic_version"
PREFIX = "elearn_"


def make_config(connection: Connection) -> Config:
    """Alembic's configuration for this tree on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade_database(connection: Connection) -> None:
    """Run every step that is missing; the caller commits."""
    _begin(connection)
    command.upgrade(make_config(connection), "head")


def downgrade_database(connection: Connection, revision: str = "base") -> None:
    """Go back to a revision; the caller commits."""
    _begin(connection)
    command.downgrade(make_config(connection), revision)


def _begin(connection: Connection) -> None:
    """Open the caller's transaction: without one Alembic would commit every step by itself."""
    if not connection.in_transaction():
        connection.begin()


def current_revision(connection: Connection) -> str | None:
    """The revision of the database, none before the first step."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def newest_revision() -> str | None:
    """The revision that this version of the product wants."""
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head()


def include_object(target: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """For a host's ``env.py``: keeps the host's autogenerate from dropping our tables."""
    return not (kind == "table" and reflected and compare_to is None and (name or "").startswith(PREFIX))
