"""The packaged migrations: from nothing to the newest shape and back, on both databases, beside a host's own tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from elearn.db import Base, prepare_engine
from elearn.migrations.run import (
    PREFIX,
    VERSION_TABLE,
    current_revision,
    downgrade_database,
    include_object,
    make_config,
    newest_revision,
    upgrade_database,
)
from elearn.wiring.blueprints import BLUEPRINTS
from tests.databases import fresh_postgres

assert BLUEPRINTS, "importing every room brings every table into the MetaData"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table."""
    if request.param == "sqlite":
        made = create_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
        prepare_engine(made)
        yield made
        made.dispose()
        return
    with fresh_postgres(request.getfixturevalue("postgres_url")) as url:
        made = create_engine(url)
        with made.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        yield made
        made.dispose()


ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def shape(connection: Connection) -> dict[str, Any]:
    """Everything of the database's shape: columns, keys, indexes, triggers and functions."""
    look = inspect(connection)
    tables: dict[str, Any] = {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
                for column in look.get_columns(name)
            ],
            "primary": look.get_pk_constraint(name),
            "unique": sorted(str(sorted(one.items(), key=str)) for one in look.get_unique_constraints(name)),
            "foreign": sorted(str(sorted(one.items(), key=str)) for one in look.get_foreign_keys(name)),
            "indexes": sorted(ADDRESS.sub("", str(sorted(one.items(), key=str))) for one in look.get_indexes(name)),
        }
        for name in look.get_table_names()
        if name != VERSION_TABLE
    }
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        asked = (
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
            "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'elearn%' ORDER BY 1"
        )
    return {"tables": tables, "programs": [tuple(row) for row in connection.execute(text(asked))]}


def keep_index(_target: Any, name: str | None, _kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """The search's trigram index is the database's own business: no model tells of it."""
    return not (name or "").startswith("elearn_search_index")


def test_an_upgraded_database_has_the_shape_of_the_models(empty: Engine) -> None:
    with empty.begin() as connection:
        upgrade_database(connection)
        options = {"compare_type": True, "compare_server_default": True, "include_object": keep_index}
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, **options})
        assert compare_metadata(context, Base.metadata) == []
        assert current_revision(connection) == newest_revision()


def test_down_to_nothing_and_up_again_gives_the_same(empty: Engine) -> None:
    with empty.begin() as connection:
        upgrade_database(connection)
        before = shape(connection)
        assert len(before["tables"]) > 20
        assert len(before["programs"]) >= 4
        downgrade_database(connection)
        assert shape(connection) == {"tables": {}, "programs": []}
        assert current_revision(connection) is None
        upgrade_database(connection)
        assert shape(connection) == before


def test_every_step_can_be_gone_back_by_itself(empty: Engine) -> None:
    scripts = ScriptDirectory.from_config(make_config(None))  # type: ignore[arg-type]  # nothing is run with it
    steps = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    with empty.begin() as connection:
        shapes = [shape(connection)]
        for step in steps:
            command.upgrade(make_config(connection), step)
            shapes.append(shape(connection))
        for before in reversed(["base", *steps[:-1]]):
            shapes.pop()
            downgrade_database(connection, before)
            assert shape(connection) == shapes[-1], f"down to {before}"


def test_an_upgrade_of_the_newest_changes_nothing(empty: Engine) -> None:
    with empty.begin() as connection:
        upgrade_database(connection)
        before = shape(connection)
        upgrade_database(connection)
        assert shape(connection) == before


def test_the_caller_decides_whether_it_is_kept(empty: Engine) -> None:
    with empty.connect() as connection:
        upgrade_database(connection)
        connection.rollback()
        assert shape(connection)["tables"] == {}
        upgrade_database(connection)
        connection.commit()
    with empty.connect() as connection:
        assert current_revision(connection) == newest_revision()


def test_an_empty_database_has_no_revision(empty: Engine) -> None:
    with empty.connect() as connection:
        assert current_revision(connection) is None


# Beside a host


@pytest.fixture
def beside(empty: Engine) -> Iterator[Connection]:
    """A host's database with a table, a version table of its own, and ours."""
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, words VARCHAR(40))"))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('host-7')"))
        upgrade_database(connection)
        yield connection


def test_our_versions_stand_in_a_table_of_our_own(beside: Connection) -> None:
    assert current_revision(beside) == newest_revision()
    assert beside.scalar(text("SELECT version_num FROM alembic_version")) == "host-7"
    assert VERSION_TABLE.startswith(PREFIX)
    downgrade_database(beside)
    assert set(inspect(beside).get_table_names()) >= {"note", "alembic_version"}


def host_changes(connection: Connection, **options: Any) -> list[Any]:
    """What the host's autogenerate would write, whose models know the table of notes with a further column."""
    metadata = sa.MetaData()
    sa.Table(
        "note",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("words", sa.String(40)),
        sa.Column("colour", sa.String(10)),
    )
    context = MigrationContext.configure(connection, opts=options)
    migration = produce_migrations(context, metadata)
    assert migration.upgrade_ops is not None
    return [one for group in migration.upgrade_ops.ops for one in getattr(group, "ops", [group])]


def test_a_hosts_autogenerate_would_drop_our_tables_and_with_our_help_does_not(beside: Connection) -> None:
    unaided = [type(one).__name__ for one in host_changes(beside)]
    assert unaided.count("DropTableOp") > 20
    aided = host_changes(beside, include_object=include_object)
    assert [type(one).__name__ for one in aided] == ["AddColumnOp"]
    assert aided[0].column.name == "colour"


def test_the_help_keeps_nothing_else_from_the_host() -> None:
    assert include_object(None, "note", "table", reflected=True, compare_to=None)
    assert not include_object(None, "elearn_ledger", "table", reflected=True, compare_to=None)
    assert include_object(object(), "elearn_ledger", "table", reflected=False, compare_to=None)
    assert include_object(object(), "elearn_ledger", "table", reflected=True, compare_to=object())
    assert include_object(None, "ix_elearn", "index", reflected=True, compare_to=None)
    assert include_object(None, None, "table", reflected=True, compare_to=None)


def test_the_configuration_works_on_the_open_connection(beside: Connection) -> None:
    config = make_config(beside)
    assert isinstance(config, Config)
    assert config.attributes["connection"] is beside
    assert Path(config.get_main_option("script_location") or "").name == "migrations"
