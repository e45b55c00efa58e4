"""Verbs on the tracks of a case: opened by the move that calls for them, then each on its own way to its end."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.calendar import service as calendar
from intranet.cases import tracks
from intranet.cases.models import Case, CaseNote, Track
from intranet.cases.tracks import Act, Kind, Stage
from intranet.settings import Settings
from shared.text import N_

NOTE = 5  # letters a note needs at least
_ENDED = tuple(stage for stage in Stage if stage.ended)


def begin(session: Session, actor: Actor, clock: Clock, settings: Settings, case: Case, kind: Kind, target: str) -> Track:
    """Open a track of ``case``; ``target``: the content or the institution it is about."""
    now = clock.now()
    track = Track(
        id=new_id(),
        case_id=case.id,
        kind=kind,
        stage=Stage.DRAFTED,
        party=kind.party or case.party,
        target=target[:300],
        opened_at=now,
        changed_at=now,
        due_on=_day(now, settings) + dt.timedelta(days=tracks.FIRST_DAYS),
    )
    session.add(track)
    session.flush()
    trail.record(session, clock, actor, "track.opened", "case", case.id, {"track": track.id, "kind": kind.value})
    return track


def act(
    session: Session, actor: Actor, clock: Clock, settings: Settings, track_id: str, version: int, what: Act, note: str = ""
) -> Track:
    """Move a track along its table. Raises NotFound, Conflict, Forbidden or Refused with what is missing."""
    track, note = session.get(Track, track_id), note.strip()
    if track is None:
        raise NotFound(N_("Pekerjaan tidak ditemukan."))
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
    before, now = track.stage, clock.now()
    track.stage, track.changed_at = line.target, now
    track.due_on, track.rung = _due(session, settings, now, line), 0
    note_id = ""
    if note:
        note_id = new_id()
        session.add(CaseNote(id=note_id, case_id=track.case_id, staff_id=actor.id, at=now, text=note[:4000]))
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(N_("Pekerjaan ini baru saja diubah orang lain. Perubahan Anda belum disimpan.")) from error
    data = {"track": track.id, "kind": track.kind.value, "from": before.value, "to": line.target.value, "note": note_id}
    trail.record(session, clock, actor, "track.moved", "case", track.case_id, data)
    return track


def running(session: Session, case_id: str, *kinds: Kind) -> list[Track]:
    """The tracks of a case (of ``kinds``; none: of any) that have not ended, the oldest first."""
    query = select(Track).where(Track.case_id == case_id, Track.stage.not_in(_ENDED), Track.kind.in_(kinds or tuple(Kind)))
    return list(session.scalars(query.order_by(Track.opened_at, Track.id)))


def _due(session: Session, settings: Settings, now: dt.datetime, line: tracks.Line) -> dt.date | None:
    if line.target.ended:
        return None
    if line.clock:
        return calendar.deadline(session, settings, line.clock, _day(now, settings)).due_on
    return _day(now, settings) + dt.timedelta(days=line.days)


def _day(now: dt.datetime, settings: Settings) -> dt.date:
    return now.astimezone(settings.zone).date()
