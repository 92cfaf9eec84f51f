"""Create the tables of the people room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER elearn_access_log_no_{verb} BEFORE {verb} ON elearn_access_log "
        "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
        for verb in ("update", "delete")
    ]
    + [
        # REPLACE INTO deletes the old row without asking the trigger above.
        "CREATE TRIGGER elearn_access_log_no_replace BEFORE INSERT ON elearn_access_log "
        "WHEN EXISTS (SELECT 1 FROM elearn_access_log WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION elearn_access_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$",
        "CREATE TRIGGER elearn_access_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON elearn_access_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION elearn_access_log_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "elearn_access_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_access_log")),
    )
    with op.batch_alter_table("elearn_access_log", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_access_log_actor", ["actor", "id"], unique=False)
        batch_op.create_index("ix_elearn_access_log_subject", ["subject", "id"], unique=False)

    op.create_table(
        "elearn_org_unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_code", sa.String(length=20), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_org_unit")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_elearn_org_unit_code_valid_from")),
    )
    op.create_table(
        "elearn_person",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("staff_number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kana", sa.String(length=100), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_elearn_person")),
        sa.UniqueConstraint("staff_number", name=op.f("uq_elearn_person_staff_number")),
    )
    op.create_table(
        "elearn_roster_draft",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_elearn_roster_draft")),
    )
    op.create_table(
        "elearn_roster_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("people_changed", sa.Integer(), nullable=False),
        sa.Column("posts_changed", sa.Integer(), nullable=False),
        sa.Column("units_changed", sa.Integer(), nullable=False),
        sa.Column("roles_changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_roster_import")),
    )
    op.create_table(
        "elearn_sign_in_guard",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_elearn_sign_in_guard")),
    )
    with op.batch_alter_table("elearn_sign_in_guard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_elearn_sign_in_guard_last_at"), ["last_at"], unique=False)

    op.create_table(
        "elearn_account",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["elearn_person.uuid"], name=op.f("fk_elearn_account_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_elearn_account")),
    )
    op.create_table(
        "elearn_post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("org_unit", sa.String(length=20), nullable=False),
        sa.Column("post_band", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["elearn_person.uuid"], name=op.f("fk_elearn_post_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_post")),
    )
    with op.batch_alter_table("elearn_post", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_post_org_unit", ["org_unit", "valid_from"], unique=False)
        batch_op.create_index("ix_elearn_post_person", ["person", "valid_from"], unique=False)

    op.create_table(
        "elearn_role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("org_unit", sa.String(length=20), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("granted_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["elearn_person.uuid"], name=op.f("fk_elearn_role_grant_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elearn_role_grant")),
    )
    with op.batch_alter_table("elearn_role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_elearn_role_grant_person", ["person", "valid_from"], unique=False)

    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("elearn_role_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_role_grant_person")

    op.drop_table("elearn_role_grant")
    with op.batch_alter_table("elearn_post", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_post_person")
        batch_op.drop_index("ix_elearn_post_org_unit")

    op.drop_table("elearn_post")
    op.drop_table("elearn_account")
    with op.batch_alter_table("elearn_sign_in_guard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elearn_sign_in_guard_last_at"))

    op.drop_table("elearn_sign_in_guard")
    op.drop_table("elearn_roster_import")
    op.drop_table("elearn_roster_draft")
    op.drop_table("elearn_person")
    op.drop_table("elearn_org_unit")
    with op.batch_alter_table("elearn_access_log", schema=None) as batch_op:
        batch_op.drop_index("ix_elearn_access_log_subject")
        batch_op.drop_index("ix_elearn_access_log_actor")

    op.drop_table("elearn_access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION elearn_access_log_refuse()")
