"""Evidence on three cases of the invented office: a picture, a letter, a transcript and the place where it was seen."""

import datetime as dt
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.demo.quarter import Office
from intranet.evidence import service as evidence
from intranet.evidence.rules import Act
from intranet.evidence.service import About
from intranet.evidence.store import Store

_CASES = 3
_PICTURE = """#set page(width: 420pt, height: auto, margin: 24pt, fill: rgb("eef2f1"))
#set text(size: 15pt)
#rect(width: 100%, fill: white, radius: 6pt, inset: 16pt)[
*Kabar Contoh* #text(fill: gray, size: 11pt)[\\@kabarcontoh · 2 jam]

Sebarkan! Kata orang dalam, hari pemungutan suara diundur satu minggu.
#text(fill: gray, size: 11pt)[1.204 suka · 311 dibagikan]
]"""
_LETTER = """#set document(title: "Surat keterangan contoh", date: none)
#set page(paper: "a4", margin: 28mm, numbering: "1 / 1")
#set text(size: 12pt)
#align(center)[*PAGUYUBAN WARGA CONTOH* \\ Jalan Contoh 1, Kecamatan Contoh #line(length: 100%)]
#v(8mm)
Perihal: Keterangan saksi

Dengan hormat, kami warga Dusun Contoh menerangkan bahwa pada malam itu kami menerima pesan berantai yang menyebut
hari pemungutan suara diundur satu minggu. Pesan itu kami simpan dan kami serahkan bersama surat ini.
#pagebreak()
*Lampiran: daftar nomor yang meneruskan pesan*
#table(columns: 3, [No.], [Grup], [Waktu], [1], [Grup Warga Contoh], [20.14], [2], [Arisan Contoh], [20.31])
"""
_TRANSCRIPT = """Transkrip rekaman suara rekaan, 42 detik.

00.03  Suara A: Nanti yang datang ke lapangan dapat paket contoh.
00.15  Suara B: Pakai kartu apa?
00.21  Suara A: Tidak perlu kartu, cukup catat nama.
"""


def gather(session: Session, office: Office) -> None:
    """Let officers add what they were given to the oldest cases under analysis."""
    query = select(Case).where(Case.state == State.ANALYSIS, Case.link != "").order_by(Case.complaint_no).limit(_CASES)
    for case in session.scalars(query).all():
        officer = next((one for one in office.staff.values() if one.id == case.officer_id), None) or office.one_of(case.party)
        add(session, office, officer, case)


def add(session: Session, office: Office, officer: Actor, case: Case) -> None:
    """Let ``officer`` add a link, a picture, a letter and a transcript to ``case``."""
    clock, store, subject = office.clock, Store(office.settings.data_dir), ("case", case.id)
    seen = clock.now() - dt.timedelta(hours=3)
    place = About(url=case.link, account="@kabarcontoh", captured_at=seen, note="Masih dapat dibuka saat dicatat.")
    evidence.add_link(session, officer, clock, subject=subject, about=place)
    for name, content, about in (
        ("tangkapan-layar.png", drawn(_PICTURE), About("Tangkapan layar kiriman", account="@kabarcontoh", captured_at=seen)),
        ("surat-keterangan.pdf", drawn(_LETTER, "pdf"), About("Surat keterangan warga", note="Diserahkan pelapor di loket.")),
        ("transkrip-rekaman.txt", _TRANSCRIPT.encode(), About(note="Ditulis petugas dari rekaman yang diputar pelapor.")),
    ):
        clock.advance(dt.timedelta(seconds=15))
        file = store.incoming(office.settings.evidence_max_mb * 1024 * 1024)
        file.write(content)
        item = evidence.add_file(session, officer, clock, store, subject=subject, file=file, name=name, about=about)
    clock.advance(dt.timedelta(seconds=15))
    evidence.open_file(session, officer, clock, store, subject=subject, item_id=item.id, act=Act.EXPORTED)


def drawn(source: str, form: Literal["png", "pdf"] = "png") -> bytes:
    """A picture or a letter of something invented."""
    import typst

    made = typst.compile(source.encode(), format=form, ppi=110.0, ignore_system_fonts=True)
    return made if isinstance(made, bytes) else b""
