"""Keep which signed papers have their time stamp."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elearn_certificate_time",
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("facts_digest", name=op.f("pk_elearn_certificate_time")),
    )


def downgrade() -> None:
    op.drop_table("elearn_certificate_time")
