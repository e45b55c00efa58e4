"""Verbs of statements: state that a clause is kept, on a day, with a paper, for a time. A newer one takes its place."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.agreements.clauses import ClauseText
from intranet.agreements.models import Agreement
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.duties import queries, rules
from intranet.duties.models import DutyStatement
from intranet.duties.service import note, words
from intranet.duties.sources import source_of
from shared.text import N_

SUBJECT = queries.STATEMENT


@dataclass(frozen=True, kw_only=True)
class StatementInput:
    """A statement as given. ``said_by``: who signed it, by name and office; ``paper_no``: the letter it stands in."""

    said_on: dt.date
    said_by: str
    text: str
    paper_no: str
    valid_until: dt.date


def agreement(session: Session, actor: Actor, agreement_id: str) -> Agreement:
    """The agreement, if ``actor`` may read its ledger; else NotFound, as if there were none."""
    row = session.get(Agreement, agreement_id)
    if row is None or not rules.may_read(actor, queries.parties_of(row)):
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return row


def clause(row: Agreement, clause_key: str, day: dt.date) -> ClauseText:
    """One clause of an agreement as it binds on ``day``, or NotFound."""
    for one in queries.clauses_of(row, day):
        if one.key == clause_key:
            return one
    raise NotFound(N_("Ketentuan tidak ditemukan."))


def may_state(actor: Actor, row: Agreement, one: ClauseText) -> bool:
    """Whether ``actor`` may state that a clause is kept, and whether a statement may stand for it at all."""
    return source_of(one.evidence).takes_statement and rules.may_state(actor, one.owes, one.to, queries.parties_of(row))


def state(
    session: Session,
    actor: Actor,
    clock: Clock,
    zone: ZoneInfo,
    agreement_id: str,
    clause_key: str,
    given: StatementInput,
    *,
    replaces: str = "",
) -> DutyStatement:
    """State that a clause is kept. ``replaces``: the statement the actor saw, if any. Raises NotFound, Forbidden, Conflict, or
    Refused naming the field at fault."""
    row = agreement(session, actor, agreement_id)
    today = clock.now().astimezone(zone).date()
    one = clause(row, clause_key, today)
    if not may_state(actor, row, one):
        raise Forbidden(
            N_("Hanya pihak yang berkewajiban atau berhak dapat menyatakannya, dan hanya bila tidak terhitung dari catatan.")
        )
    columns = _checked(given, today)
    now = clock.now()
    query = select(DutyStatement).where(DutyStatement.agreement_id == row.id, DutyStatement.clause_key == one.key)
    before = session.scalar(query.where(DutyStatement.replaced_at.is_(None)).with_for_update())
    if (before.id if before else "") != replaces:
        raise changed_meanwhile()
    if before is not None:
        before.replaced_at = now
        flush(session)
    made = DutyStatement(
        id=new_id(),
        agreement_id=row.id,
        clause_key=one.key,
        party=_party(actor),
        recorded_by=actor.id,
        recorded_at=now,
        **columns,
    )
    session.add(made)
    try:
        flush(session)
    except IntegrityError as error:  # a colleague was quicker with the first one
        raise changed_meanwhile() from error
    data = {"clause": one.key, "valid_until": made.valid_until.isoformat()}
    note(session, clock, actor, "stated", (SUBJECT, made.id), data)
    return made


def get(session: Session, actor: Actor, agreement_id: str, clause_key: str, statement_id: str) -> DutyStatement:
    """A statement about a clause, also one that was replaced, if ``actor`` may read the agreement's ledger; else NotFound."""
    row = session.get(DutyStatement, statement_id)
    if row is None or (row.agreement_id, row.clause_key) != (agreement(session, actor, agreement_id).id, clause_key):
        raise NotFound(N_("Pernyataan tidak ditemukan."))
    return row


def _party(actor: Actor) -> Party:
    if actor.party is None:
        raise Forbidden(N_("Akun ini tidak mewakili salah satu pihak."))
    return actor.party


def _checked(given: StatementInput, today: dt.date) -> dict[str, object]:
    said_by, text, paper_no = words(given.said_by), given.text.strip(), words(given.paper_no)
    if not said_by:
        raise Refused(N_("Tuliskan siapa yang menyatakan."), field="said_by")
    if not text:
        raise Refused(N_("Tuliskan apa yang dinyatakan."), field="text")
    if not paper_no:
        raise Refused(N_("Tuliskan nomor surat pernyataannya."), field="paper_no")
    field, fault = rules.statement_fault(given.said_on, given.valid_until, today)
    if fault:
        raise Refused(fault, field=field)
    return {"said_on": given.said_on, "said_by": said_by, "text": text, "paper_no": paper_no, "valid_until": given.valid_until}
