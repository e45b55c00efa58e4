"""The papers of the register as PDF: the annex of a task force's decree."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from intranet.agreements.models import Agreement, TaskForceMember
from intranet.base import papers
from intranet.base.actor import Party
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"


def annex(settings: Settings, row: Agreement, members: Sequence[TaskForceMember], day: dt.date, party: Party | None) -> bytes:
    """The list of members on ``day`` as an annex to the decree, of one party or of all (Jambi 4(2)f; Kudus 7(2))."""
    house = next((one.name for one in row.parties if one.party is party), "")
    data = {
        "house": house or " · ".join(one.name for one in row.parties),
        "address": settings.office_address if party in (None, Party.DISKOMINFO) else "",
        "title": row.title,
        "numbers": [one.number for one in row.parties if one.number],
        "day": papers.written_date(day),
        "decrees": sorted({one.decree_no for one in members}),
        "people": [[one.name, one.office or "–", one.party.label, one.decree_no, f"{one.from_on:%d-%m-%Y}"] for one in members],
        "of_one": house != "",
    }
    return papers.render(_PAPERS / "annex.typ", data)
