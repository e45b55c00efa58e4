"""Proposals of a month's programme: what was asked, how far the planning is, what it found, what became of it."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.literacy.proposing.rules import ProposalState


class PlanProposal(Base):
    """One asking for a plan of the period from ``first_on`` to ``last_on``, both inside. It changes no session until applied.

    ``wanted`` (JSON): rules, weights, what is kept, the plan it changes; ``result`` (JSON): sessions, warnings, what is not
    filled and why, empty until the plain planner is done. While it runs a worker holds it: ``taken_by`` since ``beat_at``, which
    it renews; one that no longer does is followed by another. ``value``, ``bound``: cost of the best plan so far, and the least
    any can have; ``seconds``: how long the search may take. ``before_id``: the proposal it changes.
    """

    __tablename__ = "literacy_proposal"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="span"),
        CheckConstraint("seconds BETWEEN 1 AND 600", name="seconds"),
        CheckConstraint("state NOT IN ('ready', 'stopped', 'applied') OR result <> ''", name="finished_with_result"),
        Index("ix_literacy_proposal_asked", "asked_at", "id"),
        Index("ix_literacy_proposal_state", "state", "asked_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[ProposalState] = mapped_column(enum_column(ProposalState))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    asked_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    first_on: Mapped[dt.date] = mapped_column(Date)
    last_on: Mapped[dt.date] = mapped_column(Date)
    wanted: Mapped[str] = mapped_column(Text)
    seconds: Mapped[int] = mapped_column(Integer)
    stop_wanted: Mapped[bool] = mapped_column()
    taken_by: Mapped[str | None] = mapped_column(IdType)
    beat_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer)
    value: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300))
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    before_id: Mapped[str | None] = mapped_column(ForeignKey("literacy_proposal.id"))

    __mapper_args__ = {"version_id_col": version}
