"""A case goes its whole way: register number, addressee, extension, and what an end needs."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0002"
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
    op.create_index("uq_cases_register_no", "cases", ["register_no"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_cases_register_no", table_name="cases")
    for name in ("main_no", "notice", "legal_basis", "election_crime", "extended", "referred_to", "register_no"):
        op.drop_column("cases", name)
