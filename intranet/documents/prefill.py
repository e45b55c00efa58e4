"""The words a paper begins with, written from the facts; the officer changes what is better said otherwise. Pure, Indonesian."""

from collections.abc import Callable
from dataclasses import dataclass

from intranet.base import papers
from intranet.base.actor import Party
from intranet.calendar.rules import ElectionKind
from intranet.cases.rules import State
from intranet.cases.tracks import Kind
from intranet.documents.contents import Whom
from intranet.documents.facts import CaseFacts, Matter
from intranet.documents.rules import WORDS, DocumentKind
from shared.questions import Platform

_THANKS = "Demikian disampaikan. Atas perhatian Saudara kami ucapkan terima kasih."
_COOPERATION = "Demikian disampaikan. Atas perhatian dan kerja sama Saudara kami ucapkan terima kasih."
_LAWS = {
    ElectionKind.GENERAL: ("UU Nomor 7 Tahun 2017 tentang Pemilihan Umum", "Peraturan Bawaslu Nomor 7 Tahun 2022"),
    ElectionKind.REGIONAL: (
        "UU Nomor 1 Tahun 2015 sebagaimana diubah dengan UU Nomor 10 Tahun 2016",
        "Peraturan Bawaslu Nomor 8 Tahun 2020 sebagaimana diubah dengan Peraturan Bawaslu Nomor 9 Tahun 2024",
    ),
}
_CONTENT_LAWS = (
    "UU Nomor 11 Tahun 2008 tentang Informasi dan Transaksi Elektronik sebagaimana diubah terakhir dengan UU Nomor 1 Tahun 2024",
    "Peraturan Menteri Kominfo Nomor 5 Tahun 2020 Pasal 15 dan Pasal 16",
)


@dataclass(frozen=True)
class House:
    """Who writes: the party, its name on paper, the other party's, and the place before the date."""

    party: Party
    name: str
    other: str
    place: str
    author: str


def subject(kind: DocumentKind, matter: Matter) -> str:
    """What a paper is about, in one line (Hal)."""
    if kind is DocumentKind.FACT_CHECK and matter.check is not None:
        return f"{kind.label} {matter.check.number}".strip()
    case = matter.case
    if case is None:
        return kind.label
    if kind is DocumentKind.TAKEDOWN_PACK:
        return f"{kind.label} pada {_platform(case)}"
    return f"{kind.label} nomor {case.no}"


def texts(kind: DocumentKind, matter: Matter, house: House) -> dict[str, str]:
    """The fields of a new paper."""
    written = _WRITERS[kind](matter, house)
    return {name: text[:WORDS] for name, text in written.items()}


def _of(matter: Matter) -> CaseFacts:
    if matter.case is None:
        raise ValueError("this paper is about a case")
    return matter.case


def _platform(case: CaseFacts) -> str:
    return case.platform.label if case.platform else Platform.OTHER.label


def _reported(case: CaseFacts, whose: str) -> str:
    return f"{whose} nomor {case.no} yang kami terima pada {papers.written_date(case.received_on)}"


def _basis(matter: Matter, *more: str) -> str:
    given = (_of(matter).legal_basis,) if _of(matter).legal_basis else ()
    return "\n".join((*given, *_LAWS[matter.regime], *more))


def _completion(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "nature": "Segera",
        "opening": f"Menindaklanjuti {_reported(case, 'laporan Saudara')}, kami sudah melakukan kajian awal. Agar dapat "
        "diregistrasi, laporan itu masih perlu dilengkapi dengan:",
        "missing": "\n".join(case.missing),
        "deadline": case.due_on.isoformat() if case.due_on else "",
        "closing": "Kelengkapan dapat diserahkan langsung ke kantor kami dengan menyebut nomor di atas. Laporan yang sampai batas "
        f"waktu itu belum lengkap tidak dapat diregistrasi.\n\n{_THANKS}",
    }


def _status(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    standing = case.outcome or (f"Diregistrasi dengan nomor {case.register_no}" if case.register_no else case.state.label)
    if case.state in (State.REFERRED, State.DELEGATED):
        standing = case.state.label
    return {
        "nature": "Biasa",
        "opening": f"Bersama ini kami beritahukan status {_reported(case, 'laporan Saudara')} sebagai berikut.",
        "status": standing,
        "reason": case.said,
        "forwarded": case.referred_to,
        "closing": _THANKS,
    }


def _content_status(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    asked = [track for track in case.tracks if track.kind is Kind.TAKEDOWN]
    done = "\n".join(f"{track.target}: {track.stage.label}." for track in asked) or case.outcome or case.state.label
    return {
        "nature": "Biasa",
        "opening": f"Bersama ini kami beritahukan penanganan {_reported(case, 'pengaduan Saudara')} sebagai berikut.",
        "status": done,
        "closing": f"Bila konten yang sama muncul lagi, sampaikan kepada kami dengan menyebut nomor di atas.\n\n{_THANKS}",
    }


def _takedown(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    said = list(dict.fromkeys(f"{one.topic or 'Konten'}: {one.said}" for one in matter.cases if one.said))
    return {
        "nature": "Segera",
        "addressee": f"Yth. Pengelola {_platform(case)}\ndi tempat",
        "opening": f"Berdasarkan rekomendasi {house.other}, kami mohon Saudara menurunkan atau menutup akses ke "
        f"konten pada {_platform(case)} yang tercantum dalam Lampiran II. Analisis hukumnya pada Lampiran I, daftar tangkapan "
        "layar dan bukti pada Lampiran III.",
        "answer_within": "24 jam sejak surat ini diterima",
        "basis": _basis(matter, *_CONTENT_LAWS),
        "analysis": "\n\n".join(said) or "Konten tersebut diduga melanggar ketentuan di atas.",
        "closing": "Mohon hasilnya diberitahukan kepada kami dengan menyebut nomor surat ini. Salinan konten dan data terkait "
        f"mohon tetap disimpan untuk keperluan pembuktian.\n\n{_COOPERATION}",
        "copies": house.other,
    }


def _recommendation(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "nature": "Segera",
        "addressee": f"Yth. Kepala {house.other}\ndi tempat",
        "opening": f"Berdasarkan analisis atas {_reported(case, 'pengaduan')}, kami sampaikan rekomendasi penanganan "
        "konten berikut.",
        "analysis": case.said or case.narrative,
        "basis": _basis(matter, *_CONTENT_LAWS[:1]),
        "recommendation": "Memohonkan penurunan konten tersebut kepada pengelola platform, lalu memantaunya.",
        "closing": _COOPERATION,
    }


def _addressed(case: CaseFacts) -> str:
    target = next((track.target for track in reversed(case.tracks) if track.kind is Kind.REFERRAL and not track.stage.ended), "")
    return f"Yth. {case.referred_to or target or '…'}\ndi tempat"


def _referral(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "nature": "Segera",
        "addressee": _addressed(case),
        "opening": f"Bersama ini kami teruskan {_reported(case, 'laporan')} untuk ditindaklanjuti sesuai kewenangan Saudara.",
        "violation": case.topic,
        "basis": _basis(matter),
        "summary": case.narrative,
        "closing": f"Mohon hasil tindak lanjutnya disampaikan kepada kami dengan menyebut nomor surat ini.\n\n{_COOPERATION}",
    }


def _delegation(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "nature": "Segera",
        "addressee": _addressed(case),
        "opening": f"Bersama ini kami limpahkan {_reported(case, 'laporan')} kepada Saudara sebagai tingkat yang berwenang.",
        "reason": case.said,
        "summary": case.narrative,
        "closing": f"Mohon penanganannya diberitahukan kepada kami dengan menyebut nomor surat ini.\n\n{_COOPERATION}",
    }


def _summons(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    number = case.register_no or case.no
    return {
        "nature": "Penting",
        "whom": Whom.OTHER.value if case.respondent else Whom.COMPLAINANT.value,
        "person": case.respondent,
        "opening": f"Sehubungan dengan penanganan laporan nomor {number}, kami mengundang Saudara untuk memberi klarifikasi pada:",
        "day": "",
        "time": "09.00 sampai selesai",
        "place": house.name,
        "meet": house.author,
        "bring": "Kartu identitas\nDokumen atau bukti lain yang berkaitan",
        "closing": f"Bila berhalangan, mohon memberi tahu kami sebelum waktu itu.\n\n{_COOPERATION}",
    }


def _clarification(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "whom": Whom.OTHER.value if case.respondent else Whom.COMPLAINANT.value,
        "person": case.respondent,
        "capacity": "Terlapor" if case.respondent else "Pelapor",
        "day": matter.today.isoformat(),
        "time": "",
        "place": house.name,
        "examiners": house.author,
        "answers": "1. Apakah Saudara sehat dan bersedia memberi keterangan?\nJawab: \n\n2. Apa yang Saudara ketahui tentang "
        "peristiwa itu?\nJawab: \n\n3. Adakah yang ingin Saudara tambahkan?\nJawab: ",
        "closing": "Berita acara ini dibacakan kembali, dibenarkan, dan ditandatangani.",
    }


def _plenary(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "day": matter.today.isoformat(),
        "time": "",
        "place": house.name,
        "attendees": "",
        "agenda": f"Membahas hasil kajian laporan nomor {case.register_no or case.no}.",
        "discussion": case.said,
        "decision": "",
    }


def _study(matter: Matter, _house: House) -> dict[str, str]:
    case = _of(matter)
    days = [
        f"{label}: {papers.written_date(day)}."
        for label, day in (("Kejadian", case.happened_on), ("Diketahui", case.known_on), ("Dilaporkan", case.received_on))
        if day
    ]
    lacks = [f"Belum ada: {one}." for one in case.missing]
    return {
        "position": case.narrative,
        "facts": "\n".join([*days, *lacks]),
        "basis": _basis(matter),
        "analysis": case.said,
        "conclusion": "",
        "recommendation": "",
    }


def _handover(matter: Matter, house: House) -> dict[str, str]:
    case = _of(matter)
    return {
        "receiver": "",
        "receiver_title": "",
        "receiver_office": case.referred_to or house.other,
        "purpose": f"Tindak lanjut perkara nomor {case.no}.",
        "items": "",
        "closing": "Demikian berita acara ini dibuat dalam rangkap dua, masing-masing berkekuatan sama.",
    }


def _fact_check(matter: Matter, _house: House) -> dict[str, str]:
    check = matter.check
    if check is None:
        raise ValueError("this paper is about a fact check")
    return {"claim": check.claim, "explanation": check.explanation, "sources": check.sources}


_WRITERS: dict[DocumentKind, Callable[[Matter, House], dict[str, str]]] = {
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
