"""Verbs of the semester report: issue it under a number, note its delivery with the proof, withdraw it, remind of it."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement, AgreementParty, AgreementPurpose
from intranet.agreements.rules import Purpose
from intranet.base import numbering, papers, trail
from intranet.base.actor import SYSTEM, Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.db import flush, insert_new
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.cases.service import officers
from intranet.documents import stationery
from intranet.inbox.service import tell
from intranet.reports.models import UsageReminder, UsageReport
from intranet.reports.usage import rules
from intranet.reports.usage.figures import Figures, last_minute
from intranet.reports.usage.rules import LATE, Handed, Semester
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "usage_report"  # by which its evidence is known; its inbox messages go to the semester's page
SEMESTER = "usage_semester"
TEMPLATE = Path(__file__).parent.parent / "papers" / "semester.typ"
DISKOMINFO = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD)
_NUMBER = "{seq:03d}/LAP-DKC/{office}/{roman}/{year}"
_SOON = N_("Laporan semester %(semester)s untuk Disdukcapil harus diterima paling lambat %(due)s.")
_LATE = N_("Laporan semester %(semester)s untuk Disdukcapil terlambat: tenggatnya %(due)s.")
_LETTERS = {"title": 200, "nip": 40, "addressee": 200, "reason": 300, "receipt_no": 100, "receiver": 200}


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the cover letter says beside the figures: to whom, and who signs."""

    addressee: str
    title: str
    nip: str = ""


Paper = Callable[[Figures], dict[str, object]]  # the figures as the paper shows them


def issue(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    semester: Semester,
    figures: Figures,
    cover: Cover,
    paper: Paper,
) -> UsageReport:
    """Give the report its number and freeze it (Magelang 8(1)). Raises Forbidden, or Refused naming the field at fault."""
    if not actor.has(Role.DISKOMINFO_HEAD):
        raise Forbidden(N_("Laporan semester ditandatangani Kepala Diskominfo."))
    if semester.period.first > clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Semester ini belum mulai."))
    said = _said(addressee=cover.addressee, title=cover.title, nip=cover.nip)
    if not said["addressee"]:
        raise Refused(N_("Tuliskan kepada siapa laporan ini."), field="addressee")
    if not said["title"]:
        raise Refused(N_("Tuliskan jabatan penanda tangan."), field="title")
    if standing_report(session, semester) is not None:
        raise Conflict(N_("Laporan semester ini sudah terbit."), do=N_("Cabut dahulu bila harus diganti."))
    report_id, now = new_id(), clock.now()
    number = numbering.next_number(
        session, clock, series="usage", template=_NUMBER, office=settings.office_code, zone=settings.zone, subject_id=report_id
    )
    data = paper(figures) | _letter(session, settings, semester, number, now, actor, said, figures)
    row = UsageReport(
        id=report_id,
        year=semester.year,
        half=semester.half,
        number=number,
        issued_at=now,
        issued_by=actor.id,
        signer_name=actor.name,
        signer_title=said["title"],
        cut_off=figures.cut_off,
        figures=figures.written(),
        data=json.dumps(data, ensure_ascii=False),
        sha256=hashlib.sha256(papers.render(TEMPLATE, data, archive=True)).hexdigest(),
        receipt_no="",
        receiver="",
        withdraw_reason="",
    )
    session.add(row)
    flush(session)
    told = {"semester": semester.key, "no": number, "sha256": row.sha256}
    trail.record(session, clock, actor, "usage_report.issued", SUBJECT, row.id, told)
    return row


def render(row: UsageReport) -> bytes:
    """The report as PDF/A, as on the day of issue; a withdrawn one with a stamp across it."""
    data = json.loads(row.data)
    return papers.render(TEMPLATE, data | {"stamp": "DICABUT"} if row.withdrawn_at else data, archive=True)


def deliver(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    report_id: str,
    version: int,
    *,
    on: dt.date,
    handed: Handed,
    receipt_no: str,
    receiver: str,
    scanned: bool,
) -> UsageReport:
    """Note when and how Disdukcapil got the report; a receipt number or a scan proves it (``scanned``: a scan comes along).

    Raises Forbidden, NotFound, Conflict, or Refused naming the field at fault.
    """
    row = _own(session, actor, report_id, version)
    if row.delivered_on is not None:
        raise Conflict(N_("Penyerahan laporan ini sudah dicatat."))
    said = _said(receipt_no=receipt_no, receiver=receiver)
    if on > clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Tanggal penyerahan belum tiba."), field="on")
    if on < row.issued_at.astimezone(settings.zone).date():
        raise Refused(N_("Tanggal penyerahan lebih awal dari tanggal terbit."), field="on")
    if not (said["receipt_no"] or scanned):
        raise Refused(N_("Isi nomor tanda terima, atau sertakan pindaian buktinya."), field="receipt_no")
    row.delivered_on, row.handed, row.delivered_by = on, handed, actor.id
    row.receipt_no, row.receiver = said["receipt_no"], said["receiver"]
    flush(session)
    told = {"semester": row.semester.key, "on": on.isoformat(), "how": handed.value, "late": on > row.semester.due_on}
    trail.record(session, clock, actor, "usage_report.delivered", SUBJECT, row.id, told)
    return row


def withdraw(session: Session, actor: Actor, clock: Clock, report_id: str, version: int, reason: str) -> UsageReport:
    """Take back a report that was not delivered yet; its number stays. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _own(session, actor, report_id, version)
    if not actor.has(Role.DISKOMINFO_HEAD):
        raise Forbidden(N_("Laporan semester ditandatangani Kepala Diskominfo."))
    if row.delivered_on is not None:
        raise Refused(N_("Laporan yang sudah diterima Disdukcapil tidak dapat dicabut."))
    said = _said(reason=reason)
    if not said["reason"]:
        raise Refused(N_("Tuliskan alasannya."), field="reason")
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = clock.now(), actor.id, said["reason"]
    flush(session)
    trail.record(session, clock, actor, "usage_report.withdrawn", SUBJECT, row.id, {"no": row.number})
    return row


def get(session: Session, report_id: str) -> UsageReport:
    """The report, or NotFound."""
    row = session.get(UsageReport, report_id)
    if row is None:
        raise NotFound(N_("Laporan tidak ditemukan."))
    return row


def standing_report(session: Session, semester: Semester) -> UsageReport | None:
    """The report of a semester that was not withdrawn."""
    query = select(UsageReport).where(UsageReport.year == semester.year, UsageReport.half == semester.half)
    return session.scalar(query.where(UsageReport.withdrawn_at.is_(None)))


def is_owed(session: Session, semester: Semester) -> bool:
    """Whether an agreement that lets the register be asked was in force at any time of a semester."""
    period = semester.period
    query = select(Agreement.id).join(AgreementPurpose, AgreementPurpose.agreement_id == Agreement.id)
    query = query.where(AgreementPurpose.purpose == Purpose.POPULATION_CHECK)
    within = query.where(Agreement.starts_on <= period.last, Agreement.ends_on >= period.first)
    return session.scalar(within.limit(1)) is not None


def remind(session: Session, clock: Clock, settings: Settings) -> int:
    """Tell Diskominfo 30, 14, 7 and 1 days before a report is due, and once when it is late; each once. Safe to do twice."""
    today, told = clock.now().astimezone(settings.zone).date(), 0
    for semester in (rules.semester_of(today).before, rules.semester_of(today)):
        rung = rules.rung(today, semester.due_on)
        if rung is None or not is_owed(session, semester):
            continue
        report = standing_report(session, semester)
        if report is not None and report.delivered_on is not None:
            continue
        key = {"year": semester.year, "half": semester.half, "rung": rung}
        if session.get(UsageReminder, tuple(key.values())) or not insert_new(session, UsageReminder, **key, at=clock.now()):
            continue
        ids = [staff_id for staff_id, _name in officers(session, Party.DISKOMINFO)]
        values = {"semester": semester.key, "due": papers.written_date(semester.due_on)}
        tell(session, clock, ids, "usage_report.due", SEMESTER, semester.key, _LATE if rung == LATE else _SOON, **values)
        trail.record(session, clock, SYSTEM, "usage_report.reminded", SEMESTER, semester.key, {"days": rung})
        told += 1
    return told


def _own(session: Session, actor: Actor, report_id: str, version: int) -> UsageReport:
    if not actor.has(*DISKOMINFO):
        raise Forbidden(N_("Laporan semester adalah urusan Diskominfo."))
    row = get(session, report_id)
    if row.version != version:
        raise changed_meanwhile()
    if row.withdrawn_at is not None:
        raise Conflict(N_("Laporan ini sudah dicabut."))
    return row


def _said(**words: str) -> dict[str, str]:
    said = {name: " ".join(text.split()) for name, text in words.items()}
    for name, text in said.items():
        if len(text) > _LETTERS[name]:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": _LETTERS[name]})
    return said


def _letter(
    session: Session,
    settings: Settings,
    semester: Semester,
    number: str,
    now: dt.datetime,
    actor: Actor,
    said: dict[str, str],
    figures: Figures,
) -> dict[str, object]:
    """What stands on the cover letter."""
    head, _version = stationery.letterhead(session, settings, Party.DISKOMINFO)
    today, zone = now.astimezone(settings.zone).date(), settings.zone
    return {
        "stamp": "",
        "number": number,
        "agency": {name: getattr(head, name) for name in ("over", "name", "address", "contact")},
        "place_date": f"{head.place}, {_long(today)}" if head.place else _long(today),
        "addressee": said["addressee"],
        "semester": {1: "I", 2: "II"}[semester.half] + f" Tahun {semester.year}",
        "days": f"{_long(semester.period.first)} sampai {_long(semester.period.last)}",
        "cut_off": papers.written_moment(last_minute(figures.cut_off, settings), zone),
        "agreement": _basis(session, semester),
        "signer": {"title": said["title"], "name": actor.name, "nip": said["nip"]},
    }


def _basis(session: Session, semester: Semester) -> str:
    """The agreement by which the report is owed, with its numbers; the latest of the semester's."""
    period = semester.period
    theirs = select(AgreementParty.agreement_id).where(AgreementParty.party == Party.DUKCAPIL)
    query = select(Agreement).where(Agreement.id.in_(theirs), Agreement.starts_on <= period.last)
    row = session.scalar(query.order_by(Agreement.ends_on.desc(), Agreement.id).limit(1))
    if row is None:
        return ""
    numbers = " dan ".join(f"Nomor {one.number}" for one in row.parties if one.number)
    return f"{row.kind.label} “{row.title}”" + (f" {numbers}" if numbers else "")


def _long(day: dt.date) -> str:
    return papers.written_date(day).split(", ", 1)[1]
