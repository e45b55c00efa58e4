"""Cases, their complainants and notes. Nothing here comes from the population register (Magelang 2(2)j)."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.calendar.rules import DeadlineKind
from intranet.cases.classes import Target
from intranet.cases.rules import Channel, ElectionCrime, Notice, Outcome, Source, State
from intranet.cases.tracks import Kind, Stage
from intranet.partners.models import PartnerOrganisation
from shared.elements import Standing
from shared.questions import Platform, Topic


class Case(Base):
    """One matter, with what was first told about it and how it ended. ``version`` prevents lost updates.

    ``complaint_no`` is the office's, from the intake on; ``register_no`` is Bawaslu's, given only to what is registered.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR complaint_no IS NOT NULL", name="numbered"),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_with_outcome"),
        CheckConstraint("state IN ('draft', 'closed') OR due_on IS NOT NULL", name="open_is_due"),
        Index("ix_cases_updated", "updated_at", "id"),
        Index("ix_cases_state", "state", "updated_at", "id"),
        Index("ix_cases_officer", "officer_id", "state", "updated_at", "id"),
        Index("ix_cases_officer_due", "officer_id", "due_on", "id"),  # an officer's own, and nobody's, most urgent first
        Index("ix_cases_party", "party", "state", "updated_at", "id"),
        Index("ix_cases_source", "source", "updated_at", "id"),
        Index("ix_cases_received", "received_at", "id"),
        Index("ix_cases_due", "due_on", "id"),
        Index("ix_cases_closed", "closed_at", "party", "outcome", "source", "received_at"),  # all the figures of ends need
        Index("uq_cases_register_no", "register_no", unique=True),
        Index(
            "ix_cases_open", "state", "party", "officer_id", "due_on", "received_at", "clock", "clock_from"
        ),  # the start page's figures
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    complaint_no: Mapped[str | None] = mapped_column(String(80), unique=True)
    check_code: Mapped[str | None] = mapped_column(String(12))
    source: Mapped[Source] = mapped_column(enum_column(Source))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    state: Mapped[State] = mapped_column(enum_column(State))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    standing: Mapped[Standing] = mapped_column(enum_column(Standing), default=Standing.NOT_CHECKED)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    register_no: Mapped[str | None] = mapped_column(String(80))
    referred_to: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    # Which time limit runs, since when, and when the study began; how far it has rung, and when silence was told of.
    clock: Mapped[DeadlineKind | None] = mapped_column(enum_column(DeadlineKind))
    clock_from: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    study_from: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    extension_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    rung: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    silent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    extended: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    election_crime: Mapped[ElectionCrime | None] = mapped_column(enum_column(ElectionCrime))
    legal_basis: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    notice: Mapped[Notice | None] = mapped_column(enum_column(Notice))
    main_no: Mapped[str | None] = mapped_column(String(80))

    topic: Mapped[Topic | None] = mapped_column(enum_column(Topic))
    happened_on: Mapped[dt.date | None] = mapped_column(Date)
    known_on: Mapped[dt.date | None] = mapped_column(Date)
    platform: Mapped[Platform | None] = mapped_column(enum_column(Platform))
    target: Mapped[Target | None] = mapped_column(enum_column(Target))
    link: Mapped[str] = mapped_column(String(2000), default="")
    account: Mapped[str] = mapped_column(String(200), default="")
    event_place: Mapped[str] = mapped_column(String(200), default="")
    respondent: Mapped[str] = mapped_column(String(200), default="")
    narrative: Mapped[str] = mapped_column(Text, default="")

    __mapper_args__ = {"version_id_col": version}


class Complainant(Base):
    """Who complained, as declared and confirmed on the screen. The NIK is sealed; ``nik_index`` finds equal ones."""

    __tablename__ = "complainant"
    __table_args__ = (Index("ix_complainant_nik", "nik_index"),)

    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id), primary_key=True)
    nik_sealed: Mapped[str | None] = mapped_column(String(200))
    nik_index: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    restricted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # shown for a legal reason only
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CaseText(Base):
    """The words by which a case is found (see ``search``). ``row`` grows with time, so the newest come first."""

    __tablename__ = "case_text"

    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    row: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


class Track(Base):
    """A take-down request or a referral of a case, on its own way beside it (see ``tracks``).

    ``target``: the content or the addressee as written; ``partner_id``: the addressee, when it is one of the partners.
    ``legal_basis``, ``summary``: what a partner with accounts is told of the case, and all it is told.
    """

    __tablename__ = "case_track"
    __table_args__ = (
        CheckConstraint("stage IN ('gone', 'concluded', 'cancelled') OR due_on IS NOT NULL", name="open_is_due"),
        Index("ix_case_track_case", "case_id", "opened_at"),
        Index("ix_case_track_due", "due_on"),
        Index("ix_case_track_partner", "partner_id", "opened_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    target: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    rung: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey(PartnerOrganisation.id))
    legal_basis: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    summary: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    __mapper_args__ = {"version_id_col": version}


class CaseNote(Base):
    """A note of an officer. Notes are added, never changed. ``indexed``: its words are found by a search."""

    __tablename__ = "case_note"
    __table_args__ = (
        Index("ix_case_note_case", "case_id", "at"),
        # Partial on PostgreSQL too, by its migration: to say so here would load that database's dialect at every start.
        Index("ix_case_note_new", "at", sqlite_where=text("NOT indexed")),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id))
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)
    indexed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class CaseViewer(Base):
    """Who has a case open, and when the page last said so; nothing that has to last."""

    __tablename__ = "case_viewer"

    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SavedFilter(Base):
    """A filter of the case list under a name of its own; ``query`` is the list's address without what pages add to it.

    ``party``: whose people may use it too; ``name_key`` is the one spelling by which its owner's filters are told apart.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("staff_id", "name_key"), Index("ix_saved_filter_party", "party", "name_key"))

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    party: Mapped[Party | None] = mapped_column(enum_column(Party))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}
