"""What the invented office keeps account of: readers, SAM cards, credentials, security measures, and a few statements."""

import datetime as dt
from collections.abc import Collection
from functools import partial

from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.agreements.queries import all_agreements
from intranet.base.actor import Party
from intranet.demo.quarter import Office
from intranet.duties import watch
from intranet.duties.queries import parties_of, statements
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from intranet.duties.service import inventory
from intranet.duties.service.inventory import CredentialInput, ReaderInput, SamInput
from intranet.duties.service.statements import StatementInput, state

_SPEC = "470/12/Spesifikasi/Contoh"
_DAY = dt.timedelta(days=1)


def keep_account(office: Office) -> None:
    """Enter the inventory and what was stated into the diary."""
    for days_ago, happening in ((84, _stock), (60, _measures), (45, _first_statements), (6, _new_statement)):
        office.diary.enter(office.now - days_ago * _DAY - dt.timedelta(hours=3), partial(happening, office=office))
    for days_ago in (20, 3, 1):
        office.diary.enter(office.now - days_ago * _DAY, lambda session: watch.ring(session, office.clock, _today(office)))


def _today(office: Office) -> dt.date:
    return office.clock.now().astimezone(office.settings.zone).date()


def _stock(session: Session, office: Office) -> None:
    staff, clock, day = office.staff, office.clock, _today(office)
    readers = [
        inventory.add_reader(
            session,
            staff["satrio"],
            clock,
            ReaderInput(model="Pembaca KTP-el Contoh P-2", serial=serial, spec_document=spec, device_id="", status=status),
        ).id
        for serial, spec, status in (
            ("RDR-0001", _SPEC, ReaderStatus.IN_USE),
            ("RDR-0002", _SPEC, ReaderStatus.IN_USE),
            ("RDR-0003", "", ReaderStatus.SPARE),
        )
    ]
    for serial, reader, who in (("SAM-0001", readers[0], "budi"), ("SAM-0002", readers[1], "ningsih"), ("SAM-0003", "", "budi")):
        given = SamInput(serial=serial, reader_id=reader, custodian_id=staff[who].id, received_on=day)
        card = inventory.add_sam(session, staff["satrio"], clock, day, given)
    why = "Berita acara 470/31/Contoh: kartu diganti Disdukcapil"
    inventory.end_sam(session, staff["satrio"], clock, day, card.id, card.version, SamStatus.RETURNED, day, why)
    for opens, who, knowers, months in (
        ("Akun layanan web Disdukcapil", "satrio", ("kartika",), 3),
        ("Token data balikan", "satrio", (), 6),
        ("Akun portal web Disdukcapil", "budi", ("ningsih",), 2),
    ):
        inventory.add_credential(session, staff["satrio"], clock, day, _credential(office, opens, who, knowers, months))


def _credential(office: Office, opens: str, who: str, knowers: Collection[str], months: int) -> CredentialInput:
    return CredentialInput(
        opens=opens,
        custodian_id=office.staff[who].id,
        knower_ids=[office.staff[name].id for name in knowers],
        changed_on=_today(office),
        months=months,
    )


def _measures(session: Session, office: Office) -> None:
    for measure, remark in (
        (Measure.UPDATES, "Terpasang otomatis tiap malam"),
        (Measure.BACKUP, "Latihan pemulihan berhasil"),
        (Measure.NETWORK, ""),
        (Measure.FIREWALL, "Hanya port layanan dan Disdukcapil"),
        (Measure.ROOM, "Buku tamu ruang server"),
        (Measure.ACCOUNTS, ""),
        (Measure.KIOSKS, ""),
    ):
        inventory.check(session, office.staff["satrio"], office.clock, _today(office), measure, _today(office), remark)


def _between(session: Session, *parties: Party) -> Agreement | None:
    return next((row for row in all_agreements(session) if parties_of(row) >= set(parties)), None)


def _stated(
    session: Session, office: Office, row: Agreement, who: str, key: str, said_by: str, text: str, paper_no: str, days: int
) -> None:
    before, day = statements(session, row.id).get(key), _today(office)
    given = StatementInput(said_on=day, said_by=said_by, text=text, paper_no=paper_no, valid_until=day + days * _DAY)
    how = (office.clock, office.settings.zone, row.id, key, given)
    state(session, office.staff[who], *how, replaces=before.id if before else "")


def _first_statements(session: Session, office: Office) -> None:
    head = "Kartika Contohsari, Kepala Dinas"
    if row := _between(session, Party.DISKOMINFO, Party.DUKCAPIL):
        for key, text, paper_no, days in (
            ("2.1.c", "Satu titik jaringan tertutup terpasang di ruang server dan diuji bersama.", "470/40/Contoh", 365),
            ("2.1.b", "Akses portal diberikan untuk dua petugas.", "470/41/Contoh", 40),
            ("10", "Dua naskah asli bermeterai tersimpan pada masing-masing pihak.", "415.4/12/Contoh", 365),
        ):
            _stated(session, office, row, "kartika", key, head, text, paper_no, days)
    if row := _between(session, Party.BAWASLU, Party.DISKOMINFO):
        text = "Satuan tugas dibentuk dengan sepuluh anggota dari kedua pihak."
        _stated(session, office, row, "halim", "7.1", "Halim Contohudin, Ketua", text, "001/HK.01/Contoh", 90)


def _new_statement(session: Session, office: Office) -> None:
    if row := _between(session, Party.BAWASLU, Party.DISKOMINFO):
        text = "Anggota satuan tugas ditambah menjadi dua belas orang untuk masa tenang."
        _stated(session, office, row, "halim", "7.1", "Halim Contohudin, Ketua", text, "002/HK.01/Contoh", 120)
