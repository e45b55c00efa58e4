"""What happens at and after a literacy session: attendance, tests, certificates, monitoring, reports."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_EMPTY = """NEW.state = 'reported' AND (
  NOT EXISTS (SELECT 1 FROM learning_attendee a WHERE a.session_id = NEW.session_id)
  OR NOT EXISTS (SELECT 1 FROM literacy_session s WHERE s.id = NEW.session_id AND s.state = 'held'))"""
_CLOSED = "EXISTS (SELECT 1 FROM learning_report r WHERE r.session_id = {row}.session_id AND r.state = 'reported')"
_CHANGES = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def upgrade() -> None:
    op.create_table(
        "learning_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("choice_a", sa.String(length=200), nullable=False),
        sa.Column("choice_b", sa.String(length=200), nullable=False),
        sa.Column("choice_c", sa.String(length=200), nullable=False),
        sa.Column("choice_d", sa.String(length=200), nullable=False),
        sa.Column("right_choice", sa.String(length=1), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("right_choice IN ('a', 'b', 'c', 'd')", name=op.f("ck_learning_question_right")),
        sa.CheckConstraint(
            "text <> '' AND choice_a <> '' AND choice_b <> '' AND choice_c <> '' AND choice_d <> ''",
            name=op.f("ck_learning_question_whole"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_learning_question_made_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_question")),
    )
    op.create_index("ix_learning_question_list", "learning_question", ["active", "pillar"], unique=False)
    op.create_table(
        "learning_attendee",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column(
            "age",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(way = 'paper') = (added_by IS NOT NULL)", name=op.f("ck_learning_attendee_typed_by_somebody")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_learning_attendee_named")),
        sa.CheckConstraint("number BETWEEN 1 AND 20000", name=op.f("ck_learning_attendee_number")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_learning_attendee_added_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_attendee_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_attendee")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_learning_attendee_session_id_number")),
    )
    op.create_table(
        "learning_door",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_learning_door_opened_by_staff")),
        sa.ForeignKeyConstraint(["session_id"], ["literacy_session.id"], name=op.f("fk_learning_door_session_id_literacy_session")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_learning_door")),
        sa.UniqueConstraint("token", name=op.f("uq_learning_door_token")),
    )
    op.create_index("ix_learning_door_code", "learning_door", ["code"], unique=False)
    op.create_table(
        "learning_monitoring",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column(
            "party",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_learning_monitoring_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_monitoring_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_monitoring")),
        sa.UniqueConstraint("session_id", "party", name=op.f("uq_learning_monitoring_session_id_party")),
    )
    op.create_table(
        "learning_report",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("obstacles", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("actual_cost", sa.BigInteger(), nullable=True),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(length=32), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'reported') = (reported_at IS NOT NULL)", name=op.f("ck_learning_report_reported_with_time")),
        sa.CheckConstraint("state <> 'reported' OR text <> ''", name=op.f("ck_learning_report_reported_with_text")),
        sa.CheckConstraint("actual_cost >= 0", name=op.f("ck_learning_report_cost")),
        sa.ForeignKeyConstraint(["reported_by"], ["staff.id"], name=op.f("fk_learning_report_reported_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_report_session_id_literacy_session")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_learning_report_written_by_staff")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_learning_report")),
    )
    op.create_table(
        "learning_sheet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(way = 'paper') = (added_by IS NOT NULL)", name=op.f("ck_learning_sheet_typed_by_somebody")),
        sa.CheckConstraint("stage IN ('pre', 'post')", name=op.f("ck_learning_sheet_stage")),
        sa.CheckConstraint("number BETWEEN 1 AND 20000", name=op.f("ck_learning_sheet_number")),
        sa.CheckConstraint("score BETWEEN 0 AND questions AND questions BETWEEN 1 AND 20", name=op.f("ck_learning_sheet_score")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_learning_sheet_added_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_sheet_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_sheet")),
        sa.UniqueConstraint("session_id", "stage", "number", name=op.f("uq_learning_sheet_session_id_stage_number")),
    )
    op.create_table(
        "learning_test_item",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 20", name=op.f("ck_learning_test_item_place")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["learning_question.id"], name=op.f("fk_learning_test_item_question_id_learning_question")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_test_item_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_learning_test_item")),
        sa.UniqueConstraint("session_id", "question_id", name=op.f("uq_learning_test_item_session_id_question_id")),
    )
    op.create_table(
        "learning_answer",
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=1), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.CheckConstraint("choice IN ('', 'a', 'b', 'c', 'd')", name=op.f("ck_learning_answer_choice")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["learning_question.id"], name=op.f("fk_learning_answer_question_id_learning_question")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["learning_sheet.id"], name=op.f("fk_learning_answer_sheet_id_learning_sheet")),
        sa.PrimaryKeyConstraint("sheet_id", "question_id", name=op.f("pk_learning_answer")),
    )
    op.create_index("ix_learning_answer_question", "learning_answer", ["question_id"], unique=False)
    op.create_table(
        "learning_certificate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("attendee_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("check_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_learning_certificate_cancelled_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["learning_attendee.id"], name=op.f("fk_learning_certificate_attendee_id_learning_attendee")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_learning_certificate_issued_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_learning_certificate_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_learning_certificate_number")),
    )
    op.create_index("ix_learning_certificate_session", "learning_certificate", ["session_id", "id"], unique=False)
    op.create_index(
        "uq_learning_certificate_stands",
        "learning_certificate",
        ["attendee_id"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "learning_check",
        sa.Column("monitoring_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("finding = 'good' OR note <> ''", name=op.f("ck_learning_check_explained")),
        sa.ForeignKeyConstraint(
            ["monitoring_id"], ["learning_monitoring.id"], name=op.f("fk_learning_check_monitoring_id_learning_monitoring")
        ),
        sa.PrimaryKeyConstraint("monitoring_id", "kind", name=op.f("pk_learning_check")),
    )
    op.create_table(
        "learning_presence",
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_learning_presence_by_staff")),
        sa.ForeignKeyConstraint(["seat_id"], ["literacy_seat.id"], name=op.f("fk_learning_presence_seat_id_literacy_seat")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_learning_presence")),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgres():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_table("learning_presence")
    op.drop_table("learning_check")
    op.drop_index(
        "uq_learning_certificate_stands",
        table_name="learning_certificate",
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.drop_index("ix_learning_certificate_session", table_name="learning_certificate")
    op.drop_table("learning_certificate")
    op.drop_index("ix_learning_answer_question", table_name="learning_answer")
    op.drop_table("learning_answer")
    op.drop_table("learning_test_item")
    op.drop_table("learning_sheet")
    op.drop_table("learning_report")
    op.drop_table("learning_monitoring")
    op.drop_index("ix_learning_door_code", table_name="learning_door")
    op.drop_table("learning_door")
    op.drop_table("learning_attendee")
    op.drop_index("ix_learning_question_list", table_name="learning_question")
    op.drop_table("learning_question")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION learning_attendee_guard()")
        op.execute("DROP FUNCTION learning_report_guard()")


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER IF NOT EXISTS learning_report_{change} BEFORE {change.upper()} ON learning_report WHEN {_EMPTY} "
        "BEGIN SELECT RAISE(ABORT, 'learning: report'); END"
        for change in ("insert", "update")
    ]
    made += [
        f"CREATE TRIGGER IF NOT EXISTS learning_attendee_{change} BEFORE {change.upper()} ON learning_attendee "
        f"WHEN {_CLOSED.format(row=row)} BEGIN SELECT RAISE(ABORT, 'learning: reported'); END"
        for change, row in _CHANGES
    ]
    return made


def _postgres() -> list[str]:
    refuse = "USING ERRCODE = 'check_violation'"
    made = [
        "CREATE OR REPLACE FUNCTION learning_report_guard() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        f"IF {_EMPTY} THEN RAISE EXCEPTION 'learning: report' {refuse}; END IF;\nRETURN NEW;\nEND $$",
        "CREATE OR REPLACE FUNCTION learning_attendee_guard() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        f"IF TG_OP = 'DELETE' THEN\nIF {_CLOSED.format(row='OLD')} THEN RAISE EXCEPTION 'learning: reported' {refuse}; END IF;\n"
        f"RETURN OLD;\nEND IF;\nIF {_CLOSED.format(row='NEW')} THEN RAISE EXCEPTION 'learning: reported' {refuse}; END IF;\n"
        "RETURN NEW;\nEND $$",
    ]
    for table, changes in (("learning_report", "INSERT OR UPDATE"), ("learning_attendee", "INSERT OR UPDATE OR DELETE")):
        made.append(
            f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE {changes} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        )
    return made
