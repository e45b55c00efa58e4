"""The nine population elements of the Magelang agreement, article 2(1)a, and what asking about them can come to."""

from enum import Enum

from shared.text import N_


class Element(Enum):
    """An element the civil registry confirms; the value is its key in the registry's web service."""

    FAMILY_CARD = "NO_KK"
    NIK = "NIK"
    NAME = "NAMA_LGKP"
    SEX = "JENIS_KLMIN"
    BIRTH_PLACE = "TMPT_LHR"
    BIRTH_DATE = "TGL_LHR"
    MARITAL_STATUS = "STATUS_KAWIN"
    OCCUPATION = "JENIS_PKRJN"
    ADDRESS = "ALAMAT"

    @property
    def label(self) -> str:
        """The element's name as printed on the card, in Indonesian."""
        return _LABELS[self]


_LABELS = {
    Element.FAMILY_CARD: N_("Nomor KK"),
    Element.NIK: N_("NIK"),
    Element.NAME: N_("Nama lengkap"),
    Element.SEX: N_("Jenis kelamin"),
    Element.BIRTH_PLACE: N_("Tempat lahir"),
    Element.BIRTH_DATE: N_("Tanggal lahir"),
    Element.MARITAL_STATUS: N_("Status perkawinan"),
    Element.OCCUPATION: N_("Jenis pekerjaan"),
    Element.ADDRESS: N_("Alamat sekarang"),
}


class Outcome(Enum):
    """How an identity check ended: the registry's three answers, no answer, or an officer who looked at the card."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    BY_EYE = "by_eye"

    @property
    def label(self) -> str:
        """The outcome as shown to the Diskominfo counter, in Indonesian."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.MATCH: N_("Sesuai"),
    Outcome.MISMATCH: N_("Tidak sesuai"),
    Outcome.NOT_FOUND: N_("Data tidak ditemukan"),
    Outcome.UNAVAILABLE: N_("Belum dapat diperiksa"),
    Outcome.BY_EYE: N_("Diperiksa petugas"),
}


class Standing(Enum):
    """What everybody but the Diskominfo counter may know of a check (Magelang 2(2)j forbids passing on more)."""

    NOT_CHECKED = "not_checked"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    LATER = "later"
    BY_EYE = "by_eye"

    @property
    def label(self) -> str:
        """The standing in Indonesian."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.NOT_CHECKED: N_("Identitas tidak diperiksa"),
    Standing.VERIFIED: N_("Identitas terverifikasi"),
    Standing.NOT_VERIFIED: N_("Identitas belum terverifikasi"),
    Standing.LATER: N_("Identitas diperiksa kemudian"),
    Standing.BY_EYE: N_("Identitas diperiksa petugas"),
}

_STANDING_OF = {
    Outcome.MATCH: Standing.VERIFIED,
    Outcome.MISMATCH: Standing.NOT_VERIFIED,
    Outcome.NOT_FOUND: Standing.NOT_VERIFIED,
    Outcome.UNAVAILABLE: Standing.LATER,
    Outcome.BY_EYE: Standing.BY_EYE,
}


def standing_of(outcome: Outcome | None) -> Standing:
    """What an outcome becomes for those who may not see it; ``None`` means nothing was asked."""
    return Standing.NOT_CHECKED if outcome is None else _STANDING_OF[outcome]
