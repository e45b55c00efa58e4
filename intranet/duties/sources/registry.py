"""What a source of evidence is: a name that clauses carry, and how it is told from records."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.agreements.models import Agreement
from intranet.duties.rules import Finding, Period, State, once
from shared.text import N_

Find = Callable[[Session, Agreement, Period, dt.date], Finding]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of evidence. ``measure``: the office's own yardstick, in words, where the clause names none; ``endpoint``: where
    the records are; ``takes_statement``: whether a statement may stand for records that are not there."""

    name: str
    label: str
    measure: str
    endpoint: str
    of_agreement: bool
    takes_statement: bool
    find: Find


SOURCES: dict[str, Source] = {}
STATEMENT = "statement"  # what shows that a clause is kept of which no record tells


def source_of(evidence: str) -> Source:
    """The source a clause names; of one that names none known, a statement."""
    return SOURCES.get(evidence) or SOURCES[STATEMENT]


def source(
    name: str, label: str, endpoint: str, *, measure: str = "", of_agreement: bool = False, takes_statement: bool = False
) -> Callable[[Find], Find]:
    """Give the evidence ``name`` its function. ``of_agreement``: the endpoint is a page of one agreement."""

    def keep(find: Find) -> Find:
        SOURCES[name] = Source(
            name=name,
            label=label,
            measure=measure,
            endpoint=endpoint,
            of_agreement=of_agreement,
            takes_statement=takes_statement,
            find=find,
        )
        return find

    return keep


def tally(
    session: Session, when: InstrumentedAttribute[dt.date | None] | InstrumentedAttribute[dt.date], *where: ColumnElement[bool]
) -> tuple[int, dt.date | None]:
    """How many rows, and the latest day among them."""
    count, last = session.execute(select(func.count(), func.max(when)).where(*where)).one()
    return int(count), last


def tally_moments(
    session: Session,
    when: InstrumentedAttribute[dt.datetime | None] | InstrumentedAttribute[dt.datetime],
    period: Period,
    *where: ColumnElement[bool],
) -> tuple[int, dt.date | None]:
    """How many rows within the period, and the office's day of the latest."""
    within = (when >= period.since, when < period.until)
    count, last = session.execute(select(func.count(), func.max(when)).where(*within, *where)).one()
    return int(count), period.day(last)


def happened(count: int, last: dt.date | None, period: Period, today: dt.date, text: str) -> Finding:
    """A finding of what must be done at least once; ``text`` says what there is, with %(count)s and %(last)s."""
    state, due = once(count, period, today)
    if count:
        return told(state, text, count, last)
    return told(state, N_("Belum ada yang tercatat."), 0, None, due)


def told(
    state: State,
    text: str,
    count: int | None = None,
    last: dt.date | None = None,
    due: dt.date | None = None,
    **values: object,
) -> Finding:
    """A finding in one line; ``text`` may name %(count)s, %(last)s and %(due)s beside ``values``."""
    known = {"count": count, "last": last, "due": due}
    return Finding(state=state, text=text, values={**known, **values}, count=count, last=last, due=due)
