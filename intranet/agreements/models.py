"""The agreements and what belongs to each. Parties are institutions; who holds an office gets no right by it (Jambi 11)."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.agreements.clauses import ClauseKind, ClauseText
from intranet.agreements.rules import (
    AgreementKind,
    AmendmentKind,
    DocumentKind,
    Matter,
    Notice,
    NoticeUnit,
    Purpose,
    Settlement,
    Term,
    covers,
)
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.evidence.models import EvidenceItem


class Agreement(Base):
    """One agreement. ``ends_on`` is the last valid day, or the day its end event is expected.

    A draft (``drafted``) carries nothing yet; its days are those planned. ``template``: the known agreement it was begun from.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="term"),
        CheckConstraint("suspended_from IS NULL OR suspended_reason <> ''", name="suspension_reason"),
        CheckConstraint("suspended_until IS NULL OR suspended_until >= suspended_from", name="suspension"),
        CheckConstraint("(notice_amount IS NULL) = (notice_unit IS NULL)", name="notice"),
        CheckConstraint("notice_amount IS NULL OR notice_amount > 0", name="notice_amount"),
        CheckConstraint("talks_months IS NULL OR talks_months > 0", name="talks_months"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[AgreementKind] = mapped_column(enum_column(AgreementKind))
    title: Mapped[str] = mapped_column(String(300))
    signed_on: Mapped[dt.date] = mapped_column(Date)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date, index=True)
    end_event: Mapped[str] = mapped_column(String(200), default="")
    approval_letter_no: Mapped[str] = mapped_column(String(100), default="")
    institution_name: Mapped[str] = mapped_column(String(200))
    suspended_from: Mapped[dt.date | None] = mapped_column(Date)
    suspended_until: Mapped[dt.date | None] = mapped_column(Date)
    suspended_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    template: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    drafted: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    place: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    stamped: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    notice_amount: Mapped[int | None] = mapped_column(Integer)
    notice_unit: Mapped[NoticeUnit | None] = mapped_column(enum_column(NoticeUnit))
    talks_months: Mapped[int | None] = mapped_column(Integer)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("agreement.id"))

    parties: Mapped[list["AgreementParty"]] = relationship(
        cascade="all, delete-orphan", order_by="AgreementParty.position", lazy="selectin"
    )
    granted: Mapped[list["AgreementPurpose"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    bases: Mapped[list["AgreementBasis"]] = relationship(cascade="all, delete-orphan", order_by="AgreementBasis.position")
    clauses: Mapped[list["AgreementClause"]] = relationship(order_by="(AgreementClause.position, AgreementClause.from_on)")
    holders: Mapped[list["OfficeHolder"]] = relationship(order_by="(OfficeHolder.party, OfficeHolder.from_on, OfficeHolder.id)")

    __mapper_args__ = {"version_id_col": version}

    @property
    def term(self) -> Term:
        """What the rules need to know."""
        return Term(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            suspended_from=self.suspended_from,
            suspended_until=self.suspended_until,
            drafted=self.drafted,
        )

    @property
    def purposes(self) -> frozenset[Purpose]:
        """The acts it carries."""
        return frozenset(row.purpose for row in self.granted)

    @property
    def notice(self) -> Notice | None:
        """How long before an early end it must be said; None where the paper is silent."""
        return Notice(self.notice_amount, self.notice_unit) if self.notice_amount and self.notice_unit else None

    @property
    def party_kinds(self) -> frozenset[Party]:
        """Which agencies it binds."""
        return frozenset(row.party for row in self.parties)


class AgreementParty(Base):
    """One party of an agreement, with its own number of the paper, which may have been left blank (Jambi)."""

    __tablename__ = "agreement_party"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(100))
    original_at: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))


class AgreementPurpose(Base):
    """One act an agreement carries."""

    __tablename__ = "agreement_purpose"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose), primary_key=True)


class AgreementBasis(Base):
    """One law or letter an agreement rests on, in the order of the paper."""

    __tablename__ = "agreement_basis"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(String(500))


class OfficeHolder(Base):
    """Who held an office for a party, from when to when: a name for letters, never a right (Jambi 11(1))."""

    __tablename__ = "office_holder"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="term"),
        Index("ix_office_holder_agreement", "agreement_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[dt.date] = mapped_column(Date)
    until_on: Mapped[dt.date | None] = mapped_column(Date)


class Amendment(Base):
    """An addendum, extension or termination: what it changed, who signed, and its scan.

    ``first_end``: of an early end, the earliest day it could have, as reckoned when it was recorded.
    """

    __tablename__ = "agreement_amendment"
    __table_args__ = (
        CheckConstraint("kind = 'early_termination' OR (signer_1 <> '' AND signer_2 <> '')", name="both_signed"),
        CheckConstraint("kind NOT IN ('extension', 'termination') OR scan_id IS NOT NULL", name="scanned"),
        CheckConstraint("(kind = 'addendum') = (ends_after IS NULL)", name="end"),
        CheckConstraint("kind <> 'early_termination' OR (party IS NOT NULL AND summary <> '')", name="who_ends_and_why"),
        Index("ix_agreement_amendment_agreement", "agreement_id", "from_on"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    kind: Mapped[AmendmentKind] = mapped_column(enum_column(AmendmentKind))
    number: Mapped[str] = mapped_column(String(100))
    signed_on: Mapped[dt.date] = mapped_column(Date)
    from_on: Mapped[dt.date] = mapped_column(Date)
    ends_before: Mapped[dt.date] = mapped_column(Date)
    ends_after: Mapped[dt.date | None] = mapped_column(Date)
    party: Mapped[Party | None] = mapped_column(enum_column(Party))
    signer_1: Mapped[str] = mapped_column(String(200))
    signer_2: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    scan_id: Mapped[str | None] = mapped_column(ForeignKey(EvidenceItem.id))
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    first_end: Mapped[dt.date | None] = mapped_column(Date)


class AgreementClause(Base):
    """One clause as it reads from ``from_on`` to ``until_on``. ``owes`` and ``owed_to``: party values, separated by spaces."""

    __tablename__ = "agreement_clause"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="term"),
        CheckConstraint("lapsed_on IS NULL OR note <> ''", name="lapsed_with_note"),
        UniqueConstraint("agreement_id", "key", "from_on"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    article: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[ClauseKind] = mapped_column(enum_column(ClauseKind))
    owes: Mapped[str] = mapped_column(String(120), default="")
    owed_to: Mapped[str] = mapped_column(String(120), default="")
    evidence: Mapped[str] = mapped_column(String(60), default="")
    from_on: Mapped[dt.date] = mapped_column(Date)
    until_on: Mapped[dt.date | None] = mapped_column(Date)
    lapsed_on: Mapped[dt.date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(500), default="")
    amendment_id: Mapped[str | None] = mapped_column(ForeignKey(Amendment.id))

    @property
    def told(self) -> ClauseText:
        """The same as the known agreements say theirs."""
        owes, to = (tuple(Party(one) for one in text.split()) for text in (self.owes, self.owed_to))
        return ClauseText(
            key=self.key, article=self.article, text=self.text, kind=self.kind, owes=owes, to=to, evidence=self.evidence
        )

    def holds(self, day: dt.date) -> bool:
        """Whether the clause reads so, and binds, on ``day``."""
        return covers(self.from_on, self.until_on, day) and (self.lapsed_on is None or day < self.lapsed_on)

    @property
    def debtors(self) -> tuple[Party, ...]:
        """The parties that owe it."""
        return tuple(Party(one) for one in self.owes.split())

    @property
    def creditors(self) -> tuple[Party, ...]:
        """The parties it is owed to."""
        return tuple(Party(one) for one in self.owed_to.split())


class AgreementPrompt(Base):
    """That the leaders were told something about one end of an agreement; another end is told anew."""

    __tablename__ = "agreement_prompt"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    ends_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    told_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class AgreementDocument(Base):
    """A version of the terms of reference (KAK) or of a technical guide; both are part of the agreement."""

    __tablename__ = "agreement_document"
    __table_args__ = (
        CheckConstraint("budget IS NULL OR budget >= 0", name="budget"),
        UniqueConstraint("agreement_id", "kind", "number"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[dt.date] = mapped_column(Date)
    budget: Mapped[int | None] = mapped_column(BigInteger)
    targets: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class TaskForceMember(Base):
    """Somebody in an agreement's task force: of staff, or from outside. The decree (SK) is the party's own."""

    __tablename__ = "task_force_member"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="term"),
        CheckConstraint("name <> '' AND decree_no <> ''", name="whole"),
        Index("ix_task_force_member_agreement", "agreement_id", "from_on"),
        Index("ix_task_force_member_staff", "staff_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    name: Mapped[str] = mapped_column(String(200))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    office: Mapped[str] = mapped_column(String(200))
    decree_no: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[dt.date] = mapped_column(Date)
    until_on: Mapped[dt.date | None] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}

    def serves(self, day: dt.date) -> bool:
        """Whether the person belongs to it on ``day``."""
        return covers(self.from_on, self.until_on, day)


class AgreementDispute(Base):
    """A difference of reading or of practice, settled by deliberation (Jambi 10(2); Kudus 14; Magelang 7(1))."""

    __tablename__ = "agreement_dispute"
    __table_args__ = (
        CheckConstraint("(settled_on IS NULL) = (outcome = '')", name="settled_with_outcome"),
        Index("ix_agreement_dispute_agreement", "agreement_id", "raised_on"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    matter: Mapped[str] = mapped_column(Text)
    raised_on: Mapped[dt.date] = mapped_column(Date)
    met_on: Mapped[dt.date | None] = mapped_column(Date)
    minutes: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_on: Mapped[dt.date | None] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}


class InstitutionName(Base):
    """A name a party bears from a day on; a new one means that its agreements need renewing (Magelang 5b)."""

    __tablename__ = "institution_name"
    __table_args__ = (UniqueConstraint("party", "from_on"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[dt.date] = mapped_column(Date)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class RenewalTask(Base):
    """That an agreement must be renewed because a party's institution changed; done when somebody says how."""

    __tablename__ = "agreement_renewal"
    __table_args__ = (
        CheckConstraint("(done_on IS NULL) = (note = '')", name="done_with_note"),
        UniqueConstraint("agreement_id", "name_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    name_id: Mapped[str] = mapped_column(ForeignKey(InstitutionName.id))
    due_on: Mapped[dt.date] = mapped_column(Date)
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(500), default="")

    name: Mapped[InstitutionName] = relationship(lazy="joined")


class ClosingItem(Base):
    """What became of one open matter when an agreement was closed; ``open_count``: how many were open then."""

    __tablename__ = "agreement_closing"
    __table_args__ = (
        CheckConstraint("how <> 'transferred' OR note <> ''", name="transferred_with_note"),
        CheckConstraint("how <> 'settled' OR open_count = 0", name="settled_means_none"),
    )

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    matter: Mapped[Matter] = mapped_column(enum_column(Matter), primary_key=True)
    how: Mapped[Settlement] = mapped_column(enum_column(Settlement))
    note: Mapped[str] = mapped_column(String(500))
    open_count: Mapped[int] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
