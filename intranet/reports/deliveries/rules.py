"""Which reports the parties owe each other, for which months, and when each is due. Pure."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from intranet.reports.rules import Period
from shared.text import N_


class DeliveryKind(Enum):
    """A report one party is entitled to; the order is the one of the clauses."""

    CONTENT = "content"
    COMPLAINTS = "complaints"
    ISSUES = "issues"
    HOAXES = "hoaxes"
    ANALYSES = "analyses"

    @property
    def label(self) -> str:
        """As staff call it."""
        return _LABELS[self]

    @property
    def clause(self) -> str:
        """What it is owed by."""
        return _CLAUSES[self]

    @property
    def sender(self) -> Party:
        """Who owes it."""
        return Party.BAWASLU if self in (DeliveryKind.HOAXES, DeliveryKind.ANALYSES) else Party.DISKOMINFO

    @property
    def recipient(self) -> Party:
        """Who is entitled to it."""
        return Party.DISKOMINFO if self.sender is Party.BAWASLU else Party.BAWASLU


_LABELS = {
    DeliveryKind.CONTENT: N_("Laporan pengawasan konten"),
    DeliveryKind.COMPLAINTS: N_("Ringkasan pengaduan"),
    DeliveryKind.ISSUES: N_("Laporan pemantauan isu"),
    DeliveryKind.HOAXES: N_("Daftar temuan hoaks"),
    DeliveryKind.ANALYSES: N_("Ringkasan kajian"),
}
_CLAUSES = {
    DeliveryKind.CONTENT: N_("PKS Jambi 4(1)a"),
    DeliveryKind.COMPLAINTS: N_("PKS Jambi 4(1)b"),
    DeliveryKind.ISSUES: N_("PKS Jambi 4(1)c"),
    DeliveryKind.HOAXES: N_("PKS Jambi 4(2)d"),
    DeliveryKind.ANALYSES: N_("PKS Jambi 4(3)a, b"),
}
_WORKERS = {
    Party.BAWASLU: (Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER),
    Party.DISKOMINFO: (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD),
}


def may_deliver(actor: Actor, kind: DeliveryKind) -> bool:
    """Whether ``actor`` gives reports of that kind away: an officer of the party that owes them."""
    return works_for(actor, kind.sender)


def works_for(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` works on cases for ``party``."""
    return actor.party is party and actor.has(*_WORKERS.get(party, ()))


class Standing(Enum):
    """How a report that is owed stands."""

    DELIVERED = "delivered"
    OPENED = "opened"
    DUE = "due"
    LATE = "late"

    @property
    def label(self) -> str:
        """As staff say it."""
        return {
            "delivered": N_("Diserahkan, belum dibuka"),
            "opened": N_("Diserahkan dan dibuka"),
            "due": N_("Belum diserahkan"),
            "late": N_("Terlambat"),
        }[self.value]


@dataclass(frozen=True)
class Owed:
    """The period last to be reported on, and the day by which its reports are due."""

    period: Period
    due_on: dt.date


def owed(today: dt.date, every: int, due_day: int) -> Owed:
    """The last whole period of ``every`` months of the calendar year before ``today``, due on a day of the month after it."""
    month = (today.month - 1) // every * every  # how many months of this year are over and whole
    year = today.year if month else today.year - 1
    last_month = month or 12
    first_month = last_month - every + 1
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    following = last + dt.timedelta(days=1)
    days = calendar.monthrange(following.year, following.month)[1]
    return Owed(Period(dt.date(year, first_month, 1), last), following.replace(day=min(due_day, days)))


def standing(today: dt.date, due_on: dt.date, *, delivered: bool, opened: bool) -> Standing:
    """How a report stands on ``today``."""
    if delivered:
        return Standing.OPENED if opened else Standing.DELIVERED
    return Standing.LATE if today > due_on else Standing.DUE


TURNS = {
    Standing.LATE: (1, 8, 22),  # days after the day it was due
    Standing.DELIVERED: (3, 10, 24),  # days after it was delivered
}


def rung(stands: Standing, days: int) -> int | None:
    """Which reminder is the present one: the most days of ``TURNS`` that are over; None before all, and where nobody waits."""
    return max((turn for turn in TURNS.get(stands, ()) if turn <= days), default=None)


def watched(today: dt.date, every: int, due_day: int) -> tuple[Owed, Owed]:
    """The last two periods: one that is due on the last day of a month is late in the next only, when another is owed."""
    last = owed(today, every, due_day)
    return owed(last.period.last, every, due_day), last
