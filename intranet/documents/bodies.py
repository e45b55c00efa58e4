"""The body of each paper: which of the facts and the officer's texts stand where, and what follows as annexes. Pure."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from intranet.base import papers
from intranet.base.actor import Party
from intranet.cases.service import Person
from intranet.cases.tracks import Kind
from intranet.documents.contents import names_complainant
from intranet.documents.facts import CaseFacts, EvidenceFacts, Matter
from intranet.documents.rules import DocumentKind

Block = dict[str, Any]
MASKED = "‹nama dan alamat pelapor, tampak pada cetakan›"
_KB = 1024


@dataclass(frozen=True)
class Head:
    """The letterhead."""

    over: str
    name: str
    address: str
    contact: str
    place: str


@dataclass(frozen=True)
class Signature:
    """Who signs by hand, as printed."""

    name: str
    title: str
    nip: str = ""


@dataclass(frozen=True)
class Paper:
    """What is to be printed. ``person``: the complainant, when the paper is to bear the name; ``number`` empty: a draft."""

    kind: DocumentKind
    party: Party
    subject: str
    texts: Mapping[str, str]
    matter: Matter
    evidence: tuple[EvidenceFacts, ...]
    head: Head
    signature: Signature
    day: dt.date
    code: str = ""
    number: str = ""
    person: Person | None = None


def complainant(paper: Paper) -> str:
    """Name and address of who complained; their place only, until the paper is to bear them; the number, if there is no name."""
    if paper.person is None:
        return MASKED
    told = [line for line in (paper.person.name, paper.person.address) if line]
    case = paper.matter.case
    return "\n".join(told) if paper.person.name else f"Pelapor pengaduan nomor {case.no if case else ''}"


# Pieces -----------------------------------------------------------------------------------------------------------


def date(day: dt.date) -> str:
    """``20 November 2026``."""
    return papers.written_date(day).partition(", ")[2]


def _day(text: str) -> str:
    """A day of a form, written out; what is no day stays as it is."""
    try:
        return papers.written_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _text(text: str) -> list[Block]:
    return [{"kind": "text", "text": text}] if text.strip() else []


def _pairs(*rows: tuple[str, str]) -> list[Block]:
    told = [[name, value] for name, value in rows if value]
    return [{"kind": "pairs", "rows": told}] if told else []


def _list(text: str) -> list[Block]:
    return [{"kind": "list", "items": lines(text)}] if lines(text) else []


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _section(title: str, blocks: list[Block]) -> list[Block]:
    return [_heading(title), *(blocks or _text("–"))]


def _case(paper: Paper) -> CaseFacts:
    if paper.matter.case is None:
        raise ValueError("this paper is about a case")
    return paper.matter.case


def _event(case: CaseFacts) -> list[tuple[str, str]]:
    """What happened, for a reader outside the office; nothing of who told it."""
    return [
        ("Nomor pengaduan", case.no),
        ("Nomor registrasi", case.register_no),
        ("Terlapor", case.respondent),
        ("Tanggal kejadian", papers.written_date(case.happened_on) if case.happened_on else ""),
        ("Tempat", case.place),
        ("Tautan atau akun", case.where),
    ]


def _evidence(paper: Paper) -> list[Block]:
    if not paper.evidence:
        return []
    several = len({item.case_no for item in paper.evidence}) > 1
    rows = [_row(paper, number, item, several) for number, item in enumerate(paper.evidence, 1)]
    columns = [{"title": "No", "mm": 9}, {"title": "Bukti dan SHA-256"}, {"title": "Jenis", "mm": 27}, {"title": "Waktu", "mm": 25}]
    return [{"kind": "table", "columns": columns, "rows": rows}]


def _row(paper: Paper, number: int, item: EvidenceFacts, several: bool) -> list[Any]:
    told = [part for part in (item.title, item.case_no if several else "", item.url) if part]
    return [
        str(number),
        {"text": "\n".join(told), "mono": item.sha256},
        f"{item.what}\n{_size(item.size)}" if item.sha256 else item.what,
        f"{'Diambil' if item.captured else 'Diterima'}\n{_short(paper.matter, item.taken_at)}",
    ]


def _size(size: int) -> str:
    return f"{max(1, round(size / _KB))} KB" if size < _KB * _KB else f"{size / _KB / _KB:.1f} MB".replace(".", ",")


def _short(matter: Matter, moment: dt.datetime) -> str:
    local = moment.astimezone(matter.zone)
    return f"{local:%d-%m-%Y}\n{local:%H.%M} {local.tzname()}"


def _evidence_annex(paper: Paper) -> list[Block]:
    return [{"title": "Daftar bukti", "blocks": _evidence(paper)}] if paper.evidence else []


def _attached(paper: Paper) -> list[Block]:
    return _text("Bersama surat ini kami sertakan bukti sebagaimana daftar terlampir.") if paper.evidence else []


# Bodies -----------------------------------------------------------------------------------------------------------

Body = tuple[list[Block], list[Block]]


def _completion(paper: Paper) -> Body:
    said = paper.texts
    return [
        *_text(said["opening"]),
        *_list(said["missing"]),
        *_pairs(("Paling lambat", _day(said["deadline"]))),
        *_text(said["closing"]),
    ], []


def _status(paper: Paper) -> Body:
    case, said = _case(paper), paper.texts
    rows = (
        ("Nomor pengaduan", case.no),
        ("Nomor registrasi", case.register_no),
        ("Terlapor", case.respondent),
        ("Status", said["status"]),
        ("Alasan", said["reason"]),
        ("Diteruskan kepada", said["forwarded"]),
    )
    return [*_text(said["opening"]), *_pairs(*rows), *_text(said["closing"])], []


def _content_status(paper: Paper) -> Body:
    said = paper.texts
    return [*_text(said["opening"]), *_list(said["status"]), *_text(said["closing"])], []


def _takedown(paper: Paper) -> Body:
    said = paper.texts
    columns = [
        {"title": "No", "mm": 9},
        {"title": "URL atau akun"},
        {"title": "Golongan", "mm": 36},
        {"title": "Pengaduan", "mm": 44},
    ]
    rows: list[list[str]] = []
    for case in paper.matter.cases:
        targets = [track.target for track in case.tracks if track.kind is Kind.TAKEDOWN and track.id in paper.matter.track_ids]
        places = list(dict.fromkeys(place for place in (case.link, case.account, *targets) if place and place != case.no))
        rows.append([str(len(rows) + 1), "\n".join(places) or "–", case.topic or "–", case.no])
    annexes: list[Block] = [
        {
            "title": "Analisis hukum",
            "blocks": [*_section("A. Dasar", _list(said["basis"])), *_section("B. Konteks dan analisis", _text(said["analysis"]))],
        },
        {"title": "Daftar URL", "blocks": [{"kind": "table", "columns": columns, "rows": rows}]},
        {
            "title": "Daftar tangkapan layar dan bukti",
            "blocks": _evidence(paper) or _text("Tidak ada berkas bukti yang disertakan."),
        },
    ]
    limit = _pairs(("Jumlah konten", str(len(rows))), ("Ditindaklanjuti dalam", said["answer_within"]))
    return [*_text(said["opening"]), *limit, *_text(said["closing"])], annexes


def _recommendation(paper: Paper) -> Body:
    case, said = _case(paper), paper.texts
    rows = [*_event(case), ("Golongan", case.topic)]
    return [
        *_text(said["opening"]),
        *_pairs(*rows),
        *_section("Analisis", _text(said["analysis"])),
        *_section("Dasar hukum", _list(said["basis"])),
        *_section("Rekomendasi", _text(said["recommendation"])),
        *_attached(paper),
        *_text(said["closing"]),
    ], _evidence_annex(paper)


def _referral(paper: Paper) -> Body:
    said = paper.texts
    rows = [*_event(_case(paper)), ("Dugaan pelanggaran", said["violation"])]
    return [
        *_text(said["opening"]),
        *_pairs(*rows),
        *_section("Dasar hukum", _list(said["basis"])),
        *_section("Uraian singkat", _text(said["summary"])),
        *_attached(paper),
        *_text(said["closing"]),
    ], _evidence_annex(paper)


def _delegation(paper: Paper) -> Body:
    said = paper.texts
    return [
        *_text(said["opening"]),
        *_pairs(*_event(_case(paper))),
        *_section("Alasan pelimpahan", _text(said["reason"])),
        *_section("Uraian singkat", _text(said["summary"])),
        *_attached(paper),
        *_text(said["closing"]),
    ], _evidence_annex(paper)


def _when(paper: Paper) -> list[tuple[str, str]]:
    said = paper.texts
    return [("Hari, tanggal", _day(said["day"])), ("Pukul", said["time"]), ("Tempat", said["place"])]


def _summons(paper: Paper) -> Body:
    said = paper.texts
    bring = [*_text("Mohon membawa:"), *_list(said["bring"])] if lines(said["bring"]) else []
    return [*_text(said["opening"]), *_pairs(*_when(paper), ("Bertemu dengan", said["meet"])), *bring, *_text(said["closing"])], []


def heard(paper: Paper) -> str:
    """Who was asked, with the address."""
    return complainant(paper) if names_complainant(paper.kind, paper.texts) else paper.texts.get("person", "").strip()


def _clarification(paper: Paper) -> Body:
    case, said = _case(paper), paper.texts
    rows = [
        *_when(paper),
        ("Nomor laporan", case.register_no or case.no),
        ("Nama dan alamat", heard(paper)),
        ("Sebagai", said["capacity"]),
        ("Diklarifikasi oleh", "\n".join(lines(said["examiners"]))),
    ]
    opening = "Pada waktu dan tempat di bawah ini telah dilakukan klarifikasi, dengan hasil sebagai berikut."
    return [
        *_text(opening),
        *_pairs(*rows),
        *_section("Pertanyaan dan jawaban", _text(said["answers"])),
        *_text(said["closing"]),
    ], []


def _plenary(paper: Paper) -> Body:
    case, said = _case(paper), paper.texts
    return [
        *_text("Pada waktu dan tempat di bawah ini telah dilaksanakan rapat pleno."),
        *_pairs(*_when(paper), ("Nomor laporan", case.register_no or case.no)),
        *_section("Hadir", _list(said["attendees"])),
        *_section("Agenda", _text(said["agenda"])),
        *_section("Pembahasan", _text(said["discussion"])),
        *_section("Keputusan", _text(said["decision"])),
    ], []


def _study(paper: Paper) -> Body:
    said = paper.texts
    # The study goes round; who complained is on the case's own file and not needed to judge what happened.
    return [
        *_pairs(*_event(_case(paper)), ("Pelapor", "Identitas ada pada berkas perkara")),
        *_section("I. Kasus posisi", _text(said["position"])),
        *_section("II. Data, fakta, dan bukti", [*_text(said["facts"]), *_evidence(paper)]),
        *_section("III. Dasar hukum", _list(said["basis"])),
        *_section("IV. Analisis", _text(said["analysis"])),
        *_section("V. Kesimpulan", _text(said["conclusion"])),
        *_section("VI. Rekomendasi", _text(said["recommendation"])),
    ], []


def _handover(paper: Paper) -> Body:
    said, sign = paper.texts, paper.signature
    opening = f"Pada hari ini, {papers.written_date(paper.day)}, telah dilakukan serah terima antara:"
    first = _pairs(("Nama", sign.name or "…………"), ("Jabatan", sign.title), ("Lembaga", paper.head.name))
    second = _pairs(("Nama", said["receiver"]), ("Jabatan", said["receiver_title"]), ("Lembaga", said["receiver_office"]))
    return [
        *_text(opening),
        *_section("Pihak Pertama (yang menyerahkan)", first),
        *_section("Pihak Kedua (yang menerima)", second),
        *_section("Yang diserahkan", [*_list(said["items"]), *_evidence(paper)]),
        *_section("Untuk keperluan", _text(said["purpose"])),
        *_text(said["closing"]),
    ], []


def _fact_check(paper: Paper) -> Body:
    check, said = paper.matter.check, paper.texts
    if check is None:
        raise ValueError("this paper is about a fact check")
    rows = (
        ("Nomor cek fakta", check.number or "Belum diterbitkan"),
        ("Kesimpulan", check.verdict),
        ("Jenis kekeliruan", check.first_draft),
        ("Keadaan", check.state),
    )
    return [
        *_pairs(*rows),
        *_section("Klaim", _text(said["claim"])),
        *_section("Penjelasan", _text(said["explanation"])),
        *_section("Sumber", _list(said["sources"])),
    ], []


BODIES: dict[DocumentKind, Callable[[Paper], Body]] = {
    DocumentKind.COMPLETION_NOTICE: _completion,
    DocumentKind.STUDY: _study,
    DocumentKind.SUMMONS: _summons,
    DocumentKind.CLARIFICATION: _clarification,
    DocumentKind.PLENARY: _plenary,
    DocumentKind.STATUS_NOTICE: _status,
    DocumentKind.RECOMMENDATION: _recommendation,
    DocumentKind.TAKEDOWN_PACK: _takedown,
    DocumentKind.CONTENT_STATUS: _content_status,
    DocumentKind.REFERRAL: _referral,
    DocumentKind.DELEGATION: _delegation,
    DocumentKind.HANDOVER: _handover,
    DocumentKind.FACT_CHECK: _fact_check,
}
