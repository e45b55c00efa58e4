"""Semester reports and their reminders; reports delivered to the other party, and who opened them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "usage_report",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(32), nullable=False),
        sa.Column("signer_name", sa.String(200), nullable=False),
        sa.Column("signer_title", sa.String(200), nullable=False),
        sa.Column("cut_off", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("handed", sa.String(40), nullable=True),
        sa.Column("receipt_no", sa.String(100), nullable=False),
        sa.Column("receiver", sa.String(200), nullable=False),
        sa.Column("delivered_by", sa.String(32), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(32), nullable=True),
        sa.Column("withdraw_reason", sa.String(300), nullable=False),
        sa.CheckConstraint("half IN (1, 2)", name=op.f("ck_usage_report_half")),
        sa.CheckConstraint("(delivered_on IS NULL) = (handed IS NULL)", name=op.f("ck_usage_report_delivered_how")),
        sa.CheckConstraint("withdrawn_at IS NULL OR withdraw_reason <> ''", name=op.f("ck_usage_report_withdrawn_why")),
        sa.CheckConstraint("withdrawn_at IS NULL OR delivered_on IS NULL", name=op.f("ck_usage_report_delivered_stands")),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_usage_report_issued_by_staff")),
        sa.ForeignKeyConstraint(["delivered_by"], ["staff.id"], name=op.f("fk_usage_report_delivered_by_staff")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_usage_report_withdrawn_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_report")),
        sa.UniqueConstraint("number", name=op.f("uq_usage_report_number")),
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_usage_report_stands", "usage_report", ["year", "half"], unique=True, sqlite_where=stands, postgresql_where=stands
    )
    op.create_table(
        "usage_reminder",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("half", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rung", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", "half", "rung", name=op.f("pk_usage_reminder")),
    )
    op.create_table(
        "report_delivery",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sender", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_by", sa.String(32), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_report_delivery_period")),
        sa.CheckConstraint("sender <> recipient", name=op.f("ck_report_delivery_two_parties")),
        sa.ForeignKeyConstraint(["delivered_by"], ["staff.id"], name=op.f("fk_report_delivery_delivered_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_delivery")),
    )
    op.create_index("uq_report_delivery_period", "report_delivery", ["kind", "first_on", "last_on"], unique=True)
    op.create_index("ix_report_delivery_at", "report_delivery", ["delivered_at", "id"])
    op.create_table(
        "delivery_receipt",
        sa.Column("delivery_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["report_delivery.id"], name=op.f("fk_delivery_receipt_delivery_id_report_delivery")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_delivery_receipt_staff_id_staff")),
        sa.PrimaryKeyConstraint("delivery_id", "staff_id", name=op.f("pk_delivery_receipt")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("delivery_receipt", "report_delivery", "usage_reminder", "usage_report"):
        op.drop_table(table)
