"""Drop the checks of mentions by the database, and keep only real references in the index of targets.

Every row of the mentions was looked up in two other tables at every write; the store's one writer has just written
those rows itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_PARENTS = {"seq": "elearn_lrs_statement.seq", "term_id": "elearn_lrs_term.id"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in _PARENTS:
            op.drop_constraint(f"fk_elearn_lrs_mention_{name}", "elearn_lrs_mention", type_="foreignkey")
    else:
        _write_anew(checked=False)
    _index_targets(partial=True)


def downgrade() -> None:
    _index_targets(partial=False)
    if op.get_bind().dialect.name == "postgresql":
        for name, parent in _PARENTS.items():
            table, _, column = parent.partition(".")
            op.create_foreign_key(f"fk_elearn_lrs_mention_{name}", "elearn_lrs_mention", table, [name], [column])
    else:
        _write_anew(checked=True)


def _index_targets(*, partial: bool) -> None:
    op.drop_index("ix_elearn_lrs_statement_target", table_name="elearn_lrs_statement")
    where = sa.text("target IS NOT NULL") if partial else None
    op.create_index(
        "ix_elearn_lrs_statement_target",
        "elearn_lrs_statement",
        ["target"],
        sqlite_where=where,
        postgresql_where=where,
    )


def _write_anew(*, checked: bool) -> None:
    """SQLite cannot drop a constraint of a table; the rows go into a new one."""
    constraints = [
        sa.ForeignKeyConstraint([name], [parent], name=f"fk_elearn_lrs_mention_{name}")
        for name, parent in _PARENTS.items()
        if checked
    ]
    op.create_table(
        "elearn_lrs_mention_new",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        *constraints,
        sa.PrimaryKeyConstraint("term_id", "seq", name="pk_elearn_lrs_mention"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO elearn_lrs_mention_new SELECT term_id, seq, main FROM elearn_lrs_mention")
    op.drop_table("elearn_lrs_mention")
    op.rename_table("elearn_lrs_mention_new", "elearn_lrs_mention")
