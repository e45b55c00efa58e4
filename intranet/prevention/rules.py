"""Kinds of prevention and of campaign props, who may record which, and how many props may be given back. Pure.

Prevention before or without a case is the supervisor's task (Jambi 1(3), joint patrol of 2024); props are taken down by a
joint team under the supervisor's lead, with the local offices as members.
"""

from collections.abc import Mapping
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from shared.text import N_

SUPERVISORS = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})
WORKERS = SUPERVISORS | {Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD}

# Prevention -------------------------------------------------------------------------------------------------------


class ActKind(Enum):
    """What was done so that a violation does not happen, or stops."""

    WARNING = "warning"
    APPEAL = "appeal"
    SOCIALISATION = "socialisation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as staff say it."""
        return {
            "warning": N_("Surat peringatan"),
            "appeal": N_("Imbauan"),
            "socialisation": N_("Sosialisasi"),
            "other": N_("Pencegahan lain"),
        }[self.value]

    @property
    def asks_heed(self) -> bool:
        """Whether somebody is asked to do or leave something, so that it must be looked at whether they did."""
        return self in (ActKind.WARNING, ActKind.APPEAL)


class Audience(Enum):
    """To whom an act is addressed."""

    PARTICIPANT = "participant"
    NAMED = "named"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The addressees in general."""
        return {
            "participant": N_("Peserta pemilihan"),
            "named": N_("Pihak lain"),
            "public": N_("Masyarakat umum"),
        }[self.value]


class Medium(Enum):
    """The way an act reaches its addressee."""

    LETTER = "letter"
    MEETING = "meeting"
    TELEPHONE = "telephone"
    SOCIAL_MEDIA = "social_media"
    PRESS = "press"
    PRINT = "print"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The medium as staff say it."""
        return {
            "letter": N_("Surat"),
            "meeting": N_("Tatap muka"),
            "telephone": N_("Telepon atau pesan"),
            "social_media": N_("Media sosial"),
            "press": N_("Media massa"),
            "print": N_("Spanduk atau selebaran"),
            "other": N_("Cara lain"),
        }[self.value]


class Heed(Enum):
    """What came of an act."""

    HEEDED = "heeded"
    NOT_HEEDED = "not_heeded"

    @property
    def label(self) -> str:
        """The outcome as staff say it."""
        return N_("Diindahkan") if self is Heed.HEEDED else N_("Tidak diindahkan")


CHECK_DAYS = 3  # working days after which it is looked at whether an act was heeded; the office's own, may be changed each time


def may_record(actor: Actor, kind: ActKind) -> bool:
    """Whether ``actor`` may record an act: warnings are the supervisor's own, everything else is either party's."""
    return actor.has(*(SUPERVISORS if kind is ActKind.WARNING else WORKERS))


def may_follow_up(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` may say what came of an act of ``party``: the supervisor of any, the other party of its own."""
    return actor.has(*SUPERVISORS) or (actor.has(*WORKERS) and actor.party is party)


def may_make_case(actor: Actor) -> bool:
    """Whether ``actor`` may make a finding of an act that was not heeded: findings are the supervisor's."""
    return actor.has(*SUPERVISORS)


def audience_fault(kind: ActKind, audience: Audience) -> str:
    """Why kind and addressee do not go together (a text to translate); empty when they do."""
    if kind is ActKind.WARNING and audience is Audience.PUBLIC:
        return N_("Surat peringatan ditujukan kepada peserta atau pihak tertentu, bukan masyarakat umum.")
    return ""


# Campaign props ---------------------------------------------------------------------------------------------------


class PropKind(Enum):
    """Campaign props as the minutes count them."""

    BILLBOARD = "billboard"
    BANNER = "banner"
    STREAMER = "streamer"
    POSTER = "poster"
    STICKER = "sticker"
    FLAG = "flag"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as it is called in the field."""
        return {
            "billboard": N_("Baliho"),
            "banner": N_("Spanduk"),
            "streamer": N_("Umbul-umbul"),
            "poster": N_("Poster"),
            "sticker": N_("Stiker"),
            "flag": N_("Bendera"),
            "other": N_("Lainnya"),
        }[self.value]


class PropReason(Enum):
    """Why props were taken down."""

    ZONE = "zone"
    MATERIAL = "material"
    TIME = "time"

    @property
    def label(self) -> str:
        """The reason as written in the minutes."""
        return {
            "zone": N_("Tempat yang dilarang"),
            "material": N_("Bahan atau isi"),
            "time": N_("Di luar waktu"),
        }[self.value]


Tally = Mapping[PropKind, int]
MOST = 9999  # of one kind, of one participant, at one enforcement


def may_enforce(actor: Actor) -> bool:
    """Whether ``actor`` may record the taking down of props: the supervisor leads; members of the team only see."""
    return actor.has(*SUPERVISORS)


def stored(taken: Tally, returned: Tally) -> dict[PropKind, int]:
    """What is still stored, by kind; kinds of which nothing is left are not named."""
    left = {kind: taken.get(kind, 0) - returned.get(kind, 0) for kind in PropKind}
    return {kind: count for kind, count in left.items() if count > 0}


def beyond(left: Tally, asked: Tally) -> PropKind | None:
    """The first kind of which more is asked for than is left; None when all is there."""
    return next((kind for kind in PropKind if asked.get(kind, 0) > left.get(kind, 0)), None)
