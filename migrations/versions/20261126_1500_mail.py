"""Where staff get their messages by e-mail, and which were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column("inbox_message", sa.Column("mailed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("inbox_message", "mailed_at")
    op.drop_column("staff", "email")
