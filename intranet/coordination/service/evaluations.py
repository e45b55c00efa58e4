"""Verbs of evaluations: begin, write, issue with figures that stay, deliver to each leader (Jambi 7; Magelang 8(2)-(4))."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.coordination import figures, queries, rules
from intranet.coordination.models import Delivery, Evaluation
from intranet.coordination.rules import EvaluationMode, EvaluationState, Occasion
from intranet.coordination.service import agreement_of, line, not_after, note, party_of, require, without_nik
from intranet.outreach.rules import PARTIES
from intranet.outreach.service import put, same_version, today
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "evaluation"


@dataclass(frozen=True, kw_only=True)
class EvaluationInput:
    """Which agreement, which period, by whom and why."""

    agreement_id: str
    mode: EvaluationMode
    occasion: Occasion
    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True)
class Handed:
    """How a leader got the report: of the evaluation as it was seen, which party's, when, and who took it."""

    version: int
    party: str
    on: dt.date
    receiver: str


def begin(session: Session, actor: Actor, clock: Clock, settings: Settings, given: EvaluationInput) -> Evaluation:
    """Begin an evaluation; its leaders are those of the agreement's parties. Raises Forbidden or Refused."""
    party = party_of(actor)
    agreement = agreement_of(session, given.agreement_id, needed=True)
    assert agreement is not None  # noqa: S101 - refused otherwise
    parties = dict.fromkeys(one.party for one in agreement.parties)
    if party not in parties:
        raise Refused(N_("Pilih perjanjian yang diikuti pihak Anda."), field="agreement")
    if fault := rules.mode_fault(given.mode, parties):
        raise Refused(fault, field="mode")
    if given.last_on < given.first_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="last_on")
    not_after(given.last_on, today(clock, settings), "last_on")
    row = Evaluation(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        agreement_id=agreement.id,
        mode=given.mode,
        occasion=given.occasion,
        first_on=given.first_on,
        last_on=given.last_on,
        state=EvaluationState.DRAFT,
        deliveries=[Delivery(party=one) for one in parties],
    )
    session.add(row)
    flush(session)
    note(session, clock, actor, "evaluation_begun", (SUBJECT, row.id), mode=row.mode.value)
    return row


def write(
    session: Session, actor: Actor, clock: Clock, evaluation_id: str, version: int, summary: str, *, nothing_found: bool
) -> Evaluation:
    """Write what the period came to. Raises Forbidden, Conflict or Refused."""
    row = _draft(session, actor, evaluation_id, version)
    values = {"summary": without_nik(summary.strip(), "summary"), "nothing_found": nothing_found and not row.actions}
    changed = put(row, values)
    flush(session)
    if changed:
        note(session, clock, actor, "evaluation_written", (SUBJECT, row.id), fields=changed)
    return row


def issue(session: Session, actor: Actor, clock: Clock, settings: Settings, evaluation_id: str, version: int) -> Evaluation:
    """Give it its number and keep its figures as they are now. Raises Forbidden, Conflict, or Refused telling what is missing."""
    row = _draft(session, actor, evaluation_id, version)
    parties = [one.party for one in row.deliveries]
    if fault := rules.issue_fault(row.summary, len(row.actions), row.nothing_found, row.mode, parties):
        raise Refused(fault, field="summary")
    kept = json.dumps(figures_of(session, settings, row))
    number = next_number(
        session,
        clock,
        series=rules.SERIES,
        template=rules.TEMPLATE,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=row.id,
    )
    row.figures, row.number, row.issued_on, row.state = kept, number, today(clock, settings), EvaluationState.ISSUED
    flush(session)
    note(session, clock, actor, "evaluation_issued", (SUBJECT, row.id), no=row.number)
    return row


def deliver(session: Session, actor: Actor, clock: Clock, settings: Settings, evaluation_id: str, given: Handed) -> Evaluation:
    """Note that a party's leader has the report: when, and who took it. Raises Forbidden, Conflict, NotFound or Refused."""
    row = _locked(session, actor, evaluation_id, given.version)
    if row.state is not EvaluationState.ISSUED or row.issued_on is None:
        raise Refused(N_("Yang diserahkan adalah laporan yang sudah diterbitkan."))
    found = next((one for one in row.deliveries if one.party.value == given.party), None)
    if found is None:
        raise NotFound(N_("Pihak itu bukan pihak perjanjian ini."))
    if found.delivered_on is not None:
        raise Refused(N_("Penyerahan kepada pihak ini sudah dicatat."))
    if given.on < row.issued_on:
        raise Refused(N_("Laporan belum terbit pada tanggal itu."), field="delivered_on")
    not_after(given.on, today(clock, settings), "delivered_on")
    found.receiver = line(given.receiver, "receiver", N_("Tuliskan siapa yang menerima."))
    found.delivered_on = given.on
    flush(session)
    note(session, clock, actor, "evaluation_delivered", (SUBJECT, row.id), party=given.party, left=len(row.undelivered))
    return row


def discard(session: Session, actor: Actor, clock: Clock, evaluation_id: str, version: int) -> None:
    """Throw a draft away that has no open promise. Raises Forbidden, Conflict or Refused."""
    row = _draft(session, actor, evaluation_id, version)
    if row.actions:
        raise Refused(N_("Hapus dulu temuan dan rekomendasinya."))
    session.delete(row)
    flush(session)
    note(session, clock, actor, "evaluation_discarded", (SUBJECT, evaluation_id))


def figures_of(session: Session, settings: Settings, row: Evaluation) -> Mapping[str, int]:
    """The figures: those kept at issue, before it those of this moment."""
    if row.figures:
        kept: Mapping[str, int] = json.loads(row.figures)
        return kept
    population = any(one.party is Party.DUKCAPIL for one in row.deliveries)
    return figures.counted(session, settings, row.first_on, row.last_on, checks=population)


def get(session: Session, evaluation_id: str) -> Evaluation:
    """The evaluation, or NotFound."""
    row = session.get(Evaluation, evaluation_id)
    if row is None:
        raise NotFound(N_("Evaluasi tidak ditemukan."))
    return row


def for_registry(session: Session, evaluation_id: str) -> Evaluation:
    """An issued evaluation of an agreement with the population register, or NotFound, as for one that is not there."""
    row = session.scalar(select(Evaluation).where(Evaluation.id == evaluation_id, *queries.of_registry()))
    if row is None:
        raise NotFound(N_("Evaluasi tidak ditemukan."))
    return row


def _draft(session: Session, actor: Actor, evaluation_id: str, version: int) -> Evaluation:
    row = _locked(session, actor, evaluation_id, version)
    if row.state is not EvaluationState.DRAFT:
        raise Refused(N_("Laporan ini sudah diterbitkan; isinya tidak dapat diubah lagi."))
    return row


def _locked(session: Session, actor: Actor, evaluation_id: str, version: int) -> Evaluation:
    """The evaluation, locked; a joint one is both parties' to write."""
    row = get(session, evaluation_id)
    require(actor, *(PARTIES if row.mode is EvaluationMode.JOINT else (row.party,)))
    row = session.get_one(Evaluation, evaluation_id, with_for_update={"of": Evaluation}, populate_existing=True)
    same_version(row.version, version)
    return row
