"""What the parties do together: trainings, dissemination, lent facilities, other agreed activities."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_OTHER = """SELECT 1 FROM facility_loan o WHERE o.facility_id = NEW.facility_id AND o.id <> NEW.id
AND o.state IN ('approved', 'out') AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at"""
_CLASH = {
    "sqlite": tuple(
        f"""CREATE TRIGGER facility_loan_clash_{word} BEFORE {when} ON facility_loan
WHEN NEW.state IN ('approved', 'out')
BEGIN SELECT RAISE(ABORT, 'facility_loan_clash') WHERE EXISTS ({_OTHER}); END"""
        for word, when in (("insert", "INSERT"), ("update", "UPDATE OF state, facility_id, starts_at, ends_at"))
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION facility_loan_clash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF NEW.state IN ('approved', 'out') THEN
PERFORM 1 FROM facility WHERE id = NEW.facility_id FOR UPDATE;
IF EXISTS ({_OTHER}) THEN RAISE EXCEPTION 'facility_loan_clash' USING ERRCODE = 'exclusion_violation'; END IF;
END IF;
RETURN NEW;
END $$""",
        """CREATE TRIGGER facility_loan_clash BEFORE INSERT OR UPDATE OF state, facility_id, starts_at, ends_at
ON facility_loan FOR EACH ROW EXECUTE FUNCTION facility_loan_clash()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "capacity_event",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kind_text", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_text", sa.String(length=200), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("minutes_on", sa.Date(), nullable=True),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=True),
        sa.Column("scope", sa.String(length=40), nullable=True),
        sa.Column("cost_bearer", sa.String(length=40), nullable=False),
        sa.Column("budget_line", sa.String(length=200), nullable=False),
        sa.Column("cost_stage", sa.String(length=200), nullable=False),
        sa.Column("planned_cost", sa.BigInteger(), nullable=True),
        sa.Column("actual_cost", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'fgd' OR state <> 'reported' OR (minutes_on IS NOT NULL AND chair <> '' AND points <> '')",
            name=op.f("ck_capacity_event_fgd_has_minutes"),
        ),
        sa.CheckConstraint("kind <> 'other' OR kind_text <> ''", name=op.f("ck_capacity_event_other_is_named")),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_capacity_event_cancelled_has_reason")),
        sa.CheckConstraint("(agreement_id IS NULL) = (scope IS NULL)", name=op.f("ck_capacity_event_scoped")),
        sa.CheckConstraint(
            "(planned_cost IS NULL OR planned_cost >= 0) AND (actual_cost IS NULL OR actual_cost >= 0)",
            name=op.f("ck_capacity_event_rupiah"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_capacity_event_days")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_capacity_event_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_capacity_event_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_event")),
    )
    op.create_index("ix_capacity_event_starts", "capacity_event", ["starts_on", "id"], unique=False)
    op.create_table(
        "dissemination",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("dropped_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=True),
        sa.Column("scope", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(topic = 'agreement') = (target IS NOT NULL)", name=op.f("ck_dissemination_target")),
        sa.CheckConstraint("done_on IS NULL OR dropped_reason = ''", name=op.f("ck_dissemination_done_or_dropped")),
        sa.CheckConstraint("topic <> 'agreement' OR agreement_id IS NOT NULL", name=op.f("ck_dissemination_of_an_agreement")),
        sa.CheckConstraint("(agreement_id IS NULL) = (scope IS NULL)", name=op.f("ck_dissemination_scoped")),
        sa.CheckConstraint("reach IS NULL OR reach >= 0", name=op.f("ck_dissemination_reach")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_dissemination_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_dissemination_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissemination")),
    )
    op.create_index("ix_dissemination_done", "dissemination", ["done_on"], unique=False)
    op.create_index("ix_dissemination_planned", "dissemination", ["planned_on", "id"], unique=False)
    op.create_table(
        "facility",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("lendable", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_facility_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("party", "name_key", name=op.f("uq_facility_party_name_key")),
    )
    op.create_table(
        "joint_activity",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("legal_note", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("bawaslu_by", sa.String(length=32), nullable=True),
        sa.Column("bawaslu_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("diskominfo_by", sa.String(length=32), nullable=True),
        sa.Column("diskominfo_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cost_bearer", sa.String(length=40), nullable=False),
        sa.Column("budget_line", sa.String(length=200), nullable=False),
        sa.Column("cost_stage", sa.String(length=200), nullable=False),
        sa.Column("planned_cost", sa.BigInteger(), nullable=True),
        sa.Column("actual_cost", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("legal_note <> ''", name=op.f("ck_joint_activity_legal")),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_joint_activity_cancelled_has_reason")),
        sa.CheckConstraint("state <> 'done' OR outcome <> ''", name=op.f("ck_joint_activity_outcome")),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'done') OR (bawaslu_by IS NOT NULL AND diskominfo_by IS NOT NULL)",
            name=op.f("ck_joint_activity_both_agreed"),
        ),
        sa.CheckConstraint("(bawaslu_by IS NULL) = (bawaslu_at IS NULL)", name=op.f("ck_joint_activity_bawaslu")),
        sa.CheckConstraint("(diskominfo_by IS NULL) = (diskominfo_at IS NULL)", name=op.f("ck_joint_activity_diskominfo")),
        sa.CheckConstraint(
            "(planned_cost IS NULL OR planned_cost >= 0) AND (actual_cost IS NULL OR actual_cost >= 0)",
            name=op.f("ck_joint_activity_rupiah"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_joint_activity_days")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_joint_activity_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["bawaslu_by"], ["staff.id"], name=op.f("fk_joint_activity_bawaslu_by_staff")),
        sa.ForeignKeyConstraint(["diskominfo_by"], ["staff.id"], name=op.f("fk_joint_activity_diskominfo_by_staff")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_joint_activity_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_activity")),
    )
    op.create_index("ix_joint_activity_starts", "joint_activity", ["starts_on", "id"], unique=False)
    op.create_table(
        "capacity_action",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint("text <> '' AND owner <> ''", name=op.f("ck_capacity_action_whole")),
        sa.ForeignKeyConstraint(["event_id"], ["capacity_event.id"], name=op.f("fk_capacity_action_event_id_capacity_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_action")),
    )
    op.create_index(op.f("ix_capacity_action_event_id"), "capacity_action", ["event_id"], unique=False)
    op.create_table(
        "capacity_participant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("age", sa.String(length=40), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.CheckConstraint("after BETWEEN 0 AND 100", name=op.f("ck_capacity_participant_after")),
        sa.CheckConstraint("before BETWEEN 0 AND 100", name=op.f("ck_capacity_participant_before")),
        sa.ForeignKeyConstraint(["event_id"], ["capacity_event.id"], name=op.f("fk_capacity_participant_event_id_capacity_event")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_capacity_participant_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_participant")),
        sa.UniqueConstraint("event_id", "staff_id", name=op.f("uq_capacity_participant_event_id_staff_id")),
    )
    op.create_table(
        "facility_loan",
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("facility_id", sa.String(length=32), nullable=True),
        sa.Column("asked", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("request_no", sa.String(length=80), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signer_title", sa.String(length=200), nullable=False),
        sa.Column("reply_no", sa.String(length=80), nullable=True),
        sa.Column("replied_by", sa.String(length=32), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_signer", sa.String(length=200), nullable=False),
        sa.Column("reply_signer_title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_condition", sa.String(length=40), nullable=True),
        sa.Column("handed_note", sa.String(length=500), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_condition", sa.String(length=40), nullable=True),
        sa.Column("damage", sa.String(length=500), nullable=False),
        sa.Column("returned_by", sa.String(length=200), nullable=False),
        sa.Column("received_by", sa.String(length=200), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=True),
        sa.Column("scope", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(state = 'returned') = (returned_at IS NOT NULL)", name=op.f("ck_facility_loan_returned")),
        sa.CheckConstraint(
            "returned_condition IS NULL OR returned_condition NOT IN ('damaged', 'lost') OR damage <> ''",
            name=op.f("ck_facility_loan_damage_is_told"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'refused', 'withdrawn') OR facility_id IS NOT NULL", name=op.f("ck_facility_loan_lent_is_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'refused', 'out', 'returned') OR reply_no IS NOT NULL",
            name=op.f("ck_facility_loan_answered"),
        ),
        sa.CheckConstraint("state NOT IN ('out', 'returned') OR handed_at IS NOT NULL", name=op.f("ck_facility_loan_handed")),
        sa.CheckConstraint("state NOT IN ('refused', 'withdrawn') OR reason <> ''", name=op.f("ck_facility_loan_no_has_reason")),
        sa.CheckConstraint("(agreement_id IS NULL) = (scope IS NULL)", name=op.f("ck_facility_loan_scoped")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_facility_loan_term")),
        sa.CheckConstraint("party <> owner", name=op.f("ck_facility_loan_two_parties")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_facility_loan_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_loan_facility_id_facility")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_facility_loan_recorded_by_staff")),
        sa.ForeignKeyConstraint(["replied_by"], ["staff.id"], name=op.f("fk_facility_loan_replied_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_loan")),
        sa.UniqueConstraint("reply_no", name=op.f("uq_facility_loan_reply_no")),
        sa.UniqueConstraint("request_no", name=op.f("uq_facility_loan_request_no")),
    )
    op.create_index("ix_facility_loan_asked", "facility_loan", ["recorded_at", "id"], unique=False)
    op.create_index("ix_facility_loan_facility", "facility_loan", ["facility_id", "starts_at"], unique=False)
    op.create_index("ix_facility_loan_state", "facility_loan", ["state", "ends_at"], unique=False)
    op.create_index(
        "uq_facility_loan_out",
        "facility_loan",
        ["facility_id"],
        unique=True,
        sqlite_where=sa.text("state = 'out'"),
        postgresql_where=sa.text("state = 'out'"),
    )
    for statement in _CLASH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "uq_facility_loan_out",
        table_name="facility_loan",
        sqlite_where=sa.text("state = 'out'"),
        postgresql_where=sa.text("state = 'out'"),
    )
    op.drop_index("ix_facility_loan_state", table_name="facility_loan")
    op.drop_index("ix_facility_loan_facility", table_name="facility_loan")
    op.drop_index("ix_facility_loan_asked", table_name="facility_loan")
    op.drop_table("facility_loan")
    op.drop_table("capacity_participant")
    op.drop_index(op.f("ix_capacity_action_event_id"), table_name="capacity_action")
    op.drop_table("capacity_action")
    op.drop_index("ix_joint_activity_starts", table_name="joint_activity")
    op.drop_table("joint_activity")
    op.drop_table("facility")
    op.drop_index("ix_dissemination_planned", table_name="dissemination")
    op.drop_index("ix_dissemination_done", table_name="dissemination")
    op.drop_table("dissemination")
    op.drop_index("ix_capacity_event_starts", table_name="capacity_event")
    op.drop_table("capacity_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION facility_loan_clash()")
