"""Confidentiality marks, disclosures with their items and uses, and the partner a referral is addressed to."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PARTNER = "fk_case_track_partner_id_partner_organisation"


def upgrade() -> None:
    op.create_table(
        "confidentiality_mark",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_confidentiality_mark_set_by_staff")),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_confidentiality_mark")),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("asking", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("to_party", sa.String(length=40), nullable=True),
        sa.Column("partner_id", sa.String(length=32), nullable=True),
        sa.Column("to_person", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(length=32), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_by", sa.String(length=32), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_no", sa.String(length=120), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN to_party IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN to_person = '' THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_disclosure_one_recipient"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('consented', 'approved', 'used') OR (consented_by IS NOT NULL AND consented_by <> requested_by)",
            name=op.f("ck_disclosure_consented"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'used') OR (approved_by IS NOT NULL AND approved_by <> requested_by)",
            name=op.f("ck_disclosure_four_eyes"),
        ),
        sa.CheckConstraint("(form = 'oral') = (said_on IS NOT NULL)", name=op.f("ck_disclosure_oral_has_day")),
        sa.CheckConstraint("state NOT IN ('refused', 'withdrawn') OR closing <> ''", name=op.f("ck_disclosure_end_has_reason")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner_organisation.id"], name=op.f("fk_disclosure_partner_id_partner_organisation")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["staff.id"], name=op.f("fk_disclosure_requested_by_staff")),
        sa.ForeignKeyConstraint(["consented_by"], ["staff.id"], name=op.f("fk_disclosure_consented_by_staff")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_disclosure_approved_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("number", name=op.f("uq_disclosure_number")),
    )
    op.create_index("ix_disclosure_requested", "disclosure", ["requested_at", "id"])
    op.create_index("ix_disclosure_state", "disclosure", ["state", "ends_at"])
    op.create_index("ix_disclosure_partner", "disclosure", ["partner_id"])
    op.create_table(
        "disclosure_item",
        sa.Column("disclosure_id", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("no", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_item_disclosure_id_disclosure")),
        sa.PrimaryKeyConstraint("disclosure_id", "subject_kind", "subject_id", name=op.f("pk_disclosure_item")),
    )
    op.create_index("ix_disclosure_item_subject", "disclosure_item", ["subject_kind", "subject_id"])
    op.create_index("ix_disclosure_item_case", "disclosure_item", ["case_id"])
    op.create_table(
        "disclosure_use",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("disclosure_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_use_disclosure_id_disclosure")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_disclosure_use_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_use")),
    )
    op.create_index("ix_disclosure_use_disclosure", "disclosure_use", ["disclosure_id", "id"])
    with op.batch_alter_table("case_track") as table:
        table.add_column(sa.Column("partner_id", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("legal_basis", sa.String(length=300), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("summary", sa.Text(), nullable=False, server_default=sa.text("''")))
        table.create_foreign_key(op.f(_PARTNER), "partner_organisation", ["partner_id"], ["id"])
    op.create_index("ix_case_track_partner", "case_track", ["partner_id", "opened_at"])


def downgrade() -> None:
    op.drop_index("ix_case_track_partner", table_name="case_track")
    with op.batch_alter_table("case_track") as table:
        table.drop_constraint(op.f(_PARTNER), type_="foreignkey")
        for name in ("summary", "legal_basis", "partner_id"):
            table.drop_column(name)
    op.drop_table("disclosure_use")
    op.drop_table("disclosure_item")
    op.drop_table("disclosure")
    op.drop_table("confidentiality_mark")
