"""Elections and their stages, which deadlines are counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("voting_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.UniqueConstraint("name", name=op.f("uq_election_name")),
    )
    op.create_table(
        "election_stage",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("election_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_election_stage_span")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_stage_election_id_election")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_stage")),
    )
    op.create_index("ix_election_stage_election_id", "election_stage", ["election_id"])


def downgrade() -> None:
    op.drop_index("ix_election_stage_election_id", table_name="election_stage")
    op.drop_table("election_stage")
    op.drop_table("election")
