"""The sweep that lets no end of an agreement come unseen: each reminder is told to the leaders once. Safe to do twice."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements import queries, rules
from intranet.agreements.models import Agreement, AgreementPrompt
from intranet.agreements.service import SUBJECT
from intranet.agreements.service import today as office_day
from intranet.base.clock import Clock
from intranet.base.papers import written_date
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.text import N_

_AHEAD, _BACK = dt.timedelta(days=190), dt.timedelta(days=7)
_EXPIRY = N_("Perjanjian “%(title)s” berakhir pada %(day)s. Siapkan perpanjangan, atau penutupannya.")
_TALKS = N_("Perpanjangan perjanjian “%(title)s” perlu dibicarakan para pihak paling lambat %(day)s.")
_TALKS_DUE = N_("Batas untuk membicarakan perpanjangan perjanjian “%(title)s” sudah tiba; perjanjian berakhir pada %(day)s.")
_ENDED = N_("Perjanjian “%(title)s” sudah berakhir pada %(day)s. Yang bergantung padanya berhenti; kerjakan daftar penutupannya.")


def prompt(session: Session, clock: Clock, settings: Settings) -> int:
    """Tell the leaders of both parties what is due about the ends of agreements; how many agreements were told of."""
    day, count = office_day(clock, settings.zone), 0
    query = select(Agreement).where(~Agreement.drafted, Agreement.ends_on.between(day - _BACK, day + _AHEAD)).order_by(Agreement.id)
    for row in session.scalars(query):
        if row.recorded_at.astimezone(settings.zone).date() > row.ends_on:
            continue  # recorded for the archive: its end is no news
        told = session.scalars(
            select(AgreementPrompt.key).where(AgreementPrompt.agreement_id == row.id, AgreementPrompt.ends_on == row.ends_on)
        ).all()
        say, due = rules.to_tell(rules.prompts(row.ends_on, row.talks_months), day, told)
        if say is None:
            continue
        for one in due:
            session.add(AgreementPrompt(agreement_id=row.id, ends_on=row.ends_on, key=one.key, told_at=clock.now()))
        session.flush()
        message, end = _message(say.key, row)
        people = queries.leaders_of(session, row)
        tell(
            session,
            clock,
            people,
            f"agreement.{say.key}",
            SUBJECT,
            row.id,
            message,
            title=row.title[:80],
            day=written_date(end),
        )
        count += 1
    return count


def _message(key: str, row: Agreement) -> tuple[str, dt.date]:
    if key == rules.ENDED:
        return _ENDED, row.ends_on
    if key == "talks_due":
        return _TALKS_DUE, row.ends_on
    if key.startswith("talks"):
        return _TALKS, rules.add_months(row.ends_on, -(row.talks_months or 0))
    return _EXPIRY, row.ends_on
