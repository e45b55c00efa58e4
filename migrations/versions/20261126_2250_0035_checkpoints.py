"""Checkpoints of the trail, what the other party said of them, time stamps, and what the last whole check found."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_checkpoint_made_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("day", name=op.f("uq_checkpoint_day")),
        sa.UniqueConstraint("size", name=op.f("uq_checkpoint_size")),
    )
    op.create_index("ix_checkpoint_made", "checkpoint", ["made_at", "id"])
    op.create_table(
        "checkpoint_witness",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("checkpoint_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("typed", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_checkpoint_witness_checkpoint_id_checkpoint")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_checkpoint_witness_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_witness")),
    )
    op.create_index("ix_checkpoint_witness_of", "checkpoint_witness", ["checkpoint_id", "at"])
    op.create_table(
        "checkpoint_stamp",
        sa.Column("checkpoint_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_checkpoint_stamp_checkpoint_id_checkpoint")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_checkpoint_stamp_added_by_staff")),
        sa.PrimaryKeyConstraint("checkpoint_id", name=op.f("pk_checkpoint_stamp")),
    )
    op.create_table(
        "trail_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("fault_seq", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(length=300), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_check_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_check")),
    )


def downgrade() -> None:
    op.drop_table("trail_check")
    op.drop_table("checkpoint_stamp")
    op.drop_index("ix_checkpoint_witness_of", table_name="checkpoint_witness")
    op.drop_table("checkpoint_witness")
    op.drop_index("ix_checkpoint_made", table_name="checkpoint")
    op.drop_table("checkpoint")
