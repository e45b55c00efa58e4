"""Reads of the register."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement


def all_agreements(session: Session) -> list[Agreement]:
    """Every agreement, the one that ends last first; an office has a handful, so there is no paging."""
    return list(session.scalars(select(Agreement).order_by(Agreement.ends_on.desc(), Agreement.id)))
