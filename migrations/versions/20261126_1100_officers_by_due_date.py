"""An officer's cases, and nobody's, are found in the order they are due."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_officer_due", "cases", ["officer_id", "due_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_cases_officer_due", table_name="cases")
