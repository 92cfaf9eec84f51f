"""Add the responses that wait for people, their grades and comments, and who grades which course."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_waiting",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=160), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("points", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("attempt", "item", name=op.f("pk_elearn_waiting")),
    )
    op.create_index("ix_elearn_waiting_course", "elearn_waiting", ["course", "settled_at", "submitted_at"])
    op.create_table(
        "elearn_grade",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=160), nullable=False),
        sa.Column("grader", sa.String(length=36), nullable=False),
        sa.Column("points", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "item", "grader", name=op.f("pk_elearn_grade")),
    )
    op.create_index("ix_elearn_grade_grader", "elearn_grade", ["grader", "graded_at"])
    op.create_table(
        "elearn_grade_comment",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=160), nullable=False),
        sa.Column("grader", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "item", "grader", name=op.f("pk_elearn_grade_comment")),
    )
    op.create_index("ix_elearn_grade_comment_person", "elearn_grade_comment", ["person"])
    op.create_table(
        "elearn_grader",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_grader")),
    )
    op.create_index("ix_elearn_grader_course", "elearn_grader", ["course", "person"])
    op.create_index("ix_elearn_grader_person", "elearn_grader", ["person"])


def downgrade() -> None:
    for table in ("elearn_grader", "elearn_grade_comment", "elearn_grade", "elearn_waiting"):
        op.drop_table(table)
