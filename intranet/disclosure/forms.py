"""What a person enters about marks and disclosures, read into the verbs' inputs."""

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.base.actor import Party
from intranet.disclosure.rules import Form, Level, Step
from intranet.disclosure.service.marks import MarkInput
from intranet.disclosure.service.requests import Asked, Said
from intranet.web.forms import Answers

PARTY, PARTNER, PERSON = "party:", "partner:", "person"


class MarkForm(Answers):
    """A mark: how closely, why, until when."""

    def read(self) -> MarkInput | None:
        """The mark, or None when something is missing or wrong."""
        level, last_day, said_on = (
            self.choice("level", Level),
            self.day("last_day", needed=False),
            self.day("said_on", needed=False),
        )
        if level is None:
            self.errors["level"] = _("Pilih tandanya.")
        self.limit(reason=300)
        if level is None or not self.ok:
            return None
        return MarkInput(
            level=level, reason=self.value("reason"), last_day=last_day, said_on=said_on, version=self.whole("version")
        )


class AskForm(Answers):
    """A request: what, to whom, in which form, what for, by which law, until when."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        self.items = frozenset(source.getlist("items")) if source is not None else frozenset()

    def read(self) -> Asked | None:
        """The request, or None when something is missing or wrong."""
        form, to = self.choice("form", Form), self.value("to")
        if form is None:
            self.errors["form"] = _("Pilih bentuknya.")
        party = next((one for one in Party if to == f"{PARTY}{one.value}"), None)
        partner_id = to.removeprefix(PARTNER) if to.startswith(PARTNER) else None
        if party is None and not partner_id and to != PERSON:
            self.errors["to"] = _("Pilih penerimanya.")
        if to == PERSON:
            self.require("to_person", _("Tuliskan nama dan jabatan penerimanya."))
        last_day, said_on = self.day("last_day", needed=False), self.day("said_on", needed=False)
        self.limit(to_person=200, purpose=2000, basis=300)
        if form is None or not self.ok:
            return None
        return Asked(
            form=form,
            to_party=party,
            partner_id=partner_id,
            to_person=self.value("to_person") if to == PERSON else "",
            purpose=self.value("purpose"),
            basis=self.value("basis"),
            last_day=last_day,
            said_on=said_on,
        )


class StepForm(Answers):
    """One step on, with what it needs."""

    @property
    def step(self) -> Step | None:
        """The step asked for."""
        return self.choice("step", Step)

    def read(self) -> Said | None:
        """What comes with it, or None when something is wrong."""
        letter_on = self.day("letter_on", needed=False)
        self.limit(reason=300, letter_no=120)
        return Said(self.value("reason"), self.value("letter_no"), letter_on) if self.ok else None
