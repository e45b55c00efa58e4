"""Forms of cases: from an address or a form to what queries and verbs take."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import pgettext

from intranet.base.actor import Actor, Party
from intranet.base.errors import Refused
from intranet.cases.classes import Target
from intranet.cases.completing import Brought
from intranet.cases.moving import Step
from intranet.cases.queries import AGES, DUE, NOBODY, SORTS, Wish
from intranet.cases.rules import Channel, ElectionCrime, Event, Notice, Outcome, Source, State
from intranet.cases.service import Facts, Person
from intranet.evidence.service import About
from intranet.web.formatting import date as written_date
from intranet.web.forms import Answers
from shared.nik import Nik, NikError
from shared.questions import LONG, SHORT, Platform, Topic, date_fault, missing, platform_of
from shared.text import N_

Choice = TypeVar("Choice", bound=Enum)
_WHO = ("name", "address", "phone", "email", "respondent")
_ASKED = (*_WHO, "happened_on", "known_on", "event_place", "link", "account", "narrative")
_LINK = 2000
OPEN, ME = "open", "me"
MOST_WORDS, LONGEST_SEARCH = 5, 120
AGE_LABELS = {
    "0-2": N_("0–2 hari"),
    "3-7": N_("3–7 hari"),
    "8-14": N_("8–14 hari"),
    "15": N_("lebih dari 14 hari"),
    "due_today": N_("tenggat hari ini"),
    "this_week": N_("tenggat minggu ini"),
    "overdue": N_("lewat tenggat"),
}
SORT_LABELS = {"updated": N_("Terakhir berubah"), "received": N_("Tanggal diterima"), "due": N_("Tenggat")}
FILTERS = ("q", "state", "party", "officer", "source", "topic", "platform", "target", "age", "since", "until", "sort")
_YEARS = range(2000, 2101)  # days beyond are mistakes, and some databases do not know them

_KNOWN: dict[str, Collection[str]] = {
    "state": {OPEN, *(one.value for one in State)},
    "party": {one.value for one in Party},
    "source": {one.value for one in Source},
    "topic": {one.value for one in Topic},
    "platform": {one.value for one in Platform},
    "target": {one.value for one in Target},
    "age": {*AGES, *DUE},
    "sort": SORTS[1:],
}


def read_wish(args: Mapping[str, str], actor: Actor) -> Wish:
    """What a list's address asks for; anything unknown in it is left out."""
    given = Answers(args)
    officer, age, sort = given.value("officer"), given.value("age"), given.value("sort")
    words = tuple(dict.fromkeys(given.value("q")[:LONGEST_SEARCH].casefold().split()))[:MOST_WORDS]
    return Wish(
        state=given.choice("state", State),
        only_open=given.value("state") == OPEN,
        party=given.choice("party", Party),
        source=given.choice("source", Source),
        officer=actor.id if officer == ME else officer if officer == NOBODY or _is_id(officer) else "",
        age=age if age in AGES or age in DUE else "",
        topic=given.choice("topic", Topic),
        platform=given.choice("platform", Platform),
        target=given.choice("target", Target),
        since=_day_of(given.value("since")),
        until=_day_of(given.value("until")),
        words=words,
        sort=sort if sort in SORTS else SORTS[0],
    )


def filters_of(args: Mapping[str, str]) -> dict[str, str]:
    """The filters in a list's address and nothing else of it, in one order: what is kept under a name or handed on.

    What ``read_wish`` would leave out is left out here too; so is the order when it is the usual one.
    """
    given = Answers(args)
    kept: dict[str, str] = {}
    for name in FILTERS:
        value = given.value(name)
        if name == "q":
            value = " ".join(value[:LONGEST_SEARCH].split())
        elif name == "officer":
            value = value if value in (ME, NOBODY) or _is_id(value) else ""
        elif name in ("since", "until"):
            value = value if _day_of(value) else ""
        elif value not in _KNOWN[name]:
            value = ""
        if value:
            kept[name] = value
    return kept


def described(kept: Mapping[str, str], name_of: Callable[[str], str]) -> list[tuple[str, str]]:
    """The filters in an address in words, label and value; ``name_of`` gives the name of a member of staff."""
    members: dict[str, tuple[str, type[Enum]]] = {
        "state": (_("Keadaan"), State),
        "party": (_("Dipegang"), Party),
        "source": (_("Sumber"), Source),
        "topic": (_("Kelas konten"), Topic),
        "platform": (_("Platform"), Platform),
        "target": (_("Sasaran konten"), Target),
    }
    told: list[tuple[str, str]] = []
    for name, value in filters_of(kept).items():
        if name == "q":
            told.append((_("Dicari"), value))
        elif name == "state" and value == OPEN:
            told.append((_("Keadaan"), _("Semua yang berjalan")))
        elif name in members:
            label, kind = members[name]
            told.append((label, _(kind(value).label)))  # type: ignore[attr-defined]
        elif name == "officer":
            who = {ME: _("Saya"), NOBODY: _("Belum ada")}.get(value) or name_of(value) or _("tidak dikenal")
            told.append((pgettext("one", "Petugas"), who))
        elif name == "age":
            told.append((_("Umur"), _(AGE_LABELS[value])))
        elif name == "sort":
            told.append((_("Urutan"), _(SORT_LABELS[value])))
        else:
            day = written_date(dt.date.fromisoformat(value))
            told.append((_("Diterima sejak") if name == "since" else _("Diterima sampai"), day))
    return told


def _day_of(text: str) -> dt.date | None:
    """The day written as in an address, if it is one of this century."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


class ToldForm(Answers):
    """What is told about a matter, as typed or as a draft holds it.

    ``stored_nik``: the draft's NIK, kept while the field is empty.
    """

    years = range(1, 10_000)  # ``date_fault`` says what is wrong with a day

    def __init__(self, source: Mapping[str, str] | None = None, *, today: dt.date, stored_nik: str | None = None) -> None:
        super().__init__(source)
        self._today = today
        self.stored_nik = stored_nik

    @property
    def missing(self) -> list[str]:
        """The labels of what is still missing."""
        return missing({**{name: self.value(name) for name in _ASKED}, "topic": self.topic})

    @property
    def topic(self) -> Topic | None:
        """The topic chosen."""
        return self.choice("topic", Topic)

    @property
    def recognised(self) -> Platform | None:
        """The platform the pasted link points to."""
        return platform_of(self.value("link")) if self.value("link") else None

    @property
    def platform(self) -> Platform | None:
        """The platform chosen, else the one the link points to."""
        return self.choice("platform", Platform) or self.recognised

    def facts(self) -> Facts:
        """What is complained about; notes what is wrong with it."""
        written = _("Tulis tanggal sebagai hari, bulan, dan tahun.")
        happened_on, known_on = (self.day(name, needed=False, message=written) for name in ("happened_on", "known_on"))
        fault = date_fault(happened_on, known_on, self._today)
        if fault is not None:
            self.errors.setdefault("known_on" if fault.name.startswith("KNOWN") else "happened_on", _(fault.value))
        return Facts(
            topic=self.topic,
            happened_on=happened_on,
            known_on=known_on,
            platform=self.platform,
            link=self.text("link", _LINK),
            account=self.text("account"),
            event_place=self.text("event_place"),
            respondent=self.text("respondent"),
            narrative=self.text("narrative", LONG),
        )

    def person(self) -> Person:
        """Who complains; notes what is wrong with it."""
        return Person(
            nik=self.nik(),
            name=self.text("name"),
            address=self.text("address"),
            phone=self.text("phone"),
            email=self.text("email"),
        )

    def nik(self) -> str | None:
        """The NIK typed, else the draft's; notes what is wrong with it."""
        if not self.value("nik"):
            return self.stored_nik
        try:
            return Nik.parse(self.value("nik")).digits
        except NikError as error:
            self.errors["nik"] = _(error.fault.value)
            return self.stored_nik

    def text(self, name: str, most: int = SHORT) -> str:
        """A text without what no keyboard types; notes it when it is too long."""
        value = self.value(name).replace("\r\n", "\n")
        if len(value) > most:
            self.errors[name] = _("Paling panjang %(most)s huruf.", most=most)
        kept = "\n\t" if most == LONG else ""
        return "".join(letter for letter in value if letter.isprintable() or letter in kept)


class IntakeForm(ToldForm):
    """A case an officer writes down: what is told, where it comes from and how it came."""

    @property
    def case_source(self) -> Source:
        """The source chosen, a complaint until somebody chooses."""
        return self.choice("source", Source) or Source.PUBLIC_COMPLAINT

    @property
    def channel(self) -> Channel:
        """The way it came; what officers find themselves comes by no way."""
        return self.choice("channel", Channel) or Channel.STAFF


class MoveForm(Answers):
    """A move: which event, why, to whom, and how it ended."""

    @property
    def event(self) -> Event | None:
        """The event asked for."""
        return self.choice("event", Event)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen."""
        return self.choice("outcome", Outcome)

    @property
    def step(self) -> Step:
        """All that comes with the move."""
        return Step(
            reason=self.value("reason"),
            addressee=self.value("addressee"),
            outcome=self.outcome,
            crime=self.choice("crime", ElectionCrime),
            legal_basis=self.value("legal_basis"),
            notice=self.choice("notice", Notice),
            main_no=self.value("main_no"),
            urgent=bool(self.value("urgent")),
            brought=self._brought() if self.event is Event.COMPLETED else Brought(),
        )

    def _brought(self) -> Brought:
        """What the complainant brought. Raises Refused for a date that is none."""
        words = ("name", "address", "respondent", "link", "event_place", "narrative")
        texts = {name: self.value(name).replace("\r\n", "\n") for name in words}
        return Brought(**texts, known_on=self._day("known_on"), happened_on=self._day("happened_on"))

    def _day(self, name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.value(name)) if self.value(name) else None
        except ValueError as error:
            raise Refused(N_("Tulis tanggal sebagai hari, bulan, dan tahun."), field=name) from error


def _is_id(text: str) -> bool:
    return len(text) == 32 and text.isalnum()


class EvidenceForm(Answers):
    """A title, where and when it was seen, a note; the file itself does not pass through here."""

    def read(self, zone: ZoneInfo) -> About | None:
        """What was entered; None when the time is none. The time is the office's."""
        captured_at = None
        if text := self.value("captured_at"):
            try:
                captured_at = dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                self.errors["captured_at"] = _("Isi tanggal dan jam yang benar.")
                return None
        return About(
            title=self.value("title"),
            url=self.value("url"),
            account=self.value("account"),
            captured_at=captured_at,
            note=self.value("note"),
        )
