"""Create the tables of the learning room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_activity",
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=False),
        sa.Column("scaled", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.PrimaryKeyConstraint("registration", "activity", name=op.f("pk_elearn_activity")),
    )
    op.create_table(
        "elearn_attempt",
        sa.Column("attempt", sa.String(length=36), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("activity", sa.String(length=160), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("quiz_digest", sa.String(length=64), nullable=False),
        sa.Column("avoid", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raw", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("scaled", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("attempt", name=op.f("pk_elearn_attempt")),
    )
    with op.batch_alter_table("elearn_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_attempt_registration", ["registration", "activity", "number"], unique=False)

    op.create_table(
        "elearn_course_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "path", name=op.f("pk_elearn_course_file")),
    )
    op.create_table(
        "elearn_course_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_elearn_course_version")),
    )
    with op.batch_alter_table("elearn_course_version", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_course_version_course", ["course", "published_at"], unique=False)

    op.create_table(
        "elearn_registration",
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("course_digest", sa.String(length=64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by_rule", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scaled", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.PrimaryKeyConstraint("registration", name=op.f("pk_elearn_registration")),
    )
    with op.batch_alter_table("elearn_registration", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_registration_course", ["course", "completed_at"], unique=False)
        batch_op.create_index("ix_elearn_registration_person", ["person", "course"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("elearn_registration", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_registration_person")
        batch_op.drop_index("ix_elearn_registration_course")

    op.drop_table("elearn_registration")
    with op.batch_alter_table("elearn_course_version", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_course_version_course")

    op.drop_table("elearn_course_version")
    op.drop_table("elearn_course_file")
    with op.batch_alter_table("elearn_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_attempt_registration")

    op.drop_table("elearn_attempt")
    op.drop_table("elearn_activity")
