"""The processing record (UU 27/2022 article 31) and the impact assessment (article 34), told from the office's own facts.

Both are lists of sections with rows of a name and what is said about it; a text carries its figures beside it, so that it can
be told in the reader's language.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.clock import Clock
from intranet.cases.models import Case, Complainant
from intranet.counter.models import Visit
from intranet.counter.rules import NOTICE_VERSION
from intranet.devices.models import Device
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import State as Sharing
from intranet.evidence.models import EvidenceItem
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import Method
from intranet.learning.models.attendance import Attendee
from intranet.privacy import rules
from intranet.privacy.models import DataIncident, Erasure, PortalLookup, SubjectRequest
from intranet.privacy.rules import IncidentState, RecordKind, Term
from intranet.privacy.service.retention import terms, today
from intranet.settings import Settings
from shared.text import N_
from shared.words import DeviceState

Value = str | int | dt.date


@dataclass(frozen=True)
class Cell:
    """A text marked with ``N_`` and the values that fill it."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A heading and its rows."""

    heading: Cell
    rows: tuple[tuple[str, Cell], ...]


PURPOSE, BASIS, DATA, WHOSE = N_("Tujuan"), N_("Dasar"), N_("Data"), N_("Pemilik data")
WHERE, WHO_GETS, HOW_LONG, COUNT, GUARD = N_("Tempat"), N_("Penerima"), N_("Masa simpan"), N_("Jumlah sekarang"), N_("Pengamanan")
_DATABASE = Cell(N_("Basis data kantor di mesin kantor sendiri; NIK tersegel AES-256-GCM dengan kunci di luar folder data."))


def _count(session: Session, model: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def _term(term: Term) -> Cell:
    if term.months is None:
        return Cell(N_("Sampai ada ketetapan lain."))
    if term.initial:
        return Cell(N_("%(months)s bulan, setelan awal."), {"months": term.months})
    return Cell(N_("%(months)s bulan, ditetapkan sejak %(day)s."), {"months": term.months, "day": term.valid_from})


def record(session: Session, clock: Clock, settings: Settings) -> list[Section]:
    """What is processed, why, whose it is, who gets it, how long it lives, and how many there are today."""
    lives = terms(session, today(clock, settings))
    told = or_(Complainant.name != "", Complainant.nik_index.is_not(None), Complainant.phone != "", Complainant.email != "")
    asked = _count(session, IdentityCheck, IdentityCheck.method != Method.BY_EYE)
    shared = _count(session, Disclosure, Disclosure.state == Sharing.USED)
    return [
        Section(
            Cell(N_("Pengaduan dan penanganannya")),
            (
                (PURPOSE, Cell(N_("Menerima pengaduan, menanganinya, dan memberi tahu hasilnya kepada pelapor."))),
                (BASIS, Cell(N_("Kepentingan umum dan kewajiban hukum (UU 27/2022 pasal 20), UU 7/2017, perjanjian para pihak."))),
                (WHOSE, Cell(N_("Pelapor; terlapor dan saksi sebagaimana disebut pelapor."))),
                (DATA, Cell(N_("Nama, NIK, alamat, telepon, surel menurut pengakuan pelapor; uraian; catatan petugas."))),
                (WHERE, _DATABASE),
                (WHO_GETS, Cell(N_("Bawaslu dan Diskominfo; pihak lain hanya lewat pengungkapan (%(n)s dipakai)."), {"n": shared})),
                (HOW_LONG, _term(lives[RecordKind.COMPLAINANT])),
                (GUARD, Cell(N_("Disamarkan di layar; dibuka hanya dengan alasan yang tercatat; riwayat berantai."))),
                (
                    COUNT,
                    Cell(
                        N_("%(cases)s perkara, %(people)s di antaranya dengan data diri pelapor."),
                        {
                            "cases": _count(session, Case, Case.complaint_no.is_not(None)),
                            "people": _count(session, Complainant, told),
                        },
                    ),
                ),
            ),
        ),
        Section(
            Cell(N_("Pemeriksaan NIK ke Disdukcapil")),
            (
                (PURPOSE, Cell(N_("Memastikan pelapor adalah orang yang disebutnya (Magelang pasal 1)."))),
                (
                    BASIS,
                    Cell(
                        N_("Persetujuan pada layar (versi %(version)s) dan perjanjian yang berlaku."), {"version": NOTICE_VERSION}
                    ),
                ),
                (WHOSE, Cell(N_("Pelapor yang datang ke kios atau loket."))),
                (
                    DATA,
                    Cell(N_("Hasil keseluruhan, nama unsur, waktu, petugas atau kios. Jawaban per unsur tidak disimpan.")),
                ),
                (WHERE, Cell(N_("Satu titik jaringan tertutup; catatan pemakaian di basis data kantor."))),
                (
                    WHO_GETS,
                    Cell(
                        N_("Disdukcapil menerima nomor registrasi pengaduan sebagai data balikan (%(n)s nomor)."),
                        {"n": _count(session, Feedback)},
                    ),
                ),
                (HOW_LONG, _term(lives[RecordKind.USAGE])),
                (GUARD, Cell(N_("Hanya peran Diskominfo dan pengawas Disdukcapil; batas panggilan; pemutus otomatis."))),
                (
                    COUNT,
                    Cell(
                        N_("%(n)s pemeriksaan ke Disdukcapil; %(portal)s kali melihat portal."),
                        {"n": asked, "portal": _count(session, PortalLookup)},
                    ),
                ),
            ),
        ),
        Section(
            Cell(N_("Bukti")),
            (
                (PURPOSE, Cell(N_("Membuktikan isi pengaduan atau temuan."))),
                (BASIS, Cell(N_("Kewajiban hukum penanganan pelanggaran (UU 7/2017)."))),
                (WHOSE, Cell(N_("Siapa pun yang tampak dalam berkas bukti."))),
                (DATA, Cell(N_("Berkas, tautan, akun, keterangan, sidik SHA-256, riwayat penguasaan."))),
                (WHERE, Cell(N_("Folder bukti di mesin kantor, dikenal dari sidiknya."))),
                (WHO_GETS, Cell(N_("Para pihak; pihak lain hanya lewat pengungkapan atau berkas penyerahan."))),
                (HOW_LONG, _term(lives[RecordKind.EVIDENCE])),
                (GUARD, Cell(N_("Diperiksa keutuhannya berkala; setiap lihat dan unduh tercatat."))),
                (COUNT, Cell(N_("%(n)s bukti."), {"n": _count(session, EvidenceItem, EvidenceItem.erased_at.is_(None))})),
            ),
        ),
        Section(
            Cell(N_("Peserta literasi")),
            (
                (PURPOSE, Cell(N_("Daftar hadir, sertifikat, dan hasil belajar."))),
                (BASIS, Cell(N_("Perjanjian literasi digital para pihak; persetujuan peserta."))),
                (WHOSE, Cell(N_("Peserta kegiatan literasi."))),
                (DATA, Cell(N_("Nama dan asal; tanpa NIK."))),
                (WHERE, Cell(N_("Basis data kantor di mesin kantor sendiri."))),
                (WHO_GETS, Cell(N_("Para pihak."))),
                (HOW_LONG, Cell(N_("Sampai ada ketetapan lain."))),
                (GUARD, Cell(N_("Hanya petugas dan penyusun jadwal."))),
                (COUNT, Cell(N_("%(n)s peserta."), {"n": _count(session, Attendee)})),
            ),
        ),
        Section(
            Cell(N_("Petugas")),
            (
                (PURPOSE, Cell(N_("Masuk, wewenang, dan tanggung jawab atas setiap tindakan."))),
                (BASIS, Cell(N_("Hubungan kerja; kewajiban mencatat pemrosesan (UU 27/2022 pasal 31)."))),
                (WHOSE, Cell(N_("Petugas para pihak dan pengawas."))),
                (DATA, Cell(N_("Nama, akun, peran, surel, waktu masuk, jejak tindakan."))),
                (WHERE, Cell(N_("Basis data kantor di mesin kantor sendiri."))),
                (WHO_GETS, Cell(N_("Pengelola sistem dan pemeriksa."))),
                (HOW_LONG, _term(lives[RecordKind.LOGINS])),
                (GUARD, Cell(N_("Sandi tersimpan sebagai sidik argon2; sesi berakhir sendiri."))),
                (COUNT, Cell(N_("%(n)s akun aktif."), {"n": _count(session, Staff, Staff.active)})),
            ),
        ),
    ]


def notices(session: Session) -> list[tuple[str, int]]:
    """The versions of the purpose text people agreed to, and how many agreed to each, the newest first."""
    found = select(Visit.notice_version, func.count()).where(Visit.notice_at.is_not(None)).group_by(Visit.notice_version)
    return [(version or "–", count) for version, count in session.execute(found.order_by(Visit.notice_version.desc()))]


def assessment(session: Session, clock: Clock, settings: Settings) -> list[Section]:
    """Why an assessment is due, how large the matter is, which risks there are and what stands against each."""
    year = clock.now() - dt.timedelta(days=365)
    checks = _count(session, IdentityCheck, IdentityCheck.at >= year, IdentityCheck.method != Method.BY_EYE)
    kiosks = _count(session, Device, Device.state == DeviceState.ACTIVE)
    scale = {"people": _count(session, Complainant, Complainant.nik_index.is_not(None)), "checks": checks}
    incidents = {
        "all": _count(session, DataIncident),
        "open": _count(session, DataIncident, DataIncident.state == IncidentState.OPEN),
    }
    lived = {"n": _count(session, Erasure), "asked": _count(session, SubjectRequest), "hours": rules.LIMIT // dt.timedelta(hours=1)}
    return [
        Section(
            Cell(N_("Mengapa dinilai")),
            (
                (
                    N_("Risiko tinggi"),
                    Cell(N_("Pencocokan data dengan register penduduk dan pemakaian kios (UU 27/2022 pasal 34).")),
                ),
                (N_("Keperluan"), Cell(N_("Tanpa memastikan orangnya, laporan dan surat dapat dibuat atas nama orang lain."))),
                (
                    N_("Kesebandingan"),
                    Cell(N_("Hanya cocok atau tidak yang disimpan; foto, sidik jari, dan isi cip tidak dibaca atau disimpan.")),
                ),
                (
                    N_("Jalan lain"),
                    Cell(N_("Tanpa KTP-el atau jaringan, petugas memeriksa dengan mata; pengaduan tetap terdaftar.")),
                ),
            ),
        ),
        Section(
            Cell(N_("Skala")),
            (
                (N_("NIK tersimpan"), Cell(N_("%(people)s tersegel; %(checks)s pemeriksaan dalam 365 hari."), scale)),
                (N_("Kios aktif"), Cell(N_("%(n)s kios."), {"n": kiosks})),
                (N_("Persetujuan"), Cell(N_("Teks tujuan yang dipakai: versi %(version)s."), {"version": NOTICE_VERSION})),
                (N_("Kejadian"), Cell(N_("%(all)s tercatat, %(open)s masih ditangani."), incidents)),
                (
                    N_("Hak dan penghapusan"),
                    Cell(
                        N_("%(asked)s permintaan pemilik data, dijawab dalam %(hours)s jam; %(n)s berita acara penghapusan."), lived
                    ),
                ),
            ),
        ),
        Section(
            Cell(N_("Risiko dan tindakan")),
            (
                (
                    N_("Petugas mencari-cari NIK orang"),
                    Cell(N_("Tidak ada pencarian bebas; setiap lihat punya perkara, alasan, dan batas; orang kedua tahu.")),
                ),
                (
                    N_("Data dibawa keluar"),
                    Cell(N_("Hanya lewat pengungkapan dengan persetujuan pihak pemberi; salinan dan cetakan tercatat.")),
                ),
                (
                    N_("Jawaban register tersimpan"),
                    Cell(N_("Tidak ada kolom untuknya; pemindaian mentah atas cakram membuktikannya di setiap rilis.")),
                ),
                (N_("Mesin atau cadangan dicuri"), Cell(N_("NIK tersegel, kunci terpisah, cadangan tersegel."))),
                (
                    N_("Kios dicuri"),
                    Cell(N_("Antrean luring tersegel dan tidak dapat dibuka kios; kunci kios dicabut satu tombol.")),
                ),
                (N_("Catatan diubah"), Cell(N_("Riwayat berantai; perubahan dan penghapusan barisnya ketahuan."))),
                (N_("Data hidup terlalu lama"), Cell(N_("Masa simpan bertanggal per jenis; penghapusan dengan berita acara."))),
            ),
        ),
    ]
