"""The rules a plan is held against, how strict each is, and how far the law lets an office soften it. Pure.

Sources: Jambi agreement 4(2)g-i and 4(3)c-d (the pair, the resource person of the government sector), Kudus agreement 4
(joint or solo), Perpres 21/2023 (working hours, Friday, Ramadan), and the office's own order (travel, load, letters).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from shared.text import N_


class Rule(Enum):
    """One thing a session has to respect."""

    ACCEPTED = "accepted"
    TIMES = "times"
    HOURS = "hours"
    PRAYER = "prayer"
    HOLIDAY = "holiday"
    LEAD_TIME = "lead_time"
    PAIR = "pair"
    RESOURCE_PERSON = "resource_person"
    SOLO = "solo"
    HELPERS = "helpers"
    SKILL = "skill"
    AVAILABILITY = "availability"
    CASE_DUTY = "case_duty"
    OVERLAP = "overlap"
    TRAVEL = "travel"
    LOAD = "load"
    ROOM = "room"
    ROOM_FIT = "room_fit"

    @property
    def label(self) -> str:
        """The rule as the office's table of rules names it."""
        return _LABELS[self]


class Level(Enum):
    """How strict a rule is: nothing is proposed against it, it is proposed with a warning, or it is not looked at."""

    BLOCK = "block"
    WARN = "warn"
    IGNORE = "ignore"

    @property
    def label(self) -> str:
        """The level in Indonesian."""
        return {"block": N_("Wajib"), "warn": N_("Peringatan"), "ignore": N_("Diabaikan")}[self.value]


_LABELS = {
    Rule.ACCEPTED: N_("Yang sudah disetujui tetap"),
    Rule.TIMES: N_("Satu sesi untuk satu pilihan waktu"),
    Rule.HOURS: N_("Jam kerja"),
    Rule.PRAYER: N_("Waktu salat Jumat"),
    Rule.HOLIDAY: N_("Hari libur dan cuti bersama"),
    Rule.LEAD_TIME: N_("Tenggang waktu surat"),
    Rule.PAIR: N_("Pasangan kedua pihak"),
    Rule.RESOURCE_PERSON: N_("Narasumber Bawaslu untuk sektor pemerintah"),
    Rule.SOLO: N_("Sesi tanpa pasangan"),
    Rule.HELPERS: N_("Jumlah pendamping Diskominfo"),
    Rule.SKILL: N_("Peran, pilar, dan topik yang dikuasai"),
    Rule.AVAILABILITY: N_("Kesediaan waktu"),
    Rule.CASE_DUTY: N_("Tugas perkara pada hari itu"),
    Rule.OVERLAP: N_("Satu orang di satu tempat"),
    Rule.TRAVEL: N_("Waktu perjalanan antar-kecamatan"),
    Rule.LOAD: N_("Batas beban per minggu dan per bulan"),
    Rule.ROOM: N_("Satu ruang untuk satu sesi"),
    Rule.ROOM_FIT: N_("Ruang yang memadai"),
}

# The mildest level an office may set. Nobody is in two places, a pair the agreement demands is a pair, and a room holds
# one session: no setting changes that. Work outside office hours is possible with a reason, so it is never silent.
MILDEST: Mapping[Rule, Level] = {
    Rule.ACCEPTED: Level.BLOCK,
    Rule.TIMES: Level.BLOCK,
    Rule.PAIR: Level.BLOCK,
    Rule.RESOURCE_PERSON: Level.BLOCK,
    Rule.OVERLAP: Level.BLOCK,
    Rule.ROOM: Level.BLOCK,
    Rule.HOURS: Level.WARN,
    Rule.PRAYER: Level.WARN,
    Rule.HOLIDAY: Level.WARN,
    Rule.SOLO: Level.WARN,
    Rule.HELPERS: Level.WARN,
    Rule.SKILL: Level.WARN,
    Rule.LEAD_TIME: Level.IGNORE,
    Rule.AVAILABILITY: Level.WARN,
    Rule.CASE_DUTY: Level.IGNORE,
    Rule.TRAVEL: Level.IGNORE,
    Rule.LOAD: Level.IGNORE,
    Rule.ROOM_FIT: Level.IGNORE,
}
_ORDER = (Level.BLOCK, Level.WARN, Level.IGNORE)


def choices(rule: Rule) -> tuple[Level, ...]:
    """The levels an office may choose for a rule, strictest first."""
    return _ORDER[: _ORDER.index(MILDEST[rule]) + 1]


@dataclass(frozen=True)
class RuleTable:
    """The office's choice; a rule that is not named blocks. Raises ValueError for a level the law does not allow."""

    levels: Mapping[Rule, Level] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rule, level in self.levels.items():
            if level not in choices(rule):
                raise ValueError(f"{rule.value} cannot be set to {level.value}")

    def level(self, rule: Rule) -> Level:
        """How strict a rule is in this office."""
        return self.levels.get(rule, Level.BLOCK)
