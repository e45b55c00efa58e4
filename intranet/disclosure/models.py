"""Marks and disclosures. What they lie on is named by kind and id: a foreign key would point upward."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.disclosure.rules import Act, Facts, Form, Grant, Level, State
from intranet.partners.models import PartnerOrganisation


class Mark(Base):
    """The mark on one thing as it is now; what it was before stands in the trail. ``ends_at``: open from then on.

    ``said_on``: the day it was declared secret by word of mouth, when the writing came afterwards.
    """

    __tablename__ = "confidentiality_mark"

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[Level] = mapped_column(enum_column(Level))
    owner: Mapped[Party] = mapped_column(enum_column(Party))
    set_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    set_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300))
    said_on: Mapped[dt.date | None] = mapped_column(Date)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Disclosure(Base):
    """A disclosure from request to use. The database too refuses one that is approved without consent or by who asked.

    ``party`` is whose staff acts by it: the party it is for, or the asking one when it goes to a partner or a person.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN to_party IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN to_person = '' THEN 0 ELSE 1 END) = 1",
            name="one_recipient",
        ),
        CheckConstraint(
            "state NOT IN ('consented', 'approved', 'used') OR (consented_by IS NOT NULL AND consented_by <> requested_by)",
            name="consented",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'used') OR (approved_by IS NOT NULL AND approved_by <> requested_by)", name="four_eyes"
        ),
        CheckConstraint("(form = 'oral') = (said_on IS NOT NULL)", name="oral_has_day"),
        CheckConstraint("state NOT IN ('refused', 'withdrawn') OR closing <> ''", name="end_has_reason"),
        Index("ix_disclosure_requested", "requested_at", "id"),
        Index("ix_disclosure_state", "state", "ends_at"),
        Index("ix_disclosure_partner", "partner_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[State] = mapped_column(enum_column(State))
    form: Mapped[Form] = mapped_column(enum_column(Form))
    owner: Mapped[Party] = mapped_column(enum_column(Party))
    asking: Mapped[Party] = mapped_column(enum_column(Party))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    to_party: Mapped[Party | None] = mapped_column(enum_column(Party))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey(PartnerOrganisation.id))
    to_person: Mapped[str] = mapped_column(String(200), default="")
    purpose: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(300))
    said_on: Mapped[dt.date | None] = mapped_column(Date)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    requested_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    requested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    consented_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    consented_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    letter_no: Mapped[str] = mapped_column(String(120), default="")
    letter_on: Mapped[dt.date | None] = mapped_column(Date)
    approved_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    approved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closing: Mapped[str] = mapped_column(String(300), default="")

    items: Mapped[list["DisclosureItem"]] = relationship(order_by="DisclosureItem.position", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}

    @property
    def grant(self) -> Grant:
        """What ``rules.may`` needs to know."""
        outside = self.to_party is None
        return Grant(self.id, self.form, self.state, self.party, self.ends_at, outside, self.partner_id)

    def facts(self, approvers: frozenset[str]) -> Facts:
        """What the rules of its steps need to know."""
        return Facts(self.owner, self.requested_by, self.asking, self.party, self.consented_by, approvers)


class DisclosureItem(Base):
    """What is disclosed: a case (position 0), or a piece of its evidence by its place in the list. ``no`` is the case's."""

    __tablename__ = "disclosure_item"
    __table_args__ = (
        Index("ix_disclosure_item_subject", "subject_kind", "subject_id"),
        Index("ix_disclosure_item_case", "case_id"),
    )

    disclosure_id: Mapped[str] = mapped_column(ForeignKey(Disclosure.id), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(IdType)
    no: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(Integer)


class DisclosureUse(Base):
    """One use. Rows are only ever added."""

    __tablename__ = "disclosure_use"
    __table_args__ = (Index("ix_disclosure_use_disclosure", "disclosure_id", "id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    disclosure_id: Mapped[str] = mapped_column(ForeignKey(Disclosure.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    act: Mapped[Act | None] = mapped_column(enum_column(Act))
    note: Mapped[str] = mapped_column(String(300), default="")
