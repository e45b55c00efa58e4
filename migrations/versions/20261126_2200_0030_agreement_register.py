"""The record of an agreement: clauses, bases, holders, amendments, task force, disputes, renewals and closing."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0023"
branch_labels = None
depends_on = None

_PARENT = "fk_agreement_parent_id_agreement"
_CHECKS = {
    "notice": "(notice_amount IS NULL) = (notice_unit IS NULL)",
    "notice_amount": "notice_amount IS NULL OR notice_amount > 0",
    "talks_months": "talks_months IS NULL OR talks_months > 0",
}


def upgrade() -> None:
    """Make the tables; let an agreement know its example, place, notice, parent and where the originals are."""
    with op.batch_alter_table("agreement") as table:
        table.add_column(sa.Column("template", sa.String(length=40), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("drafted", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        table.add_column(sa.Column("place", sa.String(length=200), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("stamped", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        table.add_column(sa.Column("notice_amount", sa.Integer(), nullable=True))
        table.add_column(sa.Column("notice_unit", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("talks_months", sa.Integer(), nullable=True))
        table.add_column(sa.Column("parent_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(op.f(_PARENT), "agreement", ["parent_id"], ["id"])
        for name, rule in _CHECKS.items():
            table.create_check_constraint(op.f(f"ck_agreement_{name}"), rule)
    with op.batch_alter_table("agreement_party") as table:
        table.add_column(sa.Column("original_at", sa.String(length=200), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "institution_name",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_name")),
        sa.UniqueConstraint("party", "from_on", name=op.f("uq_institution_name_party_from_on")),
    )
    op.create_table(
        "agreement_basis",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_basis_agreement_id_agreement")),
        sa.PrimaryKeyConstraint("agreement_id", "position", name=op.f("pk_agreement_basis")),
    )
    op.create_table(
        "agreement_prompt",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_prompt_agreement_id_agreement")),
        sa.PrimaryKeyConstraint("agreement_id", "ends_on", "key", name=op.f("pk_agreement_prompt")),
    )
    op.create_table(
        "agreement_renewal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("name_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(done_on IS NULL) = (note = '')", name=op.f("ck_agreement_renewal_done_with_note")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_renewal_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["name_id"], ["institution_name.id"], name=op.f("fk_agreement_renewal_name_id_institution_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_renewal")),
        sa.UniqueConstraint("agreement_id", "name_id", name=op.f("uq_agreement_renewal_agreement_id_name_id")),
    )
    op.create_table(
        "office_holder",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_office_holder_term")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_office_holder_agreement_id_agreement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_holder")),
    )
    op.create_index("ix_office_holder_agreement", "office_holder", ["agreement_id"])

    op.create_table(
        "agreement_closing",
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how <> 'settled' OR open_count = 0", name=op.f("ck_agreement_closing_settled_means_none")),
        sa.CheckConstraint("how <> 'transferred' OR note <> ''", name=op.f("ck_agreement_closing_transferred_with_note")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_closing_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_agreement_closing_by_staff")),
        sa.PrimaryKeyConstraint("agreement_id", "matter", name=op.f("pk_agreement_closing")),
    )
    op.create_table(
        "agreement_dispute",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(settled_on IS NULL) = (outcome = '')", name=op.f("ck_agreement_dispute_settled_with_outcome")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_dispute_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_agreement_dispute_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_dispute")),
    )
    op.create_index("ix_agreement_dispute_agreement", "agreement_dispute", ["agreement_id", "raised_on"])

    op.create_table(
        "agreement_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("targets", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("budget IS NULL OR budget >= 0", name=op.f("ck_agreement_document_budget")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_document_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_agreement_document_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_document")),
        sa.UniqueConstraint("agreement_id", "kind", "number", name=op.f("uq_agreement_document_agreement_id_kind_number")),
    )
    op.create_table(
        "task_force_member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("decree_no", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> '' AND decree_no <> ''", name=op.f("ck_task_force_member_whole")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_task_force_member_term")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_task_force_member_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_task_force_member_recorded_by_staff")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_task_force_member_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_force_member")),
    )
    op.create_index("ix_task_force_member_agreement", "task_force_member", ["agreement_id", "from_on"])
    op.create_index("ix_task_force_member_staff", "task_force_member", ["staff_id"])

    op.create_table(
        "agreement_amendment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("ends_after", sa.Date(), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("signer_1", sa.String(length=200), nullable=False),
        sa.Column("signer_2", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.String(length=32), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'addendum') = (ends_after IS NULL)", name=op.f("ck_agreement_amendment_end")),
        sa.CheckConstraint(
            "kind <> 'early_termination' OR (party IS NOT NULL AND summary <> '')",
            name=op.f("ck_agreement_amendment_who_ends_and_why"),
        ),
        sa.CheckConstraint(
            "kind = 'early_termination' OR (signer_1 <> '' AND signer_2 <> '')", name=op.f("ck_agreement_amendment_both_signed")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('extension', 'termination') OR scan_id IS NOT NULL", name=op.f("ck_agreement_amendment_scanned")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_amendment_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_agreement_amendment_recorded_by_staff")),
        sa.ForeignKeyConstraint(["scan_id"], ["evidence_item.id"], name=op.f("fk_agreement_amendment_scan_id_evidence_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_amendment")),
    )
    op.create_index("ix_agreement_amendment_agreement", "agreement_amendment", ["agreement_id", "from_on"])

    op.create_table(
        "agreement_clause",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owes", sa.String(length=120), nullable=False),
        sa.Column("owed_to", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("lapsed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("amendment_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("lapsed_on IS NULL OR note <> ''", name=op.f("ck_agreement_clause_lapsed_with_note")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_agreement_clause_term")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_clause_agreement_id_agreement")),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["agreement_amendment.id"], name=op.f("fk_agreement_clause_amendment_id_agreement_amendment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_clause")),
        sa.UniqueConstraint("agreement_id", "key", "from_on", name=op.f("uq_agreement_clause_agreement_id_key_from_on")),
    )


def downgrade() -> None:
    """Drop the tables and columns."""
    for name in (
        "agreement_clause",
        "agreement_amendment",
        "task_force_member",
        "agreement_document",
        "agreement_dispute",
        "agreement_closing",
        "office_holder",
        "agreement_renewal",
        "agreement_prompt",
        "agreement_basis",
        "institution_name",
    ):
        op.drop_table(name)
    with op.batch_alter_table("agreement_party") as table:
        table.drop_column("original_at")
    with op.batch_alter_table("agreement") as table:
        table.drop_constraint(op.f(_PARENT), type_="foreignkey")
        for name in _CHECKS:
            table.drop_constraint(op.f(f"ck_agreement_{name}"), type_="check")
        for name in ("parent_id", "talks_months", "notice_unit", "notice_amount", "stamped", "place", "drafted", "template"):
            table.drop_column(name)
