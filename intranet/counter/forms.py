"""The desk's form: the same questions as at the kiosk, on one page."""

import datetime as dt

from flask_babel import gettext as _

from intranet.cases.forms import ToldForm
from intranet.cases.service import Facts, Person
from intranet.counter.rules import DESK_ELEMENTS
from shared.elements import Element


class DeskForm(ToldForm):
    """The desk's form: what is told, and what the register may be asked about."""

    @property
    def consents(self) -> bool:
        """Whether the person agreed to the identity check."""
        return self.value("consent") == "yes"

    def claims(self) -> dict[Element, str]:
        """What the register is to be asked about; notes what is wrong with it. Never stored."""
        born = self.day("birth_date", needed=False)
        claimed = {
            Element.NIK: self.nik() or "",
            Element.NAME: self.value("name"),
            Element.BIRTH_PLACE: self.text("birth_place"),
            Element.BIRTH_DATE: born.isoformat() if born else "",
        }
        if not claimed[Element.NIK]:
            self.errors.setdefault("nik", _("NIK belum diisi. NIK adalah 16 angka di bagian atas KTP-el."))
        if not claimed[Element.NAME]:
            self.errors.setdefault("name", _("Nama lengkap diperlukan untuk memeriksa NIK."))
        if not self.consents:
            self.errors.setdefault("consent", _("Bacakan pemberitahuan, lalu centang bila warga setuju."))
        return {element: claimed[element] for element in DESK_ELEMENTS if claimed[element]}


def of_draft(facts: Facts, person: Person, today: dt.date) -> DeskForm:
    """A form filled from a draft; the NIK stays out of the page."""
    source = {name: str(value.value if hasattr(value, "value") else value or "") for name, value in vars(facts).items()}
    source |= {name: value or "" for name, value in vars(person).items() if name != "nik"}
    return DeskForm(source, today=today, stored_nik=person.nik)
