"""The papers of outreach as PDF: attendance sheet, minutes and report of a training; the letters and records of a loan."""

import datetime as dt
from pathlib import Path

from intranet.base import papers
from intranet.base.actor import Party
from intranet.outreach import rules
from intranet.outreach.models import CapacityEvent, FacilityLoan
from intranet.outreach.rules import AgeBand, CapacityKind, EventState, Sex
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"
_BLANK = 12  # empty lines of an attendance sheet


def _paper(name: str, data: dict[str, object]) -> bytes:
    return papers.render(_PAPERS / f"{name}.typ", data)


# Trainings --------------------------------------------------------------------------------------------------------


def attendance(settings: Settings, house: str, row: CapacityEvent) -> bytes:
    """The sheet that participants sign: those on the list, and empty lines for others. It asks for no NIK."""
    people = [[one.name, one.unit] for one in row.participants]
    return _paper("attendance", {**_event(settings, house, row), "people": people, "blank": _BLANK})


def minutes(settings: Settings, house: str, row: CapacityEvent) -> bytes:
    """The minutes (notulen) to be signed by whoever chaired."""
    data = {
        **_event(settings, house, row),
        "draft": row.state is EventState.PLANNED or row.minutes_on is None,
        "on": papers.written_date(row.minutes_on) if row.minutes_on else "–",
        "chair": row.chair,
        "points": row.points,
        "actions": [[one.text, one.owner, papers.written_date(one.due_on)] for one in row.actions],
        "present": [_named(one.name, one.unit) for one in row.participants if one.came],
        "reached": str(row.reached) if row.reached else "",
    }
    return _paper("minutes", data)


def report(settings: Settings, house: str, row: CapacityEvent, agreement: str) -> bytes:
    """The report of a training: who came, what it taught, what it cost. Sex and age as counts only."""
    came = [one for one in row.participants if one.came]
    learnt = rules.gain((one.before, one.after) for one in came)
    data = {
        **_event(settings, house, row),
        "draft": row.state is not EventState.REPORTED,
        "agreement": agreement,
        "scope": row.scope.label if row.scope else "",
        "audience": " – ".join(part for part in (row.audience.label, row.audience_text) if part),
        "expected": _count(row.expected),
        "came": _count(len(came)),
        "reached": _count(row.reached) if row.reached else "",
        "total": _count(len(came) + row.reached),
        "sexes": [[one.label, _count(sum(person.sex is one for person in came))] for one in Sex],
        "ages": [[one.label, _count(number)] for one in AgeBand if (number := sum(person.age is one for person in came))],
        "scores": [
            [one.name, one.unit, _score(one.before), _score(one.after)] for one in came if (one.before, one.after) != (None, None)
        ],
        "gain": [_point(learnt.before), _point(learnt.after), _point(learnt.points), _count(learnt.people)] if learnt else [],
        "bearer": row.cost_bearer.label,
        "budget_line": row.budget_line,
        "cost_stage": row.cost_stage,
        "planned_cost": _rupiah(row.planned_cost),
        "actual_cost": _rupiah(row.actual_cost),
        "summary": row.summary,
        "actions": [[one.text, one.owner, papers.written_date(one.due_on)] for one in row.actions],
    }
    return _paper("report", data)


def _event(settings: Settings, house: str, row: CapacityEvent) -> dict[str, object]:
    days = papers.written_date(row.starts_on)
    if row.ends_on != row.starts_on:
        days = f"{days} sampai {papers.written_date(row.ends_on)}"
    return {
        "house": house,
        "address": _address(settings, row.party),
        "title": row.title,
        "kind": row.kind_text if row.kind is CapacityKind.OTHER else row.kind.label,
        "days": days,
        "place": row.place,
        "organiser": "Bawaslu dan Diskominfo" if row.joint else row.party.label,
    }


# Loans ------------------------------------------------------------------------------------------------------------


def request_letter(settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str) -> bytes:
    """The letter in which one party asks the other (Kudus 8)."""
    data = {
        **_loan(settings, house, other, row, agreement, house_asks=True),
        "number": row.request_no,
        "dated": _day(settings, row.recorded_at),
        "subject": "Permintaan pemanfaatan sarana",
        "kind": "request",
        "to": other,
        "signer": row.signer,
        "signer_title": row.signer_title,
    }
    return _paper("letter", data)


def reply_letter(settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str) -> bytes:
    """The owner's answer, with its reason when it is no."""
    data = {
        **_loan(settings, house, other, row, agreement),
        "number": row.reply_no or "",
        "dated": _day(settings, row.replied_at or row.recorded_at),
        "subject": "Jawaban atas permintaan pemanfaatan sarana",
        "kind": "refused" if row.reply_signer and row.state is rules.LoanState.REFUSED else "approved",
        "to": other,
        "signer": row.reply_signer,
        "signer_title": row.reply_signer_title,
        "reason": row.reason,
    }
    return _paper("letter", data)


def hand_over(settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str) -> bytes:
    """The record of handing over, signed by who gave and who took."""
    return _record(settings, house, other, row, agreement, back=False)


def take_back(settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str) -> bytes:
    """The record of the return, with what is broken or missing."""
    return _record(settings, house, other, row, agreement, back=True)


def _record(settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str, *, back: bool) -> bytes:
    condition = row.returned_condition if back else row.handed_condition
    moment = row.returned_at if back else row.handed_at
    data = {
        **_loan(settings, house, other, row, agreement),
        "back": back,
        "at": papers.written_moment(moment or row.recorded_at, settings.zone),
        "condition": condition.label if condition else "",
        "note": row.damage if back else row.handed_note,
        "late": back and moment is not None and moment > row.ends_at,
        "given_by": row.returned_by if back else row.given_by,
        "taken_by": row.received_by if back else row.taken_by,
        "giver": other if back else house,
        "taker": house if back else other,
        "reply_no": row.reply_no or "",
    }
    return _paper("handover", data)


def _loan(
    settings: Settings, house: str, other: str, row: FacilityLoan, agreement: str, *, house_asks: bool = False
) -> dict[str, object]:
    return {
        "house": house,
        "other": other,
        "address": _address(settings, row.party if house_asks else row.owner),
        "request_no": row.request_no,
        "request_dated": _day(settings, row.recorded_at),
        "facility": row.facility.name if row.facility else row.asked,
        "place": row.facility.place if row.facility else "",
        "purpose": row.purpose,
        "starts": papers.written_moment(row.starts_at, settings.zone),
        "ends": papers.written_moment(row.ends_at, settings.zone),
        "agreement": agreement,
    }


def _address(settings: Settings, party: Party) -> str:
    """The office's address at the head of its own papers; the other party's is not known here."""
    return settings.office_address if party is Party.DISKOMINFO else ""


def _day(settings: Settings, moment: dt.datetime) -> str:
    return papers.written_date(moment.astimezone(settings.zone).date())


def _named(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}".replace(",", ".")


def _rupiah(amount: int | None) -> str:
    return "–" if amount is None else f"Rp {_count(amount)}"


def _score(score: int | None) -> str:
    return "–" if score is None else str(score)


def _point(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
