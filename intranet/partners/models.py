"""Partner organisations and the lines of the referral table. Institutions and functions only, never a person's name."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Agency
from intranet.base.db import Base, IdType, enum_column
from intranet.base.ids import new_id
from intranet.partners.rules import PartnerKind, Target, ViolationKind
from shared.questions import Topic


class PartnerOrganisation(Base):
    """A partner. ``valid_until`` is the last day; ``agency_id`` names the agency whose accounts are the partner's own people."""

    __tablename__ = "partner_organisation"
    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="term"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[PartnerKind] = mapped_column(enum_column(PartnerKind))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    contact_role: Mapped[str] = mapped_column(String(200), default="")
    agency_id: Mapped[str | None] = mapped_column(ForeignKey(Agency.id))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class ReferralRule(Base):
    """A line of the table: violations of a kind (and a topic, if it names one) go to partners of a kind, by ``source``."""

    __tablename__ = "referral_rule"
    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="term"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    violation: Mapped[ViolationKind] = mapped_column(enum_column(ViolationKind))
    topic: Mapped[Topic | None] = mapped_column(enum_column(Topic))
    partner: Mapped[PartnerKind] = mapped_column(enum_column(PartnerKind))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def target(self) -> Target:
        """What the rules need to know."""
        return Target(
            kind=self.violation,
            topic=self.topic,
            partner=self.partner,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            source=self.source,
        )
