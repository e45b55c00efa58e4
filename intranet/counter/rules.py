"""Rules of a visit: where it stands, who may see it, when a check counts for a complaint, what a look-up may tell. Pure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from intranet.base.actor import Role
from intranet.cases.rules import Outcome as CaseOutcome
from intranet.cases.rules import State
from shared.elements import Element, Outcome, Standing, standing_of
from shared.text import N_
from shared.words import EndReason, PlainResult, PlainState

DESK_STAFF = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD)  # Dukcapil's agreement is Diskominfo's alone
NOTICE_VERSION = "2026-11"  # of the text the visitor agrees to; a new text gets a new version at both ends
IDLE = dt.timedelta(minutes=30)  # after which a visit nobody ended counts as left
DESK_ELEMENTS = (Element.NIK, Element.NAME, Element.BIRTH_PLACE, Element.BIRTH_DATE)  # what the desk asks for


class Step(Enum):
    """Where a visit stands, in the words of the queue."""

    HELP = "help"
    STARTED = "started"
    CHECKING = "checking"
    FILLING = "filling"
    REGISTERED = "registered"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The step in plain Indonesian."""
        return _STEPS[self]


_STEPS = {
    Step.HELP: N_("Minta bantuan petugas"),
    Step.STARTED: N_("Baru mulai"),
    Step.CHECKING: N_("NIK sedang diperiksa"),
    Step.FILLING: N_("Mengisi pengaduan"),
    Step.REGISTERED: N_("Pengaduan terdaftar"),
    Step.LEFT: N_("Pergi tanpa mendaftar"),
}

END_REASONS = {
    EndReason.DONE: N_("Pengunjung selesai"),
    EndReason.LEFT: N_("Pengunjung pergi"),
    EndReason.TIMED_OUT: N_("Habis waktu"),
    EndReason.CARD_TAKEN: N_("Kartu diambil"),
    EndReason.FAULT: N_("Gangguan kios"),
}


class EyeReason(Enum):
    """Why an officer looked at a document instead of, or after, asking the register."""

    LINK_DOWN = "link_down"
    CARD_UNREADABLE = "card_unreadable"
    NO_CONSENT = "no_consent"
    AFTER_ANSWER = "after_answer"
    ASKED = "asked"

    @property
    def label(self) -> str:
        """The reason in Indonesian."""
        return _EYE_REASONS[self]


_EYE_REASONS = {
    EyeReason.LINK_DOWN: N_("Pemeriksaan ke Dukcapil sedang tidak dapat dilakukan"),
    EyeReason.CARD_UNREADABLE: N_("KTP-el tidak terbaca oleh alat"),
    EyeReason.NO_CONSENT: N_("Warga tidak menyetujui pemeriksaan ke Dukcapil"),
    EyeReason.AFTER_ANSWER: N_("Jawaban Dukcapil perlu dilengkapi dengan melihat dokumen"),
    EyeReason.ASKED: N_("Diminta warga"),
}


def step_of(*, ended: bool, registered: bool, wants_help: bool, asked: bool, answered: bool) -> Step:
    """Where a visit stands; somebody who waits for help comes before everything else."""
    if not ended and wants_help:
        return Step.HELP
    if registered:
        return Step.REGISTERED
    if ended:
        return Step.LEFT
    if not asked:
        return Step.STARTED
    return Step.FILLING if answered else Step.CHECKING


def standing_for(outcome: Outcome | None, *, asked: bool, same_nik: bool, seen: bool) -> Standing:
    """What the case may say of its complainant's identity.

    A check counts only for the NIK it was about; a document an officer saw counts for the person at the counter, and
    only the register's own "match" says more.
    """
    counted = asked and same_nik
    if counted and outcome is Outcome.MATCH:
        return Standing.VERIFIED
    if seen:
        return Standing.BY_EYE
    if not counted:
        return Standing.NOT_CHECKED
    return Standing.LATER if outcome is None else standing_of(outcome)


def may_print_nik(outcome: Outcome | None, *, same_nik: bool) -> bool:
    """Whether papers may bear the NIK: only when the register confirmed this very one (Magelang 2(2)a)."""
    return outcome is Outcome.MATCH and same_nik


# What a kiosk tells of a complaint, whoever may read the screen: a stage in plain words. A draft has no number to ask for.
PLAIN_STATES: Mapping[State, PlainState] = {
    State.RECEIVED: PlainState.RECEIVED,
    State.TRIAGE: PlainState.BEING_READ,
    State.INITIAL_STUDY: PlainState.WITH_BAWASLU,
    State.AWAITING_COMPLETION: PlainState.WAITS_FOR_YOU,
    State.EARLY_INFORMATION: PlainState.WITH_BAWASLU,
    State.REGISTERED: PlainState.WITH_BAWASLU,
    State.EXAMINATION: PlainState.WITH_BAWASLU,
    State.PLENARY: PlainState.WITH_BAWASLU,
    State.DELEGATED: PlainState.WITH_OTHERS,
    State.REFERRED: PlainState.WITH_OTHERS,
    State.ANALYSIS: PlainState.WITH_BAWASLU,
    State.HANDLING: PlainState.BEING_HANDLED,
    State.MONITORING: PlainState.BEING_HANDLED,
    State.CLOSED: PlainState.FINISHED,
}
PLAIN_RESULTS: Mapping[CaseOutcome, PlainResult] = {
    CaseOutcome.CONTENT_REMOVED: PlainResult.REMOVED,
    CaseOutcome.CLARIFIED: PlainResult.CLARIFIED,
    CaseOutcome.NO_VIOLATION: PlainResult.NO_VIOLATION,
    CaseOutcome.VIOLATION_SANCTIONED: PlainResult.VIOLATION,
    CaseOutcome.REFERRED_FINAL: PlainResult.ANSWERED,
    CaseOutcome.NOT_REGISTERED: PlainResult.INCOMPLETE,
    CaseOutcome.TIME_BARRED: PlainResult.TOO_LATE,
    CaseOutcome.WITHDRAWN: PlainResult.WITHDRAWN,
    CaseOutcome.NOT_COMPETENT: PlainResult.OTHER_OFFICE,
    CaseOutcome.DUPLICATE: PlainResult.SAME_MATTER,
}


def plain_since(state: State, received_at: dt.datetime, moves: Sequence[tuple[dt.datetime, State]]) -> dt.datetime:
    """Since when a complaint is in its plain stage. ``moves``: when it moved and from where, newest first."""
    plain = PLAIN_STATES[state]
    return next((at for at, before in moves if PLAIN_STATES[before] is not plain), received_at)


def number_parts(text: str) -> list[str]:
    """The runs of digits and of letters in a number, as people may write them: upper case, without leading zeros."""
    return [part.lstrip("0") or "0" for part in re.findall(r"[0-9]+|[A-Z]+", text.upper())]


def running_numbers(typed: str) -> set[int]:
    """Every running number that what was typed could mean."""
    return {int(part) for part in number_parts(typed) if part.isdigit() and len(part) < 10}


def means(typed: str, number: str, seq: int) -> bool:
    """Whether what a visitor typed can mean ``number``: its running number alone, or more of it in the right order."""
    parts, whole = number_parts(typed), number_parts(number)
    rest = iter(whole)
    return str(seq) in parts and ("".join(parts) == "".join(whole) or all(part in rest for part in parts))


@dataclass(frozen=True)
class Look:
    """One look-up of a kiosk."""

    at: dt.datetime
    found: bool


@dataclass(frozen=True)
class LookLimits:
    """How often a kiosk may look, and how long it pauses after so many look-ups in a row that found nothing."""

    per_hour: int
    misses: int
    pause: dt.timedelta


def must_pause(now: dt.datetime, limits: LookLimits, looks: Sequence[Look]) -> bool:
    """Whether a kiosk has asked too often. ``looks``: its look-ups, newest first, as many as the limits speak of.

    After a pause the next visitor has all tries again.
    """
    if sum(look.at > now - dt.timedelta(hours=1) for look in looks) >= limits.per_hour:
        return True
    missed = len(list(takewhile(lambda look: not look.found, looks)))
    return bool(limits.misses and missed) and missed % limits.misses == 0 and now < looks[0].at + limits.pause
