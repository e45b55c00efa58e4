"""Saved filters of the case list, whom content aims at, and an index for the figures of ends."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_filter_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "name_key", name=op.f("uq_saved_filter_staff_id_name_key")),
    )
    op.create_index("ix_saved_filter_party", "saved_filter", ["party", "name_key"], unique=False)
    op.add_column("cases", sa.Column("target", sa.String(length=40), nullable=True))
    op.create_index("ix_cases_closed", "cases", ["closed_at", "party", "outcome", "source", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_cases_closed", table_name="cases")
    op.drop_column("cases", "target")
    op.drop_index("ix_saved_filter_party", table_name="saved_filter")
    op.drop_table("saved_filter")
