"""What the invented office owed its data subjects in its quarter: a breach told of in time, requests, look-ups, an erasure."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, Complainant
from intranet.cases.rules import State
from intranet.demo.quarter import Office
from intranet.privacy import watch
from intranet.privacy.rules import Proof, Recipient, RecordKind, RequestKind
from intranet.privacy.service import erasing, incidents, portal, retention, subjects
from intranet.privacy.service.incidents import IncidentInput, Letter

_DAY, _HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
_LETTER = Letter("Kartika Contohsari", "Kepala Dinas Komunikasi dan Informatika", "loket Diskominfo, (0299) 123456")
_WHY = "Ejaan nama di tanda terima berbeda dengan KTP-el yang diperlihatkan."


def guard(office: Office) -> None:
    """Enter the quarter's duties towards data subjects into the diary."""
    for days_ago, happening in (
        (61, _terms),
        (44, _old_incident),
        (31, partial(_request, kind=RequestKind.ACCESS, end=True)),
        (18, partial(_request, kind=RequestKind.CORRECTION, end=True)),
        (15, _erasure),
        (12, _lookup),
        (6, _hold),
        (4, _lookup),
        (2, partial(_request, kind=RequestKind.STOP, end=False)),
        (1, _new_incident),
    ):
        office.diary.enter(office.now - days_ago * _DAY - 3 * _HOUR, partial(happening, office=office))
    office.diary.enter(office.now - 5 * _HOUR, partial(_request, office=office, kind=RequestKind.ACCESS, end=False))
    for hours in (26, 3):
        office.diary.enter(office.now - hours * _HOUR, lambda session: watch.ring(session, office.clock))


def _later(office: Office, hours: float, verb: Callable[[Session], object]) -> None:
    office.diary.enter(office.clock.now() + hours * _HOUR, verb)


def _terms(session: Session, office: Office) -> None:
    day = retention.today(office.clock, office.settings)
    how: dict[str, Any] = {"source": "Jadwal retensi arsip kantor, SK 000.5/99/CONTOH", "valid_from": day}
    for kind, months in ((RecordKind.LOGINS, 6), (RecordKind.INBOX, 1)):
        retention.set_term(session, office.staff["satrio"], office.clock, office.settings, kind, **how | {"months": months})


def _erasure(session: Session, office: Office) -> None:
    """The first erasure of read messages; the rest of the quarter's fall due after it."""
    due = {line.kind for line in erasing.plan(session, office.clock, office.settings) if line.count}
    if due:
        erasing.erase(session, office.staff["kartika"], office.clock, office.settings, due)


def _old_incident(session: Session, office: Office) -> None:
    given = IncidentInput(
        title="Lembar cetak tertinggal di ruang tunggu",
        discovered_at=office.clock.now() - 2 * _HOUR,
        exposed="Nama dan nomor telepon dua pelapor.",
        happened="Sehari sebelumnya, sekitar pukul 15.00.",
        how="Dua lembar tanda terima tertinggal di meja ruang tunggu dan terlihat pengunjung lain.",
        recovery="Lembar diambil, dihitung, dan dimusnahkan; kedua pelapor dihubungi.",
        complainants=2,
    )
    who, clock = office.staff["budi"], office.clock
    row = incidents.record(session, who, clock, office.settings, given)
    numbers = session.scalars(select(Case.complaint_no).where(Case.complaint_no.is_not(None)).order_by(Case.received_at).limit(2))
    incidents.list_affected(session, who, clock, row.id, row.version, "\n".join(number or "" for number in numbers))
    for hours, to in ((5, Recipient.SUBJECTS), (20, Recipient.AUTHORITY), (22, Recipient.DUKCAPIL)):
        _later(office, hours, partial(_tell, office=office, incident=row.id, to=to))
    _later(office, 60, partial(_close, office=office, incident=row.id))


def _tell(session: Session, office: Office, incident: str, to: Recipient) -> None:
    who, clock, row = office.staff["budi"], office.clock, incidents.get(session, incident)
    notice = incidents.issue(session, who, clock, office.settings, incident, row.version, to, _LETTER)
    clock.advance(dt.timedelta(minutes=40))
    how = {"way": "Diserahkan langsung" if to is Recipient.DUKCAPIL else "Pos tercatat", "proof": "Tanda terima di map kejadian"}
    incidents.mark_sent(session, who, clock, incident, notice.id, at=clock.now(), **how)


def _close(session: Session, office: Office, incident: str) -> None:
    row = incidents.get(session, incident)
    lesson = "Tanda terima diserahkan langsung ke tangan pelapor; meja ruang tunggu diperiksa tiap sore."
    incidents.close(session, office.staff["budi"], office.clock, incident, row.version, lesson)


def _new_incident(session: Session, office: Office) -> None:
    given = IncidentInput(
        title="Surel pemberitahuan salah alamat",
        discovered_at=office.clock.now() - _HOUR,
        exposed="Nama satu pelapor dan nomor pengaduannya.",
        happened="Pagi hari yang sama.",
        how="Petugas salah mengetik alamat surel sehingga pemberitahuan diterima orang lain.",
        complainants=1,
    )
    incidents.record(session, office.staff["budi"], office.clock, office.settings, given)


def _told(session: Session, open_: bool) -> Case | None:
    state = Case.state != State.CLOSED if open_ else Case.state == State.CLOSED
    found = select(Case).join(Complainant, Complainant.case_id == Case.id)
    found = found.where(Case.check_code.is_not(None), Complainant.name != "", state).order_by(Case.received_at.desc(), Case.id)
    return session.scalar(found.limit(1))


def _request(session: Session, office: Office, kind: RequestKind, *, end: bool) -> None:
    who, clock, case = office.staff["budi"], office.clock, _told(session, open_=kind is RequestKind.STOP)
    if case is None:
        return
    found = subjects.by_code(session, who, clock, case.complaint_no or "", case.check_code or "")
    row = subjects.ask(session, who, clock, office.settings, kind, Proof.CODE, found)
    if not end:
        return
    clock.advance(dt.timedelta(minutes=25))
    if kind is RequestKind.ACCESS:
        subjects.note_extract(session, who, clock, row.id)
    else:
        values = {"address": "Jalan Rekaan Nomor 7, Desa Contoh"}
        subjects.correct(session, who, clock, office.keys, row.id, row.version, values)
    clock.advance(dt.timedelta(minutes=10))
    subjects.hand_over(session, who, clock, row.id, row.version, "Diterima sendiri di loket; tanda terima ditandatangani")


def _lookup(session: Session, office: Office) -> None:
    case = _told(session, open_=True)
    if case is not None:
        how = {"matter": case.complaint_no or "", "reason": _WHY, "told_id": office.staff["kartika"].id}
        portal.record(session, office.staff["budi"], office.clock, office.settings, **how)


def _hold(session: Session, office: Office) -> None:
    case = _told(session, open_=False)
    if case is not None:
        reason = "Diminta Sentra Gakkumdu sampai perkara pidananya berkekuatan tetap"
        retention.hold(session, office.staff["kartika"], office.clock, case.complaint_no or "", reason)
