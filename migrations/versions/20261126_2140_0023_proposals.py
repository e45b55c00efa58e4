"""Proposals of a month's literacy programme."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "literacy_proposal",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.String(32), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before_id", sa.String(32), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_literacy_proposal_span")),
        sa.CheckConstraint("seconds BETWEEN 1 AND 600", name=op.f("ck_literacy_proposal_seconds")),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'stopped', 'applied') OR result <> ''", name=op.f("ck_literacy_proposal_finished_with_result")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_literacy_proposal_asked_by_staff")),
        sa.ForeignKeyConstraint(
            ["before_id"], ["literacy_proposal.id"], name=op.f("fk_literacy_proposal_before_id_literacy_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_proposal")),
    )
    op.create_index("ix_literacy_proposal_asked", "literacy_proposal", ["asked_at", "id"])
    op.create_index("ix_literacy_proposal_state", "literacy_proposal", ["state", "asked_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("literacy_proposal")
