"""Reads of the ledger: an agreement's clauses with what shows that they are kept, statements, and the inventory."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.agreements import clauses
from intranet.agreements.clauses import ClauseText
from intranet.agreements.models import Agreement
from intranet.agreements.queries import all_agreements
from intranet.agreements.rules import Purpose
from intranet.base.actor import Actor, Party
from intranet.duties import rules
from intranet.duties.models import DutyStatement
from intranet.duties.rules import Finding, Light, Period, State
from intranet.duties.sources import Source, source_of
from intranet.evidence.models import EvidenceItem
from shared.text import N_

REGISTRY = "magelang"  # the template of the civil registry's agreement
STATEMENT = "duty_statement"  # by which evidence knows a statement: the scan of its paper
COMPLIANCE = tuple(f"2.2.{letter}" for letter in "abcdefghij")  # the ten duties whose breach may end it (Magelang 9(1))


def template_of(agreement: Agreement) -> str:
    """Which of the known agreements this one follows: the one it was begun from, else the one most like it."""
    if agreement.template:
        return agreement.template
    if Purpose.POPULATION_CHECK in agreement.purposes:
        return REGISTRY
    if Party.PARTNER in {one.party for one in agreement.parties}:
        return "siber"
    return "jambi" if Purpose.CONTENT_OVERSIGHT in agreement.purposes else "kudus"


def clauses_of(agreement: Agreement, day: dt.date) -> tuple[ClauseText, ...]:
    """The clauses of an agreement as they bind on ``day``, or once it begins; of one without its own, those of its like."""
    own = [row for row in agreement.clauses if row.holds(max(day, agreement.starts_on))]
    return tuple(row.told for row in own) if agreement.clauses else clauses.of(template_of(agreement))


def parties_of(agreement: Agreement) -> frozenset[Party]:
    """Whose agreement it is."""
    return frozenset(one.party for one in agreement.parties)


# The ledger -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Line:
    """One clause as it stands: what the records say, or the statement that stands for them.

    ``scanned``: whether a scan of that statement's paper is kept.
    """

    clause: ClauseText
    source: Source
    finding: Finding
    statement: DutyStatement | None
    scanned: bool = False

    @property
    def state(self) -> State:
        """How it stands."""
        return self.finding.state

    @property
    def light(self) -> Light:
        """Its colour."""
        return rules.light(self.state)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """An agreement with all its clauses."""

    agreement: Agreement
    lines: tuple[Line, ...]

    @property
    def totals(self) -> dict[State, int]:
        """How many clauses stand how."""
        counted = Counter(line.state for line in self.lines)
        return {state: counted[state] for state in State}

    @property
    def worst(self) -> State:
        """The state of the clause that stands worst."""
        return next((state for state in State if state in {line.state for line in self.lines}), State.NOT_APPLICABLE)


def period_of(agreement: Agreement, today: dt.date, zone: ZoneInfo) -> Period:
    """The days of an agreement that count today."""
    first = max(agreement.starts_on, rules.EARLIEST)
    last = max(min(agreement.ends_on, today), first)
    return Period(first=first, last=last, zone=zone, over=today > agreement.ends_on)


def ledger(session: Session, agreement: Agreement, today: dt.date, zone: ZoneInfo, keys: Collection[str] = ()) -> Ledger:
    """The ledger of an agreement today; ``keys``: of these clauses only."""
    wanted = [one for one in clauses_of(agreement, today) if not keys or one.key in keys]
    period = period_of(agreement, today, zone)
    present = statements(session, agreement.id)
    kept = scans(session, (one.id for one in present.values()))
    found = {name: _find(session, source_of(name), agreement, period, today) for name in {one.evidence for one in wanted}}
    return Ledger(
        agreement=agreement,
        lines=tuple(_line(one, found[one.evidence], present.get(one.key), kept, today) for one in wanted),
    )


def _find(session: Session, source: Source, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    if agreement.drafted:
        return Finding(state=State.NOT_APPLICABLE, text=N_("Perjanjian masih konsep."))
    if today < agreement.starts_on:
        text = N_("Perjanjian baru berlaku mulai %(day)s.")
        return Finding(state=State.NOT_APPLICABLE, text=text, values={"day": agreement.starts_on})
    return source.find(session, agreement, period, today)


def _line(clause: ClauseText, finding: Finding, statement: DutyStatement | None, kept: Collection[str], today: dt.date) -> Line:
    source = source_of(clause.evidence)
    until = statement.valid_until if statement else None
    stated = rules.with_statement(finding, until, today, takes=source.takes_statement)
    scanned = statement is not None and statement.id in kept
    return Line(clause=clause, source=source, finding=stated, statement=statement, scanned=scanned)


def readable(session: Session, actor: Actor) -> list[Agreement]:
    """The agreements whose ledger ``actor`` may read, the one that ends last first."""
    return [row for row in all_agreements(session) if rules.may_read(actor, parties_of(row))]


# Statements -------------------------------------------------------------------------------------------------------


def statements(session: Session, agreement_id: str) -> dict[str, DutyStatement]:
    """The present statement of each clause that has one."""
    query = select(DutyStatement).where(DutyStatement.agreement_id == agreement_id, DutyStatement.replaced_at.is_(None))
    return {row.clause_key: row for row in session.scalars(query)}


def scans(session: Session, statement_ids: Iterable[str]) -> dict[str, EvidenceItem]:
    """The scan of each statement's paper, where one is kept."""
    of_these = (EvidenceItem.subject_kind == STATEMENT, EvidenceItem.subject_id.in_(list(statement_ids)))
    found = session.scalars(select(EvidenceItem).where(*of_these, EvidenceItem.erased_at.is_(None)).order_by(EvidenceItem.id))
    return {item.subject_id: item for item in found}


class Told(NamedTuple):
    """A statement, who wrote it down, and the scan of its paper."""

    statement: DutyStatement
    recorder: str
    scan: EvidenceItem | None


def history(session: Session, agreement_id: str, clause_key: str) -> list[Told]:
    """All statements about a clause, the newest first."""
    query = (
        select(DutyStatement, Staff.name)
        .join(Staff, DutyStatement.recorded_by == Staff.id)
        .where(DutyStatement.agreement_id == agreement_id, DutyStatement.clause_key == clause_key)
        .order_by(DutyStatement.recorded_at.desc(), DutyStatement.id.desc())
    )
    rows = session.execute(query).all()
    kept = scans(session, (statement.id for statement, _recorder in rows))
    return [Told(statement, recorder, kept.get(statement.id)) for statement, recorder in rows]


def statement_count(session: Session, agreement_id: str) -> int:
    """How many present statements an agreement rests on."""
    present = (DutyStatement.agreement_id == agreement_id, DutyStatement.replaced_at.is_(None))
    return session.scalar(select(func.count()).select_from(DutyStatement).where(*present)) or 0
