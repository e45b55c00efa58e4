"""Forums, evaluations, exchanges, own costs and reference lists."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "evaluation_bell",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_evaluation_bell_agreement_id_agreement")),
        sa.PrimaryKeyConstraint("agreement_id", "since", "months", name=op.f("pk_evaluation_bell")),
    )
    op.create_table(
        "cost_entry",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("bearer", sa.String(length=40), nullable=False),
        sa.Column("budget_line", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(planned IS NULL OR planned >= 0) AND (actual IS NULL OR actual >= 0)", name=op.f("ck_cost_entry_rupiah")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_cost_entry_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_entry")),
        sa.UniqueConstraint("subject_kind", "subject_id", name=op.f("uq_cost_entry_subject_kind_subject_id")),
    )
    op.create_table(
        "evaluation",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("nothing_found", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'issued') = (number IS NOT NULL)"
            " AND (state = 'issued') = (issued_on IS NOT NULL) AND (state = 'issued') = (figures <> '')",
            name=op.f("ck_evaluation_issued_is_whole"),
        ),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_evaluation_period")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_evaluation_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_evaluation_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("number", name=op.f("uq_evaluation_number")),
    )
    op.create_index("ix_evaluation_agreement", "evaluation", ["agreement_id", "issued_on"], unique=False)
    op.create_index("ix_evaluation_last", "evaluation", ["last_on", "id"], unique=False)
    op.create_table(
        "reference_import",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_reference_import_has_source")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_reference_import_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_import")),
    )
    op.create_index("ix_reference_import_recorded", "reference_import", ["recorded_at", "id"], unique=False)
    op.create_table(
        "coordination_forum",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("minutes_on", sa.Date(), nullable=True),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("nothing_agreed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'incidental' OR urgency <> ''", name=op.f("ck_coordination_forum_incidental_has_reason")),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_coordination_forum_cancelled_has_reason")),
        sa.CheckConstraint(
            "state <> 'held' OR (minutes_on IS NOT NULL AND chair <> '' AND points <> '')",
            name=op.f("ck_coordination_forum_held_has_minutes"),
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_coordination_forum_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coordination_forum_case_id_cases")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_coordination_forum_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_forum")),
    )
    op.create_index("ix_coordination_forum_case", "coordination_forum", ["case_id"], unique=False)
    op.create_index("ix_coordination_forum_starts", "coordination_forum", ["starts_at", "id"], unique=False)
    op.create_table(
        "evaluation_delivery",
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.CheckConstraint("delivered_on IS NULL OR receiver <> ''", name=op.f("ck_evaluation_delivery_received_by_somebody")),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_delivery_evaluation_id_evaluation")),
        sa.PrimaryKeyConstraint("evaluation_id", "party", name=op.f("pk_evaluation_delivery")),
    )
    op.create_table(
        "exchange",
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("other", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("sensitivity", sa.String(length=40), nullable=False),
        sa.Column("retention", sa.String(length=300), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("way", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.Column("safe", sa.Boolean(), nullable=True),
        sa.Column("ethical", sa.Boolean(), nullable=True),
        sa.Column("responsible", sa.Boolean(), nullable=True),
        sa.Column("lawful", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("disclosure_no", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (number IS NOT NULL) AND (state = 'done') = (done_on IS NOT NULL)",
            name=op.f("ck_exchange_done_is_numbered"),
        ),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_exchange_cancelled_has_reason")),
        sa.CheckConstraint(
            "state <> 'done' OR direction = 'in' OR (safe AND ethical AND responsible AND lawful) IS TRUE",
            name=op.f("ck_exchange_sent_after_four_answers"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_exchange_case_id_cases")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_exchange_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        sa.UniqueConstraint("number", name=op.f("uq_exchange_number")),
    )
    op.create_index("ix_exchange_case", "exchange", ["case_id"], unique=False)
    op.create_index("ix_exchange_recorded", "exchange", ["recorded_at", "id"], unique=False)
    op.create_table(
        "reference_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("put_forward_by", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["reference_import.id"], name=op.f("fk_reference_entry_import_id_reference_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_entry")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_reference_entry_kind_key")),
    )
    op.create_index("ix_reference_entry_name", "reference_entry", ["kind", "area", "name", "id"], unique=False)
    op.create_table(
        "coordination_action",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=True),
        sa.Column("evaluation_id", sa.String(length=32), nullable=True),
        sa.Column("finding", sa.String(length=500), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("owner_party", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_on IS NULL) = (result = '')", name=op.f("ck_coordination_action_done_has_result")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_coordination_action_says_what")),
        sa.CheckConstraint("(forum_id IS NULL) <> (evaluation_id IS NULL)", name=op.f("ck_coordination_action_of_one")),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=op.f("fk_coordination_action_evaluation_id_evaluation")),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["coordination_forum.id"], name=op.f("fk_coordination_action_forum_id_coordination_forum")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_coordination_action_owner_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_action")),
    )
    op.create_index("ix_coordination_action_due", "coordination_action", ["done_on", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_coordination_action_evaluation_id"), "coordination_action", ["evaluation_id"], unique=False)
    op.create_index(op.f("ix_coordination_action_forum_id"), "coordination_action", ["forum_id"], unique=False)
    op.create_table(
        "coordination_participant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["coordination_forum.id"], name=op.f("fk_coordination_participant_forum_id_coordination_forum")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_coordination_participant_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_participant")),
        sa.UniqueConstraint("forum_id", "staff_id", name=op.f("uq_coordination_participant_forum_id_staff_id")),
    )
    op.create_index(op.f("ix_coordination_participant_forum_id"), "coordination_participant", ["forum_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("coordination_participant")
    op.drop_table("coordination_action")
    op.drop_table("reference_entry")
    op.drop_table("exchange")
    op.drop_table("evaluation_delivery")
    op.drop_table("coordination_forum")
    op.drop_table("reference_import")
    op.drop_table("evaluation")
    op.drop_table("cost_entry")
    op.drop_table("evaluation_bell")
