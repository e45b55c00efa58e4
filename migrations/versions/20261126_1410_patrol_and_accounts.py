"""Patrol shifts and their entries, registered campaign accounts, fact checks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election_participant",
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name_key", name=op.f("pk_election_participant")),
    )
    op.create_table(
        "content_account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("participant_key", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("deactivated_on", sa.Date(), nullable=True),
        sa.Column("letter", sa.String(length=200), nullable=False),
        sa.CheckConstraint("closes_on >= registered_on", name=op.f("ck_content_account_term")),
        sa.ForeignKeyConstraint(
            ["participant_key"],
            ["election_participant.name_key"],
            name=op.f("fk_content_account_participant_key_election_participant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_account")),
        sa.UniqueConstraint("platform", "account", name=op.f("uq_content_account_platform_account")),
    )
    op.create_index("ix_content_account_open", "content_account", ["deactivated_on", "closes_on"], unique=False)
    op.create_index("ix_content_account_participant", "content_account", ["participant_key", "platform"], unique=False)
    op.create_index("ix_content_account_registered", "content_account", ["registered_on", "id"], unique=False)
    op.create_table(
        "patrol_shift",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keywords", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (result IS NULL)", name=op.f("ck_patrol_shift_closed_with_result")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_patrol_shift_window")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_patrol_shift_closed_by_staff")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_patrol_shift_opened_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_shift")),
    )
    op.create_index("ix_patrol_shift_starts", "patrol_shift", ["starts_at", "id"], unique=False)
    op.create_table(
        "fact_check",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("claim", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("checkable", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("first_draft", sa.String(length=40), nullable=True),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state IN ('published', 'uncheckable')) = (due_on IS NULL)", name=op.f("ck_fact_check_open_is_due")),
        sa.CheckConstraint("state <> 'published' OR number IS NOT NULL", name=op.f("ck_fact_check_published_with_number")),
        sa.CheckConstraint(
            "state NOT IN ('concluded', 'published') OR verdict IS NOT NULL", name=op.f("ck_fact_check_concluded_with_verdict")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_fact_check_case_id_cases")),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name=op.f("fk_fact_check_officer_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
        sa.UniqueConstraint("number", name=op.f("uq_fact_check_number")),
    )
    op.create_index("ix_fact_check_case", "fact_check", ["case_id"], unique=False)
    op.create_index("ix_fact_check_opened", "fact_check", ["opened_at", "id"], unique=False)
    op.create_index("ix_fact_check_published", "fact_check", ["published_at", "id"], unique=False)
    op.create_table(
        "patrol_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("normalised", sa.String(length=2000), nullable=False),
        sa.Column("link_key", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=True),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_patrol_entry_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_patrol_entry_case_id_cases")),
        sa.ForeignKeyConstraint(["shift_id"], ["patrol_shift.id"], name=op.f("fk_patrol_entry_shift_id_patrol_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_entry")),
        sa.UniqueConstraint("case_id", name=op.f("uq_patrol_entry_case_id")),
    )
    op.create_index("ix_patrol_entry_account", "patrol_entry", ["account", "platform", "at"], unique=False)
    op.create_index("ix_patrol_entry_link", "patrol_entry", ["link_key", "at"], unique=False)
    op.create_index("ix_patrol_entry_shift", "patrol_entry", ["shift_id", "at", "id"], unique=False)
    op.create_table(
        "patrol_member",
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["patrol_shift.id"], name=op.f("fk_patrol_member_shift_id_patrol_shift")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_patrol_member_staff_id_staff")),
        sa.PrimaryKeyConstraint("shift_id", "staff_id", name=op.f("pk_patrol_member")),
    )
    op.create_table(
        "patrol_platform",
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["patrol_shift.id"], name=op.f("fk_patrol_platform_shift_id_patrol_shift")),
        sa.PrimaryKeyConstraint("shift_id", "platform", name=op.f("pk_patrol_platform")),
    )


def downgrade() -> None:
    op.drop_table("patrol_platform")
    op.drop_table("patrol_member")
    op.drop_index("ix_patrol_entry_shift", table_name="patrol_entry")
    op.drop_index("ix_patrol_entry_link", table_name="patrol_entry")
    op.drop_index("ix_patrol_entry_account", table_name="patrol_entry")
    op.drop_table("patrol_entry")
    op.drop_index("ix_fact_check_published", table_name="fact_check")
    op.drop_index("ix_fact_check_opened", table_name="fact_check")
    op.drop_index("ix_fact_check_case", table_name="fact_check")
    op.drop_table("fact_check")
    op.drop_index("ix_patrol_shift_starts", table_name="patrol_shift")
    op.drop_table("patrol_shift")
    op.drop_index("ix_content_account_registered", table_name="content_account")
    op.drop_index("ix_content_account_participant", table_name="content_account")
    op.drop_index("ix_content_account_open", table_name="content_account")
    op.drop_table("content_account")
    op.drop_table("election_participant")
