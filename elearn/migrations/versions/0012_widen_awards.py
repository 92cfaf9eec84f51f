"""Widen the register to completions and transcripts; keep work on a year's papers, and requests for new ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("elearn_certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("document", sa.String(length=16), server_default="level", nullable=False))
        batch_op.add_column(sa.Column("subject", sa.String(length=64), server_default=sa.text("''"), nullable=False))
    with op.batch_alter_table("elearn_certificate_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entries", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_table(
        "elearn_certificate_batch",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("renewing", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_elearn_certificate_batch")),
    )
    with op.batch_alter_table("elearn_certificate_batch", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_certificate_batch_step", ["step"], unique=False)
    op.create_table(
        "elearn_certificate_refusal",
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("batch", "person", name=op.f("pk_elearn_certificate_refusal")),
    )
    op.create_table(
        "elearn_certificate_request",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("certificate", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewed_as", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_elearn_certificate_request")),
    )
    with op.batch_alter_table("elearn_certificate_request", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_certificate_request_state", ["state", "asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("elearn_certificate_request", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_certificate_request_state")
    op.drop_table("elearn_certificate_request")
    op.drop_table("elearn_certificate_refusal")
    with op.batch_alter_table("elearn_certificate_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_certificate_batch_step")
    op.drop_table("elearn_certificate_batch")
    with op.batch_alter_table("elearn_certificate_facts", schema=None) as batch_op:
        batch_op.drop_column("entries")
    with op.batch_alter_table("elearn_certificate", schema=None) as batch_op:
        batch_op.drop_column("subject")
        batch_op.drop_column("document")
