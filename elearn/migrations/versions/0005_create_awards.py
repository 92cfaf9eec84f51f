"""Create the tables of the awards room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_certificate",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("design", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_elearn_certificate")),
        sa.UniqueConstraint("serial", name=op.f("uq_elearn_certificate_serial")),
    )
    with op.batch_alter_table("elearn_certificate", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_certificate_person", ["person", "level"], unique=False)

    op.create_table(
        "elearn_certificate_facts",
        sa.Column("certificate", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate", name=op.f("pk_elearn_certificate_facts")),
    )
    with op.batch_alter_table("elearn_certificate_facts", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_certificate_facts_person", ["person"], unique=False)

    op.create_table(
        "elearn_certificate_file",
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("facts_digest", name=op.f("pk_elearn_certificate_file")),
    )
    op.create_table(
        "elearn_certificate_serial",
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", "level", name=op.f("pk_elearn_certificate_serial")),
    )


def downgrade() -> None:
    op.drop_table("elearn_certificate_serial")
    op.drop_table("elearn_certificate_file")
    with op.batch_alter_table("elearn_certificate_facts", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_certificate_facts_person")

    op.drop_table("elearn_certificate_facts")
    with op.batch_alter_table("elearn_certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_certificate_person")

    op.drop_table("elearn_certificate")
