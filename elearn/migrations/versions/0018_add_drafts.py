"""Add who writes which course, and the drafts of courses with what was handed in and said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_author",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_author")),
    )
    op.create_index("ix_elearn_author_course", "elearn_author", ["course", "person"])
    op.create_index("ix_elearn_author_person", "elearn_author", ["person"])
    op.create_table(
        "elearn_draft",
        sa.Column("draft", sa.String(length=36), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draft", name=op.f("pk_elearn_draft")),
    )
    op.create_index("ix_elearn_draft_course", "elearn_draft", ["course", "changed_at"])
    op.create_table(
        "elearn_draft_hand_in",
        sa.Column("draft", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draft", "number", name=op.f("pk_elearn_draft_hand_in")),
    )
    op.create_table(
        "elearn_draft_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "path", name=op.f("pk_elearn_draft_file")),
    )
    op.create_table(
        "elearn_draft_comment",
        sa.Column("event", sa.String(length=36), nullable=False),
        sa.Column("draft", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_elearn_draft_comment")),
    )
    op.create_index("ix_elearn_draft_comment_draft", "elearn_draft_comment", ["draft"])


def downgrade() -> None:
    for table in (
        "elearn_draft_comment",
        "elearn_draft_file",
        "elearn_draft_hand_in",
        "elearn_draft",
        "elearn_author",
    ):
        op.drop_table(table)
