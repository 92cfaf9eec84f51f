"""Add what persons are granted for a quiz, and the end of attempts that nobody handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_quiz_extension",
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("registration", "activity", name=op.f("pk_elearn_quiz_extension")),
    )
    op.create_index("ix_elearn_quiz_extension_person", "elearn_quiz_extension", ["person"])
    op.add_column("elearn_attempt", sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("elearn_attempt", sa.Column("regraded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("elearn_attempt", "regraded_at")
    op.drop_column("elearn_attempt", "abandoned_at")
    op.drop_index("ix_elearn_quiz_extension_person", "elearn_quiz_extension")
    op.drop_table("elearn_quiz_extension")
