"""Trainings with their participants and minutes; dissemination; facilities and their lending; other agreed activities."""

import datetime as dt

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.outreach.rules import (
    ActivityState,
    AgeBand,
    CapacityKind,
    Channel,
    Condition,
    CostBearer,
    EventAudience,
    EventState,
    LoanState,
    Scope,
    Sex,
    Target,
    Topic,
)

_SCOPED = "(agreement_id IS NULL) = (scope IS NULL)"
_RUPIAH = "(planned_cost IS NULL OR planned_cost >= 0) AND (actual_cost IS NULL OR actual_cost >= 0)"


class _Recorded:
    """Who wrote a row, and for which party."""

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class _Under:
    """The agreement something belongs to, and the part of it; both or none."""

    agreement_id: Mapped[str | None] = mapped_column(ForeignKey(Agreement.id))
    scope: Mapped[Scope | None] = mapped_column(enum_column(Scope))


class _Costed:
    """Who pays, from which line of the budget, for which task or stage, and how much (rupiah)."""

    cost_bearer: Mapped[CostBearer] = mapped_column(enum_column(CostBearer))
    budget_line: Mapped[str] = mapped_column(String(200))
    cost_stage: Mapped[str] = mapped_column(String(200))
    planned_cost: Mapped[int | None] = mapped_column(BigInteger)
    actual_cost: Mapped[int | None] = mapped_column(BigInteger)


class CapacityEvent(_Recorded, _Under, _Costed, Base):
    """One training, workshop, discussion ... ``reached``: who came beyond the list of participants."""

    __tablename__ = "capacity_event"
    __table_args__ = (
        CheckConstraint(_SCOPED, name="scoped"),
        CheckConstraint(_RUPIAH, name="rupiah"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("kind <> 'other' OR kind_text <> ''", name="other_is_named"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        CheckConstraint(
            "kind <> 'fgd' OR state <> 'reported' OR (minutes_on IS NOT NULL AND chair <> '' AND points <> '')",
            name="fgd_has_minutes",
        ),
        Index("ix_capacity_event_starts", "starts_on", "id"),
    )

    kind: Mapped[CapacityKind] = mapped_column(enum_column(CapacityKind))
    kind_text: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    joint: Mapped[bool]
    audience: Mapped[EventAudience] = mapped_column(enum_column(EventAudience))
    audience_text: Mapped[str] = mapped_column(String(200))
    expected: Mapped[int | None] = mapped_column(Integer)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(300))
    state: Mapped[EventState] = mapped_column(enum_column(EventState))
    reached: Mapped[int] = mapped_column(Integer, default=0)
    summary: Mapped[str] = mapped_column(Text, default="")
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    minutes_on: Mapped[dt.date | None] = mapped_column(Date)
    chair: Mapped[str] = mapped_column(String(200), default="")
    points: Mapped[str] = mapped_column(Text, default="")

    participants: Mapped[list["CapacityParticipant"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(CapacityParticipant.name, CapacityParticipant.id)"
    )
    actions: Mapped[list["ActionItem"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ActionItem.position"
    )
    __mapper_args__ = {"version_id_col": _Recorded.version}


class CapacityParticipant(Base):
    """Somebody who came or is expected: of staff, or by name and unit. Never a NIK; sex and age band for statistics only."""

    __tablename__ = "capacity_participant"
    __table_args__ = (
        CheckConstraint("before BETWEEN 0 AND 100", name="before"),
        CheckConstraint("after BETWEEN 0 AND 100", name="after"),
        UniqueConstraint("event_id", "staff_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(ForeignKey(CapacityEvent.id))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))
    sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    age: Mapped[AgeBand | None] = mapped_column(enum_column(AgeBand))
    came: Mapped[bool] = mapped_column(default=False)
    before: Mapped[int | None] = mapped_column(Integer)
    after: Mapped[int | None] = mapped_column(Integer)


class ActionItem(Base):
    """What somebody promised at an event, and by when."""

    __tablename__ = "capacity_action"
    __table_args__ = (CheckConstraint("text <> '' AND owner <> ''", name="whole"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(ForeignKey(CapacityEvent.id), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300))
    owner: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[dt.date] = mapped_column(Date)
    done_on: Mapped[dt.date | None] = mapped_column(Date)


class Dissemination(_Recorded, _Under, Base):
    """Information planned to be spread, and how it was. ``dropped_reason``: why it was not, when it was given up."""

    __tablename__ = "dissemination"
    __table_args__ = (
        CheckConstraint(_SCOPED, name="scoped"),
        CheckConstraint("(topic = 'agreement') = (target IS NOT NULL)", name="target"),
        CheckConstraint("topic <> 'agreement' OR agreement_id IS NOT NULL", name="of_an_agreement"),
        CheckConstraint("done_on IS NULL OR dropped_reason = ''", name="done_or_dropped"),
        CheckConstraint("reach IS NULL OR reach >= 0", name="reach"),
        Index("ix_dissemination_planned", "planned_on", "id"),
        Index("ix_dissemination_done", "done_on"),
    )

    topic: Mapped[Topic] = mapped_column(enum_column(Topic))
    target: Mapped[Target | None] = mapped_column(enum_column(Target))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    joint: Mapped[bool]
    message: Mapped[str] = mapped_column(String(300))
    details: Mapped[str] = mapped_column(Text)
    planned_on: Mapped[dt.date] = mapped_column(Date)
    who: Mapped[str] = mapped_column(String(200))
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(2000), default="")
    reach: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    dropped_reason: Mapped[str] = mapped_column(String(300), default="")

    __mapper_args__ = {"version_id_col": _Recorded.version}


class Facility(_Recorded, Base):
    """A room or thing of a party that the other may ask for."""

    __tablename__ = "facility"
    __table_args__ = (UniqueConstraint("party", "name_key"),)

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))
    lendable: Mapped[bool]

    __mapper_args__ = {"version_id_col": _Recorded.version}


class FacilityLoan(_Recorded, _Under, Base):
    """A facility asked for (``party`` asks ``owner``), lent, and given back. A late one rings once."""

    __tablename__ = "facility_loan"
    __table_args__ = (
        CheckConstraint(_SCOPED, name="scoped"),
        CheckConstraint("party <> owner", name="two_parties"),
        CheckConstraint("ends_at > starts_at", name="term"),
        CheckConstraint("state IN ('requested', 'refused', 'withdrawn') OR facility_id IS NOT NULL", name="lent_is_known"),
        CheckConstraint("state NOT IN ('approved', 'refused', 'out', 'returned') OR reply_no IS NOT NULL", name="answered"),
        CheckConstraint("state NOT IN ('refused', 'withdrawn') OR reason <> ''", name="no_has_reason"),
        CheckConstraint("state NOT IN ('out', 'returned') OR handed_at IS NOT NULL", name="handed"),
        CheckConstraint("(state = 'returned') = (returned_at IS NOT NULL)", name="returned"),
        CheckConstraint(
            "returned_condition IS NULL OR returned_condition NOT IN ('damaged', 'lost') OR damage <> ''", name="damage_is_told"
        ),
        Index("ix_facility_loan_asked", "recorded_at", "id"),
        Index("ix_facility_loan_facility", "facility_id", "starts_at"),
        Index("ix_facility_loan_state", "state", "ends_at"),
        Index(
            "uq_facility_loan_out",
            "facility_id",
            unique=True,
            sqlite_where=text("state = 'out'"),
            postgresql_where=text("state = 'out'"),
        ),
        UniqueConstraint("request_no"),
        UniqueConstraint("reply_no"),
    )

    owner: Mapped[Party] = mapped_column(enum_column(Party))
    facility_id: Mapped[str | None] = mapped_column(ForeignKey(Facility.id))
    asked: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[LoanState] = mapped_column(enum_column(LoanState))
    request_no: Mapped[str] = mapped_column(String(80))
    signer: Mapped[str] = mapped_column(String(200))
    signer_title: Mapped[str] = mapped_column(String(200))
    reply_no: Mapped[str | None] = mapped_column(String(80))
    replied_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    replied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reply_signer: Mapped[str] = mapped_column(String(200), default="")
    reply_signer_title: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    handed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    handed_condition: Mapped[Condition | None] = mapped_column(enum_column(Condition))
    handed_note: Mapped[str] = mapped_column(String(500), default="")
    given_by: Mapped[str] = mapped_column(String(200), default="")
    taken_by: Mapped[str] = mapped_column(String(200), default="")
    returned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    returned_condition: Mapped[Condition | None] = mapped_column(enum_column(Condition))
    damage: Mapped[str] = mapped_column(String(500), default="")
    returned_by: Mapped[str] = mapped_column(String(200), default="")
    received_by: Mapped[str] = mapped_column(String(200), default="")
    rung: Mapped[int] = mapped_column(Integer, default=0)

    facility: Mapped[Facility | None] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": _Recorded.version}


class JointActivity(_Recorded, _Costed, Base):
    """Something else both parties agree to do, and why they may."""

    __tablename__ = "joint_activity"
    __table_args__ = (
        CheckConstraint(_RUPIAH, name="rupiah"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("legal_note <> ''", name="legal"),
        CheckConstraint(
            "state NOT IN ('agreed', 'done') OR (bawaslu_by IS NOT NULL AND diskominfo_by IS NOT NULL)", name="both_agreed"
        ),
        CheckConstraint("(bawaslu_by IS NULL) = (bawaslu_at IS NULL)", name="bawaslu"),
        CheckConstraint("(diskominfo_by IS NULL) = (diskominfo_at IS NULL)", name="diskominfo"),
        CheckConstraint("state <> 'done' OR outcome <> ''", name="outcome"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        Index("ix_joint_activity_starts", "starts_on", "id"),
    )

    title: Mapped[str] = mapped_column(String(200))
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    scope: Mapped[Scope] = mapped_column(enum_column(Scope))
    legal_note: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[ActivityState] = mapped_column(enum_column(ActivityState))
    bawaslu_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    bawaslu_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    diskominfo_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    diskominfo_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text, default="")
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")

    __mapper_args__ = {"version_id_col": _Recorded.version}


# A facility is held by one loan at a time. What spans two rows no constraint can say on both databases, so triggers do:
# SQLite has one writer at a time; PostgreSQL lets the writers of one facility queue at its row and then look again.
_OTHER = """SELECT 1 FROM facility_loan o WHERE o.facility_id = NEW.facility_id AND o.id <> NEW.id
AND o.state IN ('approved', 'out') AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at"""
CLASH = {
    "sqlite": tuple(
        f"""CREATE TRIGGER facility_loan_clash_{word} BEFORE {when} ON facility_loan
WHEN NEW.state IN ('approved', 'out')
BEGIN SELECT RAISE(ABORT, 'facility_loan_clash') WHERE EXISTS ({_OTHER}); END"""
        for word, when in (("insert", "INSERT"), ("update", "UPDATE OF state, facility_id, starts_at, ends_at"))
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION facility_loan_clash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF NEW.state IN ('approved', 'out') THEN
PERFORM 1 FROM facility WHERE id = NEW.facility_id FOR UPDATE;
IF EXISTS ({_OTHER}) THEN RAISE EXCEPTION 'facility_loan_clash' USING ERRCODE = 'exclusion_violation'; END IF;
END IF;
RETURN NEW;
END $$""",
        """CREATE TRIGGER facility_loan_clash BEFORE INSERT OR UPDATE OF state, facility_id, starts_at, ends_at
ON facility_loan FOR EACH ROW EXECUTE FUNCTION facility_loan_clash()""",
    ),
}
for _dialect, _statements in CLASH.items():
    for _statement in _statements:
        event.listen(FacilityLoan.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
