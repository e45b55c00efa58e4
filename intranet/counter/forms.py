"""The desk's form: the same questions as at the kiosk, on one page."""

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _

from intranet.cases.service import Facts, Person
from intranet.counter.rules import DESK_ELEMENTS
from intranet.web.forms import Answers
from shared.elements import Element
from shared.nik import Nik, NikError
from shared.questions import LONG, SHORT, Platform, Topic, date_fault, missing, platform_of

_WHO = ("name", "address", "phone", "email", "respondent")
_ASKED = (*_WHO, "happened_on", "known_on", "event_place", "link", "account", "narrative")
_LINK = 2000


class DeskForm(Answers):
    """What the officer typed, or what the draft holds. ``stored_nik``: the draft's NIK, kept while the field is empty."""

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

    @property
    def consents(self) -> bool:
        """Whether the person agreed to the identity check."""
        return self.value("consent") == "yes"

    def facts(self) -> Facts:
        """What is complained about; notes what is wrong with it."""
        happened_on, known_on = self._day("happened_on"), self._day("known_on")
        fault = date_fault(happened_on, known_on, self._today)
        if fault is not None:
            self.errors.setdefault("known_on" if fault.name.startswith("KNOWN") else "happened_on", _(fault.value))
        return Facts(
            topic=self.topic,
            happened_on=happened_on,
            known_on=known_on,
            platform=self.platform,
            link=self._text("link", _LINK),
            account=self._text("account"),
            event_place=self._text("event_place"),
            respondent=self._text("respondent"),
            narrative=self._text("narrative", LONG),
        )

    def person(self) -> Person:
        """Who complains; notes what is wrong with it."""
        return Person(
            nik=self.nik(),
            name=self._text("name"),
            address=self._text("address"),
            phone=self._text("phone"),
            email=self._text("email"),
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

    def claims(self) -> dict[Element, str]:
        """What the register is to be asked about; notes what is wrong with it. Never stored."""
        born = self._day("birth_date")
        claimed = {
            Element.NIK: self.nik() or "",
            Element.NAME: self.value("name"),
            Element.BIRTH_PLACE: self._text("birth_place"),
            Element.BIRTH_DATE: born.isoformat() if born else "",
        }
        if not claimed[Element.NIK]:
            self.errors.setdefault("nik", _("NIK belum diisi. NIK adalah 16 angka di bagian atas KTP-el."))
        if not claimed[Element.NAME]:
            self.errors.setdefault("name", _("Nama lengkap diperlukan untuk memeriksa NIK."))
        if not self.consents:
            self.errors.setdefault("consent", _("Bacakan pemberitahuan, lalu centang bila warga setuju."))
        return {element: claimed[element] for element in DESK_ELEMENTS if claimed[element]}

    def _day(self, name: str) -> dt.date | None:
        value = self.value(name)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.errors[name] = _("Tulis tanggal sebagai hari, bulan, dan tahun.")
            return None

    def _text(self, name: str, most: int = SHORT) -> str:
        value = self.value(name).replace("\r\n", "\n")
        if len(value) > most:
            self.errors[name] = _("Paling panjang %(most)s huruf.", most=most)
        kept = "\n\t" if most == LONG else ""
        return "".join(letter for letter in value if letter.isprintable() or letter in kept)


def of_draft(facts: Facts, person: Person, today: dt.date) -> DeskForm:
    """A form filled from a draft; the NIK stays out of the page."""
    source = {name: str(value.value if hasattr(value, "value") else value or "") for name, value in vars(facts).items()}
    source |= {name: value or "" for name, value in vars(person).items() if name != "nik"}
    return DeskForm(source, today=today, stored_nik=person.nik)
