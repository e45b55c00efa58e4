"""What the register's answers mean: reply codes 01-17, the texts of older services, and the verdict words. Pure.

Sources are public clients of the service, not an official table, so everything not listed counts as "not verified".
Texts and verdicts are compared whole after normalising, never by substring ("sesuai" is inside "tidak sesuai").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from shared.elements import Element, Outcome
from shared.text import N_


class CodeClass(Enum):
    """Why a check ended as it did; the only detail of an answer that is kept."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    REFER = "refer"
    UNUSABLE_NIK = "unusable_nik"
    SETUP = "setup"
    QUOTA = "quota"
    HOURS = "hours"
    REQUEST = "request"
    GARBLED = "garbled"
    HTTP = "http"
    LINK = "link"
    TIMEOUT = "timeout"
    BUSY = "busy"
    INTERRUPTED = "interrupted"
    NO_AGREEMENT = "no_agreement"
    SEEN = "seen"

    @property
    def label(self) -> str:
        """What the officer is told when no reply code says it better, in Indonesian."""
        return _CLASSES[self]

    @property
    def link_failed(self) -> bool:
        """Whether the link or the service itself failed, so that several in a row stop the calls for a while."""
        return self in _LINK_FAILURES

    @property
    def tells_of_service(self) -> bool:
        """Whether the ending says anything about the service and the link, rather than about ourselves."""
        return self not in _OUR_OWN

    @property
    def register_was_read(self) -> bool:
        """Whether the register held data of this person and used them to answer (Magelang 3(1)b: "telah diakses")."""
        return self in (CodeClass.ANSWERED, CodeClass.PARTIAL, CodeClass.REFER)


_CLASSES = {
    CodeClass.ANSWERED: N_("Dukcapil menjawab."),
    CodeClass.PARTIAL: N_("Dukcapil hanya menjawab sebagian, jadi belum dapat dipastikan."),
    CodeClass.NOT_FOUND: N_("NIK tidak ada dalam data kependudukan. Periksa lagi angkanya."),
    CodeClass.REFER: N_("Data kependudukan bermasalah. Sarankan pelapor menghubungi Disdukcapil."),
    CodeClass.UNUSABLE_NIK: N_("NIK tidak dapat diproses oleh Dukcapil."),
    CodeClass.SETUP: N_("Dukcapil menolak sambungan kantor ini. Beri tahu pengelola sistem."),
    CodeClass.QUOTA: N_("Jatah pemeriksaan hari ini sudah habis."),
    CodeClass.HOURS: N_("Layanan Dukcapil sedang di luar jam akses."),
    CodeClass.REQUEST: N_("Permintaan ditolak karena isinya tidak lengkap. Beri tahu pengelola sistem."),
    CodeClass.GARBLED: N_("Jawaban Dukcapil tidak dapat dipahami, jadi dianggap belum diperiksa."),
    CodeClass.HTTP: N_("Layanan Dukcapil sedang bermasalah."),
    CodeClass.LINK: N_("Sambungan ke Dukcapil terputus."),
    CodeClass.TIMEOUT: N_("Dukcapil tidak menjawab dalam batas waktu."),
    CodeClass.BUSY: N_("Antrean pemeriksaan terlalu panjang."),
    CodeClass.INTERRUPTED: N_("Pemeriksaan terhenti di tengah jalan."),
    CodeClass.NO_AGREEMENT: N_("Perjanjian dengan Disdukcapil berakhir sebelum pemeriksaan dimulai."),
    CodeClass.SEEN: N_("Petugas melihat dokumennya."),
}

_LINK_FAILURES = frozenset({CodeClass.GARBLED, CodeClass.HTTP, CodeClass.LINK, CodeClass.TIMEOUT})
_OUR_OWN = frozenset({CodeClass.BUSY, CodeClass.INTERRUPTED, CodeClass.NO_AGREEMENT, CodeClass.SEEN})


@dataclass(frozen=True, kw_only=True)
class Code:
    """One reply code. ``outcome`` is None only for 01, where the verdicts decide."""

    code: str
    meaning: str
    code_class: CodeClass
    outcome: Outcome | None
    told: str


def _code(code: str, meaning: str, code_class: CodeClass, outcome: Outcome | None, told: str) -> Code:
    return Code(code=code, meaning=meaning, code_class=code_class, outcome=outcome, told=told)


_SETUP_TOLD = N_("Dukcapil menolak nama pengguna atau kata sandi kantor ini. Beri tahu pengelola sistem.")
_ADDRESS_TOLD = N_("Dukcapil tidak mengenal alamat jaringan kantor ini. Beri tahu pengelola sistem.")
_ACCESS_TOLD = N_("Hak akses kantor ini dinonaktifkan Dukcapil. Beri tahu penanggung jawab perjanjian.")

CODES: Mapping[str, Code] = {
    row.code: row
    for row in (
        _code("01", "data found", CodeClass.ANSWERED, None, N_("Dukcapil menjawab.")),
        _code("03", "login failed", CodeClass.SETUP, Outcome.UNAVAILABLE, _SETUP_TOLD),
        _code("04", "IP address does not match", CodeClass.SETUP, Outcome.UNAVAILABLE, _ADDRESS_TOLD),
        _code(
            "05",
            "daily quota used up",
            CodeClass.QUOTA,
            Outcome.UNAVAILABLE,
            N_("Jatah pemeriksaan hari ini sudah habis. Periksa KTP-el dengan mata; pemeriksaan dibuka lagi besok."),
        ),
        _code(
            "06",
            "outside the allowed access time",
            CodeClass.HOURS,
            Outcome.UNAVAILABLE,
            N_("Layanan Dukcapil sedang di luar jam akses. Periksa KTP-el dengan mata."),
        ),
        _code(
            "07",
            "parameters incomplete or invalid",
            CodeClass.REQUEST,
            Outcome.UNAVAILABLE,
            N_("Dukcapil menolak permintaan karena isinya tidak lengkap. Beri tahu pengelola sistem."),
        ),
        _code(
            "08",
            "NIK cannot be processed",
            CodeClass.UNUSABLE_NIK,
            Outcome.MISMATCH,
            N_("NIK ini tidak dapat diproses Dukcapil. Sarankan pelapor menghubungi Disdukcapil."),
        ),
        _code("09", "user, password or IP address empty", CodeClass.SETUP, Outcome.UNAVAILABLE, _SETUP_TOLD),
        _code("10", "client IP address not registered", CodeClass.SETUP, Outcome.UNAVAILABLE, _ADDRESS_TOLD),
        _code(
            "11",
            "found, deceased",
            CodeClass.REFER,
            Outcome.MISMATCH,
            N_("Pemilik NIK tercatat meninggal. Panggil atasan dan sarankan pelapor menghubungi Disdukcapil."),
        ),
        _code(
            "12",
            "found, duplicate data",
            CodeClass.REFER,
            Outcome.MISMATCH,
            N_("NIK ini tercatat ganda. Sarankan pelapor menghubungi Disdukcapil."),
        ),
        _code(
            "13",
            "not in the database",
            CodeClass.NOT_FOUND,
            Outcome.NOT_FOUND,
            N_("NIK tidak ada dalam data kependudukan. Periksa lagi angkanya."),
        ),
        _code(
            "14",
            "found, inactive",
            CodeClass.REFER,
            Outcome.MISMATCH,
            N_("Data pemilik NIK nonaktif. Sarankan pelapor menghubungi Disdukcapil."),
        ),
        _code(
            "15",
            "not found, not in the register's format",
            CodeClass.NOT_FOUND,
            Outcome.NOT_FOUND,
            N_("Susunan NIK tidak dikenal Dukcapil. Kemungkinan salah ketik; periksa lagi angkanya."),
        ),
        _code("16", "agency inactive", CodeClass.SETUP, Outcome.UNAVAILABLE, _ACCESS_TOLD),
        _code("17", "user id inactive", CodeClass.SETUP, Outcome.UNAVAILABLE, _ACCESS_TOLD),
    )
}

MESSAGE_KEYS = ("RESPON", "RESPONSE", "RESPONSE_DESC")
CODE_KEY = "RESPONSE_CODE"

# Services of the older generation send a text and no code. Only whole texts that were seen; keys are normalised.
_TEXTS: Mapping[str, str] = {
    "data ditemukan": "01",
    "login gagal": "03",
    "user id atau password salah": "03",
    "ip address tidak sesuai": "04",
    "ip tidak sesuai": "04",
    "kuota akses hari ini telah habis": "05",
    "diluar waktu akses yang diizinkan": "06",
    "di luar waktu akses yang diizinkan": "06",
    "parameter tidak lengkap": "07",
    "parameter tidak sesuai": "07",
    "nik tidak dapat diproses": "08",
    "user id, password atau ip user kosong": "09",
    "ip client tidak terdaftar": "10",
    "data ditemukan, status meninggal dunia": "11",
    "data ditemukan, meninggal dunia": "11",
    "data ditemukan, data ganda": "12",
    "data ditemukan, status data ganda": "12",
    "data tidak ditemukan": "13",
    "data tidak ditemukan dalam database": "13",
    "data ditemukan, status non aktif, silahkan hubungi dinas dukcapil": "14",
    "data ditemukan, status nonaktif": "14",
    "data tidak ditemukan, nik tidak terdapat di database kependudukan": "13",
    "data tidak ditemukan, nik tidak sesuai format dukcapil": "15",
    "lembaga tidak aktif": "16",
    "instansi tidak aktif": "16",
    "user id tidak aktif": "17",
}


def normalised(text: str) -> str:
    """``text`` without capitals, outer spaces, doubled spaces and closing full stops, as both tables are keyed."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".").rstrip().casefold()


def code_of(value: object) -> Code | None:
    """The code a reply's code field means: text or number, with or without the leading zero. None = not one we know."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return CODES.get(text.zfill(2)) if re.fullmatch(r"[0-9]{1,2}", text) else None


def code_of_text(text: object) -> Code | None:
    """The code a service without codes means by its text; whole texts only. None = not one we know."""
    if not isinstance(text, str):
        return None
    found = _TEXTS.get(normalised(text))
    return CODES[found] if found else None


class Verdict(Enum):
    """What the register says of one element. Shown once to the Diskominfo counter officer, never stored."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """The verdict in Indonesian."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.MATCH: N_("Sesuai"),
    Verdict.MISMATCH: N_("Tidak sesuai"),
    Verdict.UNCLEAR: N_("Tidak dijawab"),
}

_VERDICT_WORDS = re.compile(r"(?P<not>tidak )?sesuai(?: ?\((?P<score>[0-9]{1,3})\))?")


def verdict_of(value: object, threshold: int) -> Verdict:
    """Read "Sesuai", "Tidak Sesuai", "Sesuai (100)", "Tidak Sesuai (59)"; anything else is unclear.

    ``threshold`` is the percentage we asked for: a "Sesuai" that scores below it contradicts itself and is unclear.
    """
    found = _VERDICT_WORDS.fullmatch(normalised(value)) if isinstance(value, str) else None
    if found is None:
        return Verdict.UNCLEAR
    score = int(found["score"]) if found["score"] else None
    if score is not None and score > 100:
        return Verdict.UNCLEAR
    if found["not"]:
        return Verdict.MISMATCH
    return Verdict.MATCH if score is None or score >= threshold else Verdict.UNCLEAR


def overall(verdicts: Iterable[Verdict]) -> Outcome:
    """One outcome of all verdicts: any mismatch decides; a match needs at least one verdict and every one to match."""
    given = set(verdicts)
    if Verdict.MISMATCH in given:
        return Outcome.MISMATCH
    return Outcome.MATCH if given == {Verdict.MATCH} else Outcome.UNAVAILABLE


class Answer:
    """What remains of one reply: outcome, class, code, verdicts, calls left today. Its text form shows nothing."""

    __slots__ = ("code", "code_class", "outcome", "quota_left", "verdicts")

    def __init__(
        self,
        outcome: Outcome,
        code_class: CodeClass,
        code: str | None = None,
        verdicts: Mapping[Element, Verdict] | None = None,
        quota_left: int | None = None,
    ) -> None:
        self.outcome = outcome
        self.code_class = code_class
        self.code = code
        self.verdicts = dict(verdicts or {})
        self.quota_left = quota_left

    def __repr__(self) -> str:
        return "<Answer>"


def unavailable(code_class: CodeClass) -> Answer:
    """The answer of a call that brought none."""
    return Answer(Outcome.UNAVAILABLE, code_class)


def read(reply: object, asked: Iterable[Element], nik: str, threshold: int) -> Answer:
    """Turn a decoded JSON reply to a verify call into an answer; whatever does not fit is garbled, never a match.

    ``asked`` are the elements whose values were sent, ``nik`` the sixteen digits sent, ``threshold`` the percentage
    sent. A key that was asked but not answered is unclear; the NIK is the search key and needs no verdict, but must
    not be another one. Keys may come in any case.
    """
    envelope = _upper(reply)
    if envelope is None:
        return unavailable(CodeClass.GARBLED)
    quota = envelope.get("QUOTALIMITER")
    quota_left = quota if isinstance(quota, int) and not isinstance(quota, bool) and quota >= 0 else None
    record = _record(envelope)
    if record is None:
        return unavailable(CodeClass.GARBLED)
    stated = _stated(record)
    if stated is None:
        return unavailable(CodeClass.GARBLED)
    if stated.outcome is not None:
        return Answer(stated.outcome, stated.code_class, stated.code, quota_left=quota_left)
    verdicts: dict[Element, Verdict] = {e: verdict_of(record.get(e.value), threshold) for e in asked if e is not Element.NIK}
    nik_verdict = _nik_verdict(record.get(Element.NIK.value), nik, threshold)
    outcome = overall((*verdicts.values(), *(() if nik_verdict is None else (nik_verdict,))))
    if nik_verdict is Verdict.UNCLEAR or set(verdicts.values()) <= {Verdict.UNCLEAR}:
        return unavailable(CodeClass.GARBLED)
    code_class = CodeClass.PARTIAL if outcome is Outcome.UNAVAILABLE else CodeClass.ANSWERED
    return Answer(outcome, code_class, stated.code, verdicts, quota_left)


def _upper(value: object) -> dict[str, object] | None:
    """An object with its keys in capitals, or None when it is no object or two keys become one."""
    if not isinstance(value, dict):
        return None
    raised = {str(key).upper(): item for key, item in value.items()}
    return raised if len(raised) == len(value) else None


def _record(envelope: dict[str, object]) -> dict[str, object] | None:
    """The one record of the page, or the envelope itself when the service answers without a page."""
    if "CONTENT" not in envelope:
        return envelope
    content = envelope["CONTENT"]
    return _upper(content[0]) if isinstance(content, list) and len(content) == 1 else None


def _stated(record: dict[str, object]) -> Code | None:
    """The code a record states by number, else by text; a record that states nothing is an answer with verdicts."""
    if record.get(CODE_KEY) is not None:
        return code_of(record[CODE_KEY])
    texts = [record[key] for key in MESSAGE_KEYS if record.get(key) is not None]
    if not texts:
        return CODES["01"]
    codes = {code_of(text) or code_of_text(text) for text in texts}
    return codes.pop() if len(codes) == 1 else None


def _nik_verdict(value: object, nik: str, threshold: int) -> Verdict | None:
    """None when the NIK was left out or echoed; a verdict when one was given; unclear when it is somebody else's."""
    if value is None or (isinstance(value, str | int) and str(value).strip() == nik):
        return None
    return verdict_of(value, threshold)
