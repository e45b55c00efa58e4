"""The invented office's partners, and people who keep their inbox tidy."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.base.actor import Actor, Party
from intranet.base.clock import FixedClock
from intranet.demo.diary import Diary
from intranet.demo.people import AGENCIES
from intranet.inbox.service import mark_all_read
from intranet.partners import service
from intranet.partners.rules import PartnerKind
from intranet.partners.service import PartnerInput, seed_referral_rules

_YEAR = dt.timedelta(days=365)
# Kind, name, what it helps with, whom to ask for. Those with an account are the agencies of the cast.
_PARTNERS = (
    (
        PartnerKind.KPU,
        AGENCIES[Party.PARTNER][0],
        "Data peserta pemilihan, rekomendasi pelanggaran administrasi",
        "Subbagian Hukum",
    ),
    (PartnerKind.LOCAL_OFFICE, AGENCIES[Party.PARTNER][1], "Pendidikan politik, tim penertiban alat peraga", "Bidang Politik"),
    (PartnerKind.LOCAL_OFFICE, "Satpol PP Kabupaten Contoh", "Penertiban alat peraga kampanye", "Bidang Ketertiban Umum"),
    (PartnerKind.GAKKUMDU, "Sentra Gakkumdu Kabupaten Contoh", "Tindak pidana pemilihan", "Sekretariat"),
    (PartnerKind.POLICE, "Polres Contoh", "Tindak pidana umum dan siber di luar pemilihan", "Unit Tindak Pidana Tertentu"),
    (PartnerKind.BKN, "Kantor Regional BKN Contoh", "Netralitas pegawai ASN", "Bidang Pengawasan dan Pengendalian"),
    (PartnerKind.PERSONNEL_OFFICE, "BKPSDM Kabupaten Contoh", "Tembusan perkara netralitas ASN", "Bidang Disiplin"),
    (PartnerKind.VILLAGE_OFFICE, "DPMD Kabupaten Contoh", "Kepala desa dan perangkat desa", "Bidang Pemerintahan Desa"),
    (PartnerKind.BAWASLU, "Bawaslu Provinsi Misal", "Supervisi, usul penurunan konten", "Bagian Pengawasan"),
    (PartnerKind.KPID, "KPID Provinsi Misal", "Pengawasan siaran kampanye", "Bidang Isi Siaran"),
    (PartnerKind.JOURNALISTS, "Ikatan Wartawan Rekaan", "Penyebaran informasi pengawasan, periksa fakta", "Sekretaris"),
    (PartnerKind.UNIVERSITY, "Universitas Rekaan", "Pengawasan partisipatif, relawan patroli siber", "Pusat Studi Pemilu"),
    (PartnerKind.COMMUNITY, "Komunitas Literasi Ujicoba", "Kelas literasi digital di desa", "Koordinator program"),
)


def introduce(session: Session, head: Actor, clock: FixedClock, today: dt.date) -> None:
    """The partners, one of them of the past, and the referral table."""
    accounts = {row.name: row.id for row in session.scalars(select(Agency).where(Agency.party == Party.PARTNER))}
    for number, (kind, name, role, contact) in enumerate(_PARTNERS, 1):
        clock.advance(dt.timedelta(minutes=1))
        partner = PartnerInput(
            kind=kind,
            name=name,
            role=role,
            address=f"Jalan Contoh Nomor {number}, Kabupaten Contoh",
            email=f"mitra{number}@surel.contoh.id",
            phone=f"(0299) 9900{number:02d}",
            contact_role=contact,
            agency_id=accounts.get(name),
            valid_from=today - _YEAR,
        )
        service.add(session, head, clock, partner)
    past = PartnerInput(
        kind=PartnerKind.UNIVERSITY,
        name="Sekolah Tinggi Misal",
        role="Pengawasan partisipatif pada pemilihan yang lalu",
        valid_from=today - 2 * _YEAR,
    )
    row = service.add(session, head, clock, past)
    service.end(session, head, clock, row.id, row.version, today - _YEAR)
    seed_referral_rules(session, head, clock)


def read_inboxes(diary: Diary, clock: FixedClock, staff: Mapping[str, Actor], now: dt.datetime) -> None:
    """Everybody reads what they were told, each some time in the last three days; what came since then waits."""
    for number, actor in enumerate(staff.values()):
        diary.enter(now - dt.timedelta(hours=10 + 7 * (number % 9)), partial(_tidy, clock, actor))


def _tidy(clock: FixedClock, actor: Actor, session: Session) -> None:
    mark_all_read(session, clock, actor)
