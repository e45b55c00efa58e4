"""Rules of kiosks: enrolment codes, fingerprints, and when a kiosk counts as silent. Pure."""

import datetime as dt
import hashlib
from enum import Enum

from intranet.base.actor import Role
from intranet.base.errors import Refused
from shared.text import N_
from shared.words import ProblemCode

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that reads like a digit; 8 of 32 are 40 bits
KEEPERS = (Role.ADMIN, Role.DISKOMINFO_HEAD)  # who lets kiosks in and out
READERS = (*KEEPERS, Role.DISKOMINFO_OFFICER)
SILENT_AFTER = dt.timedelta(minutes=5)  # kiosks report every minute


class Health(Enum):
    """How a kiosk looks from the office; the value is the label."""

    NEVER = N_("Belum pernah melapor")
    HERE = N_("Tersambung")
    SILENT = N_("Tidak ada kabar")


def health(last_seen: dt.datetime | None, now: dt.datetime) -> Health:
    """Whether a kiosk has been heard of lately."""
    if last_seen is None:
        return Health.NEVER
    return Health.HERE if now - last_seen < SILENT_AFTER else Health.SILENT


# What a kiosk's heartbeat says of its card reader and printer, in the words of the list. Anything else a kiosk says, such
# as its printer's address, is shown as it came and never translated: it is not ours.
PARTS = {
    "starting": N_("Sedang disiapkan"),
    "ready": N_("Siap"),
    "no_sam": N_("Modul keamanan tidak ada"),
    "no_reader": N_("Tidak terpasang"),
    "no_service": N_("Layanannya tidak berjalan"),
    "stopped": N_("Dimatikan"),
    "none": N_("Tidak ada"),
    "fault": N_("Ada gangguan"),
}


def spell_code(letters: str) -> str:
    """Eight letters as people read them out: ``ABCD-2345``."""
    return f"{letters[:4]}-{letters[4:]}"


def fingerprint(public_key: bytes) -> str:
    """What an officer compares on both screens: SHA-256 of the key, upper-case hex in groups of four."""
    digits = hashlib.sha256(public_key).hexdigest().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def same_fingerprint(typed: str, known: str) -> bool:
    """Whether two spellings of a fingerprint are the same; spaces, colons and case do not count."""
    return _bare(typed) == _bare(known)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


# What a refused kiosk is told: the HTTP status and the sentence for people.
PROBLEMS: dict[ProblemCode, tuple[int, str]] = {
    ProblemCode.MALFORMED: (400, N_("Pesan kios tidak dapat dibaca.")),
    ProblemCode.UNSIGNED: (401, N_("Tanda tangan kios tidak ada atau tidak benar.")),
    ProblemCode.NONCE: (401, N_("Nomor sekali pakai sudah tidak berlaku. Minta yang baru.")),
    ProblemCode.NOT_ENROLLED: (403, N_("Kios ini belum diaktifkan oleh kantor.")),
    ProblemCode.REVOKED: (403, N_("Kios ini sudah dicabut oleh kantor.")),
    ProblemCode.CODE: (403, N_("Kode pendaftaran salah, sudah dipakai, atau sudah lewat waktunya. Minta kode baru.")),
    ProblemCode.NOT_FOUND: (404, N_("Tidak ditemukan.")),
    ProblemCode.VISIT_OVER: (409, N_("Kunjungan ini sudah selesai.")),
    ProblemCode.ALREADY_CHECKED: (409, N_("NIK pada kunjungan ini sudah diperiksa.")),
    ProblemCode.CHECK_REFUSED: (409, N_("NIK tidak dapat diperiksa pada kunjungan ini.")),
    ProblemCode.REPLAYED: (409, N_("Permintaan ini sudah pernah dikirim.")),
    ProblemCode.TOO_MANY: (429, N_("Terlalu banyak permintaan. Tunggu sebentar.")),
    ProblemCode.BUSY: (503, N_("Kantor sedang sibuk. Coba lagi sebentar.")),
}


class KioskRefused(Refused):
    """A kiosk's request is refused; ``code`` tells the kiosk why, the message tells people."""

    def __init__(self, code: ProblemCode, message: str = "") -> None:
        status, sentence = PROBLEMS[code]
        super().__init__(message or sentence)
        self.code, self.status = code, status
