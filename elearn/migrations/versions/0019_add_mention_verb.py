"""Add the verb to the mentions, so that a page by an agent and a verb looks at the agent's mentions alone.

Rows that are there have none, which tells that the verb's own mentions are to be asked, as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


# In place on SQLite, too: a copy would forget that the table has no rowid.


def upgrade() -> None:
    with op.batch_alter_table("elearn_lrs_mention", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("verb", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("elearn_lrs_mention", recreate="never") as batch_op:
        batch_op.drop_column("verb")
