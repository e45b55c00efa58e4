"""Forms of oversight: from what was typed to what the verbs take."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.oversight.rules import ContentCategory, FactEvent, FirstDraft, Verdict
from intranet.oversight.service.accounts import AccountInput
from intranet.oversight.service.fact_checks import Findings
from intranet.oversight.service.patrol import ShiftInput
from intranet.web.forms import Answers
from shared.questions import Platform


class ShiftForm(Answers):
    """A new shift; a window that ends before it begins goes on past midnight."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        self.platforms = set(source.getlist("platforms")) if source else set()
        self.members = set(source.getlist("members")) if source else set()

    def read(self, zone: ZoneInfo) -> ShiftInput | None:
        """The shift, or None when something is missing."""
        day, begins, ends = self._day(), self._time("begins"), self._time("ends")
        self.limit(keywords=500, note=2000)
        if day is None or begins is None or ends is None or not self.ok:
            return None
        starts_at = dt.datetime.combine(day, begins, zone)
        last = day if ends > begins else day + dt.timedelta(days=1)
        return ShiftInput(
            starts_at=starts_at,
            ends_at=dt.datetime.combine(last, ends, zone),
            platforms=frozenset(platform for platform in Platform if platform.value in self.platforms),
            members=frozenset(self.members),
            keywords=self.value("keywords"),
            note=self.value("note"),
        )

    def _day(self) -> dt.date | None:
        found = _date(self.value("day"))
        if found is None or not 2000 <= found.year < 2100:
            self.errors["day"] = _("Isi tanggal yang benar.")
            return None
        return found

    def _time(self, name: str) -> dt.time | None:
        try:
            return dt.time.fromisoformat(self.value(name)).replace(tzinfo=None)
        except ValueError:
            self.errors[name] = _("Isi jam, misalnya 19:00.")
            return None


class EntryForm(Answers):
    """One line: the link, the category, Enter."""

    def read(self) -> ContentCategory | None:
        """The category, or None when something is missing."""
        self.require("text", _("Tempelkan tautan atau nama akunnya dahulu."))
        self.limit(text=2000, summary=1000)
        category = self.choice("category", ContentCategory)
        if category is None:
            self.errors["category"] = _("Pilih jenis isinya.")
        return category if self.ok else None

    @property
    def again(self) -> bool:
        """Whether a link that is known is to be entered all the same."""
        return self.value("again") == self.value("text") != ""


class AccountForm(Answers):
    """A registered account."""

    def read(self) -> AccountInput | None:
        """The account, or None when something is missing."""
        participant = self.require("participant", _("Nama peserta belum diisi."))
        account = self.require("account", _("Isi nama akun tanpa spasi, atau tautan halamannya."))
        days = {name: _date(self.value(name)) for name in ("registered_on", "closes_on")}
        for name, day in days.items():
            if day is None:
                self.errors[name] = _("Isi tanggal yang benar.")
        self.limit(participant=200, account=2000, letter=200)
        registered_on, closes_on = days["registered_on"], days["closes_on"]
        if registered_on is None or closes_on is None or not self.ok:
            return None
        return AccountInput(
            participant=participant,
            account=account,
            platform=self.choice("platform", Platform),
            registered_on=registered_on,
            closes_on=closes_on,
            letter=self.value("letter"),
        )


class DeactivationForm(Answers):
    """The day an account was shut."""

    def read(self) -> dt.date | None:
        """The day, or None."""
        day = _date(self.value("on"))
        if day is None:
            self.errors["on"] = _("Isi tanggal yang benar.")
        return day


class StepForm(Answers):
    """A step of a fact check."""

    @property
    def event(self) -> FactEvent | None:
        """The step asked for."""
        return self.choice("event", FactEvent)

    def read(self) -> Findings:
        """What was filled in."""
        self.limit(reason=2000, sources=4000, public_text=4000)
        return Findings(
            reason=self.value("reason"),
            sources=self.value("sources"),
            verdict=self.choice("verdict", Verdict),
            first_draft=self.choice("first_draft", FirstDraft),
            public_text=self.value("public_text"),
        )


def of_day(values: Mapping[str, str], *platforms: Platform, member: str) -> ShiftForm:
    """A new shift's form, filled in as it usually is."""
    form = ShiftForm(MultiDict(values))
    form.platforms, form.members = {platform.value for platform in platforms}, {member}
    return form


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
