"""The closed words of the conversation between a kiosk and the intranet: states, reasons, refusals.

Apart from ``shared.wire``, whose messages use them: whoever only speaks of these things has no need of its library.
"""

from enum import Enum

from shared.text import N_


class DeviceState(Enum):
    """Where a kiosk stands with the office."""

    PENDING = "pending"
    ACTIVE = "active"
    REVOKED = "revoked"


class ClaimMethod(Enum):
    """How the visitor's claim came about."""

    CARD = "card"
    TYPED = "typed"


class CheckState(Enum):
    """All a kiosk is told about a check."""

    CHECKING = "checking"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    LATER = "later"


class CheckOffer(Enum):
    """Whether identity can be checked now and, if not, why (the kiosk says it in words)."""

    POSSIBLE = "possible"
    NO_AGREEMENT = "no_agreement"
    NOT_CONFIGURED = "not_configured"
    QUOTA = "quota"
    CLOSED_HOURS = "closed_hours"
    DOWN = "down"

    @property
    def label(self) -> str:
        """What the visitor and the officer are told, in Indonesian."""
        return _OFFERS[self]


_OFFERS = {
    CheckOffer.POSSIBLE: N_("Pemeriksaan NIK tersedia"),
    CheckOffer.NO_AGREEMENT: N_("Perjanjian dengan Dukcapil sedang tidak berlaku, jadi NIK tidak diperiksa"),
    CheckOffer.NOT_CONFIGURED: N_("Sambungan ke Dukcapil belum dipasang, jadi NIK tidak diperiksa"),
    CheckOffer.QUOTA: N_("Jatah pemeriksaan NIK hari ini sudah habis"),
    CheckOffer.CLOSED_HOURS: N_("Pemeriksaan NIK sedang di luar jam layanan"),
    CheckOffer.DOWN: N_("Sambungan ke Dukcapil sedang terputus"),
}


class EndReason(Enum):
    """Why a visit ended."""

    DONE = "done"
    LEFT = "left"
    TIMED_OUT = "timed_out"
    CARD_TAKEN = "card_taken"
    FAULT = "fault"


class ProblemCode(Enum):
    """Why a request was refused; closed, so that a kiosk can act on it without reading text."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    NONCE = "nonce"
    NOT_ENROLLED = "not_enrolled"
    REVOKED = "revoked"
    CODE = "code"
    NOT_FOUND = "not_found"
    VISIT_OVER = "visit_over"
    ALREADY_CHECKED = "already_checked"
    CHECK_REFUSED = "check_refused"
    REPLAYED = "replayed"
    TOO_MANY = "too_many"
    BUSY = "busy"


class PlainState(Enum):
    """All a kiosk is told of where a complaint stands."""

    RECEIVED = "received"
    BEING_READ = "being_read"
    WAITS_FOR_YOU = "waits_for_you"
    WITH_BAWASLU = "with_bawaslu"
    WITH_OTHERS = "with_others"
    BEING_HANDLED = "being_handled"
    FINISHED = "finished"


class PlainResult(Enum):
    """All a kiosk is told of what came of a finished complaint."""

    REMOVED = "removed"
    CLARIFIED = "clarified"
    NO_VIOLATION = "no_violation"
    OTHER_OFFICE = "other_office"
    SAME_MATTER = "same_matter"
    VIOLATION = "violation"
    ANSWERED = "answered"
    INCOMPLETE = "incomplete"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"
