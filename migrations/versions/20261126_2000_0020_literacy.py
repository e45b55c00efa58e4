"""Literacy: programmes, sessions, pairs, people, places, letters; and what the database itself refuses of them."""

from string import Template

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

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


def upgrade() -> None:
    op.create_table(
        "literacy_district",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_district")),
        sa.UniqueConstraint("name", name=op.f("uq_literacy_district_name")),
    )
    op.create_table(
        "literacy_hours",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("prayer_from", sa.Integer(), nullable=False),
        sa.Column("prayer_until", sa.Integer(), nullable=False),
        sa.Column("ramadan_opens", sa.Integer(), nullable=False),
        sa.Column("ramadan_closes", sa.Integer(), nullable=False),
        sa.Column("travel", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_literacy_hours_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_hours")),
    )
    op.create_table(
        "literacy_ramadan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_literacy_ramadan_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_ramadan")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_literacy_ramadan_starts_on")),
    )
    op.create_index("ix_literacy_ramadan_starts", "literacy_ramadan", ["starts_on"], unique=False)
    op.create_table(
        "literacy_topic",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_literacy_topic_name")),
    )
    op.create_index("ix_literacy_topic_pillar", "literacy_topic", ["pillar", "name"], unique=False)
    op.create_table(
        "literacy_policy",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("pairing", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_literacy_policy_agreement_id_agreement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_policy")),
        sa.UniqueConstraint("agreement_id", "sector", "valid_from", name=op.f("uq_literacy_policy_agreement_id_sector_valid_from")),
        sa.UniqueConstraint("id", "sector", name=op.f("uq_literacy_policy_id_sector")),
    )
    op.create_table(
        "literacy_travel",
        sa.Column("from_id", sa.String(length=32), nullable=False),
        sa.Column("to_id", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id < to_id", name=op.f("ck_literacy_travel_order")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name=op.f("ck_literacy_travel_minutes")),
        sa.ForeignKeyConstraint(["from_id"], ["literacy_district.id"], name=op.f("fk_literacy_travel_from_id_literacy_district")),
        sa.ForeignKeyConstraint(["to_id"], ["literacy_district.id"], name=op.f("fk_literacy_travel_to_id_literacy_district")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_literacy_travel")),
    )
    op.create_table(
        "literacy_venue",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("district_id", sa.String(length=32), nullable=False),
        sa.Column("accessibility", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["literacy_district.id"], name=op.f("fk_literacy_venue_district_id_literacy_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_venue")),
        sa.UniqueConstraint("name", name=op.f("uq_literacy_venue_name")),
    )
    op.create_table(
        "literacy_person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("pillars", sa.String(length=120), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("district_id", sa.String(length=32), nullable=True),
        sa.Column("most_week", sa.Integer(), nullable=False),
        sa.Column("most_month", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("feed_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("most_month BETWEEN 1 AND 160", name=op.f("ck_literacy_person_month")),
        sa.CheckConstraint("most_week BETWEEN 1 AND 40", name=op.f("ck_literacy_person_week")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["literacy_district.id"], name=op.f("fk_literacy_person_district_id_literacy_district")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_literacy_person_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_person")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_literacy_person_feed_hash")),
        sa.UniqueConstraint("id", "party", name=op.f("uq_literacy_person_id_party")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_literacy_person_staff_id")),
    )
    op.create_index("ix_literacy_person_name", "literacy_person", ["active", "name"], unique=False)
    op.create_table(
        "literacy_programme",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("agreement_id", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("budget_line", sa.String(length=120), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_literacy_programme_budget")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_literacy_programme_period")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_literacy_programme_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_literacy_programme_made_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_programme")),
    )
    op.create_index("ix_literacy_programme_starts", "literacy_programme", ["starts_on", "id"], unique=False)
    op.create_table(
        "literacy_room",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("equipment", sa.String(length=300), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 1 AND 20000", name=op.f("ck_literacy_room_capacity")),
        sa.ForeignKeyConstraint(["venue_id"], ["literacy_venue.id"], name=op.f("fk_literacy_room_venue_id_literacy_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_room")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_literacy_room_venue_id_name")),
    )
    op.create_table(
        "literacy_availability",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name=op.f("ck_literacy_availability_span")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_literacy_availability_weekday")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["literacy_person.id"], name=op.f("fk_literacy_availability_person_id_literacy_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_availability")),
    )
    op.create_index("ix_literacy_availability_person", "literacy_availability", ["person_id", "weekday"], unique=False)
    op.create_table(
        "literacy_exception",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_literacy_exception_span")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["literacy_person.id"], name=op.f("fk_literacy_exception_person_id_literacy_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_exception")),
    )
    op.create_index("ix_literacy_exception_person", "literacy_exception", ["person_id", "starts_at"], unique=False)
    op.create_table(
        "literacy_person_topic",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["literacy_person.id"], name=op.f("fk_literacy_person_topic_person_id_literacy_person")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["literacy_topic.id"], name=op.f("fk_literacy_person_topic_topic_id_literacy_topic")),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_literacy_person_topic")),
    )
    op.create_table(
        "literacy_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("policy_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("pillars", sa.String(length=120), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.Column("district_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("time_pinned", sa.Boolean(), nullable=False),
        sa.Column("solo_reason", sa.String(length=300), nullable=False),
        sa.Column("cost_bearer", sa.String(length=40), nullable=False),
        sa.Column("budget_line", sa.String(length=120), nullable=False),
        sa.Column("planned_cost", sa.BigInteger(), nullable=False),
        sa.Column("actual_cost", sa.BigInteger(), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'held') = (held_at IS NOT NULL)", name=op.f("ck_literacy_session_held_with_time")),
        sa.CheckConstraint("pillars <> ''", name=op.f("ck_literacy_session_pillars")),
        sa.CheckConstraint("state <> 'cancelled' OR state_reason <> ''", name=op.f("ck_literacy_session_cancelled_with_reason")),
        sa.CheckConstraint(
            "state IN ('wanted', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND on_day IS NOT NULL)",
            name=op.f("ck_literacy_session_planned_has_time"),
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 20000", name=op.f("ck_literacy_session_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_literacy_session_span")),
        sa.CheckConstraint("latest_on >= earliest_on", name=op.f("ck_literacy_session_window")),
        sa.CheckConstraint("minutes BETWEEN 15 AND 1440", name=op.f("ck_literacy_session_minutes")),
        sa.CheckConstraint("planned_cost >= 0 AND actual_cost >= 0", name=op.f("ck_literacy_session_cost")),
        sa.CheckConstraint("travel_minutes BETWEEN 0 AND 600", name=op.f("ck_literacy_session_travel")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["literacy_district.id"], name=op.f("fk_literacy_session_district_id_literacy_district")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_literacy_session_made_by_staff")),
        sa.ForeignKeyConstraint(
            ["policy_id", "sector"],
            ["literacy_policy.id", "literacy_policy.sector"],
            name=op.f("fk_literacy_session_policy_id_sector_literacy_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["literacy_programme.id"], name=op.f("fk_literacy_session_programme_id_literacy_programme")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["literacy_room.id"], name=op.f("fk_literacy_session_room_id_literacy_room")),
        sa.ForeignKeyConstraint(["topic_id"], ["literacy_topic.id"], name=op.f("fk_literacy_session_topic_id_literacy_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_session")),
    )
    op.create_index("ix_literacy_session_asked", "literacy_session", ["state", "asked_at"], unique=False)
    op.create_index("ix_literacy_session_day", "literacy_session", ["on_day", "state"], unique=False)
    op.create_index("ix_literacy_session_programme", "literacy_session", ["programme_id", "state"], unique=False)
    op.create_index("ix_literacy_session_room", "literacy_session", ["room_id", "starts_at"], unique=False)
    op.create_index("ix_literacy_session_starts", "literacy_session", ["starts_at", "id"], unique=False)
    op.create_table(
        "literacy_target",
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.CheckConstraint("sessions BETWEEN 1 AND 9999", name=op.f("ck_literacy_target_some")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["literacy_programme.id"], name=op.f("fk_literacy_target_programme_id_literacy_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "pillar", name=op.f("pk_literacy_target")),
    )
    op.create_table(
        "literacy_confirmation",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_literacy_confirmation_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_literacy_confirmation_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "party", name=op.f("pk_literacy_confirmation")),
    )
    op.create_table(
        "literacy_consent",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_literacy_consent_noted")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_literacy_consent_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_literacy_consent_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "party", name=op.f("pk_literacy_consent")),
    )
    op.create_table(
        "literacy_reminder",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_literacy_reminder_session_id_literacy_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "party", name=op.f("pk_literacy_reminder")),
    )
    op.create_table(
        "literacy_seat",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("filled_by", sa.String(length=32), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vacated_by", sa.String(length=32), nullable=True),
        sa.Column("vacated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vacated_reason", sa.String(length=300), nullable=False),
        sa.Column("replaces_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "vacated_at IS NULL OR (person_id IS NOT NULL AND vacated_reason <> '')",
            name=op.f("ck_literacy_seat_vacated_with_reason"),
        ),
        sa.ForeignKeyConstraint(["filled_by"], ["staff.id"], name=op.f("fk_literacy_seat_filled_by_staff")),
        sa.ForeignKeyConstraint(
            ["person_id", "party"],
            ["literacy_person.id", "literacy_person.party"],
            name=op.f("fk_literacy_seat_person_id_party_literacy_person"),
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["literacy_seat.id"], name=op.f("fk_literacy_seat_replaces_id_literacy_seat")),
        sa.ForeignKeyConstraint(["session_id"], ["literacy_session.id"], name=op.f("fk_literacy_seat_session_id_literacy_session")),
        sa.ForeignKeyConstraint(["vacated_by"], ["staff.id"], name=op.f("fk_literacy_seat_vacated_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_seat")),
    )
    op.create_index("ix_literacy_seat_person", "literacy_seat", ["person_id", "session_id"], unique=False)
    op.create_index("ix_literacy_seat_session", "literacy_seat", ["session_id"], unique=False)
    op.create_index(
        "uq_literacy_seat_live",
        "literacy_seat",
        ["session_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("vacated_at IS NULL AND person_id IS NOT NULL"),
        postgresql_where=sa.text("vacated_at IS NULL AND person_id IS NOT NULL"),
    )
    op.create_table(
        "literacy_letter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("addressee", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signer_id", sa.String(length=32), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_title", sa.String(length=200), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_literacy_letter_cancelled_with_reason")),
        sa.CheckConstraint("(kind = 'assignment') = (seat_id IS NOT NULL)", name=op.f("ck_literacy_letter_assignment_of_somebody")),
        sa.ForeignKeyConstraint(["seat_id"], ["literacy_seat.id"], name=op.f("fk_literacy_letter_seat_id_literacy_seat")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["literacy_session.id"], name=op.f("fk_literacy_letter_session_id_literacy_session")
        ),
        sa.ForeignKeyConstraint(["signer_id"], ["staff.id"], name=op.f("fk_literacy_letter_signer_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_literacy_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_literacy_letter_number")),
    )
    op.create_index("ix_literacy_letter_register", "literacy_letter", ["dated_on", "id"], unique=False)
    op.create_index("ix_literacy_letter_seat", "literacy_letter", ["seat_id"], unique=False)
    op.create_index("ix_literacy_letter_session", "literacy_letter", ["session_id", "id"], unique=False)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgres():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_index("ix_literacy_letter_session", table_name="literacy_letter")
    op.drop_index("ix_literacy_letter_seat", table_name="literacy_letter")
    op.drop_index("ix_literacy_letter_register", table_name="literacy_letter")
    op.drop_table("literacy_letter")
    op.drop_index(
        "uq_literacy_seat_live",
        table_name="literacy_seat",
        sqlite_where=sa.text("vacated_at IS NULL AND person_id IS NOT NULL"),
        postgresql_where=sa.text("vacated_at IS NULL AND person_id IS NOT NULL"),
    )
    op.drop_index("ix_literacy_seat_session", table_name="literacy_seat")
    op.drop_index("ix_literacy_seat_person", table_name="literacy_seat")
    op.drop_table("literacy_seat")
    op.drop_table("literacy_reminder")
    op.drop_table("literacy_consent")
    op.drop_table("literacy_confirmation")
    op.drop_table("literacy_target")
    op.drop_index("ix_literacy_session_starts", table_name="literacy_session")
    op.drop_index("ix_literacy_session_room", table_name="literacy_session")
    op.drop_index("ix_literacy_session_programme", table_name="literacy_session")
    op.drop_index("ix_literacy_session_day", table_name="literacy_session")
    op.drop_index("ix_literacy_session_asked", table_name="literacy_session")
    op.drop_table("literacy_session")
    op.drop_table("literacy_person_topic")
    op.drop_index("ix_literacy_exception_person", table_name="literacy_exception")
    op.drop_table("literacy_exception")
    op.drop_index("ix_literacy_availability_person", table_name="literacy_availability")
    op.drop_table("literacy_availability")
    op.drop_table("literacy_room")
    op.drop_index("ix_literacy_programme_starts", table_name="literacy_programme")
    op.drop_table("literacy_programme")
    op.drop_index("ix_literacy_person_name", table_name="literacy_person")
    op.drop_table("literacy_person")
    op.drop_table("literacy_venue")
    op.drop_table("literacy_travel")
    op.drop_table("literacy_policy")
    op.drop_index("ix_literacy_topic_pillar", table_name="literacy_topic")
    op.drop_table("literacy_topic")
    op.drop_index("ix_literacy_ramadan_starts", table_name="literacy_ramadan")
    op.drop_table("literacy_ramadan")
    op.drop_table("literacy_hours")
    op.drop_table("literacy_district")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION literacy_guard()")
        op.execute("DROP FUNCTION literacy_stays()")


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
