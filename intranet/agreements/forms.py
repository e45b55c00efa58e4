"""What a person enters about an agreement, read into the verbs' inputs."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.agreements.examples import Example
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, AmendmentKind, DocumentKind, Notice, NoticeUnit, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.agreements.service.amendments import AmendmentInput
from intranet.agreements.service.record import DocumentInput, HolderInput, RecordInput
from intranet.agreements.service.task_force import MemberInput
from intranet.base.actor import Party
from intranet.web.forms import Answers

PARTY_ROWS = (1, 2, 3, 4, 5)
_MOST_NUMBER = 999
_MOST_RUPIAH = 10**13


class DayForm(Answers):
    """A form with days and whole numbers."""

    years = range(1945, 2200)

    def number(self, name: str, most: int = _MOST_NUMBER) -> int | None:
        """A whole number above zero, or None when the field was left empty; what is none is noted at the field."""
        text = self.value(name).replace(".", "")
        if not self.value(name):
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 16 and 0 < int(text) <= most):
            self.errors[name] = _("Isi dengan angka bulat yang wajar.")
            return None
        return int(text)

    def notice(self) -> Notice | None:
        """How long before an early end it must be said; None where the paper is silent."""
        amount = self.number("notice_amount", 365)
        return Notice(amount, self.choice("notice_unit", NoticeUnit) or NoticeUnit.WORKING_DAYS) if amount else None

    def lines(self, name: str, most: int = 500) -> tuple[str, ...]:
        """The lines of a field, empty ones left out."""
        found = tuple(" ".join(line.split()) for line in self.value(name).split("\n") if line.strip())
        if any(len(line) > most for line in found):
            self.errors[name] = _("Tiap baris paling panjang %(most)s huruf.", most=most)
        elif len(found) > 60:
            self.errors[name] = _("Paling banyak 60 baris.")
        return found


class AgreementForm(DayForm):
    """A new agreement: its parties each with a number of the paper of its own, which may be missing."""

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
        written = _("Isi tanggal seperti tertulis pada naskah.")
        days = {name: self.day(name, message=written) for name in ("signed_on", "starts_on", "ends_on")}
        signed_on, starts_on, ends_on = days["signed_on"], days["starts_on"], days["ends_on"]
        self.limit(title=300, institution_name=200, end_event=200, approval_letter_no=100, place=200)
        self.limit(**{f"party_name_{row}": 200 for row in PARTY_ROWS}, **{f"party_number_{row}": 100 for row in PARTY_ROWS})
        parties = tuple(party for row in PARTY_ROWS if (party := self._party(row)))
        notice, talks, bases = self.notice(), self.number("talks_months", 24), self.lines("bases")
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
            template=self.value("template"),
            drafted=self.value("drafted") == "yes",
            place=self.value("place"),
            stamped=self.value("stamped") == "yes",
            notice=notice,
            talks_months=talks,
            parent_id=self.value("parent"),
            bases=bases,
        )

    def _party(self, row: int) -> PartyInput | None:
        party, name = self.choice(f"party_{row}", Party), self.value(f"party_name_{row}")
        if party is None and not name:
            return None
        if party is None or not name:
            self.errors[f"party_name_{row}"] = _("Isi pihak dan nama lembaganya.")
            return None
        return PartyInput(party=party, name=name, number=self.value(f"party_number_{row}") or None)


def from_example(example: Example | None, office: str) -> AgreementForm:
    """The form of a new agreement, begun from ``example``; names of parties other than the office's own stay empty."""
    source: MultiDict[str, str] = MultiDict({"institution_name": office})
    if example is not None:
        source.update({"template": example.key, "kind": example.kind.value, "title": example.title})
        source.update({"end_event": example.end_event, "bases": "\n".join(example.bases)})
        source.setlist("purposes", [purpose.value for purpose in example.purposes])
        if example.notice:
            source.update({"notice_amount": str(example.notice.amount), "notice_unit": example.notice.unit.value})
        if example.talks_months:
            source["talks_months"] = str(example.talks_months)
        for row, party in enumerate(example.parties, 1):
            source[f"party_{row}"] = party.value
            if party is Party.DISKOMINFO:
                source[f"party_name_{row}"] = office
    return AgreementForm(source)


class RecordForm(DayForm):
    """What may be completed after an agreement was recorded."""

    def read(self, row: Agreement) -> RecordInput | None:
        """The record, or None when something is wrong."""
        self.limit(place=200, end_event=200, approval_letter_no=100)
        places = [party.position for party in row.parties]
        self.limit(**{f"number_{n}": 100 for n in places}, **{f"original_{n}": 200 for n in places})
        notice, talks, bases = self.notice(), self.number("talks_months", 24), self.lines("bases")
        if not self.ok:
            return None
        return RecordInput(
            place=self.value("place"),
            stamped=self.value("stamped") == "yes",
            end_event=self.value("end_event"),
            approval_letter_no=self.value("approval_letter_no"),
            notice=notice,
            talks_months=talks,
            parent_id=self.value("parent"),
            bases=bases,
            numbers={n: self.value(f"number_{n}") for n in places},
            originals={n: self.value(f"original_{n}") for n in places},
        )


def of_record(row: Agreement) -> RecordForm:
    """The record as it stands."""
    parts = {f"number_{one.position}": one.number or "" for one in row.parties}
    parts |= {f"original_{one.position}": one.original_at for one in row.parties}
    return RecordForm(
        {
            **parts,
            "place": row.place,
            "stamped": "yes" if row.stamped else "",
            "end_event": row.end_event,
            "approval_letter_no": row.approval_letter_no,
            "notice_amount": str(row.notice_amount or ""),
            "notice_unit": row.notice_unit.value if row.notice_unit else "",
            "talks_months": str(row.talks_months or ""),
            "parent": row.parent_id or "",
            "bases": "\n".join(one.text for one in row.bases),
        }
    )


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """From when to when, and why."""

    from_day: dt.date
    until_day: dt.date | None
    reason: str


class SuspensionForm(DayForm):
    """A suspension; without an end it lasts until somebody lifts it."""

    def read(self) -> Suspension | None:
        """The suspension, or None when something is missing or no date."""
        from_day, until_day = self.day("from_day"), self.day("until_day", needed=False)
        reason = self.require("reason", _("Alasan pembekuan belum diisi."))
        self.limit(reason=1000)
        if from_day is None or not self.ok:
            return None
        return Suspension(from_day=from_day, until_day=until_day, reason=reason)


class HolderForm(DayForm):
    """Who holds an office."""

    def read(self) -> HolderInput | None:
        """The holder, or None when something is missing."""
        party, from_on = self.choice("holder_party", Party), self.day("holder_from")
        if party is None:
            self.errors["holder_party"] = _("Pilih pihaknya.")
        self.limit(holder_name=200, holder_office=200)
        if party is None or from_on is None or not self.ok:
            return None
        return HolderInput(party=party, name=self.value("holder_name"), office=self.value("holder_office"), from_on=from_on)


class AmendmentForm(DayForm):
    """An addendum, extension or termination."""

    def read(self) -> AmendmentInput | None:
        """The amendment, or None when something is missing."""
        kind, signed_on = self.choice("kind", AmendmentKind), self.day("signed_on")
        if kind is None:
            self.errors["kind"] = _("Pilih jenis perubahannya.")
        from_on = self.day("from_on", needed=False) if kind is AmendmentKind.ADDENDUM else None
        ends_on = self.day("new_end", needed=False) if kind and kind.moves_end else None
        self.limit(number=100, signer_1=200, signer_2=200, summary=4000)
        if kind is None or signed_on is None or not self.ok:
            return None
        return AmendmentInput(
            kind=kind,
            signed_on=signed_on,
            number=self.value("number"),
            from_on=from_on,
            ends_on=ends_on,
            party=self.choice("ending_party", Party),
            signer_1=self.value("signer_1"),
            signer_2=self.value("signer_2"),
            summary=self.value("summary"),
            scan_id=self.value("scan"),
        )


class MemberForm(DayForm):
    """Somebody for the task force."""

    def read(self) -> MemberInput | None:
        """The member, or None when something is missing."""
        party = self.choice("member_party", Party)
        if party is None:
            self.errors["member_party"] = _("Pilih pihaknya.")
        from_on, until_on = self.day("member_from"), self.day("member_until", needed=False)
        self.limit(member_name=200, office=200, decree_no=100)
        if party is None or from_on is None or not self.ok:
            return None
        return MemberInput(
            party=party,
            decree_no=self.value("decree_no"),
            from_on=from_on,
            until_on=until_on,
            staff_id=self.value("staff"),
            name=self.value("member_name"),
            office=self.value("office"),
        )


class DocumentForm(DayForm):
    """A version of the terms of reference or of a technical guide."""

    def read(self) -> DocumentInput | None:
        """The document, or None when something is missing."""
        kind, signed_on = self.choice("document_kind", DocumentKind), self.day("document_signed_on")
        if kind is None:
            self.errors["document_kind"] = _("Pilih jenisnya.")
        budget = self.number("budget", _MOST_RUPIAH)
        self.limit(document_title=200, targets=4000)
        if kind is None or signed_on is None or not self.ok:
            return None
        title, targets = self.value("document_title"), self.value("targets")
        return DocumentInput(kind=kind, title=title, signed_on=signed_on, budget=budget, targets=targets)
