"""What happened at the invented sessions that were held: who came, what they learnt, certificates, monitoring, reports."""

import datetime as dt
import random

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Party
from intranet.demo.evidence import drawn
from intranet.demo.quarter import Office
from intranet.documents import stationery
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.learning.models import Question
from intranet.learning.rules import CHOICES, AgeBand, CheckKind, Finding, Sex, Stage
from intranet.learning.service import KIND, attendance, certificates, monitoring, questions, reports, testing
from intranet.learning.service.attendance import AttendeeInput
from intranet.learning.service.monitoring import MonitoringInput
from intranet.learning.service.questions import QuestionInput
from intranet.learning.service.reports import ReportInput
from intranet.learning.service.testing import SheetInput
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pillar, Sector, SessionState
from intranet.literacy.service import sessions
from intranet.literacy.service.letters import Signature

_HALF = dt.timedelta(days=45)  # of the programme, as in ``demo.literacy``
_SEED = 9
_WOMEN = ("Ani", "Bunga", "Citra", "Dewi", "Eka", "Fitri", "Gita", "Hesti", "Indah", "Kartini", "Lestari", "Mawar", "Nur", "Sri")
_MEN = ("Agus", "Bayu", "Cahya", "Dimas", "Eko", "Fajar", "Galang", "Hadi", "Joko", "Kurnia", "Panji", "Raka", "Slamet", "Tono")
_LAST = ("Contohwati", "Rekaanti", "Ujicobasari", "Misalnita"), ("Contohadi", "Rekaanto", "Ujicobawan", "Misalnyo")
_UNITS = {
    Sector.PUBLIC: ("SMA Negeri 99 Contoh", "Desa Ujicoba Lor", "Kelurahan Rekaan", "PKK Misalrejo"),
    Sector.GOVERNMENT: ("Kecamatan Contoh Kota", "Dinas Contoh", "Panwaslu Kecamatan Rekaan"),
}
_BANK = {
    Pillar.SKILLS: (
        (
            "Cara paling tepat memeriksa kebenaran foto di internet?",
            "Pencarian gambar terbalik",
            "Menghitung suka",
            "Bertanya di grup",
        ),
        ("Apa guna kata kunci dalam tanda petik di mesin pencari?", "Mencari frasa yang persis", "Mempercepat", "Mengunci akun"),
        ("Di mana aturan privasi media sosial diatur?", "Menu pengaturan", "Kolom komentar", "Foto profil"),
    ),
    Pillar.SAFETY: (
        ("Kata sandi mana yang paling kuat?", "kopi-pagi-di-teras-rumah", "12345678", "namaanak2015"),
        ("Apa arti autentikasi dua langkah?", "Kata sandi ditambah kode kedua", "Dua kata sandi sama", "Masuk dua kali"),
        ("Menerima tautan hadiah dari nomor asing, sebaiknya?", "Tidak membuka dan melaporkan", "Membuka cepat", "Meneruskan"),
    ),
    Pillar.CULTURE: (
        ("Sikap terhadap pendapat berbeda di grup warga?", "Menghargai dan berdialog", "Mengeluarkan orangnya", "Mengejek"),
        ("Bahasa di ruang digital sebaiknya?", "Santun seperti bertatap muka", "Huruf besar semua", "Bebas tanpa batas"),
    ),
    Pillar.ETHICS: (
        ("Sebelum membagikan kabar pemilihan, langkah pertama?", "Memeriksa sumbernya", "Membagikan dahulu", "Menambah komentar"),
        ("Mengunggah foto orang lain sebaiknya?", "Meminta izin dahulu", "Langsung saja", "Menghapus namanya"),
        ("Ujaran kebencian di kolom komentar ditanggapi dengan?", "Melaporkan kepada platform", "Membalas", "Membagikan"),
    ),
}
_TEXTS = (
    "Acara dibuka tuan rumah, dilanjutkan tes awal. Narasumber Bawaslu menjelaskan cara mengenali informasi bohong tentang "
    "pemilihan; fasilitator Diskominfo memandu praktik memeriksa foto dan tautan dalam kelompok kecil. Ditutup dengan tes akhir.",
    "Peserta membawa contoh pesan berantai yang mereka terima. Bersama narasumber, tiap kelompok memeriksa sumbernya dan "
    "menuliskan jawaban untuk grup keluarga. Diskusi berlangsung hidup sampai acara ditutup.",
    "Materi disampaikan dalam dua bagian dengan selingan permainan. Peserta lansia didampingi satu per satu saat mengatur privasi "
    "telepon genggamnya.",
)
_PICTURE = """#set page(width: 480pt, height: 300pt, margin: 0pt, fill: rgb("dfe9e4"))
#place(bottom, rect(width: 100%, height: 70pt, fill: rgb("b98d5b")))
#place(top + center, dy: 24pt, rect(width: 300pt, height: 120pt, fill: white, stroke: 3pt + rgb("0b3c40"), inset: 14pt)[
#align(center + horizon)[#text(size: 22pt, weight: "bold")[Literasi digital] \\ #text(size: 13pt)[Aula Contoh]]])
#for n in range(9) { place(bottom + left, dx: 22pt + n * 50pt, dy: -24pt, circle(radius: 15pt, fill: rgb("5a7d7c"))) }"""


def account(office: Office) -> None:
    """Enter what happens at each session that was held, and what is written about it afterwards, into the diary."""
    began = office.now - _HALF
    office.diary.enter(began + dt.timedelta(minutes=50), lambda session: _bank(session, office))
    office.diary.enter(began + dt.timedelta(hours=2), lambda session: _plan(session, office))


def _bank(session: Session, office: Office) -> None:
    for pillar, asked in _BANK.items():
        for n, (text, right, *wrong) in enumerate(asked):
            office.clock.advance(dt.timedelta(minutes=1))
            choices = [*wrong, "Tidak tahu"]
            choices.insert(n % len(CHOICES), right)
            a, b, c, d = choices
            given = QuestionInput(pillar=pillar, text=text, choices=(a, b, c, d), right=CHOICES[n % len(CHOICES)])
            questions.add(session, office.staff["arum"], office.clock, given)
    last = questions.add(
        session,
        office.staff["budi"],
        office.clock,
        QuestionInput(
            pillar=Pillar.SKILLS,
            text="Peramban mana yang tercepat?",
            choices=("Contoh A", "Contoh B", "Contoh C", "Contoh D"),
            right="a",
        ),
    )
    questions.switch(session, office.staff["budi"], office.clock, last.id, last.version, active=False)


def _plan(session: Session, office: Office) -> None:
    query = select(LiteracySession).where(LiteracySession.state == SessionState.CONFIRMED)
    coming = [row for row in session.scalars(query.order_by(LiteracySession.starts_at, LiteracySession.id)) if row.starts_at]
    for n, row in enumerate(one for one in coming if one.starts_at and one.starts_at < office.now):
        if row.starts_at is None or row.ends_at is None:
            continue
        rng = random.Random(_SEED + n)  # noqa: S311 - the same office every time; nothing secret
        day = dt.timedelta(days=1)
        for at, happening in (
            (row.starts_at - day, _choose),
            (row.starts_at + dt.timedelta(minutes=10), _attend),
            (row.ends_at + dt.timedelta(minutes=20), _learn),
            (row.ends_at + day, _watch),
            (row.ends_at + day * 2, _certify),
            (row.ends_at + day * 3, _report),
        ):
            if at < office.now:

                def later(open_: Session, does=happening, id_=row.id, chance=rng, number=n) -> None:  # type: ignore[no-untyped-def]
                    does(open_, office, sessions.get(open_, id_), chance, number)

                office.diary.enter(at, later)


def _choose(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    mine = [one.id for one in _questions(session) if one.pillar in row.pillars]
    testing.choose(session, office.staff["arum"], office.clock, row.id, mine)


def _questions(session: Session) -> list[Question]:
    query = select(Question).where(Question.active).order_by(Question.id)
    return list(session.scalars(query))


def _attend(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    lines: list[AttendeeInput] = []
    for _one in range(rng.randint(14, min(32, row.capacity))):
        sex = Sex.FEMALE if rng.random() < 0.56 else Sex.MALE
        first, last = rng.choice(_WOMEN if sex is Sex.FEMALE else _MEN), rng.choice(_LAST[sex is Sex.MALE])
        ages = list(AgeBand)[:2] if row.segment.value == "pupils" else list(AgeBand)[1:]
        unit, age = rng.choice(_UNITS[row.sector]), rng.choice(ages)
        line = AttendeeInput(name=f"{first} {last}", unit=unit, sex=sex, age=age)
        if all((line.name, line.unit, line.age) != (one.name, one.unit, one.age) for one in lines):
            lines.append(line)
    if n % 3 == 1:
        for line in lines:
            attendance.add_by_tablet(session, office.clock, row.id, line)
    else:
        attendance.add_many(session, office.staff["budi"], office.clock, row.id, lines)


def _learn(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    asked = [item.question for item in testing.items(session, row.id)]
    for stage, share, knows in ((Stage.PRE, 0.95, 0.42 + n % 3 * 0.05), (Stage.POST, 0.9, 0.74 + n % 4 * 0.04)):
        sheets = [
            SheetInput(
                number=one.number,
                answers="".join(
                    question.right_choice if rng.random() < knows else rng.choice([*CHOICES, "-"]) for question in asked
                ),
            )
            for one in attendance.of(session, row.id)
            if rng.random() < share
        ]
        testing.enter(session, office.staff["budi"], office.clock, row.id, stage, sheets)


def _watch(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    checks = {kind: (Finding.GOOD, "") for kind in CheckKind}
    incident = ""
    if n % 5 == 2:
        checks[CheckKind.CONTROL] = (Finding.ATTENTION, "Seorang peserta memakai kaus bergambar pasangan calon rekaan")
        incident = "Peserta diminta menutup kausnya dengan jaket dan menurut. Tidak ada kampanye dalam acara."
    if n % 4 == 3:
        checks[CheckKind.TRACE] = (Finding.NOT_DONE, "Tidak ada informasi bohong yang muncul dalam acara")
    given = MonitoringInput(checks=checks, incident=incident)
    monitoring.note(session, office.staff["wulan"], office.clock, row.id, 0, given)
    if n % 2:
        usual = MonitoringInput(checks={kind: (Finding.GOOD, "") for kind in CheckKind})
        monitoring.note(session, office.staff["budi"], office.clock, row.id, 0, usual)


def _certify(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    sign = (
        (office.staff["kartika"], "Kepala Dinas")
        if Party.DISKOMINFO in row.pair.parties
        else (office.staff["ratih"], "Anggota Bawaslu")
    )
    made = certificates.issue(session, sign[0], office.clock, office.settings, stationery, row.id, Signature(sign[1]))
    if n == 2:
        certificates.cancel(session, sign[0], office.clock, made[-1].id, "Salah ketik nama")


def _report(session: Session, office: Office, row: LiteracySession, rng: random.Random, n: int) -> None:
    who, clock = office.staff["ningsih"], office.clock
    if n % 4 == 0:
        store = Store(office.settings.data_dir)
        file = store.incoming(office.settings.evidence_max_mb * 1024 * 1024)
        file.write(drawn(_PICTURE))
        about = About(title="Suasana di aula")
        evidence.add_file(session, who, clock, store, subject=(KIND, row.id), file=file, name="suasana.png", about=about)
    given = ReportInput(
        text=_TEXTS[n % len(_TEXTS)],
        obstacles="Jaringan internet di lokasi lambat." if n % 3 == 0 else "",
        follow_up="Peserta meminta sesi lanjutan tentang keamanan akun." if n % 2 == 0 else "",
        present=[seat.id for seat in row.live_seats],
    )
    report = reports.write(session, who, clock, row.id, 0, given)
    if n % 6 != 5:
        reports.finish(session, who, clock, row.id, report.version)
