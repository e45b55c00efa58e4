"""Acts of prevention; enforcements with their team, what was taken down, and who took it back."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.calendar.rules import StageKind
from intranet.cases.models import Case
from intranet.oversight.models import Participant
from intranet.partners.models import PartnerOrganisation
from intranet.prevention.rules import MOST, ActKind, Audience, Heed, Medium, PropKind, PropReason


class PreventionAct(Base):
    """One act. The stage is kept as it was called then; ``case_id``: the case it belongs to, ``led_case_id``: the one it led to."""

    __tablename__ = "prevention_act"
    __table_args__ = (
        CheckConstraint("(audience = 'participant') = (participant_key IS NOT NULL)", name="participant"),
        CheckConstraint("audience <> 'named' OR addressee <> ''", name="named"),
        CheckConstraint("(outcome IS NULL) = (outcome_on IS NULL)", name="outcome_has_day"),
        CheckConstraint("led_case_id IS NULL OR outcome = 'not_heeded'", name="case_of_unheeded"),
        CheckConstraint("kind NOT IN ('warning', 'appeal') OR outcome IS NOT NULL OR check_on IS NOT NULL", name="open_is_due"),
        Index("ix_prevention_act_done", "done_on", "id"),
        Index("ix_prevention_act_case", "case_id"),
        Index("ix_prevention_act_check", "outcome", "check_on"),
        UniqueConstraint("led_case_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    audience: Mapped[Audience] = mapped_column(enum_column(Audience))
    participant_key: Mapped[str | None] = mapped_column(ForeignKey(Participant.name_key))
    addressee: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    medium: Mapped[Medium] = mapped_column(enum_column(Medium))
    done_on: Mapped[dt.date] = mapped_column(Date)
    number: Mapped[str] = mapped_column(String(80))
    stage_kind: Mapped[StageKind | None] = mapped_column(enum_column(StageKind))
    stage_name: Mapped[str] = mapped_column(String(420))
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))
    check_on: Mapped[dt.date | None] = mapped_column(Date)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[Heed | None] = mapped_column(enum_column(Heed))
    outcome_on: Mapped[dt.date | None] = mapped_column(Date)
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    led_case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))

    participant: Mapped[Participant | None] = relationship(lazy="selectin")
    __mapper_args__ = {"version_id_col": version}


class PropEnforcement(Base):
    """Props taken down at one place at one time. Once closed only giving back goes on."""

    __tablename__ = "prop_enforcement"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR storage <> ''", name="closed_is_stored"),
        Index("ix_prop_enforcement_done", "done_at", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    done_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(300))
    district: Mapped[str] = mapped_column(String(200))
    order_no: Mapped[str] = mapped_column(String(120))
    record_no: Mapped[str] = mapped_column(String(120))
    storage: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    members: Mapped[list["PropTeamMember"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    partners: Mapped[list["PropTeamPartner"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class PropTeamMember(Base):
    """Somebody of staff in the joint team."""

    __tablename__ = "prop_team_member"

    enforcement_id: Mapped[str] = mapped_column(ForeignKey(PropEnforcement.id), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id), primary_key=True)


class PropTeamPartner(Base):
    """A partner organisation that sent people to the joint team."""

    __tablename__ = "prop_team_partner"

    enforcement_id: Mapped[str] = mapped_column(ForeignKey(PropEnforcement.id), primary_key=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey(PartnerOrganisation.id), primary_key=True)


class PropCount(Base):
    """How many of a kind were taken down, whose they were (None: nobody knows) and why."""

    __tablename__ = "prop_count"
    __table_args__ = (
        CheckConstraint(f"count BETWEEN 1 AND {MOST}", name="some"),
        Index("ix_prop_count_enforcement", "enforcement_id", "participant_key"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    enforcement_id: Mapped[str] = mapped_column(ForeignKey(PropEnforcement.id))
    participant_key: Mapped[str | None] = mapped_column(ForeignKey(Participant.name_key))
    reason: Mapped[PropReason] = mapped_column(enum_column(PropReason))
    kind: Mapped[PropKind] = mapped_column(enum_column(PropKind))
    count: Mapped[int] = mapped_column(Integer)


class PropReturn(Base):
    """Props given back: of whom, to whom, when. Rows are only ever added."""

    __tablename__ = "prop_return"
    __table_args__ = (Index("ix_prop_return_enforcement", "enforcement_id", "id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    enforcement_id: Mapped[str] = mapped_column(ForeignKey(PropEnforcement.id))
    participant_key: Mapped[str | None] = mapped_column(ForeignKey(Participant.name_key))
    taken_by: Mapped[str] = mapped_column(String(200))
    returned_on: Mapped[dt.date] = mapped_column(Date)
    handed_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    counts: Mapped[list["PropReturnCount"]] = relationship(lazy="selectin", order_by="PropReturnCount.kind")


class PropReturnCount(Base):
    """How many of a kind were given back at once."""

    __tablename__ = "prop_return_count"
    __table_args__ = (CheckConstraint(f"count BETWEEN 1 AND {MOST}", name="some"),)

    return_id: Mapped[str] = mapped_column(ForeignKey(PropReturn.id), primary_key=True)
    kind: Mapped[PropKind] = mapped_column(enum_column(PropKind), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
