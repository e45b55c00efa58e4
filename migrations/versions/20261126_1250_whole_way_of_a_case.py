"""A case goes its whole way: register number, addressee, extension, what an end needs, and the tracks beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("register_no", sa.String(80)),
        sa.Column("referred_to", sa.String(200), nullable=False, server_default=sa.text("''")),
        sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("election_crime", sa.String(40)),
        sa.Column("legal_basis", sa.String(300), nullable=False, server_default=sa.text("''")),
        sa.Column("notice", sa.String(40)),
        sa.Column("main_no", sa.String(80)),
    ):
        op.add_column("cases", column)
    op.create_table(
        "case_track",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.CheckConstraint(
            "stage IN ('gone', 'concluded', 'cancelled') OR due_on IS NOT NULL", name=op.f("ck_case_track_open_is_due")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_track_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_track")),
    )
    op.create_index("ix_case_track_case", "case_track", ["case_id", "opened_at"])
    op.create_index("ix_case_track_due", "case_track", ["due_on"])
    op.create_index("uq_cases_register_no", "cases", ["register_no"], unique=True)


def downgrade() -> None:
    op.drop_table("case_track")
    op.drop_index("uq_cases_register_no", table_name="cases")
    for name in ("main_no", "notice", "legal_basis", "election_crime", "extended", "referred_to", "register_no"):
        op.drop_column("cases", name)
