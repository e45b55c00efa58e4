"""The earliest day an agreement could end by a notice, kept with the notice: its letter says the same whenever it is made."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("agreement_amendment", sa.Column("first_end", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("agreement_amendment", "first_end")
