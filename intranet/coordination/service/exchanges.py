"""Verbs of the exchange log: prepare, answer the four questions, hand over, cancel (Jambi 4(2)a, 4(4)b, 9(3))."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.coordination import rules
from intranet.coordination.models import Exchange
from intranet.coordination.rules import Check, Direction, ExchangeState, Sensitivity
from intranet.coordination.service import case_of, line, not_after, note, party_of, require
from intranet.outreach.service import put, same_version, today, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "exchange"


@dataclass(frozen=True, kw_only=True)
class ExchangeInput:
    """What goes which way, why and by which law; ``other``: the other agency; ``answers``: to the four questions."""

    direction: Direction
    other: str
    what: str
    purpose: str
    legal_basis: str
    sensitivity: Sensitivity
    retention: str
    keep_until: dt.date | None = None
    way: str = ""
    case_no: str = ""
    disclosure_no: str = ""
    answers: Mapping[Check, bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class HandOver:
    """How it changed hands: of the entry as it was seen, when, from whom, to whom."""

    version: int
    on: dt.date
    given_by: str
    taken_by: str


def prepare(session: Session, actor: Actor, clock: Clock, given: ExchangeInput) -> Exchange:
    """Put down what is to be handed over, or came in. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    row = Exchange(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        state=ExchangeState.PREPARED,
        given_by="",
        taken_by="",
        **_checked(session, actor, given),
    )
    session.add(row)
    flush(session)
    note(session, clock, actor, "exchange_prepared", (SUBJECT, row.id), direction=row.direction.value)
    return row


def amend(session: Session, actor: Actor, clock: Clock, exchange_id: str, version: int, given: ExchangeInput) -> Exchange:
    """Correct what was not handed over yet. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _prepared(session, actor, exchange_id, version)
    changed = put(row, _checked(session, actor, given))
    flush(session)
    if changed:
        note(session, clock, actor, "exchange_amended", (SUBJECT, row.id), fields=changed)
    return row


def hand_over(session: Session, actor: Actor, clock: Clock, settings: Settings, exchange_id: str, given: HandOver) -> Exchange:
    """Note that it changed hands and number it; what goes out needs four answers. Raises Forbidden, Conflict or Refused."""
    row = _prepared(session, actor, exchange_id, given.version)
    if row.direction is Direction.OUT and (fault := rules.sending_fault(row.answers)):
        raise Refused(fault)
    not_after(given.on, today(clock, settings), "done_on")
    given_by = line(given.given_by, "given_by", N_("Tuliskan siapa yang menyerahkan."))
    taken_by = line(given.taken_by, "taken_by", N_("Tuliskan siapa yang menerima."))
    number = next_number(
        session,
        clock,
        series=rules.EXCHANGE_SERIES,
        template=rules.EXCHANGE_TEMPLATE,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=row.id,
    )
    row.given_by, row.taken_by, row.done_on = given_by, taken_by, given.on
    row.number, row.state = number, ExchangeState.DONE
    flush(session)
    note(session, clock, actor, "exchange_done", (SUBJECT, row.id), no=row.number)
    return row


def cancel(session: Session, actor: Actor, clock: Clock, exchange_id: str, version: int, reason: str) -> Exchange:
    """Give up what was prepared, and say why. Raises Forbidden, Conflict or Refused."""
    row = _prepared(session, actor, exchange_id, version)
    row.cancel_reason = line(reason, "reason", N_("Tuliskan alasannya."))
    row.state = ExchangeState.CANCELLED
    flush(session)
    note(session, clock, actor, "exchange_cancelled", (SUBJECT, row.id))
    return row


def get(session: Session, exchange_id: str) -> Exchange:
    """The exchange, or NotFound."""
    row = session.get(Exchange, exchange_id)
    if row is None:
        raise NotFound(N_("Catatan pertukaran tidak ditemukan."))
    return row


def _prepared(session: Session, actor: Actor, exchange_id: str, version: int) -> Exchange:
    require(actor, get(session, exchange_id).party)
    row = session.get_one(Exchange, exchange_id, with_for_update=True, populate_existing=True)
    if row.state is not ExchangeState.PREPARED:
        raise Refused(N_("Pertukaran ini sudah selesai atau dibatalkan; catatannya tidak dapat diubah lagi."))
    same_version(row.version, version)
    return row


def _checked(session: Session, actor: Actor, given: ExchangeInput) -> dict[str, object]:
    case = case_of(session, actor, given.case_no)
    return {
        "direction": given.direction,
        "other": line(given.other, "other", N_("Tuliskan lembaga lainnya.")),
        "what": line(given.what, "what", N_("Tuliskan apa yang dipertukarkan.")),
        "purpose": line(given.purpose, "purpose", N_("Tuliskan untuk apa.")),
        "legal_basis": line(given.legal_basis, "legal_basis", N_("Tuliskan dasar hukumnya.")),
        "retention": line(given.retention, "retention", N_("Tuliskan berapa lama disimpan dan apa sesudahnya.")),
        "sensitivity": given.sensitivity,
        "keep_until": given.keep_until,
        "way": words(given.way),
        "case_id": case.id if case else None,
        "disclosure_no": words(given.disclosure_no),
        **{check.value: given.answers.get(check) if given.direction is Direction.OUT else None for check in Check},
    }
