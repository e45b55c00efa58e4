"""Acts of prevention; campaign props taken down, stored and given back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prop_enforcement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=False),
        sa.Column("order_no", sa.String(length=120), nullable=False),
        sa.Column("record_no", sa.String(length=120), nullable=False),
        sa.Column("storage", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("closed_at IS NULL OR storage <> ''", name=op.f("ck_prop_enforcement_closed_is_stored")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_prop_enforcement_closed_by_staff")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_prop_enforcement_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prop_enforcement")),
    )
    op.create_index("ix_prop_enforcement_done", "prop_enforcement", ["done_at", "id"], unique=False)
    op.create_table(
        "prevention_act",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("participant_key", sa.String(length=200), nullable=True),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("stage_kind", sa.String(length=40), nullable=True),
        sa.Column("stage_name", sa.String(length=420), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column("led_case_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(audience = 'participant') = (participant_key IS NOT NULL)", name=op.f("ck_prevention_act_participant")
        ),
        sa.CheckConstraint("audience <> 'named' OR addressee <> ''", name=op.f("ck_prevention_act_named")),
        sa.CheckConstraint(
            "kind NOT IN ('warning', 'appeal') OR outcome IS NOT NULL OR check_on IS NOT NULL",
            name=op.f("ck_prevention_act_open_is_due"),
        ),
        sa.CheckConstraint("led_case_id IS NULL OR outcome = 'not_heeded'", name=op.f("ck_prevention_act_case_of_unheeded")),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_on IS NULL)", name=op.f("ck_prevention_act_outcome_has_day")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_prevention_act_case_id_cases")),
        sa.ForeignKeyConstraint(["led_case_id"], ["cases.id"], name=op.f("fk_prevention_act_led_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["participant_key"],
            ["election_participant.name_key"],
            name=op.f("fk_prevention_act_participant_key_election_participant"),
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_prevention_act_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prevention_act")),
        sa.UniqueConstraint("led_case_id", name=op.f("uq_prevention_act_led_case_id")),
    )
    op.create_index("ix_prevention_act_case", "prevention_act", ["case_id"], unique=False)
    op.create_index("ix_prevention_act_check", "prevention_act", ["outcome", "check_on"], unique=False)
    op.create_index("ix_prevention_act_done", "prevention_act", ["done_on", "id"], unique=False)
    op.create_table(
        "prop_count",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("enforcement_id", sa.String(length=32), nullable=False),
        sa.Column("participant_key", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 9999", name=op.f("ck_prop_count_some")),
        sa.ForeignKeyConstraint(
            ["enforcement_id"], ["prop_enforcement.id"], name=op.f("fk_prop_count_enforcement_id_prop_enforcement")
        ),
        sa.ForeignKeyConstraint(
            ["participant_key"], ["election_participant.name_key"], name=op.f("fk_prop_count_participant_key_election_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prop_count")),
    )
    op.create_index("ix_prop_count_enforcement", "prop_count", ["enforcement_id", "participant_key"], unique=False)
    op.create_table(
        "prop_return",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("enforcement_id", sa.String(length=32), nullable=False),
        sa.Column("participant_key", sa.String(length=200), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("handed_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enforcement_id"], ["prop_enforcement.id"], name=op.f("fk_prop_return_enforcement_id_prop_enforcement")
        ),
        sa.ForeignKeyConstraint(["handed_by"], ["staff.id"], name=op.f("fk_prop_return_handed_by_staff")),
        sa.ForeignKeyConstraint(
            ["participant_key"], ["election_participant.name_key"], name=op.f("fk_prop_return_participant_key_election_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prop_return")),
    )
    op.create_index("ix_prop_return_enforcement", "prop_return", ["enforcement_id", "id"], unique=False)
    op.create_table(
        "prop_team_member",
        sa.Column("enforcement_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["enforcement_id"], ["prop_enforcement.id"], name=op.f("fk_prop_team_member_enforcement_id_prop_enforcement")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_prop_team_member_staff_id_staff")),
        sa.PrimaryKeyConstraint("enforcement_id", "staff_id", name=op.f("pk_prop_team_member")),
    )
    op.create_table(
        "prop_team_partner",
        sa.Column("enforcement_id", sa.String(length=32), nullable=False),
        sa.Column("partner_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["enforcement_id"], ["prop_enforcement.id"], name=op.f("fk_prop_team_partner_enforcement_id_prop_enforcement")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner_organisation.id"], name=op.f("fk_prop_team_partner_partner_id_partner_organisation")
        ),
        sa.PrimaryKeyConstraint("enforcement_id", "partner_id", name=op.f("pk_prop_team_partner")),
    )
    op.create_table(
        "prop_return_count",
        sa.Column("return_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 9999", name=op.f("ck_prop_return_count_some")),
        sa.ForeignKeyConstraint(["return_id"], ["prop_return.id"], name=op.f("fk_prop_return_count_return_id_prop_return")),
        sa.PrimaryKeyConstraint("return_id", "kind", name=op.f("pk_prop_return_count")),
    )


def downgrade() -> None:
    op.drop_table("prop_return_count")
    op.drop_table("prop_team_partner")
    op.drop_table("prop_team_member")
    op.drop_index("ix_prop_return_enforcement", table_name="prop_return")
    op.drop_table("prop_return")
    op.drop_index("ix_prop_count_enforcement", table_name="prop_count")
    op.drop_table("prop_count")
    op.drop_index("ix_prevention_act_done", table_name="prevention_act")
    op.drop_index("ix_prevention_act_check", table_name="prevention_act")
    op.drop_index("ix_prevention_act_case", table_name="prevention_act")
    op.drop_table("prevention_act")
    op.drop_index("ix_prop_enforcement_done", table_name="prop_enforcement")
    op.drop_table("prop_enforcement")
