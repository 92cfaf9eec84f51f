"""Add the sections of published courses for the search, with a trigram index where the database has one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_search_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False),
        sa.Column("folded_heading", sa.Text(), nullable=False),
        sa.Column("folded_body", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_search_entry")),
    )
    with op.batch_alter_table("elearn_search_entry", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_search_entry_course", ["course"], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _index_postgresql(connection)
    else:
        _index_sqlite(connection)


def _index_postgresql(connection: sa.Connection) -> None:
    """With pg_trgm, or without an index where it is not installed or may not be created: slower, and as right."""
    try:
        with connection.begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return
    op.execute("CREATE INDEX elearn_search_index ON elearn_search_entry USING gin (codes gin_trgm_ops)")


def _index_sqlite(connection: sa.Connection) -> None:
    """FTS5 over the table's own texts; without its trigram tokenizer (before SQLite 3.34) there is no index."""
    try:
        with connection.begin_nested():
            op.execute(
                "CREATE VIRTUAL TABLE elearn_search_index USING fts5"
                "(codes, content='elearn_search_entry', content_rowid='id', tokenize='trigram', columnsize=0)"
            )
    except sa.exc.DBAPIError:
        return
    new = "INSERT INTO elearn_search_index(rowid, codes) VALUES (new.id, new.codes);"
    old = "INSERT INTO elearn_search_index(elearn_search_index, rowid, codes) VALUES ('delete', old.id, old.codes);"
    for moment, deeds in (("INSERT", new), ("DELETE", old), ("UPDATE", old + new)):
        name = f"elearn_search_entry_{moment.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {moment} ON elearn_search_entry BEGIN {deeds} END")


def downgrade() -> None:
    """The extension stays: whoever else uses it must not lose it."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE IF EXISTS elearn_search_index")
    with op.batch_alter_table("elearn_search_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_search_entry_course")

    op.drop_table("elearn_search_entry")
