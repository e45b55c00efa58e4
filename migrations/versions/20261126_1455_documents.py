"""Papers of cases, their letterheads and how they are numbered."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("fact_check_id", sa.String(length=32), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("addressee", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_id", sa.String(length=32), nullable=True),
        sa.Column("signer_name", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("signer_title", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("signer_nip", sa.String(length=30), server_default=sa.text("''"), nullable=False),
        sa.Column("data", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("cancelled_by", sa.String(length=32), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f("ck_document_numbered_when_issued")),
        sa.CheckConstraint(
            "(number IS NULL) = (sha256 IS NULL) AND (number IS NULL) = (dated_on IS NULL)",
            name=op.f("ck_document_issued_whole"),
        ),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_document_cancelled_with_time")),
        sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_document_cancelled_with_reason")),
        sa.ForeignKeyConstraint(["fact_check_id"], ["fact_check.id"], name=op.f("fk_document_fact_check_id_fact_check")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_document_made_by_staff")),
        sa.ForeignKeyConstraint(["signer_id"], ["staff.id"], name=op.f("fk_document_signer_id_staff")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["staff.id"], name=op.f("fk_document_cancelled_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    op.create_index("ix_document_register", "document", ["dated_on", "issued_at", "id"])
    op.create_index("ix_document_drafts", "document", ["state", "party", "made_at"])
    op.create_index("ix_document_signer", "document", ["signer_id", "issued_at"])
    op.create_index("ix_document_fact_check", "document", ["fact_check_id"])
    for table, column, target in (
        ("document_case", "case_id", "cases"),
        ("document_track", "track_id", "case_track"),
        ("document_evidence", "item_id", "evidence_item"),
    ):
        op.create_table(
            table,
            sa.Column("document_id", sa.String(length=32), nullable=False),
            sa.Column(column, sa.String(length=32), nullable=False),
            sa.ForeignKeyConstraint(
                ["document_id"], ["document.id"], name=op.f(f"fk_{table}_document_id_document"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")),
            sa.PrimaryKeyConstraint("document_id", column, name=op.f(f"pk_{table}")),
        )
    op.create_index("ix_document_case_case", "document_case", ["case_id"])
    op.create_index("ix_document_track_track", "document_track", ["track_id"])
    op.create_table(
        "numbering_scheme",
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("reset", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("party", "kind", name=op.f("pk_numbering_scheme")),
    )
    op.create_table(
        "letterhead",
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("over", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("party", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    for table in ("letterhead", "numbering_scheme", "document_evidence", "document_track", "document_case", "document"):
        op.drop_table(table)
