"""Papers, what each is about, and how a party's papers are headed and numbered."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.calendar.rules import ElectionKind
from intranet.cases.models import Case, Track
from intranet.documents.rules import DocumentKind, DocumentState, Form, Reset, Scheme
from intranet.evidence.models import EvidenceItem
from intranet.oversight.models import FactCheck


class Document(Base):
    """A paper. ``fields``: the officer's texts (JSON); ``data``: all that was printed when it was issued (JSON), which with
    the same program gives the bytes of ``sha256`` again. ``signer_*``: as printed, whatever becomes of the account.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="numbered_when_issued"),
        CheckConstraint("(number IS NULL) = (sha256 IS NULL) AND (number IS NULL) = (dated_on IS NULL)", name="issued_whole"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_with_time"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_with_reason"),
        Index("ix_document_register", "dated_on", "issued_at", "id"),
        Index("ix_document_drafts", "state", "party", "made_at"),
        Index("ix_document_signer", "signer_id", "issued_at"),
        Index("ix_document_fact_check", "fact_check_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    state: Mapped[DocumentState] = mapped_column(enum_column(DocumentState))
    fact_check_id: Mapped[str | None] = mapped_column(ForeignKey(FactCheck.id))
    subject: Mapped[str] = mapped_column(String(300))
    addressee: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    fields: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    number: Mapped[str | None] = mapped_column(String(80))
    dated_on: Mapped[dt.date | None] = mapped_column(Date)
    issued_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    signer_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    signer_name: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    signer_title: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    signer_nip: Mapped[str] = mapped_column(String(30), default="", server_default=text("''"))
    data: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    sha256: Mapped[str | None] = mapped_column(String(64))

    cancelled_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))

    __mapper_args__ = {"version_id_col": version}


class DocumentCase(Base):
    """A case a paper is about; a pack for one platform is about several."""

    __tablename__ = "document_case"
    __table_args__ = (Index("ix_document_case_case", "case_id"),)

    document_id: Mapped[str] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey(Case.id), primary_key=True)


class DocumentTrack(Base):
    """A take-down request or referral whose letter this is."""

    __tablename__ = "document_track"
    __table_args__ = (Index("ix_document_track_track", "track_id"),)

    document_id: Mapped[str] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    track_id: Mapped[str] = mapped_column(ForeignKey(Track.id), primary_key=True)


class DocumentEvidence(Base):
    """An item of evidence a paper lists."""

    __tablename__ = "document_evidence"

    document_id: Mapped[str] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey(EvidenceItem.id), primary_key=True)


class NumberingScheme(Base):
    """How the papers of a party, or those of one kind, are numbered; in place of the lines that come with the program.

    ``kind`` is a kind's value, or ``all``: the papers of the party without a line of their own.
    """

    __tablename__ = "numbering_scheme"

    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    template: Mapped[str] = mapped_column(String(60))
    reset: Mapped[Reset] = mapped_column(enum_column(Reset))
    width: Mapped[int] = mapped_column(Integer)
    own: Mapped[bool] = mapped_column()
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def scheme(self) -> Scheme:
        """What the rules need to know."""
        return Scheme(self.template, self.reset, self.width, self.own)


class DocumentForm(Base):
    """A line of the table of forms: papers of a kind carry ``code`` under a regime, by ``source``."""

    __tablename__ = "document_form"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="term"),
        CheckConstraint("code <> ''", name="has_code"),
        UniqueConstraint("kind", "regime", "valid_from"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    regime: Mapped[ElectionKind] = mapped_column(enum_column(ElectionKind))
    code: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def form(self) -> Form:
        """What the rules need to know."""
        return Form(
            kind=self.kind,
            regime=self.regime,
            code=self.code,
            source=self.source,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class Letterhead(Base):
    """What stands at the head of a party's papers; ``place`` goes before the date."""

    __tablename__ = "letterhead"

    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    over: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    contact: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
