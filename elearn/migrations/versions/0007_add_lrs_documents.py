"""Add what the store keeps beside statements: documents, attachments and the definitions of activities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_lrs_document",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("activity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("agent", sa.LargeBinary(length=32), nullable=False),
        sa.Column("registration", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=40), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_elearn_lrs_document")),
    )
    with op.batch_alter_table("elearn_lrs_document", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_lrs_document_agent", ["agent"], unique=False)
        batch_op.create_index("ix_elearn_lrs_document_place", ["activity", "agent", "kind"], unique=False)

    op.create_table(
        "elearn_lrs_attachment",
        sa.Column("sha2", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha2", name=op.f("pk_elearn_lrs_attachment")),
    )
    op.create_table(
        "elearn_lrs_activity",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("definition", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_elearn_lrs_activity")),
    )


def downgrade() -> None:
    op.drop_table("elearn_lrs_activity")
    op.drop_table("elearn_lrs_attachment")
    with op.batch_alter_table("elearn_lrs_document", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_lrs_document_place")
        batch_op.drop_index("ix_elearn_lrs_document_agent")

    op.drop_table("elearn_lrs_document")
