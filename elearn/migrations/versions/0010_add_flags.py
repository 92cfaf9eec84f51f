"""Add the flags of items and the receipts for responses that a browser kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_flag",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "item", name=op.f("pk_elearn_flag")),
    )
    op.create_table(
        "elearn_receipt",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("older", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "client", name=op.f("pk_elearn_receipt")),
    )


def downgrade() -> None:
    op.drop_table("elearn_receipt")
    op.drop_table("elearn_flag")
