"""Which time limit runs for a case, how far it has rung, who has it open, and which notes a search finds."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is open already keeps its day; its time limit can be explained from its next move on.
    for column in (
        sa.Column("clock", sa.String(length=40)),
        sa.Column("clock_from", sa.DateTime(timezone=True)),
        sa.Column("study_from", sa.DateTime(timezone=True)),
        sa.Column("extension_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rung", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("silent_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("cases", column)
    op.create_table(
        "case_viewer",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_viewer_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_viewer_staff_id_staff")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_viewer")),
    )
    op.add_column("case_note", sa.Column("indexed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_case_note_new", "case_note", ["at"], sqlite_where=sa.text("NOT indexed"), postgresql_where=sa.text("NOT indexed")
    )
    op.add_column("case_track", sa.Column("rung", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    op.drop_column("case_track", "rung")
    op.drop_index("ix_case_note_new", table_name="case_note")
    op.drop_column("case_note", "indexed")
    op.drop_table("case_viewer")
    for name in ("silent_at", "rung", "extension_reason", "study_from", "clock_from", "clock"):
        op.drop_column("cases", name)
