"""Create the tables of the skills room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_appointment",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("org_unit", sa.String(length=40), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominated_by", sa.String(length=36), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("person", "fiscal_year", name=op.f("pk_elearn_appointment")),
    )
    with op.batch_alter_table("elearn_appointment", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_appointment_year", ["fiscal_year", "org_unit"], unique=False)

    op.create_table(
        "elearn_cell",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("map_id", sa.String(length=64), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("attained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("map_digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("person", "map_id", "skill", name=op.f("pk_elearn_cell")),
    )
    op.create_table(
        "elearn_duty",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("person", "skill", name=op.f("pk_elearn_duty")),
    )
    op.create_table(
        "elearn_evidence",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("granter", sa.String(length=36), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_elearn_evidence")),
    )
    with op.batch_alter_table("elearn_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_evidence_person", ["person", "skill"], unique=False)

    op.create_table(
        "elearn_level",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("map_id", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("conferred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("map_digest", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("person", "map_id", "level", "nth", name=op.f("pk_elearn_level")),
    )


def downgrade() -> None:
    op.drop_table("elearn_level")
    with op.batch_alter_table("elearn_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_evidence_person")

    op.drop_table("elearn_evidence")
    op.drop_table("elearn_duty")
    op.drop_table("elearn_cell")
    with op.batch_alter_table("elearn_appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_appointment_year")

    op.drop_table("elearn_appointment")
