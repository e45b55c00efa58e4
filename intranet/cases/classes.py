"""The columns of the supervisor's recap that nobody is asked for at the counter: whom content aims at, and what followed.

Pure. The class of content and the platform are asked of the complainant (see ``shared.questions``).
"""

from enum import Enum

from intranet.cases.rules import Outcome, State
from shared.text import N_


class Target(Enum):
    """Whom content aims at, as the election supervisor reports it."""

    CANDIDATE = "candidate"
    PARTY = "party"
    ORGANISER = "organiser"
    PUBLIC = "public"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The target as staff say it."""
        return _TARGETS[self]


_TARGETS = {
    Target.CANDIDATE: N_("Pasangan calon"),
    Target.PARTY: N_("Partai politik"),
    Target.ORGANISER: N_("Penyelenggara pemilu"),
    Target.PUBLIC: N_("Masyarakat umum"),
    Target.OTHER: N_("Sasaran lain"),
}


class FollowUp(Enum):
    """What became of a case, in the recap's columns; every case is in exactly one."""

    IN_STUDY = "in_study"
    HANDLING = "handling"
    REFERRED = "referred"
    REMOVED = "removed"
    CLARIFIED = "clarified"
    SANCTIONED = "sanctioned"
    NOT_PURSUED = "not_pursued"

    @property
    def label(self) -> str:
        """The column's head."""
        return _FOLLOW_UPS[self]


_FOLLOW_UPS = {
    FollowUp.IN_STUDY: N_("Dalam kajian"),
    FollowUp.HANDLING: N_("Ditangani"),
    FollowUp.REFERRED: N_("Diteruskan"),
    FollowUp.REMOVED: N_("Dihapus"),
    FollowUp.CLARIFIED: N_("Diklarifikasi"),
    FollowUp.SANCTIONED: N_("Ditindak"),
    FollowUp.NOT_PURSUED: N_("Tidak dilanjutkan"),
}
_BY_STATE = {
    State.HANDLING: FollowUp.HANDLING,
    State.MONITORING: FollowUp.HANDLING,
    State.REFERRED: FollowUp.REFERRED,
    State.DELEGATED: FollowUp.REFERRED,
}
_BY_OUTCOME = {
    Outcome.CONTENT_REMOVED: FollowUp.REMOVED,
    Outcome.CLARIFIED: FollowUp.CLARIFIED,
    Outcome.VIOLATION_SANCTIONED: FollowUp.SANCTIONED,
    Outcome.REFERRED_FINAL: FollowUp.REFERRED,
}


def follow_up(state: State, outcome: Outcome | None) -> FollowUp:
    """The column a case belongs in: by how it ended, else by where it stands."""
    if outcome is not None:
        return _BY_OUTCOME.get(outcome, FollowUp.NOT_PURSUED)
    return _BY_STATE.get(state, FollowUp.IN_STUDY)
