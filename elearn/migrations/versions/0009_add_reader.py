"""Add what a reader keeps: notes to oneself, and the place where one stopped reading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_learning_note",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("module", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "course", "module", name=op.f("pk_elearn_learning_note")),
    )
    op.create_table(
        "elearn_learning_place",
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("registration", "activity", name=op.f("pk_elearn_learning_place")),
    )
    with op.batch_alter_table("elearn_learning_place", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_learning_place_person", ["person"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("elearn_learning_place", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_learning_place_person")
    op.drop_table("elearn_learning_place")
    op.drop_table("elearn_learning_note")
