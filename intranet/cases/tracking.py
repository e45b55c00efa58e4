"""Verbs on the tracks of a case: opened by the move that calls for them, then each on its own way to its end."""

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import one_of
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.calendar import service as calendar
from intranet.cases import tracks
from intranet.cases.models import Case, CaseNote, Track
from intranet.cases.service import fits, officers
from intranet.cases.tracks import Act, Kind, Stage
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act as Wish
from intranet.inbox.service import tell
from intranet.partners import queries as partners
from intranet.settings import Settings
from shared.text import N_

NOTE, SUMMARY, LEGAL_BASIS = 5, 10, 5  # letters each needs at least
_REFERRED = N_("Penerusan %(no)s untuk lembaga Anda.")
_BY_PARTNER = {
    Act.ACKNOWLEDGE: N_("Mitra menerima penerusan perkara %(no)s."),
    Act.REFUSE: N_("Mitra menolak penerusan perkara %(no)s."),
    Act.ANSWER: N_("Mitra menjawab penerusan perkara %(no)s."),
}
_ENDED = tuple(stage for stage in Stage if stage.ended)


def begin(session: Session, actor: Actor, clock: Clock, settings: Settings, case: Case, kind: Kind, target: str) -> Track:
    """Open a track of ``case``; ``target``: the content or the institution it is about, which may be one of our partners."""
    now = clock.now()
    track = Track(
        id=new_id(),
        case_id=case.id,
        kind=kind,
        stage=Stage.DRAFTED,
        party=kind.party or case.party,
        target=target[:300],
        partner_id=partners.named_on(session, target, _day(now, settings)) if kind is Kind.REFERRAL else None,
        opened_at=now,
        changed_at=now,
        due_on=_day(now, settings) + dt.timedelta(days=tracks.FIRST_DAYS),
    )
    session.add(track)
    session.flush()
    trail.record(session, clock, actor, "track.opened", "case", case.id, {"track": track.id, "kind": kind.value})
    return track


def act(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    track_id: str,
    version: int,
    what: Act,
    note: str = "",
    *,
    legal_basis: str = "",
    summary: str = "",
) -> Track:
    """Move a track along its table. Raises NotFound, Conflict, Forbidden or Refused with what is missing.

    ``legal_basis``, ``summary``: what a partner is told when a referral is delivered to it. A partner's people move only
    what was delivered to their own organisation; what goes out of a marked case needs a disclosure.
    """
    track, note = get(session, actor, clock, track_id), note.strip()
    if track.version != version:
        raise Conflict(N_("Pekerjaan ini baru saja diubah orang lain. Perubahan Anda belum disimpan; lihat keadaannya sekarang."))
    lines = [line for line in tracks.lines_from(track.kind, track.stage) if line.act is what]
    if not lines:
        raise Refused(N_("Langkah itu tidak berlaku untuk keadaan pekerjaan sekarang. Muat ulang halaman."))
    line = lines[0]
    if not actor.roles & line.roles:
        raise Forbidden(N_("Langkah itu wewenang peran lain."))
    if line.note and len(note) < NOTE:
        raise Refused(N_("Tuliskan keterangannya, misalnya nomor dan tanggal surat."), field="note")
    fits("note", note, 4000)
    before, now = track.stage, clock.now()
    due_on = _due(session, settings, now, line)  # asks the calendar, so before anything is changed
    if what in tracks.LETS_OUT:
        _let_out(session, actor, clock, track, legal_basis.strip(), summary.strip())
    track.stage, track.changed_at = line.target, now
    track.due_on, track.rung = due_on, 0
    note_id = ""
    if note:
        note_id = new_id()
        session.add(CaseNote(id=note_id, case_id=track.case_id, staff_id=actor.id, at=now, text=note))
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(N_("Pekerjaan ini baru saja diubah orang lain. Perubahan Anda belum disimpan.")) from error
    data = {"track": track.id, "kind": track.kind.value, "from": before.value, "to": line.target.value, "note": note_id}
    trail.record(session, clock, actor, "track.moved", "case", track.case_id, data)
    _tell(session, actor, clock, track, what)
    return track


def get(session: Session, actor: Actor, clock: Clock, track_id: str) -> Track:
    """The track, if ``actor`` may see it: an officer who may read the case, or a person of the partner it was delivered to."""
    track = session.get(Track, track_id)
    if track is not None and actor.party is Party.PARTNER:
        own = track.partner_id in partners.organisations_of(session, actor.id)
        track = track if own and track.stage in tracks.SHOWN_TO_RECEIVER else None
    elif track is not None:
        disclosure.require(session, actor, clock, Wish.READ, ("case", track.case_id))
    if track is None:
        raise NotFound(N_("Pekerjaan tidak ditemukan."))
    return track


def _let_out(session: Session, actor: Actor, clock: Clock, track: Track, legal_basis: str, summary: str) -> None:
    told = track.partner_id is not None
    if told and len(legal_basis) < LEGAL_BASIS:
        raise Refused(N_("Tuliskan dasar hukumnya, misalnya pasal dan peraturannya."), field="legal_basis")
    if told and len(summary) < SUMMARY:
        raise Refused(N_("Tuliskan ringkasan untuk penerima, sedikitnya 10 huruf."), field="summary")
    fits("legal_basis", legal_basis, 300)
    fits("summary", summary, 4000)
    case = ("case", track.case_id)
    disclosure.require(session, actor, clock, Wish.PASS_ON, case, to_partner=track.partner_id or "")
    if told:  # last, so that the row is written once
        track.legal_basis, track.summary = legal_basis, summary


def _tell(session: Session, actor: Actor, clock: Clock, track: Track, what: Act) -> None:
    """Tell a partner's people of a delivery, and the case's officer (else the party that sent it) of what a partner did."""
    case = session.get_one(Case, track.case_id)
    no = case.complaint_no or ""
    if what is Act.DELIVER and track.partner_id is not None:
        people = partners.people_of(session, track.partner_id)
        tell(session, clock, people, "track.delivered", "referral", track.id, _REFERRED, no=no)
    if actor.party is Party.PARTNER and what in _BY_PARTNER:
        told = [case.officer_id] if case.officer_id else [staff_id for staff_id, _ in officers(session, track.party)]
        tell(session, clock, told, "track.answered", "case", case.id, _BY_PARTNER[what], no=no)


def running(session: Session, case_id: str, *kinds: Kind) -> list[Track]:
    """The tracks of a case (of ``kinds``; none: of any) that have not ended, the oldest first."""
    query = select(Track).where(Track.case_id == case_id, Track.stage.not_in(_ENDED), Track.kind.in_(kinds or tuple(Kind)))
    return list(session.scalars(query.order_by(Track.opened_at, Track.id)))


_track = Track.__table__.c
_RUNS = select(_track.id).where(_track.case_id == bindparam("case_id"), ~one_of(_track.stage, _ENDED)).limit(1)


def any_running(session: Session, case_id: str) -> bool:
    """Whether a case has a track that has not ended."""
    return session.execute(_RUNS, {"case_id": case_id}).first() is not None


def _due(session: Session, settings: Settings, now: dt.datetime, line: tracks.Line) -> dt.date | None:
    if line.target.ended:
        return None
    if line.clock:
        return calendar.deadline(session, settings, line.clock, _day(now, settings)).due_on
    return _day(now, settings) + dt.timedelta(days=line.days)


def _day(now: dt.datetime, settings: Settings) -> dt.date:
    return now.astimezone(settings.zone).date()
