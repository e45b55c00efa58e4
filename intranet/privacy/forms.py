"""Forms of privacy: from what was typed to what the verbs take."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.privacy.models import DataIncident
from intranet.privacy.rules import MOST_MONTHS, Proof, RecordKind, RequestKind
from intranet.privacy.service.incidents import IncidentInput
from intranet.web.forms import Answers

MOST_PEOPLE = 10**8
_TYPED = "%Y-%m-%dT%H:%M"


class PrivacyForm(Answers):
    """A form with days, moments and counts."""

    def count(self, name: str) -> int:
        """How many; nothing typed is none. What is no number is noted at the field."""
        text = self.value(name).replace(".", "")
        if not text:
            return 0
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST_PEOPLE:
            return int(text)
        self.errors[name] = _("Isi dengan angka bulat saja.")
        return 0


class IncidentForm(PrivacyForm):
    """A breach as far as it is known."""

    def read(self, zone: ZoneInfo) -> IncidentInput | None:
        """The incident, or None when something is missing."""
        title = self.require("title", _("Tuliskan nama singkat kejadiannya."))
        exposed = self.require("exposed", _("Tuliskan data apa yang terungkap."))
        discovered_at = self.moment("discovered_at", zone)
        self.limit(title=200, happened=300, exposed=4000, how=4000, recovery=4000)
        counts = {name: self.count(name) for name in ("complainants", "staff", "others")}
        if discovered_at is None or not self.ok:
            return None
        told: dict[str, Any] = {**counts, **{name: self.value(name) for name in ("happened", "how", "recovery")}}
        return IncidentInput(title=title, discovered_at=discovered_at, exposed=exposed, **told)


def of_incident(row: DataIncident, zone: ZoneInfo) -> IncidentForm:
    """An incident as it stands, in the form."""
    told = {name: getattr(row, name) for name in ("title", "exposed", "happened", "how", "recovery")}
    counts = {name: str(getattr(row, name)) for name in ("complainants", "staff", "others")}
    at = row.discovered_at.astimezone(zone).strftime(_TYPED)
    return IncidentForm({**told, **counts, "discovered_at": at, "version": str(row.version)})


def typed(moment: dt.datetime, zone: ZoneInfo) -> str:
    """A moment as a field of date and time takes it."""
    return moment.astimezone(zone).strftime(_TYPED)


class AskForm(PrivacyForm):
    """Who asks for what, and by what they are tied to their data. The NIK is never shown again."""

    def read(self) -> tuple[RequestKind, Proof] | None:
        """What is asked and the proof, or None when something is missing."""
        kind, proof = self.choice("kind", RequestKind), self.choice("proof", Proof)
        if kind is None:
            self.errors["kind"] = _("Pilih permintaannya.")
        if proof is None:
            self.errors["proof"] = _("Pilih cara orang itu dikenali.")
        if proof is Proof.CODE:
            self.require("number", _("Isi nomor registrasi di tanda terimanya."))
            self.require("code", _("Isi kode cek di tanda terimanya."))
        if proof is Proof.NIK:
            self.require("nik", _("Isi NIK dari KTP-el yang diperlihatkan."))
            if self.value("seen") != "yes":
                self.errors["seen"] = _("KTP-el harus diperlihatkan dan wajahnya cocok.")
        self.limit(number=80, code=12, nik=40)
        return (kind, proof) if kind and proof and self.ok else None


class TermForm(PrivacyForm):
    """How long a kind of record lives, and since when."""

    def read(self) -> tuple[RecordKind, int | None, dt.date] | None:
        """The kind, the months (None: until decided) and the first day, or None when something is wrong."""
        kind, valid_from = self.choice("kind", RecordKind), self.day("valid_from")
        if kind is None:
            self.errors["kind"] = _("Pilih jenis catatannya.")
        months, text = None, self.value("months")
        if text:
            if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_MONTHS:
                months = int(text)
            else:
                self.errors["months"] = _("Isi jumlah bulan dari 1 sampai 1200, atau kosongkan.")
        self.require("source", _("Tuliskan dasar masa simpan ini."))
        self.limit(source=300)
        return (kind, months, valid_from) if kind and valid_from and self.ok else None
