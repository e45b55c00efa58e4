"""What a person enters about partners and referrals, read into the verbs' inputs."""

import datetime as dt

from flask_babel import gettext as _

from intranet.partners.models import PartnerOrganisation
from intranet.partners.rules import PartnerKind, Target, ViolationKind
from intranet.partners.service import PartnerInput
from intranet.web.forms import Answers
from shared.questions import Topic


class Dated(Answers):
    """A form with days in it: organisations are older than elections."""

    years = range(1945, 2200)


class PartnerForm(Dated):
    """A partner, new or changed."""

    @classmethod
    def of(cls, row: PartnerOrganisation) -> "PartnerForm":
        """The form as it stands before anything is changed."""
        names = ("name", "role", "address", "email", "phone", "contact_role")
        filled = {name: getattr(row, name) for name in names}
        filled |= {"kind": row.kind.value, "agency_id": row.agency_id or "", "version": str(row.version)}
        days = {"valid_from": row.valid_from, "valid_until": row.valid_until}
        return cls(filled | {name: day.isoformat() if day else "" for name, day in days.items()})

    def read(self) -> PartnerInput | None:
        """The partner, or None when something is missing or wrong."""
        kind = self.choice("kind", PartnerKind)
        if kind is None:
            self.errors["kind"] = _("Pilih jenis mitra.")
        name = self.require("name", _("Nama mitra belum diisi."))
        valid_from, valid_until = self.day("valid_from", needed=True), self.day("valid_until", needed=False)
        self.limit(name=200, role=2000, address=300, email=200, phone=60, contact_role=200)
        if kind is None or valid_from is None or not self.ok:
            return None
        return PartnerInput(
            kind=kind,
            name=name,
            role=self.value("role"),
            address=self.value("address"),
            email=self.value("email"),
            phone=self.value("phone"),
            contact_role=self.value("contact_role"),
            agency_id=self.value("agency_id") or None,
            valid_from=valid_from,
            valid_until=valid_until,
        )


class EndForm(Dated):
    """The last day of a partner or a line."""

    def read(self) -> dt.date | None:
        """The day, or None when it is none."""
        return self.day("last_day", needed=True)


class RuleForm(Dated):
    """A new line of the referral table."""

    def read(self) -> Target | None:
        """The line, or None when something is missing or wrong."""
        kind, partner = self.choice("violation", ViolationKind), self.choice("partner", PartnerKind)
        if kind is None:
            self.errors["violation"] = _("Pilih jenis pelanggaran.")
        if partner is None:
            self.errors["partner"] = _("Pilih jenis mitra.")
        source = self.require("source", _("Sebutkan dasar hukumnya."))
        valid_from, valid_until = self.day("valid_from", needed=True), self.day("valid_until", needed=False)
        self.limit(source=300)
        if kind is None or partner is None or valid_from is None or not self.ok:
            return None
        return Target(
            kind=kind,
            topic=self.choice("topic", Topic),
            partner=partner,
            valid_from=valid_from,
            valid_until=valid_until,
            source=source,
        )


class QuestionForm(Dated):
    """The question where something goes: a kind of violation, perhaps a topic, and a day."""

    def read(self, today: dt.date) -> tuple[ViolationKind | None, Topic | None, dt.date]:
        """What is asked; without a usable day it is asked for today."""
        day = self.day("day", needed=False)
        return self.choice("violation", ViolationKind), self.choice("topic", Topic), day or today
