"""What a complainant brings later: what a report lacked is filled in, and nothing that was told before is changed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base.errors import Refused
from intranet.cases.models import Case, Complainant
from shared.questions import LONG, SHORT, date_fault
from shared.text import N_

_LONGEST = {"link": 2000, "narrative": LONG}


@dataclass(frozen=True)
class Brought:
    """What was brought; empty for what is still missing. ``name`` and ``address`` are the complainant's."""

    name: str = ""
    address: str = ""
    respondent: str = ""
    known_on: dt.date | None = None
    happened_on: dt.date | None = None
    link: str = ""
    event_place: str = ""
    narrative: str = ""


def fill_in(session: Session, case: Case, brought: Brought, today: dt.date) -> list[str]:
    """Write what was brought where ``case`` says nothing yet; returns what was filled in. Raises Refused naming the field."""
    person = session.get_one(Complainant, case.id)
    filled = []
    for name, value in vars(brought).items():
        row = person if name in ("name", "address") else case
        if not value or getattr(row, name):
            continue
        if isinstance(value, str) and len(value) > (most := _LONGEST.get(name, SHORT)):
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most})
        setattr(row, name, value)
        filled.append(name)
    fault = date_fault(case.happened_on, case.known_on, today)
    if fault is not None:
        raise Refused(fault.value, field="known_on" if fault.name.startswith("KNOWN") else "happened_on")
    return filled
