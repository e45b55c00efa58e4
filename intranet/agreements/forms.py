"""What a person enters about an agreement, read into the verbs' inputs."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base.actor import Party
from intranet.web.forms import Answers

PARTY_ROWS = (1, 2, 3)


class AgreementForm(Answers):
    """A new agreement: up to three parties, each with its own number of the paper, which may be missing."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        self.chosen_purposes = set(source.getlist("purposes")) if source else set()

    def read(self) -> AgreementInput | None:
        """The agreement, or None when something is missing or no date."""
        kind = self.choice("kind", AgreementKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis perjanjian.")
        title = self.require("title", _("Judul perjanjian belum diisi."))
        institution = self.require("institution_name", _("Nama lembaga yang menandatangani belum diisi."))
        days = {name: self.day(name) for name in ("signed_on", "starts_on", "ends_on")}
        signed_on, starts_on, ends_on = days["signed_on"], days["starts_on"], days["ends_on"]
        self.limit(title=300, institution_name=200, end_event=200, approval_letter_no=100)
        self.limit(**{f"party_name_{row}": 200 for row in PARTY_ROWS}, **{f"party_number_{row}": 100 for row in PARTY_ROWS})
        parties = tuple(party for row in PARTY_ROWS if (party := self._party(row)))
        if kind is None or signed_on is None or starts_on is None or ends_on is None or not self.ok:
            return None
        return AgreementInput(
            kind=kind,
            title=title,
            signed_on=signed_on,
            starts_on=starts_on,
            ends_on=ends_on,
            end_event=self.value("end_event"),
            institution_name=institution,
            approval_letter_no=self.value("approval_letter_no"),
            parties=parties,
            purposes=frozenset(purpose for purpose in Purpose if purpose.value in self.chosen_purposes),
        )

    def day(self, name: str) -> dt.date | None:
        """A date that must be there."""
        try:
            return dt.date.fromisoformat(self.value(name))
        except ValueError:
            self.errors[name] = _("Isi tanggal seperti tertulis pada naskah.")
            return None

    def _party(self, row: int) -> PartyInput | None:
        party, name = self.choice(f"party_{row}", Party), self.value(f"party_name_{row}")
        if party is None and not name:
            return None
        if party is None or not name:
            self.errors[f"party_name_{row}"] = _("Isi pihak dan nama lembaganya.")
            return None
        return PartyInput(party=party, name=name, number=self.value(f"party_number_{row}") or None)


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """From when to when, and why."""

    from_day: dt.date
    until_day: dt.date | None
    reason: str


class SuspensionForm(Answers):
    """A suspension; without an end it lasts until somebody lifts it."""

    def read(self) -> Suspension | None:
        """The suspension, or None when something is missing or no date."""
        from_day = self._day("from_day", needed=True)
        until_day = self._day("until_day", needed=False)
        reason = self.require("reason", _("Alasan pembekuan belum diisi."))
        self.limit(reason=1000)
        if from_day is None or not self.ok:
            return None
        return Suspension(from_day=from_day, until_day=until_day, reason=reason)

    def _day(self, name: str, *, needed: bool) -> dt.date | None:
        text = self.value(name)
        if not text and not needed:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.errors[name] = _("Isi tanggal yang benar.")
            return None
