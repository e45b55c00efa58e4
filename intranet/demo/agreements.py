"""How the invented office came by a new agreement when the old one ran out: task force, papers, a talk, and what was closed."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements import watch
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AmendmentKind, DocumentKind, Matter, Settlement
from intranet.agreements.service import SUBJECT, AgreementInput, PartyInput, closing, record, register, task_force
from intranet.agreements.service.amendments import AmendmentInput, ClauseInput, amend, change_clause
from intranet.agreements.service.record import DocumentInput, HolderInput
from intranet.agreements.service.task_force import MemberInput
from intranet.base.actor import Party
from intranet.demo.evidence import drawn
from intranet.demo.people import AGENCIES
from intranet.demo.quarter import Office
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store

_DAY = dt.timedelta(days=1)
_BAWASLU, _DISKOMINFO = AGENCIES[Party.BAWASLU][0], AGENCIES[Party.DISKOMINFO][0]
_SIGNED, _ADDED = 11, 3  # days ago
_MEMBERS = (
    ("kartika", "kartika", "Penanggung jawab", "SK 188/99/CONTOH"),
    ("kartika", "budi", "Anggota bidang penerimaan aduan", "SK 188/99/CONTOH"),
    ("kartika", "galih", "Anggota bidang penanganan konten", "SK 188/99/CONTOH"),
    ("halim", "halim", "Ketua bersama", "SK 99/HK.01/CONTOH"),
    ("halim", "wulan", "Anggota bidang analisis", "SK 99/HK.01/CONTOH"),
    ("halim", "dimas", "Anggota bidang patroli siber", "SK 99/HK.01/CONTOH"),
)
_SCAN = """#set page(width: 400pt, height: 560pt, margin: 40pt)
#align(center)[#text(size: 15pt, weight: "bold")[PERJANJIAN KERJA SAMA (REKAAN)] \\
#v(1em) Pengawasan pemilihan melalui pemanfaatan teknologi informasi]
#v(2em) Naskah contoh; tidak mengikat siapa pun."""


def agree(office: Office) -> None:
    """Enter the life of the agreements into the diary."""
    for days_ago, happening in (
        (_SIGNED, _renew),
        (_SIGNED - 1, _fill),
        (8, _talk),
        (_ADDED, _amend),
        (2, _close_old),
        (1, _draft),
    ):
        office.diary.enter(office.now - days_ago * _DAY - dt.timedelta(hours=3), partial(happening, office=office))
    for days_ago in (75, 45, 20, _SIGNED, 0):
        moment = office.now - days_ago * _DAY - dt.timedelta(hours=1)
        office.diary.enter(moment, lambda session: watch.prompt(session, office.clock, office.settings))


def _today(office: Office) -> dt.date:
    return office.clock.now().astimezone(office.settings.zone).date()


def _record(session: Session, office: Office, key: str, **changes: Any) -> Agreement:
    example, day = EXAMPLES[key], _today(office)
    given: dict[str, Any] = {
        "kind": example.kind,
        "title": example.title,
        "signed_on": day,
        "starts_on": day,
        "ends_on": day + 400 * _DAY,
        "end_event": example.end_event,
        "institution_name": _DISKOMINFO,
        "parties": (
            PartyInput(party=Party.BAWASLU, name=_BAWASLU, number="099/HK.02/CONTOH", original_at="Sekretariat, lemari arsip 2"),
            PartyInput(party=Party.DISKOMINFO, name=_DISKOMINFO, number=None, original_at="Bagian hukum, map kerja sama"),
        ),
        "purposes": example.purposes,
        "template": key,
        "place": "Kabupaten Contoh",
        "stamped": True,
        "notice": example.notice,
        "talks_months": example.talks_months,
        "bases": example.bases,
    }
    return register(session, office.staff["kartika"], office.clock, AgreementInput(**{**given, **changes}))


def _found(session: Session, template: str) -> Agreement:
    return session.scalars(select(Agreement).where(Agreement.template == template)).one()


def _renew(session: Session, office: Office) -> None:
    _record(session, office, "jambi")


def _fill(session: Session, office: Office) -> None:
    row, day, kartika = _found(session, "jambi"), _today(office), office.staff["kartika"]
    for party, name, title in (
        (Party.BAWASLU, "Halim Contohudin", "Ketua"),
        (Party.DISKOMINFO, "Kartika Contohsari", "Kepala Dinas"),
    ):
        held = HolderInput(party=party, name=name, office=title, from_on=row.starts_on)
        record.seat_holder(session, kartika, office.clock, day, row.id, held)
    for leader, who, title, decree in _MEMBERS:
        office.clock.advance(dt.timedelta(minutes=3))
        person = office.staff[who]
        given = MemberInput(party=person.party or Party.DISKOMINFO, decree_no=decree, from_on=day, staff_id=person.id, office=title)
        task_force.enlist(session, office.staff[leader], office.clock, day, row.id, given)
    for kind, title, budget, targets in (
        (DocumentKind.KAK, "KAK pengawasan konten dan literasi", 180_000_000, "12 sesi literasi; patroli setiap hari kampanye."),
        (DocumentKind.GUIDE, "Petunjuk teknis penyerahan temuan patroli", None, "Tautan, tangkapan layar, dan sidiknya."),
    ):
        paper = DocumentInput(kind=kind, title=title, signed_on=day, budget=budget, targets=targets)
        record.add_document(session, kartika, office.clock, day, row.id, paper)
    _scan(session, office, row, "Naskah yang ditandatangani")


def _scan(session: Session, office: Office, row: Agreement, title: str) -> str:
    store = Store(office.settings.data_dir)
    file = store.incoming(office.settings.evidence_max_mb * 1024 * 1024)
    file.write(drawn(_SCAN))
    how: dict[str, Any] = {"subject": (SUBJECT, row.id), "file": file, "name": "naskah.png", "about": About(title)}
    return evidence.add_file(session, office.staff["kartika"], office.clock, store, **how).id


def _talk(session: Session, office: Office) -> None:
    row, day, halim = _found(session, "jambi"), _today(office), office.staff["halim"]
    matter = "Apakah tangkapan layar dari warga ikut diserahkan, atau hanya temuan patroli sendiri?"
    talk = closing.raise_dispute(session, halim, office.clock, day, row.id, Party.BAWASLU, matter)
    said = "Kedua pihak membaca pasal tentang penyerahan data bersama-sama."
    outcome = "Tangkapan layar dari warga ikut diserahkan, dengan penanda asalnya."
    office.clock.advance(dt.timedelta(hours=2))
    how = {"met_on": day, "minutes": said, "outcome": outcome}
    closing.deliberate(session, halim, office.clock, day, row.id, talk.id, talk.version, **how)  # type: ignore[arg-type]


def _amend(session: Session, office: Office) -> None:
    row, day, kartika = _found(session, "jambi"), _today(office), office.staff["kartika"]
    given = AmendmentInput(
        kind=AmendmentKind.ADDENDUM,
        signed_on=day,
        number="ADD-1/CONTOH",
        signer_1="Halim Contohudin",
        signer_2="Kartika Contohsari",
        summary="Menambah kewajiban bertukar daftar isu setiap pekan selama kampanye.",
        scan_id=_scan(session, office, row, "Adendum pertama"),
    )
    made = amend(session, kartika, office.clock, office.settings, row.id, row.version, given)
    clause = ClauseInput(
        article="Adendum angka 1",
        text="Para pihak bertukar daftar isu media sosial setiap Senin selama masa kampanye.",
        owes=(Party.BAWASLU, Party.DISKOMINFO),
        to=(Party.BAWASLU, Party.DISKOMINFO),
    )
    change_clause(session, kartika, office.clock, day, row.id, made.id, clause)


def _close_old(session: Session, office: Office) -> None:
    day = _today(office)
    old = next(row for row in session.scalars(select(Agreement).order_by(Agreement.ends_on)) if row.ends_on < day)
    office_now = (session, office.staff["kartika"], office.clock, day, old.id)
    said = "Dilanjutkan di bawah perjanjian kerja sama yang baru."
    closing.settle(*office_now, Matter.SESSIONS, Settlement.TRANSFERRED, said, 2)


def _draft(session: Session, office: Office) -> None:
    day = _today(office)
    planned = {"signed_on": day + 20 * _DAY, "starts_on": day + 20 * _DAY, "ends_on": day + 500 * _DAY, "drafted": True}
    blank = tuple(
        PartyInput(party=party, name=name) for party, name in ((Party.BAWASLU, _BAWASLU), (Party.DISKOMINFO, _DISKOMINFO))
    )
    _record(session, office, "kudus", parties=blank, stamped=False, place="", **planned)
