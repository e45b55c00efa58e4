"""The papers of the register as PDF: the annex of a task force's decree, and the letter that says an early end."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from babel.dates import format_date

from intranet.agreements.models import Agreement, AgreementClause, Amendment, TaskForceMember
from intranet.agreements.rules import Notice, covers
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


def notice(settings: Settings, row: Agreement, made: Amendment, clauses: Sequence[AgreementClause]) -> bytes:
    """The letter of one party to the others that it ends ``row`` early (Jambi 6(3), Kudus 15(3)); ``clauses``: of its day.

    The same agreement and notice give the same letter; without a number of its own it leaves room for one.
    """
    own = [one.name for one in row.parties if one.party is made.party]
    said = next((one for one in clauses if one.evidence == "notice"), None)
    signer = next(
        (one for one in row.holders if one.party is made.party and covers(one.from_on, one.until_on, made.signed_on)), None
    )
    data = {
        "subject": "Pemberitahuan pengakhiran perjanjian lebih awal",
        "house": " · ".join(own),
        "address": settings.office_address if made.party is Party.DISKOMINFO else "",
        "number": made.number,
        "to": [one.name for one in row.parties if one.party is not made.party],
        "title": row.title,
        "kind": row.kind.label,
        "numbers": [[one.name, one.number or "tidak diisi pada naskah"] for one in row.parties],
        "signed": _day(row.signed_on),
        "until": _day(made.ends_before),
        "rule": _rule(row.notice),
        "article": said.article if said else "",
        "clause": said.text if said else "",
        "told": _day(made.signed_on),
        "first": _day(made.first_end or made.signed_on),
        "ends": _day(made.ends_after or made.ends_before),
        "reason": made.summary,
        "unfinished": any(one.evidence == "unfinished" for one in clauses),
        "signer_office": signer.office if signer else f"Pimpinan {' · '.join(own)}",
        "signer": signer.name if signer else "",
    }
    return papers.render(_PAPERS / "notice.typ", data)


def _rule(notice: Notice | None) -> str:
    return f"{notice.amount} {notice.unit.label}" if notice else ""


def _day(day: dt.date) -> str:
    """``23 November 2026``."""
    return format_date(day, "d MMMM y", locale="id")
