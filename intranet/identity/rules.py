"""When the register may be asked, and what a check may become: methods, limits, pauses and hours. Pure.

Everything is derived from facts handed in (recent checks, counts, the time), so that several web processes agree and a
restart forgets nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from intranet.identity.codes import CodeClass
from shared.elements import Element, Outcome, Standing, standing_of
from shared.text import N_
from shared.words import CheckOffer, CheckState, ClaimMethod


class Method(Enum):
    """How a claim came about. A card read at a kiosk is still a claim: the kiosk may be lying."""

    CARD = "card"
    TYPED = "typed"
    DESK = "desk"
    BY_EYE = "by_eye"

    @property
    def label(self) -> str:
        """The method in Indonesian, as the semester report counts it."""
        return _METHODS[self]


_METHODS = {
    Method.CARD: N_("KTP-el dibaca kios"),
    Method.TYPED: N_("NIK diketik di kios"),
    Method.DESK: N_("NIK diketik petugas"),
    Method.BY_EYE: N_("Dilihat petugas"),
}

METHOD_OF = {ClaimMethod.CARD: Method.CARD, ClaimMethod.TYPED: Method.TYPED}


class Document(Enum):
    """What an officer looked at instead of asking the register."""

    KTP_EL = "ktp_el"
    SUKET = "suket"
    KK = "kk"
    SIM = "sim"
    PASSPORT = "passport"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The document's name in Indonesian."""
        return _DOCUMENTS[self]


_DOCUMENTS = {
    Document.KTP_EL: N_("KTP-el"),
    Document.SUKET: N_("Surat keterangan pengganti KTP-el"),
    Document.KK: N_("Kartu keluarga"),
    Document.SIM: N_("Surat izin mengemudi"),
    Document.PASSPORT: N_("Paspor"),
    Document.OTHER: N_("Dokumen lain"),
}

PURPOSE = "complaint"  # Magelang 1: verification of applicants of the complaint service, and of nobody else


class Refusal(Enum):
    """Why the register is not asked; the value is what the officer is told."""

    NO_AGREEMENT = N_("Perjanjian dengan Disdukcapil tidak berlaku hari ini, jadi NIK tidak diperiksa.")
    NOT_CONFIGURED = N_("Sambungan ke Dukcapil belum dipasang, jadi NIK tidak diperiksa.")
    HOURS = N_("Layanan Dukcapil sedang di luar jam akses.")
    QUOTA = N_("Jatah pemeriksaan NIK hari ini sudah habis.")
    SETUP = N_("Dukcapil menolak sambungan kantor ini, jadi pemanggilan dihentikan sampai pengelola memeriksanya.")
    BREAKER = N_("Sambungan ke Dukcapil gagal beberapa kali berturut-turut, jadi dihentikan sebentar.")
    KIOSK_HOUR = N_("Kios ini sudah mencapai batas pemeriksaan per jam.")
    KIOSK_MISSES = N_("Terlalu banyak NIK tidak ditemukan berturut-turut dari kios ini, jadi pemeriksaan dijeda.")
    VISIT_CHECKED = N_("NIK pada kunjungan ini sudah diperiksa.")

    @property
    def offer(self) -> CheckOffer:
        """What a kiosk is told: never about another kiosk's misses, only that checking is not possible."""
        return _OFFER_OF.get(self, CheckOffer.DOWN)


_OFFER_OF = {
    Refusal.NO_AGREEMENT: CheckOffer.NO_AGREEMENT,
    Refusal.NOT_CONFIGURED: CheckOffer.NOT_CONFIGURED,
    Refusal.HOURS: CheckOffer.CLOSED_HOURS,
    Refusal.QUOTA: CheckOffer.QUOTA,
}

INSTEAD = N_("Lanjutkan pengaduan; petugas dapat melihat KTP-el langsung.")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits in force. Counts are per day, per hour or in a row; the zone is the office's."""

    zone: dt.tzinfo
    opens: dt.time
    closes: dt.time
    daily: int
    parallel: int
    deadline: dt.timedelta
    breaker_failures: int
    breaker_pause: dt.timedelta
    setup_pause: dt.timedelta
    kiosk_per_hour: int
    kiosk_misses: int
    kiosk_pause: dt.timedelta

    @property
    def lost_after(self) -> dt.timedelta:
        """How long after its start an unfinished check counts as died with its process."""
        return self.deadline + dt.timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """One finished check as the rules see it; ``quota_left`` is what the register said remained that day."""

    at: dt.datetime
    code_class: CodeClass
    quota_left: int | None = None


def day_bounds(now: dt.datetime, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """The office's current day as [from, until) in UTC."""
    today = now.astimezone(zone).date()
    return tuple(  # type: ignore[return-value]
        dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC) for day in (today, today + dt.timedelta(days=1))
    )


def within_hours(now: dt.datetime, limits: Limits) -> bool:
    """Whether the register is open now. Equal opening and closing times mean the whole day; hours may span midnight."""
    local = now.astimezone(limits.zone).time()
    if limits.opens == limits.closes:
        return True
    if limits.opens < limits.closes:
        return limits.opens <= local < limits.closes
    return local >= limits.opens or local < limits.closes


def service_refusal(now: dt.datetime, limits: Limits, recent: Sequence[Ended], calls_today: int) -> Refusal | None:
    """Why nobody may ask now, or None. ``recent``: ended calls, newest first, since somebody last resumed them."""
    if not within_hours(now, limits):
        return Refusal.HOURS
    if calls_today >= limits.daily or _quota_used_up(now, limits, recent):
        return Refusal.QUOTA
    if not recent:
        return None
    last = recent[0]
    if last.code_class is CodeClass.SETUP and now < last.at + limits.setup_pause:
        return Refusal.SETUP
    if last.code_class is CodeClass.HOURS and now < last.at + limits.setup_pause:
        return Refusal.HOURS
    row = recent[: limits.breaker_failures]
    all_failed = len(row) == limits.breaker_failures and all(check.code_class.link_failed for check in row)
    return Refusal.BREAKER if all_failed and now < last.at + limits.breaker_pause else None


def _quota_used_up(now: dt.datetime, limits: Limits, recent: Sequence[Ended]) -> bool:
    """Whether the register said today that nothing is left: by code 05, or by counting down to zero."""
    start, _ = day_bounds(now, limits.zone)
    today = [check for check in recent if check.at >= start]
    if any(check.code_class is CodeClass.QUOTA for check in today):
        return True
    counted = next((check.quota_left for check in today if check.quota_left is not None), None)
    return counted == 0


def kiosk_refusal(now: dt.datetime, limits: Limits, asked: Sequence[dt.datetime], ended: Sequence[Ended]) -> Refusal | None:
    """Why this kiosk may not ask now, or None (T5). ``asked``: when it asked; ``ended``: its checks, newest first.

    A kiosk may be stolen and used to guess NIKs (they hold region and birth date), so unknown ones in a row pause it.
    """
    if sum(moment > now - dt.timedelta(hours=1) for moment in asked) >= limits.kiosk_per_hour:
        return Refusal.KIOSK_HOUR
    answered = [check for check in ended if check.code_class in _SAYS_SOMETHING][: limits.kiosk_misses]
    missed = 0 < len(answered) == limits.kiosk_misses and all(check.code_class is CodeClass.NOT_FOUND for check in answered)
    return Refusal.KIOSK_MISSES if missed and now < answered[0].at + limits.kiosk_pause else None


_SAYS_SOMETHING = frozenset({CodeClass.ANSWERED, CodeClass.PARTIAL, CodeClass.NOT_FOUND, CodeClass.REFER, CodeClass.UNUSABLE_NIK})


def visit_refusal(earlier: Sequence[Outcome | None], tries: int = 2) -> Refusal | None:
    """One look-up per visit (T5); without an answer it may be repeated once. ``None`` in ``earlier``: running."""
    if any(outcome is not Outcome.UNAVAILABLE for outcome in earlier) or len(earlier) >= tries:
        return Refusal.VISIT_CHECKED
    return None


def asked_elements(claimed: Sequence[Element], allowed: Sequence[Element]) -> tuple[Element, ...] | None:
    """The elements to send: those claimed and on the white list. None when the NIK or everything beside it is missing.

    A NIK alone proves only that somebody has that number, not that the visitor is that person.
    """
    chosen = tuple(element for element in Element if element in claimed and element in allowed)
    return chosen if Element.NIK in chosen and len(chosen) > 1 else None


class Claim:
    """What somebody claims to be, for the length of one call. Its text form shows only which elements it has."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[Element, str]) -> None:
        self._values = dict(values)

    @property
    def elements(self) -> tuple[Element, ...]:
        """Which elements are claimed, in the agreement's order."""
        return tuple(element for element in Element if element in self._values)

    @property
    def nik(self) -> str:
        """The sixteen digits claimed; empty once wiped."""
        return self._values.get(Element.NIK, "")

    def keep_only(self, elements: Iterable[Element]) -> "Claim":
        """The same claim with no more than ``elements``."""
        wanted = set(elements)
        return Claim({element: value for element, value in self._values.items() if element in wanted})

    def wire(self) -> dict[str, str]:
        """The claim as the service wants it: upper-case keys, text in capitals, dates as dd-mm-yyyy."""
        return {e.value: _wire_value(e, self._values[e]) for e in self.elements}

    def wipe(self) -> None:
        """Forget the values."""
        self._values.clear()

    def __repr__(self) -> str:
        return f"<Claim {', '.join(e.name for e in self.elements)}>"


def _wire_value(element: Element, value: str) -> str:
    if element is Element.BIRTH_DATE:
        year, month, day = value.split("-")
        return f"{day}-{month}-{year}"
    return value.strip().upper()


def check_state(outcome: Outcome | None) -> CheckState:
    """The three words a kiosk gets, or "checking" while there is no outcome."""
    return CheckState.CHECKING if outcome is None else _STATES[standing_of(outcome)]


_STATES = {
    Standing.VERIFIED: CheckState.VERIFIED,
    Standing.BY_EYE: CheckState.VERIFIED,
    Standing.NOT_VERIFIED: CheckState.NOT_VERIFIED,
    Standing.LATER: CheckState.LATER,
}

_REASONS = {
    CodeClass.QUOTA: CheckOffer.QUOTA,
    CodeClass.HOURS: CheckOffer.CLOSED_HOURS,
    CodeClass.SETUP: CheckOffer.NOT_CONFIGURED,
}


def later_reason(code_class: CodeClass | None) -> CheckOffer:
    """Why a check is "later", in the words a kiosk has for it."""
    return _REASONS.get(code_class, CheckOffer.DOWN) if code_class else CheckOffer.DOWN


class FeedbackState(Enum):
    """Where a complaint number is on its way back to the register."""

    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state in Indonesian."""
        return _FEEDBACK_STATES[self]


_FEEDBACK_STATES = {
    FeedbackState.QUEUED: N_("Menunggu dikirim"),
    FeedbackState.SENT: N_("Sedang dikirim"),
    FeedbackState.ACKNOWLEDGED: N_("Diterima Disdukcapil"),
    FeedbackState.FAILED: N_("Belum berhasil"),
}


class FeedbackResult(Enum):
    """How one sending ended; the value is what the page says."""

    DELIVERED = N_("Diterima.")
    DUPLICATE = N_("Sudah pernah dikirim; dianggap diterima.")
    NOT_CONFIGURED = N_("Alamat atau token data balikan belum diisi di pengaturan.")
    UNAUTHORIZED = N_("Disdukcapil menolak token kantor ini (401). Perbarui token data balikan.")
    REFUSED = N_("Disdukcapil menolak isi kiriman. Beri tahu pengelola sistem.")
    SERVER = N_("Layanan data balikan sedang bermasalah.")
    LINK = N_("Sambungan ke Disdukcapil terputus atau terlalu lambat.")
    UNREADABLE = N_("NIK tersegel tidak dapat dibuka dengan kunci kantor ini.")

    @property
    def done(self) -> bool:
        """Whether the number is with the register now."""
        return self in (FeedbackResult.DELIVERED, FeedbackResult.DUPLICATE)


_FIRST_WAIT, _LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)


def feedback_wait(tries: int) -> dt.timedelta:
    """How long to wait after the ``tries``-th failure (1, 2, ...): doubling from a minute, at most six hours."""
    return min(_FIRST_WAIT * (1 << min(tries - 1, 20)), _LONGEST_WAIT)
