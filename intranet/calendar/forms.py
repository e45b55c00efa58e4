"""What a person enters about elections, stages and holidays, and what is asked of the calculator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.calendar.rules import DeadlineKind, ElectionKind, HolidayKind, StageKind
from intranet.calendar.service import ElectionInput, HolidayInput, StageInput
from intranet.web.forms import Answers

FIRST_YEAR, LAST_YEAR = 2000, 2100  # far enough for any agreement, near enough for counting to end


class CalendarForm(Answers):
    """A form with days within a century nobody lives to see the end of."""

    years = range(FIRST_YEAR, LAST_YEAR + 1)


class ElectionForm(CalendarForm):
    """An election."""

    def read(self) -> ElectionInput | None:
        """The election, or None when something is missing or no date."""
        kind = self.choice("kind", ElectionKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis pemilihan.")
        voting_on = self.day("voting_on")
        self.limit(name=200, region=200)
        if kind is None or voting_on is None or not self.ok:
            return None
        return ElectionInput(kind=kind, name=self.value("name"), region=self.value("region"), voting_on=voting_on)


class StageForm(CalendarForm):
    """A stage."""

    def read(self) -> StageInput | None:
        """The stage, or None when something is missing or no date."""
        kind = self.choice("kind", StageKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis tahapan.")
        starts_on, ends_on = self.day("starts_on"), self.day("ends_on")
        self.limit(name=200)
        if kind is None or starts_on is None or ends_on is None or not self.ok:
            return None
        return StageInput(kind=kind, name=self.value("name"), starts_on=starts_on, ends_on=ends_on)


class HolidayForm(CalendarForm):
    """A holiday; the day only when it is a new one."""

    def read(self) -> HolidayInput | None:
        """The holiday, or None when something is missing."""
        kind = self.choice("kind", HolidayKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis hari libur.")
        self.limit(name=200, source=60)
        if kind is None or not self.ok:
            return None
        return HolidayInput(name=self.value("name"), kind=kind, source=self.value("source"))


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the calculator is asked."""

    kind: DeadlineKind
    regime: ElectionKind | None
    start: dt.date | dt.datetime
    reason: str


class QuestionForm(CalendarForm):
    """The calculator's question, in the address of its page."""

    def __init__(self, source: Mapping[str, str], zone: ZoneInfo) -> None:
        super().__init__(source)
        self._zone = zone

    @property
    def asked(self) -> bool:
        """Whether anything was asked yet."""
        return bool(self.value("kind") or self.value("start"))

    def read(self) -> Question | None:
        """The question, or None when something is missing."""
        kind, day = self.choice("kind", DeadlineKind), self.day("start")
        if kind is None:
            self.errors["kind"] = _("Pilih tenggat yang dihitung.")
        time = self._time()
        self.limit(reason=300)
        if kind is None or day is None or not self.ok:
            return None
        start = day if time is None else dt.datetime.combine(day, time, self._zone)
        return Question(kind=kind, regime=self.choice("regime", ElectionKind), start=start, reason=self.value("reason"))

    def _time(self) -> dt.time | None:
        if not self.value("time"):
            return None
        try:
            return dt.time.fromisoformat(self.value("time")).replace(tzinfo=None)
        except ValueError:
            self.errors["time"] = _("Isi pukul seperti 14:05.")
            return None
