"""What an officer writes on each paper: its fields in order, each with its length. Pure; ``prefill`` fills them in first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from intranet.documents.rules import LINE, SPECS, WORDS, DocumentKind
from shared.text import N_


class Input(Enum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    DAY = "day"
    WHOM = "whom"


class Whom(Enum):
    """Who is written to or heard: the complainant, whose name stays masked until it is printed, or somebody named here."""

    COMPLAINANT = "complainant"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The choice as staff read it."""
        return {"complainant": N_("Pelapor (nama dan alamat baru tampak pada cetakan)"), "other": N_("Orang lain:")}[self.value]


@dataclass(frozen=True)
class Field:
    """One field of a paper."""

    name: str
    label: str
    input: Input = Input.TEXT
    required: bool = True
    help: str = ""
    rows: int = 4

    @property
    def most(self) -> int:
        """Letters it may have."""
        return {Input.LINE: LINE, Input.DAY: 10, Input.WHOM: 20}.get(self.input, WORDS)


_ONE_PER_LINE = N_("Satu per baris.")
_NOT_WHO = N_("Jangan menulis sesuatu yang menunjuk pelapor.")
OPENING = Field("opening", N_("Pembuka"))
CLOSING = Field("closing", N_("Penutup"), rows=3)
NATURE = Field("nature", N_("Sifat"), Input.LINE)
ADDRESSEE = Field("addressee", N_("Kepada"), help=N_("Jabatan atau lembaga, lalu alamatnya di baris berikutnya."), rows=3)
COPIES = Field("copies", N_("Tembusan"), Input.LIST, required=False, help=_ONE_PER_LINE, rows=2)
_BASIS = Field("basis", N_("Dasar hukum"), Input.LIST, help=_ONE_PER_LINE)
_SUMMARY = Field("summary", N_("Uraian singkat"), help=_NOT_WHO, rows=6)
_ANALYSIS = Field("analysis", N_("Analisis"), rows=6)
_WHOM = Field("whom", N_("Siapa"), Input.WHOM)
_PERSON = Field("person", N_("Nama dan alamatnya"), required=False, rows=3)
_DAY = Field("day", N_("Tanggal"), Input.DAY)
_TIME = Field("time", N_("Pukul"), Input.LINE)
_PLACE = Field("place", N_("Tempat"), Input.LINE)

FIELDS: dict[DocumentKind, tuple[Field, ...]] = {
    DocumentKind.COMPLETION_NOTICE: (
        NATURE,
        OPENING,
        Field("missing", N_("Yang harus dilengkapi"), Input.LIST, help=_ONE_PER_LINE),
        Field("deadline", N_("Paling lambat"), Input.DAY),
        CLOSING,
        COPIES,
    ),
    DocumentKind.STUDY: (
        Field("position", N_("Kasus posisi"), help=_NOT_WHO, rows=6),
        Field("facts", N_("Data dan fakta"), rows=6),
        _BASIS,
        _ANALYSIS,
        Field("conclusion", N_("Kesimpulan")),
        Field("recommendation", N_("Rekomendasi")),
    ),
    DocumentKind.SUMMONS: (
        NATURE,
        _WHOM,
        _PERSON,
        OPENING,
        _DAY,
        _TIME,
        _PLACE,
        Field("meet", N_("Bertemu dengan"), Input.LINE),
        Field("bring", N_("Yang perlu dibawa"), Input.LIST, required=False, help=_ONE_PER_LINE, rows=3),
        CLOSING,
        COPIES,
    ),
    DocumentKind.CLARIFICATION: (
        _WHOM,
        _PERSON,
        Field("capacity", N_("Sebagai"), Input.LINE, help=N_("Pelapor, terlapor, saksi, atau ahli.")),
        _DAY,
        _TIME,
        _PLACE,
        Field("examiners", N_("Diklarifikasi oleh"), Input.LIST, help=_ONE_PER_LINE, rows=2),
        Field("answers", N_("Pertanyaan dan jawaban"), rows=12),
        CLOSING,
    ),
    DocumentKind.PLENARY: (
        _DAY,
        _TIME,
        _PLACE,
        Field("attendees", N_("Hadir"), Input.LIST, help=_ONE_PER_LINE, rows=3),
        Field("agenda", N_("Agenda"), rows=2),
        Field("discussion", N_("Pembahasan"), rows=8),
        Field("decision", N_("Keputusan")),
    ),
    DocumentKind.STATUS_NOTICE: (
        NATURE,
        OPENING,
        Field("status", N_("Status"), Input.LINE),
        Field("reason", N_("Alasan"), help=N_("Dibaca pelapor; tulis dengan kata biasa.")),
        Field("forwarded", N_("Diteruskan kepada"), Input.LINE, required=False),
        CLOSING,
        COPIES,
    ),
    DocumentKind.RECOMMENDATION: (
        NATURE,
        ADDRESSEE,
        OPENING,
        _ANALYSIS,
        _BASIS,
        Field("recommendation", N_("Rekomendasi")),
        CLOSING,
        COPIES,
    ),
    DocumentKind.TAKEDOWN_PACK: (
        NATURE,
        ADDRESSEE,
        OPENING,
        Field("answer_within", N_("Ditindaklanjuti dalam"), Input.LINE, help=N_("24 jam; yang mendesak 4 jam.")),
        _BASIS,
        Field("analysis", N_("Analisis hukum"), rows=8),
        CLOSING,
        COPIES,
    ),
    DocumentKind.CONTENT_STATUS: (
        NATURE,
        OPENING,
        Field("status", N_("Yang sudah dilakukan"), rows=4),
        CLOSING,
        COPIES,
    ),
    DocumentKind.REFERRAL: (
        NATURE,
        ADDRESSEE,
        OPENING,
        Field("violation", N_("Dugaan pelanggaran"), Input.LINE),
        _BASIS,
        _SUMMARY,
        CLOSING,
        COPIES,
    ),
    DocumentKind.DELEGATION: (
        NATURE,
        ADDRESSEE,
        OPENING,
        Field("reason", N_("Alasan pelimpahan")),
        _SUMMARY,
        CLOSING,
        COPIES,
    ),
    DocumentKind.HANDOVER: (
        Field("receiver", N_("Nama penerima"), Input.LINE),
        Field("receiver_title", N_("Jabatan penerima"), Input.LINE),
        Field("receiver_office", N_("Lembaga penerima"), Input.LINE),
        Field("purpose", N_("Untuk keperluan"), rows=2),
        Field("items", N_("Yang diserahkan selain bukti yang dipilih"), Input.LIST, required=False, help=_ONE_PER_LINE, rows=3),
        CLOSING,
    ),
    DocumentKind.FACT_CHECK: (
        Field("claim", N_("Klaim"), rows=3),
        Field("explanation", N_("Penjelasan"), rows=6),
        Field("sources", N_("Sumber"), Input.LIST, help=_ONE_PER_LINE),
    ),
}
# The papers that list evidence, so that the officer chooses which.
LISTS_EVIDENCE = frozenset(
    {
        DocumentKind.STUDY,
        DocumentKind.TAKEDOWN_PACK,
        DocumentKind.RECOMMENDATION,
        DocumentKind.REFERRAL,
        DocumentKind.DELEGATION,
        DocumentKind.HANDOVER,
    }
)


def names_complainant(kind: DocumentKind, texts: Mapping[str, str]) -> bool:
    """Whether the paper bears the complainant's name and address: written to them, or about having heard them."""
    return SPECS[kind].to_complainant or texts.get("whom") == Whom.COMPLAINANT.value


def fault(kind: DocumentKind, texts: Mapping[str, str], *, whole: bool) -> tuple[str, str, int]:
    """The first field at fault, what is wrong with it, and a limit it may name; empty when nothing is.

    ``whole``: the paper is to be issued, so nothing may be missing; a draft may be as unfinished as it is.
    """
    for field in FIELDS[kind]:
        text = texts.get(field.name, "").strip()
        if len(text) > field.most:
            return field.name, N_("Paling panjang %(most)s huruf."), field.most
        if field.input is Input.DAY and text and not _is_day(text):
            return field.name, N_("Isi tanggal yang benar."), 0
        if field.input is Input.WHOM and text not in ("", *(one.value for one in Whom)):
            return field.name, N_("Pilih salah satu."), 0
        if whole and field.required and not text:
            return field.name, N_("Isi dahulu sebelum diterbitkan."), 0
    if whole and texts.get("whom") == Whom.OTHER.value and not texts.get("person", "").strip():
        return "person", N_("Isi dahulu sebelum diterbitkan."), 0
    return "", "", 0


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
