"""Verbs of saying yes: each party confirms its half in one act, takes it back, or agrees that the other goes alone."""

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, Refused
from intranet.inbox.service import tell
from intranet.literacy import rules
from intranet.literacy.models import LiteracySession, PartyConfirmation, PartyConsent, guards
from intranet.literacy.rules import Pairing, SessionState
from intranet.literacy.service import bookings, require_officer, same_version, sessions, squeeze, standing
from intranet.settings import Settings
from shared.text import N_

_WAITS = N_("%(party)s sudah mengonfirmasi sesi “%(title)s”; giliran pihak Anda.")
_DONE = N_("Sesi “%(title)s” terkonfirmasi.")
_BACK = N_("%(party)s menarik konfirmasinya atas sesi “%(title)s”.")


def confirm(session: Session, actor: Actor, clock: Clock, settings: Settings, session_id: str, version: int) -> LiteracySession:
    """The actor's party stands by the session as it is; once all in the pair have, it is confirmed (Jambi 4(2)h).

    Raises Forbidden, Refused that says what the pair lacks, or Conflict: changed meanwhile, or who or what is taken by whom.
    """
    row, party = _planned(session, actor, session_id, version)
    fault = rules.pair_fault(row.policy.pairing, row.pair)
    if fault is not None:
        raise Refused(fault.message, do=fault.do)
    if party not in row.pair.parties:
        raise Refused(N_("Pihak Anda tidak duduk dalam sesi ini, jadi tidak perlu mengonfirmasi."))
    empty = next((seat for seat in row.live_seats if seat.person_id is None), None)
    if empty is not None:
        raise Refused(N_("Masih ada kursi kosong."), do=N_("Isi kursinya, atau hapus bila memang tidak perlu."))
    if any(one.party is party for one in row.confirmations):
        raise Refused(N_("Pihak Anda sudah mengonfirmasi sesi ini."))
    bookings.require_free(session, settings, row, [seat.person_id for seat in row.live_seats if seat.person_id])
    row.confirmations.append(PartyConfirmation(party=party, by=actor.id, at=clock.now()))
    flag_modified(row, "title")
    flush(session)
    missing = [one for one in row.pair.parties if all(said.party is not one for said in row.confirmations)]
    if not missing:
        row.state, row.state_reason = SessionState.CONFIRMED, ""
        flush(session)
    _record(session, clock, actor, "literacy.confirmed", row, party)
    if missing:
        ids, message = standing.planners(session, *missing), _WAITS
    else:
        ids, message = standing.concerned(session, row, *rules.PARTIES), _DONE
    ids = [one for one in ids if one != actor.id]
    tell(session, clock, ids, "literacy.confirmed", "literacy_session", row.id, message, title=row.title, party=party.label)
    return row


def withdraw(session: Session, actor: Actor, clock: Clock, session_id: str, version: int) -> LiteracySession:
    """Take the actor's party's word back; the session is only planned again. Raises Forbidden, Conflict or Refused."""
    guards.hold(session)
    row, party = sessions.get(session, session_id), _party(actor)
    same_version(row, version)
    if row.state not in (SessionState.PLANNED, SessionState.CONFIRMED) or all(one.party is not party for one in row.confirmations):
        raise Refused(N_("Tidak ada konfirmasi pihak Anda yang dapat ditarik."))
    standing.reopen(session, actor, clock, row, (party,), standing.WITHDRAWN)
    flag_modified(row, "title")
    flush(session)
    _record(session, clock, actor, "literacy.withdrawn", row, party)
    ids = [one for one in standing.concerned(session, row, *rules.PARTIES) if one != actor.id]
    tell(session, clock, ids, "literacy.withdrawn", "literacy_session", row.id, _BACK, title=row.title, party=party.label)
    return row


def consent(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, note: str) -> LiteracySession:
    """The actor's party agrees that this session is held by one party. Raises Forbidden, Conflict or Refused."""
    row, party = _planned(session, actor, session_id, version)
    note = squeeze(note)
    if row.policy.pairing is not Pairing.BY_AGREEMENT:
        raise Refused(N_("Menurut kebijakan pasangannya, persetujuan seperti itu tidak berlaku untuk sesi ini."))
    if not 5 <= len(note) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="note")
    if any(one.party is party for one in row.consents):
        raise Refused(N_("Persetujuan pihak Anda sudah dicatat."))
    row.consents.append(PartyConsent(party=party, note=note, by=actor.id, at=clock.now()))
    flag_modified(row, "title")
    flush(session)
    _record(session, clock, actor, "literacy.consented", row, party)
    return row


def _planned(session: Session, actor: Actor, session_id: str, version: int) -> tuple[LiteracySession, Party]:
    guards.hold(session)
    row, party = sessions.get(session, session_id), _party(actor)
    same_version(row, version)
    if row.state is not SessionState.PLANNED:
        raise Refused(
            N_("Yang dapat dikonfirmasi hanya sesi yang direncanakan dan belum lengkap konfirmasinya."),
            do=N_("Tetapkan waktunya dahulu bila belum ada."),
        )
    return row, party


def _party(actor: Actor) -> Party:
    if actor.party is None:
        raise Forbidden(N_("Ini hanya dapat dilakukan petugas pihak yang bersangkutan."))
    require_officer(actor, actor.party)
    return actor.party


def _record(session: Session, clock: Clock, actor: Actor, kind: str, row: LiteracySession, party: Party) -> None:
    trail.record(session, clock, actor, kind, "literacy_session", row.id, {"party": party.value, "state": row.state.value})
