"""Create the tables of the records room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER elearn_ledger_no_{verb} BEFORE {verb} ON elearn_ledger "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for verb in ("update", "delete")
    ]
    + [
        # REPLACE INTO deletes the old row without asking the trigger above.
        "CREATE TRIGGER elearn_ledger_no_replace BEFORE INSERT ON elearn_ledger "
        "WHEN EXISTS (SELECT 1 FROM elearn_ledger WHERE seq = NEW.seq OR event_id = NEW.event_id) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION elearn_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
        "CREATE TRIGGER elearn_ledger_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON elearn_ledger "
        "FOR EACH STATEMENT EXECUTE FUNCTION elearn_ledger_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "elearn_lease",
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_elearn_lease")),
    )
    op.create_table(
        "elearn_ledger",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("stream", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_elearn_ledger")),
        sa.UniqueConstraint("event_id", name=op.f("uq_elearn_ledger_event_id")),
    )
    with op.batch_alter_table("elearn_ledger", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_ledger_person", ["person", "seq"], unique=False)
        batch_op.create_index("ix_elearn_ledger_stream", ["stream", "seq"], unique=False)

    op.create_table(
        "elearn_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("statement_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_outbox")),
    )
    with op.batch_alter_table("elearn_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_outbox_due", ["target", "delivered_at", "id"], unique=False)

    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("elearn_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_outbox_due")

    op.drop_table("elearn_outbox")
    with op.batch_alter_table("elearn_ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_ledger_stream")
        batch_op.drop_index("ix_elearn_ledger_person")

    op.drop_table("elearn_ledger")
    op.drop_table("elearn_lease")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION elearn_ledger_refuse()")
