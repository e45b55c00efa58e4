"""Breaches, requests of data subjects, terms of retention, holds and erasures, look-ups in the portal."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the columns that say what was restricted or erased."""
    op.create_table(
        "erased_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_erased_file")),
    )
    op.create_table(
        "data_incident",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exposed", sa.Text(), nullable=False),
        sa.Column("happened", sa.String(300), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("recovery", sa.Text(), nullable=False),
        sa.Column("complainants", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_data_incident_closed")),
        sa.CheckConstraint(
            "state <> 'closed' OR (recovery <> '' AND lesson <> '')", name=op.f("ck_data_incident_closed_recovered")
        ),
        sa.CheckConstraint("complainants >= 0 AND staff >= 0 AND others >= 0", name=op.f("ck_data_incident_counts")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_data_incident_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_incident")),
        sa.UniqueConstraint("number", name=op.f("uq_data_incident_number")),
    )
    op.create_index("ix_data_incident_discovered", "data_incident", ["discovered_at", "id"])
    op.create_index("ix_data_incident_state", "data_incident", ["state", "rung"])

    op.create_table(
        "erasure",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_erasure_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("number", name=op.f("uq_erasure_number")),
    )
    op.create_index("ix_erasure_at", "erasure", ["at", "id"])
    op.create_index("ix_erasure_swept", "erasure", ["swept_at"])

    op.create_table(
        "retention_term",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_retention_term_source")),
        sa.CheckConstraint("months IS NULL OR months BETWEEN 1 AND 1200", name=op.f("ck_retention_term_months")),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_retention_term_set_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_term")),
        sa.UniqueConstraint("kind", "valid_from", name=op.f("uq_retention_term_kind_valid_from")),
    )
    op.create_table(
        "subject_request",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("proof", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed", sa.String(300), nullable=False),
        sa.Column("ground", sa.String(500), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_subject_request_ended")),
        sa.CheckConstraint(
            "state <> 'done' OR (acted_at IS NOT NULL AND handed <> '')", name=op.f("ck_subject_request_done_handed")
        ),
        sa.CheckConstraint("state <> 'refused' OR ground <> ''", name=op.f("ck_subject_request_refused_with_ground")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_subject_request_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
        sa.UniqueConstraint("number", name=op.f("uq_subject_request_number")),
    )
    op.create_index("ix_subject_request_asked", "subject_request", ["asked_at", "id"])
    op.create_index("ix_subject_request_state", "subject_request", ["state", "rung"])

    op.create_table(
        "incident_affected",
        sa.Column("incident_id", sa.String(32), nullable=False),
        sa.Column("ref", sa.String(80), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incident_affected_case_id_cases")),
        sa.ForeignKeyConstraint(["incident_id"], ["data_incident.id"], name=op.f("fk_incident_affected_incident_id_data_incident")),
        sa.PrimaryKeyConstraint("incident_id", "ref", name=op.f("pk_incident_affected")),
    )
    op.create_index(op.f("ix_incident_affected_case_id"), "incident_affected", ["case_id"])

    op.create_table(
        "incident_notice",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(32), nullable=False),
        sa.Column("recipient", sa.String(40), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(32), nullable=True),
        sa.Column("way", sa.String(200), nullable=False),
        sa.Column("proof", sa.String(300), nullable=False),
        sa.CheckConstraint("(sent_at IS NULL) = (proof = '')", name=op.f("ck_incident_notice_sent_with_proof")),
        sa.ForeignKeyConstraint(["incident_id"], ["data_incident.id"], name=op.f("fk_incident_notice_incident_id_data_incident")),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_incident_notice_issued_by_staff")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_incident_notice_sent_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_incident_notice_number")),
    )
    op.create_index("ix_incident_notice_incident", "incident_notice", ["incident_id"])

    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_legal_hold_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_legal_hold_case_id_cases")),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_legal_hold_set_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_case", "legal_hold", ["case_id", "lifted_at"])

    op.create_table(
        "subject_request_case",
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subject_request_case_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_request.id"], name=op.f("fk_subject_request_case_request_id_subject_request")
        ),
        sa.PrimaryKeyConstraint("request_id", "case_id", name=op.f("pk_subject_request_case")),
    )
    op.create_index(op.f("ix_subject_request_case_case_id"), "subject_request_case", ["case_id"])

    op.create_table(
        "portal_lookup",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("told_id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=True),
        sa.Column("visit_id", sa.String(32), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.CheckConstraint("case_id IS NOT NULL OR visit_id IS NOT NULL", name=op.f("ck_portal_lookup_of_a_matter")),
        sa.CheckConstraint("staff_id <> told_id", name=op.f("ck_portal_lookup_second_person")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_portal_lookup_case_id_cases")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_portal_lookup_staff_id_staff")),
        sa.ForeignKeyConstraint(["told_id"], ["staff.id"], name=op.f("fk_portal_lookup_told_id_staff")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_portal_lookup_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_lookup")),
    )
    op.create_index("ix_portal_lookup_at", "portal_lookup", ["at", "id"])
    op.create_index("ix_portal_lookup_staff", "portal_lookup", ["staff_id", "at"])

    op.add_column("complainant", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("complainant", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("evidence_item", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them; what was erased does not come back."""
    op.drop_column("evidence_item", "erased_at")
    op.drop_column("complainant", "erased_at")
    op.drop_column("complainant", "restricted_at")
    op.drop_table("portal_lookup")
    op.drop_table("subject_request_case")
    op.drop_table("legal_hold")
    op.drop_table("incident_notice")
    op.drop_table("incident_affected")
    op.drop_table("subject_request")
    op.drop_table("retention_term")
    op.drop_table("erasure")
    op.drop_table("data_incident")
    op.drop_table("erased_file")
