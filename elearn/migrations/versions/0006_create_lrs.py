"""Create the tables of the lrs room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_lrs_credential",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_elearn_lrs_credential")),
    )
    op.create_table(
        "elearn_lrs_statement",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("uuid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("timestamp", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.LargeBinary(length=16), nullable=True),
        sa.Column("voids", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_elearn_lrs_statement")),
        sa.UniqueConstraint("uuid", name=op.f("uq_elearn_lrs_statement_uuid")),
    )
    with op.batch_alter_table("elearn_lrs_statement", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_lrs_statement_stored", ["stored"], unique=False)
        batch_op.create_index("ix_elearn_lrs_statement_target", ["target"], unique=False)

    op.create_table(
        "elearn_lrs_term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_lrs_term")),
        sa.UniqueConstraint("digest", name=op.f("uq_elearn_lrs_term_digest")),
    )
    op.create_table(
        "elearn_lrs_mention",
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["elearn_lrs_statement.seq"], name=op.f("fk_elearn_lrs_mention_seq")),
        sa.ForeignKeyConstraint(["term_id"], ["elearn_lrs_term.id"], name=op.f("fk_elearn_lrs_mention_term_id")),
        sa.PrimaryKeyConstraint("term_id", "seq", name=op.f("pk_elearn_lrs_mention")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("elearn_lrs_mention")
    op.drop_table("elearn_lrs_term")
    with op.batch_alter_table("elearn_lrs_statement", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_lrs_statement_target")
        batch_op.drop_index("ix_elearn_lrs_statement_stored")

    op.drop_table("elearn_lrs_statement")
    op.drop_table("elearn_lrs_credential")
