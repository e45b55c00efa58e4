"""What the database refuses by itself: a report without attendance or of a session not held, attendance changed after it."""

from sqlalchemy import Connection, event

from intranet.base.db import Base

_EMPTY = """NEW.state = 'reported' AND (
  NOT EXISTS (SELECT 1 FROM learning_attendee a WHERE a.session_id = NEW.session_id)
  OR NOT EXISTS (SELECT 1 FROM literacy_session s WHERE s.id = NEW.session_id AND s.state = 'held'))"""
_CLOSED = "EXISTS (SELECT 1 FROM learning_report r WHERE r.session_id = {row}.session_id AND r.state = 'reported')"
_CHANGES = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def statements(dialect: str) -> list[str]:
    """The statements that put the guards up on ``dialect`` ("sqlite" or "postgresql")."""
    return _sqlite() if dialect == "sqlite" else _postgres()


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


@event.listens_for(Base.metadata, "after_create")
def put_up(_target: object, connection: Connection, **_kw: object) -> None:
    """The guards of tables made from the mapped classes, as in tests; an office gets them by migration."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
