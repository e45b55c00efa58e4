"""Incidents and their notices, requests of data subjects, terms of retention, holds, erasures, look-ups in the portal.

None of these tables holds a name, a NIK or a contact of a data subject: people are known by the number of their complaint.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.counter.models import Visit
from intranet.privacy.rules import IncidentState, Proof, Recipient, RecordKind, RequestKind, RequestState, Term


class DataIncident(Base):
    """A breach of personal data (UU 27/2022 article 46). ``rung``: how far its clock has rung."""

    __tablename__ = "data_incident"
    __table_args__ = (
        CheckConstraint("complainants >= 0 AND staff >= 0 AND others >= 0", name="counts"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("state <> 'closed' OR (recovery <> '' AND lesson <> '')", name="closed_recovered"),
        Index("ix_data_incident_discovered", "discovered_at", "id"),
        Index("ix_data_incident_state", "state", "rung"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[IncidentState] = mapped_column(enum_column(IncidentState))
    title: Mapped[str] = mapped_column(String(200))
    discovered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    exposed: Mapped[str] = mapped_column(Text)
    happened: Mapped[str] = mapped_column(String(300))
    how: Mapped[str] = mapped_column(Text)
    recovery: Mapped[str] = mapped_column(Text, default="")
    complainants: Mapped[int] = mapped_column(Integer)
    staff: Mapped[int] = mapped_column(Integer)
    others: Mapped[int] = mapped_column(Integer)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    rung: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    lesson: Mapped[str] = mapped_column(Text, default="")

    affected: Mapped[list["AffectedRecord"]] = relationship(lazy="selectin", order_by="AffectedRecord.ref")
    notices: Mapped[list["IncidentNotice"]] = relationship(
        lazy="selectin", order_by="(IncidentNotice.issued_at, IncidentNotice.number)"
    )
    __mapper_args__ = {"version_id_col": version}


class AffectedRecord(Base):
    """Somebody concerned, by the number of the complaint or an id of the office's own; never a NIK."""

    __tablename__ = "incident_affected"

    incident_id: Mapped[str] = mapped_column(ForeignKey(DataIncident.id), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id), index=True)


class IncidentNotice(Base):
    """A letter about an incident: ``content`` (JSON) is what it says, kept as it was issued; ``way``, ``proof``: of its sending."""

    __tablename__ = "incident_notice"
    __table_args__ = (
        CheckConstraint("(sent_at IS NULL) = (proof = '')", name="sent_with_proof"),
        Index("ix_incident_notice_incident", "incident_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    incident_id: Mapped[str] = mapped_column(ForeignKey(DataIncident.id))
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient))
    number: Mapped[str] = mapped_column(String(80), unique=True)
    issued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    content: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    way: Mapped[str] = mapped_column(String(200), default="")
    proof: Mapped[str] = mapped_column(String(300), default="")


class SubjectRequest(Base):
    """What a data subject asked at the counter. Whose data it is, is known by the cases alone (``cases``)."""

    __tablename__ = "subject_request"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("state <> 'done' OR (acted_at IS NOT NULL AND handed <> '')", name="done_handed"),
        CheckConstraint("state <> 'refused' OR ground <> ''", name="refused_with_ground"),
        Index("ix_subject_request_asked", "asked_at", "id"),
        Index("ix_subject_request_state", "state", "rung"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[RequestKind] = mapped_column(enum_column(RequestKind))
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState))
    proof: Mapped[Proof] = mapped_column(enum_column(Proof))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    acted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    handed: Mapped[str] = mapped_column(String(300), default="")
    ground: Mapped[str] = mapped_column(String(500), default="")
    rung: Mapped[int] = mapped_column(Integer, default=0)

    cases: Mapped[list["RequestedCase"]] = relationship(lazy="selectin", order_by="RequestedCase.case_id")
    __mapper_args__ = {"version_id_col": version}


class RequestedCase(Base):
    """A case whose complainant asked."""

    __tablename__ = "subject_request_case"

    request_id: Mapped[str] = mapped_column(ForeignKey(SubjectRequest.id), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id), primary_key=True, index=True)


class RetentionTerm(Base):
    """From which day a kind of record lives how many months (None: until decided), and by which source. Rows are only added."""

    __tablename__ = "retention_term"
    __table_args__ = (
        UniqueConstraint("kind", "valid_from"),
        CheckConstraint("months IS NULL OR months BETWEEN 1 AND 1200", name="months"),
        CheckConstraint("source <> ''", name="source"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[RecordKind] = mapped_column(enum_column(RecordKind))
    months: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    set_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    set_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    @property
    def term(self) -> Term:
        """What the rules need to know."""
        return Term(self.months, self.source, self.valid_from)


class LegalHold(Base):
    """A case kept from being erased, and why; over when it was lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"), Index("ix_legal_hold_case", "case_id", "lifted_at"))

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id))
    reason: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    set_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Erasure(Base):
    """An erasure and its certificate: ``content`` (JSON) says what went, by which rule. ``swept_at``: off the disk too."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_at", "at", "id"), Index("ix_erasure_swept", "swept_at"))

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    content: Mapped[str] = mapped_column(Text)
    swept_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class ErasedFile(Base):
    """A file of evidence still to be taken from the disk, by its hash."""

    __tablename__ = "erased_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class PortalLookup(Base):
    """That somebody looked into the registry's portal for a case or a visit, and why; nothing of what it showed (2(2)j)."""

    __tablename__ = "portal_lookup"
    __table_args__ = (
        CheckConstraint("case_id IS NOT NULL OR visit_id IS NOT NULL", name="of_a_matter"),
        CheckConstraint("staff_id <> told_id", name="second_person"),
        Index("ix_portal_lookup_at", "at", "id"),
        Index("ix_portal_lookup_staff", "staff_id", "at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    told_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))
    visit_id: Mapped[str | None] = mapped_column(ForeignKey(Visit.id))
    reason: Mapped[str] = mapped_column(String(500))
