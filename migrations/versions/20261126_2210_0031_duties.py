"""The ledger of duties: what is stated about clauses, and the inventory kept for the civil registry's agreement."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "credential",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=200), nullable=False),
        sa.Column("custodian_id", sa.String(length=32), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens <> ''", name=op.f("ck_credential_whole")),
        sa.CheckConstraint("months BETWEEN 1 AND 36", name=op.f("ck_credential_months")),
        sa.ForeignKeyConstraint(["custodian_id"], ["staff.id"], name=op.f("fk_credential_custodian_id_staff")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_credential_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    op.create_index("ix_credential_due", "credential", ["ended_on", "due_on"])
    op.create_table(
        "duty_statement",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("clause_key", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("paper_no", sa.String(length=120), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said_by <> '' AND text <> '' AND paper_no <> ''", name=op.f("ck_duty_statement_whole")),
        sa.CheckConstraint("valid_until >= said_on", name=op.f("ck_duty_statement_term")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_duty_statement_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_duty_statement_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_statement")),
    )
    op.create_index("ix_duty_statement_clause", "duty_statement", ["agreement_id", "clause_key", "recorded_at"])
    op.create_index(
        "uq_duty_statement_present",
        "duty_statement",
        ["agreement_id", "clause_key"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "security_check",
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_security_check_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_check")),
    )
    op.create_index("ix_security_check_measure", "security_check", ["measure", "checked_on"])
    op.create_table(
        "card_reader",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("spec_document", sa.String(length=200), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("model <> '' AND serial <> ''", name=op.f("ck_card_reader_whole")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_card_reader_device_id_device")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_card_reader_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reader")),
        sa.UniqueConstraint("serial", name=op.f("uq_card_reader_serial")),
    )
    op.create_table(
        "credential_knower",
        sa.Column("credential_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_credential_knower_credential_id_credential")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_credential_knower_staff_id_staff")),
        sa.PrimaryKeyConstraint("credential_id", "staff_id", name=op.f("pk_credential_knower")),
    )
    op.create_table(
        "sam_card",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=True),
        sa.Column("custodian_id", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'held') = (ended_on IS NULL)", name=op.f("ck_sam_card_ended")),
        sa.CheckConstraint("serial <> ''", name=op.f("ck_sam_card_whole")),
        sa.CheckConstraint("status = 'held' OR note <> ''", name=op.f("ck_sam_card_end_is_told")),
        sa.ForeignKeyConstraint(["custodian_id"], ["staff.id"], name=op.f("fk_sam_card_custodian_id_staff")),
        sa.ForeignKeyConstraint(["reader_id"], ["card_reader.id"], name=op.f("fk_sam_card_reader_id_card_reader")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_sam_card_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sam_card")),
        sa.UniqueConstraint("serial", name=op.f("uq_sam_card_serial")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sam_card")
    op.drop_table("credential_knower")
    op.drop_table("card_reader")
    op.drop_table("security_check")
    op.drop_table("duty_statement")
    op.drop_table("credential")
