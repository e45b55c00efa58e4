"""Reminders of reports that one party owes the other, and of those it has not opened."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "delivery_reminder",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("rung", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "first_on", "last_on", "standing", "rung", name=op.f("pk_delivery_reminder")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("delivery_reminder")
