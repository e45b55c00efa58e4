"""What the database refuses by itself, whoever writes: a confirmed session without its pair or a party's word, one person
in two sessions too near to each other, a room twice. The same conditions as triggers on SQLite and on PostgreSQL.

On PostgreSQL two transactions do not see each other's rows, so who confirms first takes one lock (``hold``), also in the
trigger; on SQLite there is one writer at a time.
"""

from string import Template

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from intranet.base.db import Base

LOCK = 7_102_604  # of all that binds people and rooms
_SQLITE, _POSTGRES = "unixepoch(", "extract(epoch FROM "
# Faults by name; ``$sid`` stands for the session looked at, ``$epoch(`` for how a dialect turns a moment into seconds.
_FAULTS = {
    "pair": """EXISTS (
  SELECT 1 FROM literacy_session s JOIN literacy_policy p ON p.id = s.policy_id
  LEFT JOIN (
    SELECT session_id, max(CASE WHEN party = 'bawaslu' AND role = 'resource_person' THEN 1 ELSE 0 END) AS bawaslu,
      max(CASE WHEN party = 'diskominfo' AND role IN ('instructor', 'facilitator', 'companion') THEN 1 ELSE 0 END) AS diskominfo
    FROM literacy_seat WHERE session_id = $sid AND vacated_at IS NULL AND person_id IS NOT NULL GROUP BY session_id
  ) h ON h.session_id = s.id
  WHERE s.id = $sid AND s.state IN ('confirmed', 'held') AND NOT coalesce(
    h.bawaslu + h.diskominfo = 2 OR (h.bawaslu + h.diskominfo = 1 AND (
      (p.pairing = 'joint_or_solo' AND s.solo_reason <> '')
      OR (p.pairing = 'by_agreement' AND 2 = (SELECT count(*) FROM literacy_consent c WHERE c.session_id = s.id)))), false))""",
    "word": """EXISTS (
  SELECT 1 FROM literacy_session s
  JOIN literacy_seat t ON t.session_id = s.id AND t.vacated_at IS NULL AND t.person_id IS NOT NULL
  WHERE s.id = $sid AND s.state IN ('confirmed', 'held') AND t.party IN ('bawaslu', 'diskominfo')
  AND NOT EXISTS (SELECT 1 FROM literacy_confirmation c WHERE c.session_id = s.id AND c.party = t.party))""",
    "person": """EXISTS (
  SELECT 1 FROM literacy_session s
  JOIN literacy_seat t ON t.session_id = s.id AND t.vacated_at IS NULL AND t.person_id IS NOT NULL
  JOIN literacy_seat u ON u.person_id = t.person_id AND u.vacated_at IS NULL AND u.session_id <> s.id
  JOIN literacy_session o ON o.id = u.session_id AND o.state IN ('confirmed', 'held')
  WHERE s.id = $sid AND s.state IN ('confirmed', 'held')
  AND $epoch(s.starts_at) < $epoch(o.ends_at) + $near AND $epoch(o.starts_at) < $epoch(s.ends_at) + $near)""",
    "room": """EXISTS (
  SELECT 1 FROM literacy_session s
  JOIN literacy_session o ON o.room_id = s.room_id AND o.id <> s.id AND o.state IN ('confirmed', 'held')
  WHERE s.id = $sid AND s.state IN ('confirmed', 'held') AND s.starts_at < o.ends_at AND o.starts_at < s.ends_at)""",
}
# Seconds a person needs between two sessions, as ``rules.gap`` says.
_NEAR = """(CASE WHEN s.room_id = o.room_id OR (s.mode = 'online' AND o.mode = 'online') THEN 0
    WHEN s.travel_minutes > o.travel_minutes THEN s.travel_minutes * 60 ELSE o.travel_minutes * 60 END)"""
_POLICY_USED = "EXISTS (SELECT 1 FROM literacy_session s WHERE s.policy_id = NEW.id AND s.state IN ('confirmed', 'held'))"
_SESSION_COLUMNS = "state, starts_at, ends_at, travel_minutes, mode, room_id, policy_id, sector, solo_reason"
# Which row's session is looked at, after which change of which table.
_WATCHED = (
    ("literacy_session", "INSERT", "NEW.id"),
    ("literacy_session", f"UPDATE OF {_SESSION_COLUMNS}", "NEW.id"),
    ("literacy_seat", "INSERT", "NEW.session_id"),
    ("literacy_seat", "UPDATE", "NEW.session_id"),
    ("literacy_seat", "DELETE", "OLD.session_id"),
    ("literacy_confirmation", "DELETE", "OLD.session_id"),
    ("literacy_consent", "DELETE", "OLD.session_id"),
)


def statements(dialect: str) -> list[str]:
    """The statements that put the guards up on ``dialect`` ("sqlite" or "postgresql")."""
    return _sqlite() if dialect == "sqlite" else _postgres()


def hold(session: Session) -> None:
    """Wait until nobody else is binding people or rooms; held to the end of the transaction. First of all in such a verb."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _name(table: str, change: str) -> str:
    return f"{table}_guard_{change.split()[0].lower()}"


def _found(sid: str, epoch: str) -> dict[str, str]:
    near = {fault: Template(found).safe_substitute(near=_NEAR) for fault, found in _FAULTS.items()}
    ready = {fault: found.replace("$epoch(", epoch) for fault, found in near.items()}
    return {fault: Template(found).substitute(sid=sid) for fault, found in ready.items()}


def _sqlite() -> list[str]:
    made = []
    for table, change, sid in _WATCHED:
        checks = [f"SELECT RAISE(ABORT, 'literacy: {fault}') WHERE {found};" for fault, found in _found(sid, _SQLITE).items()]
        body = "\n".join(checks)
        made.append(f"CREATE TRIGGER IF NOT EXISTS {_name(table, change)} AFTER {change} ON {table} BEGIN\n{body}\nEND")
    made.append(
        "CREATE TRIGGER IF NOT EXISTS literacy_seat_stays BEFORE UPDATE OF session_id ON literacy_seat\n"
        "WHEN NEW.session_id <> OLD.session_id BEGIN SELECT RAISE(ABORT, 'literacy: seat'); END"
    )
    made.append(
        "CREATE TRIGGER IF NOT EXISTS literacy_policy_stays BEFORE UPDATE OF pairing ON literacy_policy\n"
        f"WHEN NEW.pairing <> OLD.pairing BEGIN SELECT RAISE(ABORT, 'literacy: policy') WHERE {_POLICY_USED}; END"
    )
    return made


def _postgres() -> list[str]:
    checks = "\n".join(
        f"IF {found} THEN RAISE EXCEPTION 'literacy: {fault}' USING ERRCODE = 'exclusion_violation'; END IF;"
        for fault, found in _found("sid", _POSTGRES).items()
    )
    made = [
        "CREATE OR REPLACE FUNCTION literacy_guard() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        "DECLARE sid text;\nBEGIN\n"
        "IF TG_TABLE_NAME = 'literacy_session' THEN sid := NEW.id;\n"
        "ELSIF TG_OP = 'DELETE' THEN sid := OLD.session_id;\nELSE sid := NEW.session_id; END IF;\n"
        f"PERFORM pg_advisory_xact_lock({LOCK});\n{checks}\nRETURN NULL;\nEND $$",
        "CREATE OR REPLACE FUNCTION literacy_stays() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        "IF TG_TABLE_NAME = 'literacy_seat' THEN\n"
        "RAISE EXCEPTION 'literacy: seat' USING ERRCODE = 'exclusion_violation'; END IF;\n"
        f"IF {_POLICY_USED} THEN\n"
        "RAISE EXCEPTION 'literacy: policy' USING ERRCODE = 'exclusion_violation'; END IF;\nRETURN NEW;\nEND $$",
    ]
    for table, change, _sid in _WATCHED:
        made.append(
            f"CREATE OR REPLACE TRIGGER {_name(table, change)} AFTER {change} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION literacy_guard()"
        )
    for table, column in (("literacy_seat", "session_id"), ("literacy_policy", "pairing")):
        made.append(
            f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE UPDATE OF {column} ON {table} "
            f"FOR EACH ROW WHEN (NEW.{column} <> OLD.{column}) EXECUTE FUNCTION literacy_stays()"
        )
    return made


@event.listens_for(Base.metadata, "after_create")
def put_up(_target: object, connection: Connection, **_kw: object) -> None:
    """The guards of tables made from the mapped classes, as in tests; an office gets them by migration."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
