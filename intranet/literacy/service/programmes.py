"""Verbs on programmes and on what agreements demand of pairs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.agreements.models import Agreement
from intranet.agreements.rules import Purpose
from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.literacy import rules
from intranet.literacy.models import LiteracySession, PairingPolicy, Programme, ProgrammeTarget
from intranet.literacy.rules import OPEN, Pairing, Pillar, ProgrammeState, Sector
from intranet.literacy.service import same_version, squeeze
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class ProgrammeInput:
    """A programme as entered; ``budget`` in rupiah, ``targets``: sessions per pillar."""

    title: str
    goal: str
    starts_on: dt.date
    ends_on: dt.date
    agreement_id: str
    scope: str = ""
    budget: int = 0
    budget_line: str = ""
    targets: Mapping[Pillar, int] = field(default_factory=dict)


def add(session: Session, actor: Actor, clock: Clock, given: ProgrammeInput) -> Programme:
    """Design a programme (Diskominfo), or propose one (Bawaslu): Jambi 4(3)c. Raises Forbidden, or Refused naming the field."""
    if not rules.may_propose(actor) or actor.party is None:
        raise Forbidden(N_("Program literasi disusun Diskominfo; Bawaslu dapat mengusulkannya."))
    state = ProgrammeState.RUNNING if rules.may_design(actor) else ProgrammeState.PROPOSED
    row = Programme(
        id=new_id(), state=state, party=actor.party, made_by=actor.id, made_at=clock.now(), targets=[], **_checked(session, given)
    )
    session.add(row)
    _aim(row, given.targets)
    _usual_policies(session, row)
    session.flush()
    trail.record(session, clock, actor, "programme.added", "literacy_programme", row.id, {"state": state.value})
    return row


def amend(session: Session, actor: Actor, clock: Clock, programme_id: str, version: int, given: ProgrammeInput) -> Programme:
    """Correct a programme that is not closed; its own party's proposal, or as Diskominfo. Raises Forbidden, Conflict or Refused."""
    row = get(session, programme_id)
    own_proposal = row.state is ProgrammeState.PROPOSED and actor.party is not None and rules.works_for(actor, row.party)
    if not (rules.may_design(actor) or own_proposal):
        raise Forbidden(N_("Program literasi disusun Diskominfo; Bawaslu dapat mengusulkannya."))
    same_version(row, version)
    if row.state is ProgrammeState.CLOSED:
        raise Refused(N_("Program ini sudah selesai dan tidak dapat diubah lagi."))
    values = _checked(session, given)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if {one.pillar: one.sessions for one in row.targets} != dict(given.targets):
        _aim(row, given.targets)
        flag_modified(row, "title")  # targets alone would not make a new version
        changed.append("targets")
    _usual_policies(session, row)
    flush(session)
    trail.record(session, clock, actor, "programme.amended", "literacy_programme", row.id, {"fields": changed})
    return row


def move(session: Session, actor: Actor, clock: Clock, programme_id: str, version: int, state: ProgrammeState) -> Programme:
    """Take up a proposal, or close a programme none of whose sessions is still open. Raises Forbidden, Conflict or Refused."""
    if not rules.may_design(actor):
        raise Forbidden(N_("Program literasi disusun Diskominfo; Bawaslu dapat mengusulkannya."))
    row = get(session, programme_id)
    same_version(row, version)
    allowed = {ProgrammeState.PROPOSED: ProgrammeState.RUNNING, ProgrammeState.RUNNING: ProgrammeState.CLOSED}
    if allowed.get(row.state) is not state:
        raise Refused(N_("Langkah itu tidak berlaku untuk program ini."))
    still_open = exists().where(LiteracySession.programme_id == row.id, LiteracySession.state.in_(OPEN))
    if state is ProgrammeState.CLOSED and session.scalar(select(still_open)):
        raise Refused(
            N_("Masih ada sesi yang belum terlaksana atau dibatalkan."),
            do=N_("Selesaikan atau batalkan sesi itu dahulu, lalu tutup programnya."),
        )
    row.state = state
    flush(session)
    trail.record(session, clock, actor, "programme.moved", "literacy_programme", row.id, {"state": state.value})
    return row


def get(session: Session, programme_id: str) -> Programme:
    """The programme, or NotFound."""
    row = session.get(Programme, programme_id)
    if row is None:
        raise NotFound(N_("Program literasi tidak ditemukan."))
    return row


def policy_for(session: Session, agreement_id: str, sector: Sector, day: dt.date) -> PairingPolicy:
    """What the agreement demands of ``sector`` on ``day``: its latest line from that day or before. Raises Refused without any."""
    lines = select(PairingPolicy).where(PairingPolicy.agreement_id == agreement_id, PairingPolicy.sector == sector)
    found = list(session.scalars(lines.order_by(PairingPolicy.valid_from)))
    in_force = [line for line in found if line.valid_from <= day]
    if not found:
        raise Refused(
            N_("Belum ada kebijakan pasangan untuk perjanjian dan sektor ini."),
            do=N_("Minta pengelola sistem mengisinya di halaman Kebijakan pasangan."),
            field="sector",
        )
    return in_force[-1] if in_force else found[0]


def set_policy(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    agreement_id: str,
    sector: Sector,
    pairing: Pairing,
    valid_from: dt.date,
    source: str,
) -> PairingPolicy:
    """Let an agreement demand ``pairing`` of ``sector`` from a day on. A line of the same day is corrected, unless it is in use.

    Raises Forbidden or Refused.
    """
    if not rules.may_set_policy(actor):
        raise Forbidden(N_("Kebijakan pasangan hanya diubah pengelola sistem."))
    _literacy_agreement(session, agreement_id)
    source = squeeze(source)
    if not source:
        raise Refused(N_("Tuliskan dasarnya, misalnya pasal perjanjian."), field="source")
    same = select(PairingPolicy).where(
        PairingPolicy.agreement_id == agreement_id, PairingPolicy.sector == sector, PairingPolicy.valid_from == valid_from
    )
    row = session.scalar(same)
    if row is None:
        row = PairingPolicy(id=new_id(), agreement_id=agreement_id, sector=sector, valid_from=valid_from)
        session.add(row)
    elif row.pairing is not pairing and session.scalar(
        select(exists().where(LiteracySession.policy_id == row.id, LiteracySession.state.in_(rules.BINDING)))
    ):
        raise Refused(
            N_("Baris ini sudah dipakai sesi yang terkonfirmasi, jadi tidak dapat diubah."),
            do=N_("Tambahkan baris baru yang berlaku mulai tanggal lain."),
            field="valid_from",
        )
    row.pairing, row.source = pairing, source
    session.flush()
    data = {"agreement": agreement_id, "sector": sector.value, "pairing": pairing.value, "from": str(valid_from)}
    trail.record(session, clock, actor, "policy.set", "literacy_policy", row.id, data)
    return row


def _literacy_agreement(session: Session, agreement_id: str) -> Agreement:
    row = session.get(Agreement, agreement_id)
    if row is None or Purpose.LITERACY not in row.purposes:
        raise Refused(N_("Pilih perjanjian yang memuat literasi digital."), field="agreement_id")
    return row


def _checked(session: Session, given: ProgrammeInput) -> dict[str, object]:
    title, goal = squeeze(given.title), given.goal.strip()
    if not title:
        raise Refused(N_("Tuliskan nama programnya."), field="title")
    if not goal:
        raise Refused(N_("Tuliskan tujuannya."), field="goal")
    if given.ends_on < given.starts_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="ends_on")
    if given.budget < 0:
        raise Refused(N_("Isi anggaran dengan angka rupiah."), field="budget")
    agreement = _literacy_agreement(session, given.agreement_id)
    if not (agreement.starts_on <= given.starts_on and given.ends_on <= agreement.ends_on):
        raise Refused(
            N_("Program ini melewati masa perjanjian, %(first)s sampai %(last)s."),
            field="ends_on",
            values={"first": agreement.starts_on, "last": agreement.ends_on},
        )
    return {
        "title": title,
        "goal": goal,
        "scope": squeeze(given.scope),
        "agreement_id": agreement.id,
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "budget": given.budget,
        "budget_line": squeeze(given.budget_line),
    }


def _aim(row: Programme, targets: Mapping[Pillar, int]) -> None:
    if any(not 1 <= number <= 9999 for number in targets.values()):
        raise Refused(N_("Target setiap pilar dari 0 sampai 9999."), field="targets")
    have = {one.pillar: one for one in row.targets}
    row.targets = [have.get(pillar) or ProgrammeTarget(pillar=pillar) for pillar in Pillar if pillar in targets]
    for one in row.targets:
        one.sessions = targets[one.pillar]


def _usual_policies(session: Session, row: Programme) -> None:
    """An agreement of which nothing is noted gets the strictest demand, so that no session ever has none."""
    known = set(session.scalars(select(PairingPolicy.sector).where(PairingPolicy.agreement_id == row.agreement_id)))
    agreement = session.get_one(Agreement, row.agreement_id)
    for sector, pairing in rules.USUAL_PAIRING.items():
        if sector not in known:
            made = {"id": new_id(), "agreement_id": row.agreement_id, "sector": sector, "pairing": pairing}
            session.add(PairingPolicy(valid_from=agreement.starts_on, source="Jambi 4(2)h–i", **made))
