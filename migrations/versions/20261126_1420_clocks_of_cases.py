"""Which time limit runs for a case, since when, and how far it and the tracks have rung."""

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
    op.add_column("case_track", sa.Column("rung", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    op.drop_column("case_track", "rung")
    for name in ("silent_at", "rung", "extension_reason", "study_from", "clock_from", "clock"):
        op.drop_column("cases", name)
