"""Add the rules by which statements go on to other stores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_lrs_forward",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("verb", sa.String(length=400), nullable=False),
        sa.Column("activity", sa.String(length=400), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_elearn_lrs_forward")),
    )


def downgrade() -> None:
    op.drop_table("elearn_lrs_forward")
