"""Forms of the ledger and the inventory: from what was typed to what the verbs take."""

import datetime as dt

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.duties.models import CardReader, Credential
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from intranet.duties.service.inventory import CredentialInput, ReaderInput, SamInput
from intranet.duties.service.statements import StatementInput
from intranet.web.forms import Answers


class DutiesForm(Answers):
    """A form with days."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        self._all = source

    def several(self, name: str) -> list[str]:
        """Everything that was ticked in a group."""
        return self._all.getlist(name) if self._all is not None else []


class StatementForm(DutiesForm):
    """A statement about a clause."""

    def read(self) -> StatementInput | None:
        """The statement, or None when something is missing."""
        said_on, valid_until = self.day("said_on"), self.day("valid_until")
        self.limit(said_by=200, text=4000, paper_no=120)
        if said_on is None or valid_until is None or not self.ok:
            return None
        texts = {name: self.value(name) for name in ("said_by", "text", "paper_no")}
        return StatementInput(said_on=said_on, valid_until=valid_until, **texts)


class ReaderForm(DutiesForm):
    """A card reader."""

    def read(self) -> ReaderInput | None:
        """The reader, or None when something is missing."""
        status = self.choice("status", ReaderStatus)
        if status is None:
            self.errors["status"] = _("Pilih keadaannya.")
        self.limit(model=120, serial=80, spec_document=200)
        if status is None or not self.ok:
            return None
        texts = {name: self.value(name) for name in ("model", "serial", "spec_document")}
        return ReaderInput(device_id=self.value("device"), status=status, **texts)


class SamForm(DutiesForm):
    """A SAM card that was received."""

    def read(self) -> SamInput | None:
        """The card, or None when something is missing."""
        received_on = self.day("received_on")
        self.limit(serial=80)
        if received_on is None or not self.ok:
            return None
        placed = {"reader_id": self.value("reader"), "custodian_id": self.value("custodian")}
        return SamInput(serial=self.value("serial"), received_on=received_on, **placed)


class SamEndForm(DutiesForm):
    """How a SAM card went."""

    def read(self) -> tuple[SamStatus, dt.date, str] | None:
        """What became of it, when and how; None when something is missing."""
        status, on = self.choice("status", SamStatus), self.day("ended_on")
        if status is None:
            self.errors["status"] = _("Pilih: hilang atau dikembalikan.")
        self.limit(note=300)
        if status is None or on is None or not self.ok:
            return None
        return status, on, self.value("note")


class CredentialForm(DutiesForm):
    """What is known of a credential; there is no field for the credential itself."""

    def read(self) -> CredentialInput | None:
        """What was entered, or None when something is missing."""
        changed_on = self.day("changed_on")
        self.limit(opens=200)
        if changed_on is None or not self.ok:
            return None
        return CredentialInput(
            opens=self.value("opens"),
            custodian_id=self.value("custodian"),
            knower_ids=frozenset(self.several("knowers")),
            changed_on=changed_on,
            months=self.whole("months"),
        )


class CheckForm(DutiesForm):
    """That a security measure was looked at."""

    def read(self) -> tuple[Measure, dt.date, str] | None:
        """The measure, the day and a remark; None when something is missing."""
        measure, on = self.choice("measure", Measure), self.day("checked_on")
        if measure is None:
            self.errors["measure"] = _("Pilih langkahnya.")
        self.limit(note=300)
        if measure is None or on is None or not self.ok:
            return None
        return measure, on, self.value("note")


def of_reader(row: CardReader) -> ReaderForm:
    """The form of a reader as it stands."""
    texts = {name: getattr(row, name) for name in ("model", "serial", "spec_document")}
    return ReaderForm(MultiDict({**texts, "device": row.device_id or "", "status": row.status.value}))


def of_credential(row: Credential) -> CredentialForm:
    """The form of a credential as it stands."""
    fields = [("opens", row.opens), ("custodian", row.custodian_id), ("changed_on", row.changed_on.isoformat())]
    fields += [("months", str(row.months)), *(("knowers", one.staff_id) for one in row.knowers)]
    return CredentialForm(MultiDict(fields))
